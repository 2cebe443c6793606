//! Versions of a document: what it was at some instants of its past, many of the last minutes, few of long ago.

use serde::{Deserialize, Serialize};

/// Milliseconds between two versions while a document is changed.
pub const EVERY: f64 = 180_000.0;
/// As many versions of a document are kept at most.
pub const MOST: usize = 40;
/// As many bytes do the versions of a document take together at most, the latest aside.
pub const LARGEST: usize = 400_000;

/// What a document was.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Version {
    /// When it was so, in milliseconds since 1970.
    pub at: f64,
    /// Why it was kept.
    pub why: Reason,
    /// Its title then.
    pub title: String,
    /// The document.
    pub text: String,
}

/// Why a version was kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Reason {
    /// It is what the document began as.
    Opened,
    /// Some minutes of changes had passed.
    Changes,
    /// A link was about to be opened in its place.
    BeforeLink,
    /// Another version was about to be restored.
    BeforeRestore,
}

impl Reason {
    /// A few words for the list.
    pub const fn said(self) -> &'static str {
        match self {
            Reason::Opened => "as it was opened",
            Reason::Changes => "while you changed it",
            Reason::BeforeLink => "before a link was opened",
            Reason::BeforeRestore => "before another version was restored",
        }
    }
}

/// Takes versions out until there are at most so many, and not too many bytes. The first and the last stay as long as they
/// can. Of the others goes the one whose neighbours are nearest to each other for its age: so the gaps grow with the age.
pub fn thin(history: &mut Vec<Version>, most: usize, now: f64) {
    let bytes = |history: &[Version]| history.iter().rev().skip(1).map(|version| version.text.len()).sum::<usize>();
    while history.len() > 1 && (history.len() > most || bytes(history) > LARGEST) {
        let crowded = |n: &usize| {
            let gap = history[n + 1].at - history[n - 1].at;
            gap / (now - history[*n].at).max(1.0)
        };
        let inner = 1..history.len() - 1;
        // With two left, the older goes.
        let victim = inner.min_by(|a, b| crowded(a).total_cmp(&crowded(b))).unwrap_or(0);
        history.remove(victim);
    }
}
