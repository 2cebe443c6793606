//! An interval of a run as CSV: a line for every note, as spreadsheets read it (RFC 4180).

use crate::sim::{Engine, Note, Time};

/// The notes from `from` to `to`, oldest first; with `root`, only those of one family. Only what the run's trace still
/// keeps can be written: give a copy of the run at the end of the interval.
pub fn csv(engine: &Engine, from: Time, to: Time, root: Option<u64>) -> String {
    let mut text = String::from("time_s,node,kind,message,family,rule,setting,text\r\n");
    for note in within(engine, from, to, root) {
        let reason = &note.reason;
        let message = reason.message.map(|m| m.serial.to_string()).unwrap_or_default();
        let family = if note.root > 0 { note.root.to_string() } else { String::new() };
        let fields = [
            format!("{:.6}", note.at.seconds()),
            engine.who(note.node).1.to_owned(),
            reason.kind.word().to_owned(),
            message,
            family,
            reason.rule.to_owned(),
            reason.setting.to_owned(),
            note.sentence(),
        ];
        let line: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
        text.push_str(&line.join(","));
        text.push_str("\r\n");
    }
    text
}

/// The notes of an interval.
pub(super) fn within(engine: &Engine, from: Time, to: Time, root: Option<u64>) -> impl Iterator<Item = &Note> {
    let fits = move |note: &&Note| note.at >= from && note.at <= to && root.is_none_or(|root| note.root == root);
    engine.trace().notes().filter(fits)
}

/// A field in quotes where it needs them. What a spreadsheet would take for a formula gets an apostrophe before it.
fn quoted(field: &str) -> String {
    let safe = if field.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{field}") } else { field.to_owned() };
    if safe.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn fields_are_quoted_where_they_need_it_and_formulas_are_texts() {
        for (field, text) in [
            ("plain", "plain"),
            ("a, b", "\"a, b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=SUM(A1)", "'=SUM(A1)"),
            ("-1", "'-1"),
        ] {
            assert_eq!(quoted(field), text);
        }
    }
}
