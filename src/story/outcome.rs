//! How a family of messages stands, in words, and how two outcomes compare.

use crate::playback::Outcome;

/// An outcome in a sentence without its full stop: "3 messages: 2 delivered, 1 dead-lettered; 4 receives; last at 02:07.0".
pub fn in_words(outcome: &Outcome) -> String {
    let parts = [
        (outcome.delivered, "delivered"),
        (outcome.open, "under way"),
        (outcome.dead_lettered, "dead-lettered"),
        (outcome.expired, "expired"),
        (outcome.filtered, "filtered"),
        (outcome.dropped, "dropped"),
    ];
    let said: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    if said.is_empty() {
        return "no such message".to_owned();
    }
    let one = outcome.made == 1;
    let whole =
        if one { parts.iter().find(|(n, _)| *n > 0).map_or("", |(_, word)| word).to_owned() } else { said.join(", ") };
    let made = if one { String::new() } else { format!("{} messages: ", outcome.made) };
    let receives = match outcome.receives {
        0 => String::new(),
        1 => "; 1 receive".to_owned(),
        n => format!("; {n} receives"),
    };
    format!("{made}{whole}{receives}; last at {}", outcome.last)
}

/// What another value would have changed, in a sentence.
pub fn compare(with: &str, was: &Outcome, would: &Outcome) -> String {
    if was == would {
        return format!("With {with} nothing would have been different: {}.", in_words(was));
    }
    format!("With {with}: {}. In this run: {}.", in_words(would), in_words(was))
}
