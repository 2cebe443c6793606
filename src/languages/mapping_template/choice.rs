//! Which template is applied to a body (APIGW-26): the one for its content type, or none, or no body gets through.

/// `PassthroughBehavior`: what happens to a body without a template for its content type.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Passthrough {
    /// It goes through as it is.
    #[default]
    WhenNoMatch,
    /// It goes through only if there is no template at all.
    WhenNoTemplates,
    /// It never goes through.
    Never,
}

impl Passthrough {
    /// The words of the property.
    pub const WORDS: &'static [&'static str] = &["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"];

    /// Reads a word; an unknown one is the default.
    pub fn read(word: &str) -> Self {
        match word {
            "WHEN_NO_TEMPLATES" => Self::WhenNoTemplates,
            "NEVER" => Self::Never,
            _ => Self::WhenNoMatch,
        }
    }
}

/// What happens to a body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    /// The template at this place of the list is applied.
    Template(usize),
    /// The body goes through as it is.
    Through,
    /// 415: the media type is not supported.
    Unsupported,
}

/// Chooses among templates by their content types. A request without a content type counts as `application/json`;
/// parameters such as a charset do not count.
pub fn choose(types: &[&str], content_type: &str, passthrough: Passthrough) -> Choice {
    let media = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let wanted = match media(content_type) {
        empty if empty.is_empty() => "application/json".to_owned(),
        wanted => wanted,
    };
    match (types.iter().position(|known| media(known) == wanted), passthrough) {
        (Some(at), _) => Choice::Template(at),
        (None, Passthrough::WhenNoMatch) => Choice::Through,
        (None, Passthrough::WhenNoTemplates) if types.is_empty() => Choice::Through,
        (None, _) => Choice::Unsupported,
    }
}
