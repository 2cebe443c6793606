//! Random designs of random services, edited and broken while they run: messages are never lost, equal runs stay equal, and
//! a look back is the past. No service is named: everything is drawn from the declarations.
//!
//! `SIGNALBOX_WILD=2000 cargo test --profile sim --no-default-features --test wild` tries so many designs.

use signalbox::catalog::{Field, FieldKind, assemble};
use signalbox::editor::{Edit, Owner, apply};
use signalbox::model::{Config, Diagram, Happening, Node, NodeId, Point, Value, What, Wire};
use signalbox::playback::{Moment, Playback};
use signalbox::services::CATALOG;
use signalbox::sim::{Stream, Time};
use std::sync::Arc;

/// One of `n` things.
fn pick(stream: &mut Stream, n: usize) -> usize {
    stream.below(n.max(1) as u64) as usize
}

/// A value that the field takes: small numbers mostly, so that limits are met.
fn value(field: &Field, stream: &mut Stream) -> Option<Value> {
    Some(match field.kind {
        FieldKind::Flag => Value::Flag(stream.chance(0.5)),
        FieldKind::Whole { min, max } => {
            let span = max.saturating_sub(min).min(if stream.chance(0.8) { 40 } else { 100_000 }) as u64;
            Value::Whole(min + stream.below(span + 1) as i64)
        }
        FieldKind::Real { min, max } => Value::Real((min + stream.unit() * (max - min).min(60.0)).clamp(min, max)),
        FieldKind::Choice(words) => Value::from(words[pick(stream, words.len())]),
        // Languages have tests of their own; a wrong text is a problem that the run survives.
        FieldKind::Text { .. } => return stream.chance(0.1).then(|| Value::from("{\"a\": [1]}")),
    })
}

fn config(fields: &[Field], most: usize, stream: &mut Stream) -> Config {
    let mut config = Config::default();
    for _ in 0..stream.below(most as u64 + 1) {
        if let Some(field) = fields.get(pick(stream, fields.len()))
            && let Some(value) = value(field, stream)
        {
            config.0.insert(field.name.to_owned(), value);
        }
    }
    config
}

/// A design of a few nodes, joined wherever the catalog has a way.
fn design(stream: &mut Stream) -> Diagram {
    let mut diagram = Diagram { seed: stream.bits() % 1_000, ..Diagram::default() };
    for n in 0..3 + pick(stream, 9) {
        add(&mut diagram, n, stream);
    }
    for _ in 0..3 * diagram.nodes.len() {
        join(&mut diagram, stream);
    }
    diagram
}

fn add(diagram: &mut Diagram, n: usize, stream: &mut Stream) {
    let services = CATALOG.services();
    // Every third is a source of messages, or nothing would happen.
    let service = if n.is_multiple_of(3) { services[0] } else { services[pick(stream, services.len())] };
    let id = diagram.free_node_id("n");
    let config = config(service.fields, 4, stream);
    let node =
        Node { service: service.key.into(), name: id.to_string(), at: Point::new(n as f64 * 200.0, 0.0), config };
    diagram.nodes.insert(id, Arc::new(node));
}

fn join(diagram: &mut Diagram, stream: &mut Stream) {
    let ids: Vec<NodeId> = diagram.nodes.keys().cloned().collect();
    let (from, to) = (&ids[pick(stream, ids.len())], &ids[pick(stream, ids.len())]);
    let Ok(joints) = CATALOG.joints(diagram, from, to) else { return };
    let (out, into) = joints[pick(stream, joints.len())];
    let edit = Edit::Connect { from: from.clone(), to: to.clone(), joint: Some((out.name.into(), into.name.into())) };
    if let Ok(next) = apply(diagram, &edit, &CATALOG) {
        *diagram = next;
    }
    let fields: Vec<Field> = out.fields.iter().chain(into.fields).copied().collect();
    let wire = diagram.wires.keys().nth(pick(stream, diagram.wires.len())).cloned();
    if let Some(wire) =
        wire.and_then(|id| diagram.wires.get_mut(&id)).filter(|wire: &&mut Arc<Wire>| wire.config.is_empty())
    {
        Arc::make_mut(wire).config = config(&fields, 2, stream);
    }
}

