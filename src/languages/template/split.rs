//! Splits a template into plain text and what stands in double braces.

use super::TemplateError;

pub enum Piece {
    Text(String),
    /// What stands between the braces, trimmed, and where the braces open (in characters).
    Inner {
        position: usize,
        text: String,
    },
}

/// The pieces in order. Of three opening braces the first is plain text, so that `{{{counter}}}` is a placeholder in
/// braces.
pub fn pieces(text: &str) -> Result<Vec<Piece>, TemplateError> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(open) = rest.find("{{") {
        let extra = rest[open..].len() - rest[open..].trim_start_matches('{').len() - 2;
        let open = open + extra;
        plain.push_str(&rest[..open]);
        let position = text[..text.len() - rest.len() + open].chars().count();
        let inner = &rest[open + 2..];
        let Some(close) = inner.find("}}") else {
            let message = "These braces are not closed: }} is missing.".to_owned();
            return Err(TemplateError { position, message });
        };
        if !plain.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut plain)));
        }
        pieces.push(Piece::Inner { position, text: inner[..close].trim().to_owned() });
        rest = &inner[close + 2..];
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    Ok(pieces)
}
