//! The journey of a message: every step with what happened, the rule, the setting that decided and its value; and the
//! family: which message was made from which, with what in it, and how it ended.

use crate::catalog::{Catalog, Field, Service};
use crate::model::{Diagram, NodeId, Value};
use crate::playback::{Inquiry, Outcome, Owner};
use crate::sim::{Attributes, Body, Engine, Fate, Kind, Place, Span, Time, Told};

/// One step.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// The number of its note in the run.
    pub number: u64,
    /// When.
    pub at: Time,
    /// How long after the first step.
    pub since: Span,
    /// How long until the next one; `None` for the last.
    pub until_next: Option<Span>,
    /// Where.
    pub node: NodeId,
    /// The name of the place.
    pub name: String,
    /// What kind of thing happened.
    pub kind: Kind,
    /// What happened, in a sentence.
    pub text: String,
    /// The rule.
    pub rule: &'static str,
    /// The rule, in a sentence.
    pub fact: Option<&'static str>,
    /// The setting that decided.
    pub setting: Option<Setting>,
    /// The member of the family concerned.
    pub message: Option<u64>,
}

/// A setting that decided, as it was at that instant.
#[derive(Clone, PartialEq, Debug)]
pub struct Setting {
    /// Where it is.
    pub owner: Owner,
    /// Its declaration.
    pub field: &'static Field,
    /// The value in force; `None`: unset.
    pub value: Option<Value>,
    /// Whether it is the default.
    pub default: bool,
}

/// A message of the family.
#[derive(Clone, PartialEq, Debug)]
pub struct Member {
    /// Its number.
    pub serial: u64,
    /// The message it was made from.
    pub parent: Option<u64>,
    /// How many generations it is from the first.
    pub depth: usize,
    /// Where it was made.
    pub node: NodeId,
    /// The name of the place.
    pub name: String,
    /// When.
    pub at: Time,
    /// The content.
    pub body: Body,
    /// The attributes.
    pub attributes: Attributes,
    /// How it ended, or where it is: "delivered at 00:01.4", "in PaymentDLQ".
    pub state: String,
    /// The kind of its state, for colour and shape.
    pub kind: Kind,
}

/// A journey.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Journey {
    /// The number of the first message.
    pub root: u64,
    /// The steps, oldest first.
    pub steps: Vec<Step>,
    /// The family, in order of creation.
    pub members: Vec<Member>,
    /// How it stands.
    pub outcome: Outcome,
}

impl Journey {
    /// What is known so far of an inquiry.
    pub fn of(inquiry: &Inquiry, root: u64, diagram: &Diagram, catalog: &Catalog) -> Self {
        let engine = inquiry.engine();
        let told = inquiry.family().notes();
        let began = told.first().map_or(Time::START, |told| told.note.at);
        let mut steps: Vec<Step> = told.iter().map(|told| step(told, began, engine, diagram, catalog)).collect();
        for n in 1..steps.len() {
            steps[n - 1].until_next = Some(steps[n].at.since(steps[n - 1].at));
        }
        Self { root, steps, members: members(inquiry), outcome: inquiry.outcome() }
    }

    /// The last of the steps that decided something: the answer in a line.
    pub fn last_word(&self) -> Option<&Step> {
        self.steps.last()
    }
}

fn step(told: &Told, began: Time, engine: &Engine, diagram: &Diagram, catalog: &Catalog) -> Step {
    let note = &told.note;
    let (node, name) = engine.who(note.node);
    let service = catalog.of(diagram, node);
    Step {
        number: note.number,
        at: note.at,
        since: note.at.since(began),
        until_next: None,
        node: node.clone(),
        name: name.to_owned(),
        kind: note.reason.kind,
        text: note.sentence(),
        rule: note.reason.rule,
        fact: fact(note.reason.rule, service, catalog),
        setting: setting(told, engine, diagram, catalog),
        message: note.reason.message.map(|m| m.serial),
    }
}

