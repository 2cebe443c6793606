//! Tables of cases, written from the rules EB-8 to EB-15 and the operator table of the fact sheet.
//!
//! `tables/*.txt` hold lines `rule | pattern | event | yes or no`; `invalid.txt` holds
//! `pattern | where | part of the message`, with `-` for the pattern as a whole.

mod explain;
mod limits;
mod oracle;

use super::{EventPattern, RuleSet};
use crate::languages::tables::{Case, cases, report};

/// Matches every line, as a text and as a value, and checks that `explain` and `matches` agree.
fn agree(table: &str) {
    let complain = |case: &Case| {
        let [rule, pattern, event, expected] = case.columns[..] else { unreachable!("four columns") };
        let compiled = match EventPattern::parse(pattern) {
            Ok(compiled) => compiled,
            Err(error) => return Some(format!("{}, {rule}: refused: {error}", case.place)),
        };
        let found = match compiled.matches_text(event) {
            Ok(true) => "yes",
            Ok(false) => "no",
            Err(error) => return Some(format!("{}, {rule}: {error}", case.place)),
        };
        let explained = compiled.explain(&serde_json::from_str(event).expect("read above"));
        (found != expected || explained.is_none() != (found == "yes"))
            .then(|| format!("{}, {rule}: {pattern} on {event} gave {found}, {explained:?}", case.place))
    };
    report(cases(table, 4).iter().filter_map(complain).collect());
}

#[test]
fn fields_and_paths() {
    agree(include_str!("tables/fields.txt"));
}

#[test]
fn text_operators() {
    agree(include_str!("tables/strings.txt"));
}

#[test]
fn numbers() {
    agree(include_str!("tables/numbers.txt"));
}

#[test]
fn arrays() {
    agree(include_str!("tables/arrays.txt"));
}

#[test]
fn or() {
    agree(include_str!("tables/or.txt"));
}

#[test]
fn invalid_patterns_are_refused_with_a_place_and_a_reason() {
    let complain = |case: &Case| {
        let [pattern, path, words] = case.columns[..] else { unreachable!("three columns") };
        let path = if path == "-" { "" } else { path };
        match EventPattern::parse(pattern) {
            Ok(_) => Some(format!("{}: {pattern} was accepted", case.place)),
            Err(error) => (error.path != path || !error.message.contains(words))
                .then(|| format!("{}: {pattern} said, at {:?}: {}", case.place, error.path, error.message)),
        }
    };
    report(cases(include_str!("tables/invalid.txt"), 3).iter().filter_map(complain).collect());
}

/// Every pattern of the tables in one set: each event of the tables calls up the patterns that match it alone.
#[test]
fn a_set_of_all_patterns_agrees_with_each_of_them() {
    let tables = [
        include_str!("tables/fields.txt"),
        include_str!("tables/strings.txt"),
        include_str!("tables/numbers.txt"),
        include_str!("tables/arrays.txt"),
        include_str!("tables/or.txt"),
    ];
    let all: Vec<Case> = tables.iter().flat_map(|table| cases(table, 4)).collect();
    let patterns: Vec<EventPattern> =
        all.iter().map(|case| EventPattern::parse(case.columns[1]).expect("a right pattern")).collect();
    let set = RuleSet::new(patterns.iter().cloned());
    let mut found = Vec::new();
    let complain = |case: &Case| {
        let event = serde_json::from_str(case.columns[2]).expect("an event");
        let alone: Vec<u32> = (0..).zip(&patterns).filter(|(_, p)| p.matches(&event)).map(|(n, _)| n).collect();
        set.matching(&event, &mut found);
        (found != alone).then(|| format!("{}: the set gave {found:?}, the patterns {alone:?}", case.place))
    };
    report(all.iter().filter_map(complain).collect());
}
