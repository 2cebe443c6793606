//! What paths reach in one event, looked up once for all the branches of a set that ask for it.
//!
//! The answer is that of [`super::matcher::satisfied`], which walks the event anew for every field of every branch. Values in
//! arrays are kept with the elements that led to them, so that two fields can still be held to the same element (EB-10).

use crate::languages::operators::branches::Field;
use crate::languages::operators::test::Scalar;
use crate::languages::operators::walk::{Trail, walk};
use serde_json::Value;

/// The values of so many paths are kept, those of the paths that most branches ask for. What others reach is looked up each time.
/// Few, because they are laid out anew for each event; fewer in tests, whose patterns have eight paths.
pub const REMEMBERED: usize = if cfg!(test) { 4 } else { 8 };

/// A field of a branch, with the number of its path.
#[derive(Clone, Debug)]
pub struct Asked {
    pub path: u32,
    pub field: Field,
}

/// What a path reaches.
#[derive(Clone, Copy, Debug)]
pub enum Values<'e> {
    /// Nothing.
    None,
    /// One value that is in no array, as nearly always.
    One(Scalar<'e>),
    /// These of [`Reached::all`].
    Many(usize, usize),
}

/// A value, and which of [`Reached::steps`] led to it.
#[derive(Clone, Copy, Debug)]
struct Leaf<'e> {
    scalar: Scalar<'e>,
    steps: (u32, u32),
}

/// What has been looked up of one event.
pub struct Reached<'e> {
    event: &'e Value,
    known: [Option<Values<'e>>; REMEMBERED],
    /// How many of them are known.
    lookups: usize,
    all: Vec<Leaf<'e>>,
    /// Chosen elements: an array, and the position in it.
    steps: Vec<(usize, usize)>,
}

impl<'e> Reached<'e> {
    /// Nothing yet.
    pub fn of(event: &'e Value) -> Self {
        Self { event, known: [None; REMEMBERED], lookups: 0, all: Vec::new(), steps: Vec::new() }
    }

    /// The values at a path, which has this number in the set.
    pub fn values(&mut self, number: u32, path: &str) -> Values<'e> {
        let number = number as usize;
        if let Some(Some(values)) = self.known.get(number) {
            return *values;
        }
        let values = self.look_up(path);
        if let Some(known) = self.known.get_mut(number) {
            *known = Some(values);
            self.lookups += 1;
        }
        values
    }

    fn look_up(&mut self, path: &str) -> Values<'e> {
        let (all, steps) = (&mut self.all, &mut self.steps);
        let here = steps.len() as u32;
        let (from, mut first, mut last, mut state) = (all.len(), None, (here, here), None);
        walk(self.event, Some(path), &mut Trail::default(), &mut |scalar, trail| {
            // Neighbours in an array have the same way.
            if state != Some(trail.state()) {
                let begins = state.is_none();
                state = Some(trail.state());
                if begins && trail.len() == 0 {
                    first = Some(scalar);
                    return false;
                }
                if all.capacity() == 0 {
                    (*all, *steps) = (Vec::with_capacity(16), Vec::with_capacity(8));
                }
                all.extend(first.take().map(|scalar| Leaf { scalar, steps: last }));
                last.0 = steps.len() as u32;
                steps.extend_from_slice(trail.elements());
                last.1 = steps.len() as u32;
            } else if let Some(scalar) = first.take() {
                // It was not the only one.
                all.push(Leaf { scalar, steps: last });
            }
            all.push(Leaf { scalar, steps: last });
            false
        });
        match first {
            Some(only) => Values::One(only),
            None if all.len() == from => Values::None,
            None => Values::Many(from, all.len()),
        }
    }

    /// Each value, whatever elements it is in.
    pub fn each(&self, values: Values<'e>, mut visit: impl FnMut(Scalar<'e>)) {
        match values {
            Values::None => {}
            Values::One(scalar) => visit(scalar),
            Values::Many(from, to) => self.all[from..to].iter().for_each(|leaf| visit(leaf.scalar)),
        }
    }

    /// Whether there is a choice of array elements under which all the fields match.
    pub fn satisfied(&mut self, fields: &[Asked], chosen: &mut Trail) -> bool {
        let Some((asked, rest)) = fields.split_first() else {
            return true;
        };
        let (field, before) = (&asked.field, (self.all.len(), self.steps.len(), self.lookups));
        let values = self.values(asked.path, &field.path);
        let found = match values {
            Values::None => false,
            Values::One(scalar) => field.accepts(scalar) && self.satisfied(rest, chosen),
            Values::Many(from, to) => self.some(field, (from, to), rest, chosen),
        };
        let found = found || field.absent && !self.present(values, chosen) && self.satisfied(rest, chosen);
        // What is not remembered makes room again, unless something that is stands behind it.
        if asked.path as usize >= REMEMBERED && self.lookups == before.2 {
            self.all.truncate(before.0);
            self.steps.truncate(before.1);
        }
        found
    }

    /// Whether one of the values is accepted, and its elements let the other fields match.
    fn some(&mut self, field: &Field, (from, to): (usize, usize), rest: &[Asked], chosen: &mut Trail) -> bool {
        let depth = chosen.len();
        // Values that choose the same elements leave the same question to the rest, so it is asked once.
        let (mut last, mut free) = (None, false);
        for at in from..to {
            let Leaf { scalar, steps: way } = &self.all[at];
            if last == Some(*way) || !field.accepts(*scalar) {
                continue;
            }
            let (way, steps) = (*way, &self.steps[way.0 as usize..way.1 as usize]);
            if !chosen.agrees(steps) {
                continue;
            }
            chosen.extend(steps);
            if chosen.len() == depth && std::mem::replace(&mut free, true) {
                continue;
            }
            last = Some(way);
            let found = self.satisfied(rest, chosen);
            chosen.truncate(depth);
            if found {
                return true;
            }
        }
        false
    }

    fn present(&self, values: Values, chosen: &Trail) -> bool {
        match values {
            Values::None => false,
            Values::One(_) => true,
            Values::Many(from, to) => self.all[from..to]
                .iter()
                .any(|leaf| chosen.agrees(&self.steps[leaf.steps.0 as usize..leaf.steps.1 as usize])),
        }
    }
}
