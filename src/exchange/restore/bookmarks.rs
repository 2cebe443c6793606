//! The bookmarked moments of a document.

use super::entry::{Entry, Repairs, shown};
use crate::exchange::duration::{of_seconds, read_duration};
use crate::model::{Bookmark, Diagram, NodeId, Point};
use serde_json::{Map, Value};

/// Reads the bookmarks into the diagram, in the order in which they are written.
pub fn restore(entries: Vec<Map<String, Value>>, diagram: &mut Diagram, repairs: &mut Repairs) {
    for (n, map) in entries.into_iter().enumerate() {
        let mut entry = Entry::new(map, format!("bookmark {}", n + 1));
        let at = match entry.take("at") {
            Some(Value::String(text)) => read_duration(&text).ok(),
            Some(Value::Number(number)) => number.as_f64().and_then(of_seconds),
            _ => None,
        };
        let Some(at) = at else {
            repairs.say(format!("Bookmark {} was left out: give “at” as a time such as \"2m\".", n + 1));
            continue;
        };
        let caption = entry.text("caption", repairs).unwrap_or_default();
        let number = |entry: &mut Entry, key: &str| entry.take(key).and_then(|value| value.as_u64());
        let (events, message) = (number(&mut entry, "events"), number(&mut entry, "message"));
        let node = entry.text("node", repairs).map(|id| NodeId::new(&id)).filter(|id| diagram.nodes.contains_key(id));
        let camera = entry.take("camera").and_then(|given| {
            let camera = camera(&given);
            if camera.is_none() {
                repairs.say(format!("The camera of bookmark {} is {}; it was left out.", n + 1, shown(&given)));
            }
            camera
        });
        entry.finish(repairs);
        diagram.bookmarks.push(Bookmark { at, events, caption, message, node, camera });
    }
}

/// `[x, y, zoom]`
fn camera(given: &Value) -> Option<(Point, f64)> {
    let numbers: Vec<f64> = given.as_array()?.iter().filter_map(Value::as_f64).collect();
    let [x, y, zoom] = numbers.try_into().ok()?;
    (zoom > 0.0).then_some((Point::new(x, y), zoom))
}
