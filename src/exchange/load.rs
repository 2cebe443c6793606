//! The one door in: files, links, storage and pasted text all come through [`load`].

use super::document::VERSION;
use super::link::{self, LinkExtras};
use super::png;
use super::restore::{self, Repairs};
use crate::catalog::Catalog;
use crate::model::Diagram;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use std::fmt;

/// What came in.
#[derive(Clone, PartialEq, Debug)]
pub struct Loaded {
    /// The diagram.
    pub diagram: Diagram,
    /// What had to be put right or left out, a sentence each; usually empty.
    pub repairs: Vec<String>,
    /// What a link says beyond the design: the moment and the camera.
    pub extras: LinkExtras,
}

/// Why a text could not be loaded at all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoadError {
    /// What is wrong and where, in a sentence.
    pub what: String,
    /// What to do next, in a sentence.
    pub next: String,
}

impl LoadError {
    pub(super) fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { what: what.into(), next: next.into() }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.what, self.next)
    }
}

impl std::error::Error for LoadError {}

type Upgrade = fn(&mut Map<String, Value>, &mut Repairs);

/// What takes a document of version n + 1 to version n + 2, by place. Pure on JSON, and never changed once released.
const UPGRADES: [Upgrade; VERSION - 1] = [];

/// Reads a document, a link, or the fragment of a link.
///
/// # Errors
/// A text that is neither, or a link that was damaged on its way: what, where, and what to do next.
pub fn load(text: &str, catalog: &Catalog) -> Result<Loaded, LoadError> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.starts_with('{') {
        document(text, catalog)
    } else if let Some(inside) = in_picture(text) {
        document(&inside?, catalog)
    } else if let Some(fragment) = link::find(text) {
        link::read(fragment, catalog)
    } else if text.is_empty() {
        Err(LoadError::new("There is nothing to load: the text is empty.", "Choose a document or paste a link."))
    } else {
        Err(LoadError::new(
            "This is neither a Signalbox document nor a link to one.",
            "A document begins with { and a link contains #1; check that all of it was copied.",
        ))
    }
}

/// The text in a file, for [`load`]: that of a document, a link or an SVG picture as it is, that inside a PNG picture.
///
/// # Errors
/// A picture of something else, a damaged one, or a file that is no text: what, and what to do next.
pub fn text_of(bytes: &[u8]) -> Result<String, LoadError> {
    if png::is_png(bytes) {
        return png::document(bytes).map_err(|missing| match missing {
            png::Missing::NotThere => LoadError::new(
                "There is no design inside this picture: it is one of something else, or a program (chats do this) left the \
                 design out when it changed the picture.",
                "Take the picture as it was exported, or ask for the link.",
            ),
            png::Missing::Damaged => LoadError::new(
                "The design inside this picture is damaged.",
                "Open the picture as it was exported, or a saved document.",
            ),
        });
    }
    String::from_utf8(bytes.to_vec()).map_err(|_| {
        LoadError::new(
            "This file is neither text nor a PNG picture.",
            "Choose a document that was saved by Signalbox, or a picture that it exported.",
        )
    })
}

/// The document inside a picture that Signalbox exported; nothing for any other text.
fn in_picture(text: &str) -> Option<Result<String, LoadError>> {
    if !text.contains("<svg") {
        return None;
    }
    let (_, rest) = text.split_once("<signalbox")?;
    let (encoded, _) = rest.split_once('>')?.1.split_once("</signalbox>")?;
    let decoded = STANDARD.decode(encoded.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let damaged = || {
        LoadError::new(
            "The design inside this picture is damaged.",
            "Open the picture as it was exported, or a saved document.",
        )
    };
    Some(decoded.ok_or_else(damaged))
}

fn document(text: &str, catalog: &Catalog) -> Result<Loaded, LoadError> {
    let value = serde_json::from_str(text).map_err(|error| {
        LoadError::new(
            format!("The document is not valid JSON: {error}."),
            "Put that place right, or take an undamaged copy.",
        )
    })?;
    let Value::Object(mut map) = value else {
        return Err(LoadError::new(
            "The document is not a JSON object.",
            "It should begin with {\"signalbox\": 1, …}.",
        ));
    };
    if !map.contains_key("signalbox") && !map.get("nodes").is_some_and(Value::is_array) {
        return Err(LoadError::new(
            "This is JSON, but not a Signalbox document: it has neither “signalbox” nor a list of “nodes”.",
            "Choose a file that was saved by Signalbox.",
        ));
    }
    let mut repairs = Repairs::default();
    let version = version(map.get("signalbox"), &mut repairs);
    upgrade(&mut map, version, &UPGRADES, &mut repairs);
    let diagram = restore::diagram(map, catalog, &mut repairs);
    Ok(Loaded { diagram, repairs: repairs.finish(), extras: LinkExtras::default() })
}

fn version(given: Option<&Value>, repairs: &mut Repairs) -> usize {
    let number = given.and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
    match number {
        Some(n) if (1..=VERSION).contains(&n) => n,
        Some(n) if n > VERSION => {
            repairs.say(format!(
                "The document was made by a newer version of Signalbox (format {n}, this one knows {VERSION}); what this \
                 version does not know was left out."
            ));
            VERSION
        }
        _ => {
            repairs.say(format!("The document does not say its version; it was read as version {VERSION}."));
            VERSION
        }
    }
}

fn upgrade(map: &mut Map<String, Value>, version: usize, steps: &[Upgrade], repairs: &mut Repairs) {
    for step in steps.iter().skip(version - 1) {
        step(map, repairs);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_text_or_a_picture_with_a_design_or_refused_with_a_sentence() {
        assert_eq!(text_of("{\"ü\": 1}".as_bytes()).as_deref(), Ok("{\"ü\": 1}"));
        let empty = [&b"\x89PNG\r\n\x1a\n"[..], &[0, 0, 0, 0], b"IEND", &[0xae, 0x42, 0x60, 0x82]].concat();
        let picture = png::with_document(&empty, "{\"signalbox\": 1}").expect("it has an end");
        assert_eq!(text_of(&picture).as_deref(), Ok("{\"signalbox\": 1}"));
        let refused = |bytes: &[u8]| text_of(bytes).expect_err("no design").to_string();
        assert!(refused(&empty).contains("no design inside this picture"));
        let mut turned = picture.clone();
        turned[40] ^= 4;
        assert!(refused(&turned).contains("damaged"));
        assert!(refused(&[0xff, 0xd8, 0xff, 0xe0, 0x00]).contains("neither text nor a PNG"));
    }

    #[test]
    fn upgrades_run_from_the_version_of_the_document_to_the_newest() {
        fn first(map: &mut Map<String, Value>, _: &mut Repairs) {
            map.insert("first".into(), true.into());
        }
        fn second(map: &mut Map<String, Value>, repairs: &mut Repairs) {
            map.insert("second".into(), true.into());
            repairs.say("moved on".into());
        }
        let upgraded = |version| {
            let (mut map, mut repairs) = (Map::new(), Repairs::default());
            upgrade(&mut map, version, &[first, second], &mut repairs);
            (map.keys().cloned().collect::<Vec<_>>(), repairs.finish())
        };
        assert_eq!(upgraded(1), (vec!["first".into(), "second".into()], vec!["moved on".into()]));
        assert_eq!(upgraded(2), (vec!["second".into()], vec!["moved on".into()]));
        assert_eq!(upgraded(3), (Vec::new(), Vec::new()));
    }
}
