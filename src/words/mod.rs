//! Other languages: a catalogue says for each English text of the page what it is in another language.
//!
//! The English text itself is the key, so the code reads as the page does and a text that is missing stays English. Texts with
//! holes (`{0} of {1} runs`) match whatever stands in the holes, and what stands there is looked up in turn.
//! `tests/fence/words.rs` finds the texts in the sources and holds every catalogue against them.
//!
//! Absent by design: the browser, anything else of ours. What is a name and not a text is for the caller to know.

mod number;
mod pattern;
#[cfg(test)]
mod tests;

use pattern::Pattern;
use serde::Deserialize;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// What joins texts that are looked up one by one when the whole is not known, in the order of trying.
const JOINTS: [&str; 7] = [" · ", "\n", ". ", "; ", ", ", ": ", "+"];
/// So deep may texts lie in holes of texts.
const DEPTH: u8 = 4;
/// So many answers are remembered; then it begins anew.
const REMEMBERED: usize = 4_000;

/// A catalogue as it lies in a file.
#[derive(Deserialize, Clone, PartialEq, Debug)]
pub struct Catalogue {
    /// The language's tag: `de`.
    pub language: String,
    /// The language's name in itself: `Deutsch`.
    pub name: String,
    /// Whether it is written from right to left.
    #[serde(default)]
    pub right_to_left: bool,
    /// The mark between whole and fraction.
    pub decimal: char,
    /// The mark between thousands.
    pub thousands: char,
    /// English texts, with holes `{0}`, `{1}`, …, and what they are in this language.
    pub texts: BTreeMap<String, String>,
}

/// A catalogue, ready to be asked.
pub struct Words {
    language: String,
    right_to_left: bool,
    marks: number::Marks,
    texts: BTreeMap<String, String>,
    patterns: Vec<Pattern>,
    remembered: RefCell<BTreeMap<String, Option<String>>>,
}

impl Words {
    /// Reads a catalogue file (JSON).
    ///
    /// # Errors
    /// What is wrong with the file, as its reader says it.
    pub fn read(json: &str) -> Result<Self, String> {
        serde_json::from_str(json).map(Self::of).map_err(|problem| problem.to_string())
    }

    /// Readies a catalogue.
    pub fn of(mut catalogue: Catalogue) -> Self {
        // A text that nobody has translated yet stays English.
        catalogue.texts.retain(|_, said| !said.is_empty());
        let mut patterns: Vec<Pattern> = catalogue.texts.iter().filter_map(|(en, to)| Pattern::of(en, to)).collect();
        // What says more of the text itself decides; between equals the order of the catalogue, which is sorted.
        patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.weight()));
        Self {
            language: catalogue.language,
            right_to_left: catalogue.right_to_left,
            marks: number::Marks { decimal: catalogue.decimal, thousands: catalogue.thousands },
            patterns,
            texts: catalogue.texts,
            remembered: RefCell::default(),
        }
    }

    /// The language's tag, for the page's `lang`.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Whether the language is written from right to left.
    pub fn right_to_left(&self) -> bool {
        self.right_to_left
    }

    /// The text in this language; `None` if it stays as it is. White space around it is kept.
    pub fn say(&self, text: &str) -> Option<String> {
        if let Some(known) = self.remembered.borrow().get(text) {
            return known.clone();
        }
        let inner = text.trim();
        let said = self.look_up(inner, DEPTH).map(|said| {
            let start = text.len() - text.trim_start().len();
            let end = text.trim_end().len();
            format!("{}{said}{}", &text[..start], text.get(end.max(start)..).unwrap_or_default())
        });
        let said = said.filter(|said| said != text);
        let mut remembered = self.remembered.borrow_mut();
        if remembered.len() >= REMEMBERED {
            remembered.clear();
        }
        remembered.insert(text.to_owned(), said.clone());
        said
    }

    /// `None` if nothing of it is known.
    fn look_up(&self, text: &str, depth: u8) -> Option<String> {
        if text.is_empty() {
            return None;
        }
        if let Some(said) = self.texts.get(text) {
            return Some(said.clone());
        }
        let depth = depth.checked_sub(1)?;
        let number = self.marks.number(text);
        if number.is_some() {
            return number;
        }
        if let Some((amount, what)) = self.marks.amount(text) {
            let what = self.look_up(what, depth).unwrap_or_else(|| what.to_owned());
            return Some(format!("{amount} {what}"));
        }
        let matched = self.patterns.iter().find_map(|p| p.holes(text).map(|holes| (p, holes)));
        if let Some((pattern, holes)) = matched {
            let holes: Vec<String> =
                holes.iter().map(|hole| self.look_up(hole, depth).unwrap_or_else(|| (*hole).to_owned())).collect();
            return Some(pattern.fill(&holes));
        }
        JOINTS.iter().find_map(|joint| self.joined(text, joint, depth))
    }

    /// Looks up what stands between joints; `None` if there is no joint or no part is known.
    fn joined(&self, text: &str, joint: &str, depth: u8) -> Option<String> {
        let parts: Vec<&str> = text.split(joint).collect();
        if parts.len() < 2 {
            return None;
        }
        let mut known = false;
        let last = parts.len() - 1;
        let mut said = Vec::with_capacity(parts.len());
        for (k, part) in parts.iter().enumerate() {
            // A sentence is known with its full stop.
            let full_stop = joint == ". " && k < last;
            let found = if full_stop {
                let whole = self.look_up(&format!("{part}."), depth);
                whole.map(|text| text.strip_suffix('.').map(str::to_owned).unwrap_or(text))
            } else {
                self.look_up(part.trim(), depth)
            };
            known |= found.is_some();
            said.push(found.unwrap_or_else(|| (*part).to_owned()));
        }
        known.then(|| said.join(joint))
    }
}
