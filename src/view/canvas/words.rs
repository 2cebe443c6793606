//! Numbers and names as a card says them, to the eye and to a screen reader.

use crate::sim::Reading;

/// A number in at most about five characters: `0.25`, `14`, `98.4`, `2,914`, `48.1k`, `3.2M`.
pub fn number(value: f64) -> String {
    let size = value.abs();
    let tidy = |scaled: f64, places: usize| {
        let text = format!("{scaled:.places$}");
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    };
    match size {
        _ if size >= 999_950.0 => tidy(value / 1e6, 1) + "M",
        _ if size >= 9_999.5 => tidy(value / 1e3, 1) + "k",
        _ if size >= 999.5 => {
            let whole = format!("{value:.0}");
            let (head, tail) = whole.split_at(whole.len() - 3);
            format!("{head},{tail}")
        }
        _ if size >= 99.95 => tidy(value, 0),
        _ if size >= 0.95 => tidy(value, 1),
        _ => tidy(value, 2),
    }
}

/// The big line of a card: its number or word, and its unit.
pub fn reading(reading: &Reading) -> (String, &'static str) {
    match reading {
        Reading::Number(value, unit) => (number(*value), unit),
        Reading::Word(word) => ((*word).to_owned(), ""),
    }
}

/// What a screen reader says of a card: "OrderQueue, SQS standard, 14 waiting, 38 in flight".
pub fn card(name: &str, subtitle: &str, big: &(String, &'static str), small: &str) -> String {
    let big = format!("{} {}", big.0, big.1);
    [name, subtitle, big.trim(), small].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_short_and_true() {
        for (value, text) in [
            (0.0, "0"),
            (0.25, "0.25"),
            (3.04, "3"),
            (14.0, "14"),
            (98.44, "98.4"),
            (99.96, "100"),
            (415.3, "415"),
            (999.7, "1,000"),
            (2_914.0, "2,914"),
            (48_120.0, "48.1k"),
            (3_200_000.0, "3.2M"),
            (-1_500.0, "-1,500"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn a_card_is_one_sentence_without_gaps() {
        let big = reading(&Reading::Number(14.0, "waiting"));
        assert_eq!(
            card("OrderQueue", "SQS standard", &big, "38 in flight"),
            "OrderQueue, SQS standard, 14 waiting, 38 in flight"
        );
        assert_eq!(
            card("DlqNotEmpty", "CloudWatch alarm", &reading(&Reading::Word("OK")), ""),
            "DlqNotEmpty, CloudWatch alarm, OK"
        );
    }
}
