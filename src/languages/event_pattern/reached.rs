//! What paths reach in one event, looked up once for all the branches of a set that ask for it.
//!
//! Fields of a branch are judged one by one, which is right as long as at most one of them is inside elements of arrays: two
//! have to agree on the elements (EB-10), and then [`satisfied`] walks the event with all fields of the branch.

use super::matcher::satisfied;
use crate::languages::operators::branches::Field;
use crate::languages::operators::test::Scalar;
use crate::languages::operators::walk::{Trail, walk};
use serde_json::Value;

/// The values of so many paths are kept, those of the paths that most branches ask for. What others reach is looked up each time.
/// Few, because they are laid out anew for each event; fewer in tests, whose patterns have eight paths.
pub const REMEMBERED: usize = if cfg!(test) { 4 } else { 8 };

/// What a path reaches.
#[derive(Clone, Copy, Debug)]
enum Values<'e> {
    /// One value that is in no array, as nearly always.
    One(Scalar<'e>),
    /// These of [`Reached::all`], perhaps none; `inside`: some are inside elements of arrays.
    Many { from: usize, to: usize, inside: bool },
}

/// How a field stands by itself.
#[derive(Clone, Copy, Default)]
struct Judged {
    accepted: bool,
    present: bool,
    inside: bool,
}

/// What has been looked up of one event.
pub struct Reached<'e> {
    event: &'e Value,
    known: [Option<Values<'e>>; REMEMBERED],
    all: Vec<Scalar<'e>>,
    /// Empty between two walks; it keeps its room.
    trail: Trail,
}

impl<'e> Reached<'e> {
    /// Nothing yet.
    pub fn of(event: &'e Value) -> Self {
        Self { event, known: [None; REMEMBERED], all: Vec::new(), trail: Trail::default() }
    }

    /// Visits the values at a path, which has this number in the set.
    pub fn each(&mut self, number: u32, path: &str, mut visit: impl FnMut(Scalar<'e>)) {
        match self.values(number, path) {
            Some(Values::One(scalar)) => visit(scalar),
            Some(Values::Many { from, to, .. }) => self.all[from..to].iter().for_each(|scalar| visit(*scalar)),
            None => {
                walk(self.event, Some(path), &mut self.trail, &mut |scalar, _| {
                    visit(scalar);
                    false
                });
            }
        }
    }

    /// Whether there is a choice of array elements under which all the fields match; each has the number of its path.
    pub fn satisfied(&mut self, paths: &[u32], fields: &[Field]) -> bool {
        let mut inside = false;
        for (number, field) in paths.iter().zip(fields) {
            let judged = self.judge(*number, field);
            if inside && judged.inside {
                return satisfied(fields, self.event, &mut self.trail);
            }
            inside |= judged.inside;
            let absent = field.absent && !judged.present;
            if !judged.accepted && !absent {
                return false;
            }
        }
        true
    }

    fn judge(&mut self, number: u32, field: &Field) -> Judged {
        match self.values(number, &field.path) {
            Some(Values::One(scalar)) => Judged { accepted: field.accepts(scalar), present: true, inside: false },
            Some(Values::Many { from, to, inside }) => {
                let accepted = self.all[from..to].iter().any(|scalar| field.accepts(*scalar));
                Judged { accepted, present: from < to, inside }
            }
            None => {
                let mut judged = Judged::default();
                walk(self.event, Some(&field.path), &mut self.trail, &mut |scalar, trail| {
                    judged.present = true;
                    judged.inside |= trail.len() > 0;
                    judged.accepted = judged.accepted || field.accepts(scalar);
                    false
                });
                judged
            }
        }
    }

    /// The values at a path; `None` if they are not kept.
    fn values(&mut self, number: u32, path: &str) -> Option<Values<'e>> {
        let known = self.known.get_mut(number as usize)?;
        if known.is_none() {
            *known = Some(look_up(self.event, path, &mut self.all, &mut self.trail));
        }
        *known
    }
}

fn look_up<'e>(event: &'e Value, path: &str, all: &mut Vec<Scalar<'e>>, trail: &mut Trail) -> Values<'e> {
    let (from, mut first, mut inside) = (all.len(), None, false);
    walk(event, Some(path), trail, &mut |scalar, trail| {
        inside |= trail.len() > 0;
        match first.take() {
            None if !inside && all.len() == from => first = Some(scalar),
            before => {
                if all.capacity() == 0 {
                    *all = Vec::with_capacity(16);
                }
                all.extend(before);
                all.push(scalar);
            }
        }
        false
    });
    match first {
        Some(only) => Values::One(only),
        None => Values::Many { from, to: all.len(), inside },
    }
}
