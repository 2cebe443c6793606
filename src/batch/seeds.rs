//! Lists of seeds as people write them.

/// Seeds of a batch at most.
pub const MOST: usize = 100_000;

/// Reads `1..200` (both ends are in it), `7`, or `1,5,9..12`.
///
/// # Errors
/// A sentence that says what is wrong and how to write it.
pub fn seeds(text: &str) -> Result<Vec<u64>, String> {
    let mut all = Vec::new();
    for part in text.split(',').map(str::trim) {
        let number = |text: &str| {
            let text = text.trim();
            text.parse::<u64>().map_err(|_| {
                format!("“{text}” is no seed: give whole numbers, such as 7, 1..200 (both ends are in it) or 1,5,9.")
            })
        };
        match part.split_once("..") {
            None => all.push(number(part)?),
            Some((from, to)) => {
                let (from, to) = (number(from)?, number(to.trim_start_matches('='))?);
                if from > to {
                    return Err(format!("{from}..{to} has no seed in it: the first is larger than the last."));
                }
                if to - from >= MOST as u64 {
                    return Err(format!("{from}..{to} has more than {MOST} seeds: give fewer."));
                }
                all.extend(from..=to);
            }
        }
        if all.len() > MOST {
            return Err(format!("These are more than {MOST} seeds: give fewer."));
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::seeds;

    #[test]
    fn ranges_include_both_ends_and_lists_keep_their_order() {
        assert_eq!(seeds("1..4"), Ok(vec![1, 2, 3, 4]));
        assert_eq!(seeds("2..=3, 9"), Ok(vec![2, 3, 9]));
        assert_eq!(seeds("7"), Ok(vec![7]));
    }

    #[test]
    fn mistakes_are_said() {
        for (text, said) in [
            ("x", "“x” is no seed"),
            ("5..1", "has no seed in it"),
            ("1..999999999", "more than"),
            ("", "“” is no seed"),
        ] {
            assert!(seeds(text).is_err_and(|why| why.contains(said)), "{text}");
        }
    }
}
