//! The names of wires in a link: a section of their own, which older readers pass over.

use super::extras::{put, take};
use super::packed::Section;
use crate::model::{Diagram, WireId};

/// The number of the section.
const LABELS: u64 = 7;

/// The section, if any wire has a name. `order` are the wires in the order of the link.
pub fn section(diagram: &Diagram, order: &[WireId]) -> Option<Section> {
    let mut bytes = Vec::new();
    for (place, id) in order.iter().enumerate() {
        if let Some(name) = diagram.labels.get(id) {
            put(&mut bytes, place as u64);
            put(&mut bytes, name.len() as u64);
            bytes.extend(name.bytes());
        }
    }
    (!bytes.is_empty()).then_some((LABELS, bytes))
}

/// Reads the names into the diagram, as far as they make sense.
pub fn read(sections: &[Section], order: &[WireId], diagram: &mut Diagram) {
    for (_, bytes) in sections.iter().filter(|(tag, _)| *tag == LABELS) {
        let bytes = &mut bytes.iter();
        while let Some((place, name)) = label(bytes) {
            if let Some(id) =
                usize::try_from(place).ok().and_then(|place| order.get(place)).filter(|_| !name.is_empty())
            {
                diagram.labels.insert(id.clone(), name);
            }
        }
    }
}

fn label(bytes: &mut std::slice::Iter<u8>) -> Option<(u64, String)> {
    let (place, length) = (take(bytes)?, usize::try_from(take(bytes)?).ok()?);
    let text = bytes.as_slice().get(..length)?;
    let name = String::from_utf8_lossy(text).into_owned();
    bytes.by_ref().take(length).for_each(drop);
    Some((place, name))
}
