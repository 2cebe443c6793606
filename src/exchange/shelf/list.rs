//! The list of documents: titles and times, and names for copies.

use serde::{Deserialize, Serialize};

/// A line of the list.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Kept {
    /// The name under which it is kept.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it was last changed, in milliseconds since 1970; 0 if that is not known.
    pub changed: f64,
    /// When it was deleted, if it is in the bin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted: Option<f64>,
}

/// The documents that are there, the latest first, with what the list says of them. What the list does not know is told
/// all the same.
pub fn merged(list: Option<&str>, ids: impl Iterator<Item = String>) -> Vec<Kept> {
    let listed: Vec<Kept> = list.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let line = |id: String| {
        let known = listed.iter().find(|kept| kept.id == id).cloned();
        known.unwrap_or(Kept { id, title: "Recovered design".to_owned(), changed: 0.0, deleted: None })
    };
    let mut found: Vec<Kept> = ids.map(line).collect();
    found.sort_by(|a, b| b.changed.total_cmp(&a.changed).then_with(|| a.id.cmp(&b.id)));
    found
}

/// A title for a copy, at most so many characters long: the first of "Orders (copy)", "Orders (copy 2)", … that is free.
pub fn copy_title(title: &str, taken: &[String], longest: usize) -> String {
    // A copy of a copy is another copy of the original.
    let copied = title.strip_suffix(')').and_then(|inner| inner.rsplit_once(" (copy"));
    let stem = match copied {
        Some((stem, number)) if number.chars().all(|c| c.is_ascii_digit() || c == ' ') => stem,
        _ => title,
    };
    let numbered = |n: u64| {
        let end = if n == 1 { " (copy)".to_owned() } else { format!(" (copy {n})") };
        let stem: String = stem.chars().take(longest.saturating_sub(end.len())).collect();
        format!("{}{end}", stem.trim_end()).trim_start().to_owned()
    };
    (1..).map(numbered).find(|name| !taken.contains(name)).unwrap_or_default()
}
