//! The frames and notes of a document.

use super::entry::{Entry, Repairs, shown};
use crate::model::{Diagram, Point, Rect, Remark, RemarkId, RemarkKind, Size};
use serde_json::{Map, Value};
use std::sync::Arc;

/// What one is given that has no size, or none that makes sense.
const USUAL: Size = Size { w: 180.0, h: 100.0 };

/// Reads the frames or the notes into the diagram.
pub fn restore(entries: Vec<Map<String, Value>>, kind: RemarkKind, diagram: &mut Diagram, repairs: &mut Repairs) {
    let (word, says) = match kind {
        RemarkKind::Frame => ("frame", "title"),
        RemarkKind::Note => ("note", "text"),
    };
    for (n, map) in entries.into_iter().enumerate() {
        let mut entry = Entry::new(map, format!("{word} {}", n + 1));
        let wish = entry.text("id", repairs).map(|id| RemarkId::new(&id));
        let id = wish.filter(|id| !diagram.remarks.contains_key(id)).unwrap_or_else(|| diagram.free_remark_id(kind));
        let text = entry.text(says, repairs).unwrap_or_default();
        let at = pair(&mut entry, "at", repairs).unwrap_or_default();
        let size = pair(&mut entry, "size", repairs).filter(|size| {
            let sound = size.0 > 0.0 && size.1 > 0.0;
            if !sound {
                repairs.say(format!("The size of {word} {} is not above 0; it got the usual one.", n + 1));
            }
            sound
        });
        let size = size.unwrap_or((USUAL.w, USUAL.h));
        entry.finish(repairs);
        let min = Point::from(at);
        let area = Rect { min, max: min + Point::from(size) };
        diagram.remarks.insert(id, Arc::new(Remark { kind, text, area }));
    }
}

/// Two numbers; whole ones, as frames and notes stand on whole units.
fn pair(entry: &mut Entry, key: &str, repairs: &mut Repairs) -> Option<(f64, f64)> {
    /// No canvas is larger.
    const FARTHEST: f64 = 1e9;
    let given = entry.take(key)?;
    let numbers = given.as_array().map(|list| list.iter().filter_map(Value::as_f64).collect::<Vec<f64>>());
    match numbers.as_deref() {
        Some([a, b]) => {
            let whole = |x: f64| x.round().clamp(-FARTHEST, FARTHEST);
            Some((whole(*a), whole(*b)))
        }
        _ => {
            repairs.say(format!("“{key}” of {} should be two numbers; it is {}.", entry.place, shown(&given)));
            None
        }
    }
}