/// The design after a random change.
fn edited(diagram: &Diagram, stream: &mut Stream) -> Diagram {
    let mut next = diagram.clone();
    match stream.below(5) {
        0 => add(&mut next, 1, stream),
        1 => join(&mut next, stream),
        2 => {
            let id = next.nodes.keys().nth(pick(stream, next.nodes.len())).cloned();
            let nodes = id.into_iter().filter(|_| next.nodes.len() > 2).collect();
            let edit = Edit::Delete { nodes, wires: Default::default(), heal: false };
            next = apply(&next, &edit, &CATALOG).unwrap_or(next);
        }
        3 => {
            let wires = next.wires.keys().nth(pick(stream, next.wires.len())).cloned().into_iter().collect();
            let edit = Edit::Delete { nodes: Default::default(), wires, heal: false };
            next = apply(&next, &edit, &CATALOG).unwrap_or(next);
        }
        _ => {
            let id = next.nodes.keys().nth(pick(stream, next.nodes.len())).cloned();
            let fields = id.as_ref().and_then(|id| CATALOG.of(&next, id)).map_or(&[][..], |service| service.fields);
            if let (Some(id), Some(field)) = (id, fields.get(pick(stream, fields.len()))) {
                let edit =
                    Edit::SetConfig { owner: Owner::Node(id), field: field.name.into(), value: value(field, stream) };
                next = apply(&next, &edit, &CATALOG).unwrap_or(next);
            }
        }
    }
    next
}

/// Something that happens to a node now: settings for a while, or a command.
fn blow(diagram: &Diagram, now: Time, stream: &mut Stream) -> Option<Happening> {
    let id = diagram.nodes.keys().nth(pick(stream, diagram.nodes.len()))?;
    let service = CATALOG.of(diagram, id)?;
    let what = match service.commands.get(pick(stream, service.commands.len())) {
        Some(command) if stream.chance(0.5) => {
            What::Do { command: command.key.into(), with: config(command.fields, 2, stream) }
        }
        _ => What::Set { patch: config(service.fields, 2, stream), lasts: Some(1 + stream.below(30_000_000)) },
    };
    Some(Happening { at: now.0, node: id.clone(), what, label: String::new() })
}

fn print(playback: &Playback) -> (Time, u64, String) {
    let engine = playback.engine();
    (engine.now(), engine.events(), engine.trace().digest())
}

#[test]
fn whatever_is_drawn_and_done_no_message_is_lost_and_runs_repeat() {
    let count: u64 = std::env::var("SIGNALBOX_WILD").ok().and_then(|n| n.parse().ok()).unwrap_or(600);
    let mut events = 0;
    for case in 0..count {
        let stream = &mut Stream::of(case, "wild");
        let mut diagram = design(stream);
        let mut playback = Playback::new(assemble(&diagram, &CATALOG));
        for _ in 0..8 {
            // So many events rather than so much time: some designs do much in an instant.
            playback.seek_events(playback.engine().events() + 300 + stream.below(300));
            assert_eq!(playback.engine().audit(), Ok(()), "case {case}");
            match stream.below(3) {
                0 => {
                    diagram = edited(&diagram, stream);
                    playback.adopt(assemble(&diagram, &CATALOG));
                }
                1 => blow(&diagram, playback.engine().now(), stream).into_iter().for_each(|h| playback.inject(h)),
                _ => {}
            }
            assert_eq!(playback.engine().audit(), Ok(()), "case {case}, after an edit or a fault");
        }
        let end = print(&playback);
        events += end.1;
        let mut again = playback.clone();
        again.seek_events(end.1 / 3);
        again.seek_moment(Moment { at: end.0, events: Some(end.1) });
        assert_eq!(print(&again).2, end.2, "case {case}: a look back and forth");
        let (mut one, mut other) = (playback.clone(), playback);
        one.seek_events(end.1 + 500);
        other.seek_events(end.1 + 500);
        assert_eq!(print(&one), print(&other), "case {case}: clones go on in the same way");
    }
    println!("{count} designs, {events} events");
    assert!(events > count * 2_000, "things happen: {events} events");
}