/// The sentence of a rule: as the service concerned has it, else as any other has it.
fn fact(rule: &str, service: Option<&'static Service>, catalog: &Catalog) -> Option<&'static str> {
    let of = |service: &'static Service| service.facts.iter().find(|fact| fact.rule == rule).map(|fact| fact.text);
    service.and_then(of).or_else(|| catalog.services().iter().copied().find_map(of))
}

/// Finds the setting that a note names: in the node's form, else in the form of the wire concerned.
fn setting(told: &Told, engine: &Engine, diagram: &Diagram, catalog: &Catalog) -> Option<Setting> {
    let reason = &told.note.reason;
    if reason.setting.is_empty() {
        return None;
    }
    let (id, _) = engine.who(told.note.node);
    let named = |fields: &'static [Field]| fields.iter().find(|field| field.name == reason.setting);
    if let Some(field) = catalog.of(diagram, id).and_then(|service| named(service.fields)) {
        return Some(Setting::new(Owner::Node(id.clone()), field, &told.config));
    }
    let wire = &engine.link(reason.link?).wire;
    let drawn = diagram.wires.get(wire)?;
    let port = |node: &NodeId, port: &str| catalog.of(diagram, node).and_then(|s| s.port(port)).map(|(_, p)| p.fields);
    let ends = [port(&drawn.from, &drawn.out), port(&drawn.to, &drawn.into)];
    let field = ends.into_iter().flatten().find_map(named)?;
    Some(Setting::new(Owner::Wire(wire.clone()), field, told.wire.as_deref()?))
}

impl Setting {
    fn new(owner: Owner, field: &'static Field, config: &crate::model::Config) -> Self {
        Self { owner, field, value: field.effective(config), default: config.get(field.name).is_none() }
    }
}

/// The name of whose setting it is: a node's, or the two ends of a wire.
pub fn owner_name(owner: &Owner, diagram: &Diagram) -> String {
    let name = |id: &NodeId| diagram.nodes.get(id).map_or_else(|| id.to_string(), |node| node.name.clone());
    match owner {
        Owner::Node(id) => name(id),
        Owner::Wire(id) => diagram
            .wires
            .get(id)
            .map_or_else(|| id.to_string(), |wire| format!("{} to {}", name(&wire.from), name(&wire.to))),
    }
}

fn members(inquiry: &Inquiry) -> Vec<Member> {
    let (engine, family) = (inquiry.engine(), inquiry.family());
    let mut all: Vec<Member> = Vec::new();
    for birth in family.births() {
        let (id, name) = engine.who(birth.node);
        let (state, kind) = match (family.end_of(birth.id.serial), engine.ledger().get(birth.id)) {
            (Some((at, fate)), _) => ended(at, fate),
            (None, Some(message)) => {
                let place = engine.who(message.node).1;
                match message.place {
                    Place::DeadLettered => (format!("a dead letter in {place}"), Kind::DeadLettered),
                    Place::Waiting => (format!("waits in {place}"), Kind::Waiting),
                    Place::InFlight => (format!("in flight at {place}"), Kind::Sent),
                }
            }
            (None, None) => (String::new(), Kind::Waiting),
        };
        let depth = all.iter().find(|m| Some(m.serial) == birth.parent).map_or(0, |m| m.depth + 1);
        all.push(Member {
            serial: birth.id.serial,
            parent: birth.parent,
            depth,
            node: id.clone(),
            name: name.to_owned(),
            at: birth.at,
            body: birth.body.clone(),
            attributes: birth.attributes.clone(),
            state,
            kind,
        });
    }
    all
}

fn ended(at: Time, fate: Fate) -> (String, Kind) {
    match fate {
        Fate::Delivered => (format!("done at {at}"), Kind::Delivered),
        Fate::Expired => (format!("expired at {at}"), Kind::Expired),
        Fate::Filtered => (format!("filtered at {at}"), Kind::Filtered),
        Fate::Dropped(why) => (format!("dropped at {at}: {why}"), Kind::Dropped),
    }
}
