//! Message bodies with placeholders in double braces.
//!
//! [`Template`] makes the bodies of produced traffic: `{"order": {{counter}}, "state": "{{pick paid:3 open}}"}`.
//! [`DerivedTemplate`] makes the body of an outgoing call from the incoming one: `{"id": {{body.order.id}}}`.
//!
//! ```
//! use signalbox::languages::template::Template;
//! let template = Template::parse("order {{counter 1000}} at {{timestamp}}").unwrap();
//! let mut out = String::new();
//! template.render(&mut out, 0, 1_767_225_600_000_000, &mut || 0);
//! assert_eq!(out, "order 1000 at 2026-01-01T00:00:00.000Z");
//! ```

mod clock;
mod derived;
mod placeholder;
mod split;
#[cfg(test)]
mod tests;

pub use derived::DerivedTemplate;

use placeholder::Placeholder;
use split::Piece;
use std::fmt;

/// A body template, read once and rendered for every message.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Text(String),
    Placeholder(Placeholder),
}

/// Why a template cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// Where, in characters from the start of the template, the first being 0.
    pub position: usize,
    /// A sentence.
    pub message: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "At character {}: {}", self.position + 1, self.message)
    }
}

impl std::error::Error for TemplateError {}

impl Template {
    /// Reads a template.
    ///
    /// | placeholder | becomes |
    /// |---|---|
    /// | `{{counter}}`, `{{counter 1000}}` | 1, 2, 3, … or 1000, 1001, … |
    /// | `{{uuid}}` | a random UUID, version 4 |
    /// | `{{pick red:3 green "dark blue":2}}` | one of the values, by weight (1 if none is given) |
    /// | `{{number 1 100}}`, `{{number 0.5 9.5 2}}` | a number from … to …, both included, with so many decimals |
    /// | `{{timestamp}}` | the time, as `2026-01-01T00:00:00.000Z` |
    /// | `{{epoch}}` | the time in milliseconds since 1970 |
    ///
    /// All other text, single braces too, stands for itself.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let part = |piece| match piece {
            Piece::Text(text) => Ok(Part::Text(text)),
            Piece::Inner { position, text } => {
                Placeholder::parse(&text).map(Part::Placeholder).map_err(|message| TemplateError { position, message })
            }
        };
        split::pieces(text)?.into_iter().map(part).collect::<Result<_, _>>().map(|parts| Self { parts })
    }

    /// A template without placeholders: the text as it stands.
    pub fn verbatim(text: &str) -> Self {
        Self { parts: vec![Part::Text(text.to_owned())] }
    }

    /// The text, if it is the same for every message.
    pub fn constant(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Appends the body of one message to `out`.
    ///
    /// `counter` is how many messages came before. `now_us` is the time in microseconds since 1970-01-01 UTC: the
    /// caller adds its start to the simulated time. `draw` gives uniformly random bits; equal draws, equal bodies.
    pub fn render(&self, out: &mut String, counter: u64, now_us: u64, draw: &mut dyn FnMut() -> u64) {
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Placeholder(placeholder) => placeholder.render(out, counter, now_us, draw),
            }
        }
    }
}
