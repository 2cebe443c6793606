//! Tables of cases, written from the rules SNS-23 to SNS-28 of the fact sheet.
//!
//! `attributes.txt` holds lines `rule | policy | attributes | yes or no`, the attributes as `name:type=text` parted by
//! two spaces, or `-` for none; `body.txt` holds `rule | policy | body | yes or no`; `invalid.txt` holds
//! `scope (A or B) | policy | where | part of the message`, with `-` for the policy as a whole.

mod explain;
mod limits;

use super::{Attribute, FilterPolicy, Scope};
use crate::languages::tables::{Case, cases, report};
use std::collections::BTreeMap;

/// `size:String=XL  price:Number=5`
fn attributes(text: &str) -> BTreeMap<String, Attribute> {
    let read = |part: &str| {
        let (head, value) = part.split_once('=').expect("name:type=text");
        let (name, data_type) = head.rsplit_once(':').expect("name:type=text");
        (name.to_owned(), Attribute { data_type: data_type.to_owned(), string_value: value.to_owned() })
    };
    text.split("  ").filter(|part| *part != "-").map(read).collect()
}

fn agree(table: &str, scope: Scope) {
    let complain = |case: &Case| {
        let [rule, policy, message, expected] = case.columns[..] else { unreachable!("four columns") };
        let compiled = match FilterPolicy::parse(policy, scope) {
            Ok(compiled) => compiled,
            Err(error) => return Some(format!("{}, {rule}: refused: {error}", case.place)),
        };
        let (found, explained) = match scope {
            Scope::MessageAttributes => {
                let attributes = attributes(message);
                (compiled.matches_attributes(&attributes), compiled.explain_attributes(&attributes))
            }
            Scope::MessageBody => (compiled.matches_body_text(message), compiled.explain_body_text(message)),
        };
        (found != (expected == "yes") || explained.is_none() != found)
            .then(|| format!("{}, {rule}: {policy} on {message} gave {found}, {explained:?}", case.place))
    };
    report(cases(table, 4).iter().filter_map(complain).collect());
}

#[test]
fn message_attributes() {
    agree(include_str!("tables/attributes.txt"), Scope::MessageAttributes);
}

#[test]
fn message_body() {
    agree(include_str!("tables/body.txt"), Scope::MessageBody);
}

#[test]
fn invalid_policies_are_refused_with_a_place_and_a_reason() {
    let complain = |case: &Case| {
        let [scope, policy, path, words] = case.columns[..] else { unreachable!("four columns") };
        let scope = if scope == "A" { Scope::MessageAttributes } else { Scope::MessageBody };
        let path = if path == "-" { "" } else { path };
        match FilterPolicy::parse(policy, scope) {
            Ok(_) => Some(format!("{}: {policy} was accepted", case.place)),
            Err(error) => (error.path != path || !error.message.contains(words))
                .then(|| format!("{}: {policy} said, at {:?}: {}", case.place, error.path, error.message)),
        }
    };
    report(cases(include_str!("tables/invalid.txt"), 4).iter().filter_map(complain).collect());
}
