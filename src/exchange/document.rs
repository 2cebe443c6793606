//! The document: a diagram as JSON text, pretty, stable and made to be compared line by line. Only values that a person
//! set are written; everything has its name, so that nothing depends on its place.
//!
//! ```json
//! {
//!   "signalbox": 1,
//!   "title": "Orders",
//!   "seed": 7,
//!   "nodes": [{"id": "Orders", "service": "sqs", "name": "Order queue", "at": [200, 120], "config": {"VisibilityTimeout": 60}}],
//!   "wires": [{"from": "Shop.send", "to": "Orders.send", "name": "new orders"}],
//!   "happenings": [{"at": "2m", "node": "Orders", "set": {"VisibilityTimeout": 5}, "for": "10m", "label": "Too short"}],
//!   "bookmarks": [{"at": "7m", "caption": "The first order gives up", "message": 12, "camera": [400, 200, 1]}],
//!   "frames": [{"id": "frame1", "title": "Checkout", "at": [160, 60], "size": [480, 240]}],
//!   "notes": [{"id": "note1", "text": "Why so short?", "at": [200, 240], "size": [180, 100]}]
//! }
//! ```
//!
//! What may be left out: a name that equals the id; the id of a wire that is the usual one (`from-to`); empty settings,
//! labels and lists. A person who writes by hand may also leave out ports, where the first way to join the two services
//! is meant, and places.

use super::duration::write_duration;
use super::ends;
use super::layout::{Tree, lay, plain};
use crate::catalog::Catalog;
use crate::model::{
    Bookmark, Config, Diagram, Happening, Node, NodeId, Point, Remark, RemarkId, RemarkKind, Value, What, Wire, WireId,
};
use serde_json::{Number, Value as Json};

/// The version of the format that this build writes.
pub const VERSION: usize = 1;

/// The document of a diagram. The catalog has no say in it today: what a service declares is not written.
pub fn write(diagram: &Diagram, _catalog: &Catalog) -> String {
    let nodes = diagram.nodes.iter().map(|(id, node)| of_node(id, node)).collect();
    let wires = diagram.wires.iter().map(|(id, wire)| of_wire(diagram, id, wire)).collect();
    let mut all = vec![
        pair("signalbox", plain(VERSION)),
        pair("title", plain(diagram.title.as_str())),
        pair("seed", plain(diagram.seed)),
        pair("nodes", Tree::List(nodes)),
        pair("wires", Tree::List(wires)),
    ];
    if !diagram.happenings.is_empty() {
        all.push(pair("happenings", Tree::List(diagram.happenings.iter().map(of_happening).collect())));
    }
    if !diagram.bookmarks.is_empty() {
        all.push(pair("bookmarks", Tree::List(diagram.bookmarks.iter().map(of_bookmark).collect())));
    }
    for (key, kind, says) in [("frames", RemarkKind::Frame, "title"), ("notes", RemarkKind::Note, "text")] {
        let of_kind = diagram.remarks.iter().filter(|(_, remark)| remark.kind == kind);
        let remarks: Vec<Tree> = of_kind.map(|(id, remark)| of_remark(id, remark, says)).collect();
        if !remarks.is_empty() {
            all.push(pair(key, Tree::List(remarks)));
        }
    }
    lay(&Tree::Map(all))
}

fn of_remark(id: &RemarkId, remark: &Remark, says: &str) -> Tree {
    let two = |x: f64, y: f64| Tree::List(vec![Tree::Plain(number(x)), Tree::Plain(number(y))]);
    let (at, size) = (remark.area.min, remark.area.size());
    Tree::Map(vec![
        pair("id", plain(id.as_str())),
        pair(says, plain(remark.text.as_str())),
        pair("at", two(at.x, at.y)),
        pair("size", two(size.w, size.h)),
    ])
}

fn of_bookmark(bookmark: &Bookmark) -> Tree {
    let mut pairs = vec![pair("at", plain(write_duration(bookmark.at)))];
    pairs.push(pair("caption", plain(bookmark.caption.as_str())));
    pairs.extend(bookmark.events.map(|events| pair("events", plain(events))));
    pairs.extend(bookmark.message.map(|message| pair("message", plain(message))));
    pairs.extend(bookmark.node.as_ref().map(|node| pair("node", plain(node.as_str()))));
    if let Some((center, zoom)) = bookmark.camera {
        let camera = [center.x, center.y, zoom].map(|x| Tree::Plain(number(x)));
        pairs.push(pair("camera", Tree::List(camera.into())));
    }
    Tree::Map(pairs)
}

fn pair(key: &str, value: Tree) -> (String, Tree) {
    (key.to_owned(), value)
}

fn of_node(id: &NodeId, node: &Node) -> Tree {
    let mut pairs = vec![pair("id", plain(id.as_str())), pair("service", plain(node.service.as_str()))];
    if node.name != id.as_str() {
        pairs.push(pair("name", plain(node.name.as_str())));
    }
    let Point { x, y } = node.at;
    pairs.push(pair("at", Tree::List(vec![Tree::Plain(number(x)), Tree::Plain(number(y))])));
    if !node.config.is_empty() {
        pairs.push(pair("config", of_config(&node.config)));
    }
    Tree::Map(pairs)
}

fn of_wire(diagram: &Diagram, id: &WireId, wire: &Wire) -> Tree {
    let mut pairs = Vec::new();
    if id.as_str() != ends::usual_id(&wire.from, &wire.to) {
        pairs.push(pair("id", plain(id.as_str())));
    }
    pairs.push(pair("from", Tree::Plain(ends::write(diagram, &wire.from, &wire.out))));
    pairs.push(pair("to", Tree::Plain(ends::write(diagram, &wire.to, &wire.into))));
    pairs.extend(diagram.labels.get(id).map(|name| pair("name", plain(name.as_str()))));
    if !wire.config.is_empty() {
        pairs.push(pair("config", of_config(&wire.config)));
    }
    Tree::Map(pairs)
}

fn of_happening(happening: &Happening) -> Tree {
    let mut pairs = vec![pair("at", plain(write_duration(happening.at))), pair("node", plain(happening.node.as_str()))];
    match &happening.what {
        What::Set { patch, lasts } => {
            pairs.push(pair("set", of_config(patch)));
            pairs.extend(lasts.map(|lasts| pair("for", plain(write_duration(lasts)))));
        }
        What::Do { command, with } => {
            pairs.push(pair("do", plain(command.as_str())));
            if !with.is_empty() {
                pairs.push(pair("with", of_config(with)));
            }
        }
    }
    if !happening.label.is_empty() {
        pairs.push(pair("label", plain(happening.label.as_str())));
    }
    Tree::Map(pairs)
}

fn of_config(config: &Config) -> Tree {
    let of_value = |value: &Value| match value {
        Value::Flag(v) => plain(*v),
        Value::Whole(v) => plain(*v),
        // JSON has no word for infinity, and no setting has a use for it.
        Value::Real(v) => Tree::Plain(Number::from_f64(*v).map_or(Json::Null, Json::Number)),
        Value::Text(v) => plain(v.as_str()),
    };
    Tree::Map(config.0.iter().map(|(name, value)| (name.clone(), of_value(value))).collect())
}

/// A coordinate: whole ones are written without a fraction.
fn number(x: f64) -> Json {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if x.fract() == 0.0 && x.abs() < EXACT { Json::from(x as i64) } else { Json::from(x) }
}
