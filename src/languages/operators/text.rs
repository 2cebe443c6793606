//! Text comparison: without regard to case, and with wildcards.

/// A text to compare without regard to case.
///
/// Each character stands for its lower case and its upper case, each taken by itself; so `ß` also stands for `SS`,
/// and the relation is not symmetric (`SS` does not stand for `ß`). This is what EventBridge does (table, É = é).
#[derive(Clone, Debug)]
pub struct Folded {
    text: Box<str>,
    /// Empty when the text is plain ASCII, for which the standard library has a quick way.
    forms: Box<[(Box<str>, Box<str>)]>,
}

impl Folded {
    pub fn new(text: &str) -> Self {
        let forms = if text.is_ascii() {
            Box::default()
        } else {
            let lower = |c: char| c.to_lowercase().collect::<String>().into_boxed_str();
            let upper = |c: char| c.to_uppercase().collect::<String>().into_boxed_str();
            text.chars().map(|c| (lower(c), upper(c))).collect()
        };
        Self { text: text.into(), forms }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn equals(&self, value: &str) -> bool {
        if self.forms.is_empty() {
            return self.text.eq_ignore_ascii_case(value);
        }
        starts(&self.forms, value, true)
    }

    pub fn begins(&self, value: &str) -> bool {
        if self.forms.is_empty() {
            let head = value.as_bytes().get(..self.text.len());
            return head.is_some_and(|head| head.eq_ignore_ascii_case(self.text.as_bytes()));
        }
        starts(&self.forms, value, false)
    }

    pub fn ends(&self, value: &str) -> bool {
        if self.forms.is_empty() {
            let start = value.len().checked_sub(self.text.len());
            return start.is_some_and(|at| value.as_bytes()[at..].eq_ignore_ascii_case(self.text.as_bytes()));
        }
        finishes(&self.forms, value)
    }
}

/// Whether the value begins with one form of each character in turn (and, if `whole`, ends there).
fn starts(forms: &[(Box<str>, Box<str>)], value: &str, whole: bool) -> bool {
    let Some(((lower, upper), rest)) = forms.split_first() else {
        return !whole || value.is_empty();
    };
    let mut after = [lower, upper].into_iter().filter_map(|form| value.strip_prefix(&**form));
    after.any(|value| starts(rest, value, whole))
}

/// Whether the value ends with one form of each character in turn.
fn finishes(forms: &[(Box<str>, Box<str>)], value: &str) -> bool {
    let Some(((lower, upper), rest)) = forms.split_last() else {
        return true;
    };
    let mut before = [lower, upper].into_iter().filter_map(|form| value.strip_suffix(&**form));
    before.any(|value| finishes(rest, value))
}

/// A text in which `*` stands for any number of characters, `\*` for an asterisk and `\\` for a backslash.
#[derive(Clone, Debug)]
pub struct Wildcard {
    text: Box<str>,
    /// The plain pieces between the stars: one more than there are stars.
    pieces: Box<[Box<str>]>,
}

impl Wildcard {
    /// Reads the text; the error is a sentence. Positions count bytes, from 0, with the opening quote of the JSON
    /// text as position 0, as AWS counts them.
    pub fn new(text: &str) -> Result<Self, String> {
        let mut pieces = vec![String::new()];
        let mut signs = text.char_indices().peekable();
        while let Some((at, sign)) = signs.next() {
            let next = signs.peek().map(|(_, next)| *next);
            match (sign, next) {
                ('*', Some('*')) => {
                    return Err(format!(
                        "Consecutive wildcard characters at pos {}. One * already stands for any number of characters.",
                        at + 1
                    ));
                }
                ('*', _) => pieces.push(String::new()),
                ('\\', Some(next @ ('*' | '\\'))) => {
                    signs.next();
                    last(&mut pieces).push(next);
                }
                ('\\', _) => {
                    return Err(format!(
                        "Invalid escape character at pos {}. A backslash may only stand before * or another backslash.",
                        at + 1
                    ));
                }
                _ => last(&mut pieces).push(sign),
            }
        }
        Ok(Self { text: text.into(), pieces: pieces.into_iter().map(String::into_boxed_str).collect() })
    }

    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The plain pieces between the stars.
    pub fn pieces(&self) -> &[Box<str>] {
        &self.pieces
    }

    pub fn matches(&self, value: &str) -> bool {
        let (first, rest) = self.pieces.split_first().expect("there is always one piece");
        let Some((end, middle)) = rest.split_last() else {
            return value == &**first;
        };
        let Some(mut value) = value.strip_prefix(&**first) else {
            return false;
        };
        // Taking each middle piece at its earliest place leaves the most room for the next ones.
        for piece in middle {
            match value.find(&**piece) {
                Some(at) => value = &value[at + piece.len()..],
                None => return false,
            }
        }
        value.ends_with(&**end)
    }
}

fn last(pieces: &mut [String]) -> &mut String {
    pieces.last_mut().expect("there is always one piece")
}
