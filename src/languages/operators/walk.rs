//! Finds the plain values that a path reaches inside an event.
//!
//! Arrays are invisible in a path: every element is visited, nested arrays too (EB-9). A [`Trail`] remembers which
//! element of which array a value was taken from, so that two fields can be held to the same element (EB-10).

use super::test::Scalar;
use serde_json::Value;

/// The elements chosen so far: an array (by its address) and the position in it. Only elements that are objects or
/// arrays are chosen; plain values in one array never exclude each other.
#[derive(Default)]
pub struct Trail {
    chosen: Vec<(usize, usize)>,
}

impl Trail {
    pub fn len(&self) -> usize {
        self.chosen.len()
    }

    #[inline]
    fn push(&mut self, element: (usize, usize)) {
        // Room for as many arrays in arrays as events have, at once.
        if self.chosen.capacity() == 0 {
            self.chosen = Vec::with_capacity(8);
        }
        self.chosen.push(element);
    }

    /// Which element of an array is chosen, if one is.
    #[inline]
    fn index(&self, array: usize) -> Option<usize> {
        self.chosen.iter().find(|(known, _)| *known == array).map(|(_, index)| *index)
    }
}

/// Visits each plain value at `path` below `value` that agrees with the trail, until `visit` answers true. While
/// `visit` runs, the trail also holds the elements that led to the value; afterwards it is as before.
///
/// `path` is `None` once its last key has been found. Keys in the event may hold dots themselves, so at each object
/// every way to split the path is tried, the shortest key first.
pub fn walk<'e, F: FnMut(Scalar<'e>, &mut Trail) -> bool>(
    value: &'e Value,
    path: Option<&str>,
    trail: &mut Trail,
    visit: &mut F,
) -> bool {
    match (value, path) {
        (Value::Array(items), _) => elements(items, path, trail, visit),
        (Value::Object(map), Some(path)) => {
            let dots = path.bytes().enumerate().filter(|(_, byte)| *byte == b'.').map(|(at, _)| at);
            for at in dots {
                if let Some(inner) = map.get(&path[..at])
                    && walk(inner, Some(&path[at + 1..]), trail, visit)
                {
                    return true;
                }
            }
            map.get(path).is_some_and(|inner| walk(inner, None, trail, visit))
        }
        (_, None) => Scalar::of(value).is_some_and(|scalar| visit(scalar, trail)),
        (_, Some(_)) => false,
    }
}

fn elements<'e, F: FnMut(Scalar<'e>, &mut Trail) -> bool>(
    items: &'e [Value],
    path: Option<&str>,
    trail: &mut Trail,
    visit: &mut F,
) -> bool {
    let array = items.as_ptr().addr();
    let chosen = trail.index(array);
    for (index, item) in items.iter().enumerate() {
        let inside = match item {
            Value::Array(_) | Value::Object(_) => match chosen {
                Some(chosen) if chosen != index => continue,
                Some(_) => walk(item, path, trail, visit),
                None => {
                    trail.push((array, index));
                    let found = walk(item, path, trail, visit);
                    trail.chosen.pop();
                    found
                }
            },
            plain => path.is_none() && Scalar::of(plain).is_some_and(|scalar| visit(scalar, trail)),
        };
        if inside {
            return true;
        }
    }
    false
}
