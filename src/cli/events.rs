//! `--events`: every note of a run as a line of JSON, in order.

use super::Failure;
use crate::model::Diagram;
use crate::sim::{Engine, Note};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;

/// A line.
#[derive(Serialize)]
struct Line<'a> {
    /// The number of the note in the run, from 0.
    number: u64,
    at_seconds: f64,
    /// The node's id.
    node: &'a str,
    /// The key of its service.
    service: &'a str,
    kind: &'static str,
    /// The rule that decided, or null.
    rule: Option<&'static str>,
    /// The property that decided, or null.
    setting: Option<&'static str>,
    /// The number of the message concerned, or null.
    message: Option<u64>,
    /// The number of the first message of its family, or null.
    root: Option<u64>,
    /// The id of the wire concerned, or null.
    wire: Option<&'a str>,
    /// What happened, in a sentence.
    text: String,
}

/// Where events go.
pub struct Events<'o> {
    out: Option<Box<dyn Write + 'o>>,
    services: BTreeMap<String, String>,
    next: u64,
}

impl<'o> Events<'o> {
    /// Nowhere.
    pub fn none() -> Self {
        Self { out: None, services: BTreeMap::new(), next: 0 }
    }

    /// There.
    pub fn to(out: impl Write + 'o, diagram: &Diagram) -> Self {
        let services = diagram.nodes.iter().map(|(id, node)| (id.to_string(), node.service.clone())).collect();
        Self { out: Some(Box::new(out)), services, next: 0 }
    }

    /// Writes the notes since the last time, and lets the engine forget them.
    pub fn drain(&mut self, engine: &mut Engine) -> Result<(), Failure> {
        let Some(out) = &mut self.out else {
            engine.trace_mut().keep(0);
            return Ok(());
        };
        for note in engine.trace().since(self.next) {
            serde_json::to_writer(&mut *out, &line(note, engine, &self.services))?;
            writeln!(out)?;
        }
        self.next = engine.trace().count();
        engine.trace_mut().keep(0);
        engine.trace_mut().keep(usize::MAX);
        Ok(())
    }

    /// Everything is written.
    pub fn finish(mut self) -> Result<(), Failure> {
        if let Some(out) = &mut self.out {
            out.flush()?;
        }
        Ok(())
    }
}

fn line<'a>(note: &Note, engine: &'a Engine, services: &'a BTreeMap<String, String>) -> Line<'a> {
    let some = |text: &'static str| Some(text).filter(|text| !text.is_empty());
    let id = engine.who(note.node).0.as_str();
    Line {
        number: note.number,
        at_seconds: note.at.seconds(),
        node: id,
        service: services.get(id).map_or("", String::as_str),
        kind: note.reason.kind.word(),
        rule: some(note.reason.rule),
        setting: some(note.reason.setting),
        message: note.reason.message.map(|message| message.serial),
        root: Some(note.root).filter(|root| *root > 0),
        wire: note.reason.link.map(|link| engine.link(link).wire.as_str()),
        text: note.sentence(),
    }
}
