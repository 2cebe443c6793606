//! The limits of SNS-25 and SNS-26.

use super::PolicyError;
use crate::languages::operators::branches::Branch;
use crate::languages::operators::json::Node;

/// The largest policy, in bytes: 256 KB.
const MOST_BYTES: usize = 262_144;
const MOST_KEYS: usize = 5;
const MOST_COMBINATIONS: u64 = 150;

pub fn size(text: &str) -> Result<(), PolicyError> {
    if text.len() <= MOST_BYTES {
        return Ok(());
    }
    Err(PolicyError::new("", format!("The filter policy has {} bytes; SNS takes {MOST_BYTES}.", text.len())))
}

/// At most 5 keys, of which only the ones at the top count, and at most 150 combinations.
pub fn keys_and_combinations(root: &Node) -> Result<(), PolicyError> {
    let Node::Object(entries) = root else {
        return Ok(());
    };
    if entries.len() > MOST_KEYS {
        let message = format!(
            "Filter policy can not have more than 5 keys. It has {} at the top level; nest or drop some.",
            entries.len()
        );
        return Err(PolicyError::new("", message));
    }
    let count = combinations(entries, 1);
    if count > MOST_COMBINATIONS {
        let message = format!(
            "Filter policy is too complex. It has {count} combinations, and {MOST_COMBINATIONS} are allowed: the \
             numbers of values multiply, each times its depth, and the members of $or add."
        );
        return Err(PolicyError::new("", message));
    }
    Ok(())
}

/// The product over the arrays of (number of values × depth); the members of `$or` add up to one factor.
fn combinations(entries: &[(String, Node)], depth: u64) -> u64 {
    entries.iter().fold(1, |product: u64, (key, node)| {
        let factor = match node {
            Node::Object(inner) => combinations(inner, depth + 1),
            Node::Array(members) if key == "$or" && members.len() > 1 => members
                .iter()
                .map(|member| if let Node::Object(inner) = member { combinations(inner, depth) } else { 1 })
                .fold(0, u64::saturating_add),
            Node::Array(values) => (values.len() as u64).saturating_mul(depth),
            _ => 1,
        };
        product.saturating_mul(factor)
    })
}

/// SNS-26: a policy for attributes has no nested keys.
pub fn no_nesting(branches: &[Branch]) -> Result<(), PolicyError> {
    let Some(field) = branches.iter().flatten().find(|field| field.depth > 1) else {
        return Ok(());
    };
    let message = "Filter policy scope MessageAttributes does not support nested filter policy. Attributes have no \
                   inner fields; set FilterPolicyScope to MessageBody to compare the body.";
    Err(PolicyError::new(&*field.path, message))
}
