//! From JSON to a diagram, trusting nothing: what is missing is made up, what is wrong is put right or left out, and each
//! such repair is said in a sentence.

mod bookmarks;
mod entry;
mod happenings;
mod nodes;
mod remarks;
mod values;
mod wires;

use crate::catalog::Catalog;
use crate::model::{Diagram, RemarkKind};
use entry::Entry;
pub(super) use entry::Repairs;
use serde_json::{Map, Value};

/// The diagram of a document of the newest version.
pub(super) fn diagram(document: Map<String, Value>, catalog: &Catalog, repairs: &mut Repairs) -> Diagram {
    let mut document = Entry::new(document, "the document".to_owned());
    document.take("signalbox");
    let mut diagram = Diagram {
        title: document.text("title", repairs).unwrap_or_default(),
        seed: seed(&mut document, repairs),
        ..Diagram::default()
    };
    let entries = document.list("nodes", repairs);
    nodes::restore(entries, &mut diagram, catalog, repairs);
    let entries = document.list("wires", repairs);
    wires::restore(entries, &mut diagram, catalog, repairs);
    let entries = document.list("happenings", repairs);
    happenings::restore(entries, &mut diagram, catalog, repairs);
    let entries = document.list("bookmarks", repairs);
    bookmarks::restore(entries, &mut diagram, repairs);
    let (frames, notes) = (document.list("frames", repairs), document.list("notes", repairs));
    remarks::restore(frames, RemarkKind::Frame, &mut diagram, repairs);
    remarks::restore(notes, RemarkKind::Note, &mut diagram, repairs);
    document.finish(repairs);
    diagram
}

fn seed(document: &mut Entry, repairs: &mut Repairs) -> u64 {
    let Some(given) = document.take("seed") else { return 0 };
    let as_text = || given.as_str().and_then(|text| text.trim().parse().ok());
    given.as_u64().or_else(as_text).unwrap_or_else(|| {
        repairs.say(format!("The seed {} is not a whole number from 0 up; it is 0 now.", entry::shown(&given)));
        0
    })
}
