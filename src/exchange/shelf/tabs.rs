//! Tabs: which documents the other tabs of this browser have open. Each tab tells the others when it opens something and
//! answers when a new one asks, so each knows whether its document is open twice.

use std::collections::BTreeMap;

/// What one tab knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tabs {
    me: String,
    open: Option<String>,
    others: BTreeMap<String, String>,
}

impl Tabs {
    /// A tab with a name of its own (without blanks).
    pub fn new(me: String) -> Self {
        Self { me, open: None, others: BTreeMap::new() }
    }

    /// Another document is open here, or none; what the others shall hear, if it is news.
    pub fn open(&mut self, document: Option<&str>) -> Option<String> {
        if self.open.as_deref() == document {
            return None;
        }
        self.open = document.map(str::to_owned);
        Some(self.tell("here"))
    }

    /// Forgets what was heard, for a tab that crashed says no farewell, and asks anew; what the others shall hear.
    pub fn ask(&mut self) -> String {
        self.others.clear();
        self.tell("who")
    }

    /// The page goes; what the others shall hear.
    pub fn leave(&self) -> String {
        ["gone", &self.me].join(" ")
    }

    /// Hears another tab, and says what it shall hear in return.
    pub fn hear(&mut self, said: &str) -> Option<String> {
        let mut words = said.split(' ');
        let (word, tab) = (words.next()?, words.next()?);
        if tab == self.me {
            return None;
        }
        match words.next() {
            Some(document) => drop(self.others.insert(tab.to_owned(), document.to_owned())),
            None => drop(self.others.remove(tab)),
        }
        (word == "who").then(|| self.tell("here"))
    }

    /// Whether another tab has the same document open.
    pub fn twice(&self) -> bool {
        self.open.as_ref().is_some_and(|mine| self.others.values().any(|theirs| theirs == mine))
    }

    fn tell(&self, word: &str) -> String {
        match &self.open {
            Some(document) => format!("{word} {} {document}", self.me),
            None => format!("{word} {}", self.me),
        }
    }
}
