//! Lengths of time as people write them: `90s`, `10m`, `1h30m`, `2d`, exact to the microsecond. Documents and the command
//! line read and write them with these two functions.

const SECOND: u64 = 1_000_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A number of microseconds as text; [`read_duration`] gives the same number back.
pub fn write_duration(micros: u64) -> String {
    if micros == 0 {
        return "0s".to_owned();
    }
    if micros < 1_000 {
        return format!("{micros}us");
    }
    if micros < SECOND {
        return format!("{}ms", decimal(micros, 1_000));
    }
    if micros < 2 * MINUTE && !micros.is_multiple_of(MINUTE) {
        return format!("{}s", decimal(micros, SECOND));
    }
    let mut text = String::new();
    let mut rest = micros;
    for (size, unit) in [(DAY, 'd'), (HOUR, 'h'), (MINUTE, 'm')] {
        if rest >= size {
            text.push_str(&format!("{}{unit}", rest / size));
            rest %= size;
        }
    }
    if rest > 0 {
        text.push_str(&format!("{}s", decimal(rest, SECOND)));
    }
    text
}

/// `n / unit` with as many decimals as it takes to be exact; `unit` is a power of ten.
fn decimal(n: u64, unit: u64) -> String {
    let digits = unit.ilog10() as usize;
    let text = format!("{}.{:0digits$}", n / unit, n % unit);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Microseconds of a text such as `1h30m`, `90s`, `1.5s`, `250ms`; a bare number is seconds. Fractions of a microsecond
/// are rounded.
///
/// # Errors
/// A sentence that says how to write a length of time.
pub fn read_duration(text: &str) -> Result<u64, String> {
    let wrong = || {
        let shown: String = text.chars().take(40).collect();
        format!("“{shown}” is not a length of time. Write it as 90s, 10m, 1h30m or 2d, or as a number of seconds.")
    };
    let mut rest = text.trim();
    let (mut total, mut parts) = (0u64, 0);
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (digits, after) = rest.split_at(number);
        let after = after.trim_start();
        let letters = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        let size = match unit {
            "d" => DAY,
            "h" => HOUR,
            "m" | "min" => MINUTE,
            "s" => SECOND,
            "ms" => 1_000,
            "us" | "µs" | "μs" => 1,
            // A number alone is seconds; one without a unit beside others has lost its unit.
            "" if parts == 0 && after.is_empty() => SECOND,
            _ => return Err(wrong()),
        };
        let part = scaled(digits, size).ok_or_else(wrong)?;
        total = total.checked_add(part).ok_or_else(wrong)?;
        parts += 1;
        rest = after.trim_start();
    }
    if parts == 0 { Err(wrong()) } else { Ok(total) }
}

/// The decimal number `digits` times `size`, rounded; `None` if it is no number or too large.
fn scaled(digits: &str, size: u64) -> Option<u64> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if fraction.contains('.') || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    // Fifteen decimals of a day are finer than a microsecond; what follows cannot matter.
    let fraction = fraction.get(..15).unwrap_or(fraction);
    let scale = 10u128.pow(fraction.len() as u32);
    let part = if fraction.is_empty() { 0 } else { fraction.parse::<u128>().ok()? };
    let micros = u128::from(whole) * u128::from(size) + (part * u128::from(size) * 2 + scale) / (scale * 2);
    u64::try_from(micros).ok()
}

/// Microseconds of a number of seconds, rounded; `None` if it is negative, not finite or too large.
pub(crate) fn of_seconds(seconds: f64) -> Option<u64> {
    let micros = (seconds * 1e6).round();
    (seconds >= 0.0 && micros < u64::MAX as f64).then_some(micros as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_are_written_in_the_units_that_people_use() {
        for (micros, text) in [
            (0, "0s"),
            (7, "7us"),
            (250_000, "250ms"),
            (1_500, "1.5ms"),
            (1_500_000, "1.5s"),
            (90 * SECOND, "90s"),
            (2 * MINUTE, "2m"),
            (MINUTE, "1m"),
            (90 * MINUTE, "1h30m"),
            (2 * DAY, "2d"),
            (HOUR + 1, "1h0.000001s"),
        ] {
            assert_eq!(write_duration(micros), text);
            assert_eq!(read_duration(text), Ok(micros));
        }
    }

    #[test]
    fn a_bare_number_is_seconds_and_spaces_do_no_harm() {
        assert_eq!(read_duration("90"), Ok(90 * SECOND));
        assert_eq!(read_duration(" 0.25 "), Ok(250_000));
        assert_eq!(read_duration("1 h 30 min"), Ok(90 * MINUTE));
    }

    #[test]
    fn what_is_no_length_of_time_is_refused_with_examples() {
        for text in ["", "soon", "10 parsecs", "1.2.3s", "-5s", "5m10", "99999999999999999999d", "."] {
            assert!(read_duration(text).is_err_and(|e| e.contains("1h30m")), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_length_comes_back_exactly(micros in prop_oneof![any::<u64>(), 0..10 * DAY, 0..10 * SECOND]) {
            prop_assert_eq!(read_duration(&write_duration(micros)), Ok(micros));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,20}|[0-9.dhmsu ]{0,24}") {
            let _ = read_duration(&text);
        }
    }
}
