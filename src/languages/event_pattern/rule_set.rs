//! Many patterns at once: which of them match an event?
//!
//! Every branch of every pattern is filed under one of its fields, if that field wants exact texts, numbers or
//! beginnings of texts: under the field that the fewest others share a value with. An event's values then call up the
//! few branches that are worth a full look, so that thousands of rules cost little more than ten. Branches without
//! such a field (only ranges, wildcards, `anything-but`, …) are looked at every time.

use super::EventPattern;
use super::reached::Reached;
use crate::languages::operators::branches::{Branch, Field};
use crate::languages::operators::number::Num;
use crate::languages::operators::test::{Scalar, Test};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A set of compiled patterns, numbered in the order in which they were given.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    branches: Vec<Filed>,
    shelves: Vec<Shelf>,
    /// Branches that no value calls up.
    always: Vec<u32>,
}

/// A branch, the pattern that it is of, and the numbers of its fields' paths.
#[derive(Clone, Debug)]
struct Filed {
    rule: u32,
    paths: Box<[u32]>,
    fields: Branch,
}

/// The branches that are filed under one path.
#[derive(Clone, Debug, Default)]
struct Shelf {
    path: Box<str>,
    /// Its number.
    number: u32,
    texts: BTreeMap<Box<str>, Vec<u32>>,
    numbers: BTreeMap<Number, Vec<u32>>,
    beginnings: BTreeMap<Box<str>, Vec<u32>>,
    /// The lengths that beginnings have, in bytes.
    lengths: BTreeSet<usize>,
}

/// A value that calls up branches.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Call<'a> {
    Text(&'a str),
    Number(Number),
    Beginning(&'a str),
}

/// A number by which to find things: equal numbers are equal (EB-13).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Number {
    Whole(i128),
    Real(u64),
}

impl Number {
    fn of(number: Num) -> Self {
        match number {
            Num::Whole(value) => Self::Whole(value),
            Num::Real(value) => Self::Real(value.to_bits()),
        }
    }
}

impl RuleSet {
    /// Files patterns. The result answers with their places in this list.
    pub fn new(patterns: impl IntoIterator<Item = EventPattern>) -> Self {
        let branches: Vec<(u32, Branch)> = (0..)
            .zip(patterns)
            .flat_map(|(rule, pattern)| pattern.branches.into_iter().map(move |branch| (rule, branch)))
            .collect();
        let mut popular: BTreeMap<(&str, Call), u32> = BTreeMap::new();
        for field in branches.iter().flat_map(|(_, branch)| branch) {
            for call in calls(field).into_iter().flatten() {
                *popular.entry((&field.path, call)).or_default() += 1;
            }
        }
        let crowd = |field: &Field| {
            let calls = calls(field)?;
            calls.iter().map(|call| popular[&(&*field.path, call.clone())]).max()
        };
        let (mut shelves, mut always): (BTreeMap<&str, Shelf>, _) = (BTreeMap::new(), Vec::new());
        for (n, (_, branch)) in (0..).zip(&branches) {
            match branch.iter().filter_map(|field| Some((crowd(field)?, field))).min_by_key(|(crowd, _)| *crowd) {
                Some((_, field)) => shelves.entry(&field.path).or_default().file(field, n),
                None => always.push(n),
            }
        }
        let numbers = numbers(&branches);
        let shelf = |(path, shelf): (&str, Shelf)| Shelf { path: path.into(), number: numbers[path], ..shelf };
        let shelves = shelves.into_iter().map(shelf).collect();
        let paths = |branch: &Branch| branch.iter().map(|field| numbers[&*field.path]).collect::<Box<[u32]>>();
        let paths: Vec<_> = branches.iter().map(|(_, branch)| paths(branch)).collect();
        let filed = |((rule, fields), paths)| Filed { rule, paths, fields };
        let branches = branches.into_iter().zip(paths).map(filed).collect();
        Self { shelves, always, branches }
    }

    /// The numbers of the patterns that match, in order, written into `found`.
    pub fn matching(&self, event: &Value, found: &mut Vec<u32>) {
        found.clear();
        let mut reached = Reached::of(event);
        for shelf in &self.shelves {
            reached.each(shelf.number, &shelf.path, |scalar| shelf.call_up(scalar, found));
        }
        found.extend(&self.always);
        // Two values of an array may call up one branch.
        found.sort_unstable();
        found.dedup();
        found.retain(|n| {
            let branch = &self.branches[*n as usize];
            reached.satisfied(&branch.paths, &branch.fields)
        });
        found.iter_mut().for_each(|n| *n = self.branches[*n as usize].rule);
        // The branches of one pattern stand together.
        found.dedup();
    }
}

impl Shelf {
    fn file(&mut self, field: &Field, branch: u32) {
        for call in calls(field).into_iter().flatten() {
            match call {
                Call::Text(text) => self.texts.entry(text.into()).or_default().push(branch),
                Call::Number(number) => self.numbers.entry(number).or_default().push(branch),
                Call::Beginning(text) => {
                    self.lengths.insert(text.len());
                    self.beginnings.entry(text.into()).or_default().push(branch);
                }
            }
        }
    }

    fn call_up(&self, scalar: Scalar, found: &mut Vec<u32>) {
        match scalar {
            Scalar::Text(text) => {
                found.extend(self.texts.get(text).into_iter().flatten());
                for length in self.lengths.range(..=text.len()) {
                    let beginning = text.get(..*length).and_then(|beginning| self.beginnings.get(beginning));
                    found.extend(beginning.into_iter().flatten());
                }
            }
            Scalar::Number(number) => found.extend(self.numbers.get(&Number::of(number)).into_iter().flatten()),
            Scalar::Null | Scalar::Bool(_) => {}
        }
    }
}

/// Numbers for all paths, the lowest for those that most branches ask for.
fn numbers(branches: &[(u32, Branch)]) -> BTreeMap<&str, u32> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for field in branches.iter().flat_map(|(_, branch)| branch) {
        *counts.entry(&field.path).or_default() += 1;
    }
    let mut paths: Vec<(u32, &str)> = counts.into_iter().map(|(path, count)| (count, path)).collect();
    paths.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    (0..).zip(paths).map(|(number, (_, path))| (path, number)).collect()
}

/// The values that call a field up, if only these can satisfy it.
fn calls(field: &Field) -> Option<Vec<Call<'_>>> {
    if field.absent {
        return None;
    }
    field.tests.iter().map(call).collect()
}

/// The value that a test asks for, if there is just one, or one beginning.
fn call(test: &Test) -> Option<Call<'_>> {
    match test {
        Test::Text(text) => Some(Call::Text(text)),
        Test::Number(number) => Some(Call::Number(Number::of(*number))),
        Test::Prefix(text) => Some(Call::Beginning(text)),
        _ => None,
    }
}
