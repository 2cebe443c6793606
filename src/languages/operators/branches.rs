//! Flattens a pattern into branches: a pattern matches when one branch does, and a branch when all its fields do.
//!
//! A pattern without `$or` has one branch. Each `$or` multiplies the branches by its members. Within a branch a path
//! stands once: of two writes the last in the text wins (EB-11), which is also how a key outside `$or` and the same
//! key inside it settle their quarrel.

use super::json::Node;
use super::parse::{Alternative, alternatives};
use super::test::{Scalar, Test};
use super::{Dialect, PatternError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many branches the `$or` arrays of one pattern may multiply to (operator table, `$or`; general knowledge).
const MOST_BRANCHES: usize = 1_000;

/// Names that may not stand inside `$or`, because AWS keeps them for operators; with one of them, `$or` is read as
/// an ordinary key.
const RESERVED: &[&str] = &[
    "exactly",
    "equals-ignore-case",
    "prefix",
    "suffix",
    "anything-but",
    "exists",
    "wildcard",
    "numeric",
    "cidr",
    "=",
    "<",
    "<=",
    ">",
    ">=",
    "regex",
    "not-wildcard",
    "not-equals-ignore-case",
    "date-after",
    "date-on-or-after",
    "date-before",
    "date-on-or-before",
    "in-date-range",
    "ip-address-in-range",
    "ip-address-not-in-range",
];

/// One path and what its value has to satisfy.
#[derive(Clone, Debug)]
pub struct Field {
    /// The keys from the top, joined by dots (EB-11: a dotted key and nested keys are the same path).
    pub path: Box<str>,
    /// How many keys lead to the field; a dotted key is one.
    pub depth: usize,
    /// Where the field stands in the text: fields are explained in this order.
    pub order: usize,
    /// A value satisfies the field if one of these accepts it.
    pub tests: Arc<[Test]>,
    /// Whether `{"exists": false}` is among the alternatives.
    pub absent: bool,
}

impl Field {
    pub fn accepts(&self, scalar: Scalar) -> bool {
        match &*self.tests {
            [only] => only.accepts(scalar),
            several => several.iter().any(|test| test.accepts(scalar)),
        }
    }
}

/// The fields of one branch, sorted by path: the order in which array consistency binds elements.
pub type Branch = Vec<Field>;

/// Flattens a whole pattern.
///
/// AWS first reads `$or` as the operator; if that fails it reads the whole text again with `$or` as an ordinary key,
/// so that old rules about a field of that name keep working. If both readings fail, the first one's complaint is
/// the useful one.
pub fn compile(root: &Node, dialect: Dialect) -> Result<Vec<Branch>, PatternError> {
    let Node::Object(entries) = root else {
        return Err(PatternError::new(
            "",
            "Filter is not an object. A pattern is a JSON object: {\"source\": [\"orders\"]}.",
        ));
    };
    if combinations(entries) > MOST_BRANCHES {
        let message = format!(
            "Event pattern contains more than {MOST_BRANCHES} rule combinations. \
             The lengths of the $or arrays multiply; split the pattern into several rules."
        );
        return Err(PatternError::new("", message));
    }
    let read = |expand_or| {
        let mut reader = Reader { dialect, expand_or, fields: 0 };
        let mut branches = vec![Draft::new()];
        reader.object(entries, &Place::top(), false, &mut branches).map(|()| branches)
    };
    let branches = read(true).or_else(|error| read(false).map_err(|_| error))?;
    Ok(branches.into_iter().map(|draft| draft.into_values().collect()).collect())
}

/// The product of the lengths of all `$or` arrays.
fn combinations(entries: &[(String, Node)]) -> usize {
    entries.iter().fold(1, |product: usize, (key, node)| {
        let inner = match node {
            Node::Object(inner) => combinations(inner),
            Node::Array(members) if key == "$or" => members.iter().fold(members.len().max(1), |product, member| {
                let inner = if let Node::Object(inner) = member { combinations(inner) } else { 1 };
                product.saturating_mul(inner)
            }),
            _ => 1,
        };
        product.saturating_mul(inner)
    })
}

/// A branch while it is being written, by path.
type Draft = BTreeMap<Box<str>, Field>;

/// Where the reader is: the path that events are asked for, and the place to name in an error.
struct Place {
    path: Option<String>,
    depth: usize,
    shown: String,
}

impl Place {
    fn top() -> Self {
        Self { path: None, depth: 0, shown: String::new() }
    }

    fn key(&self, key: &str) -> Self {
        let path = self.path.as_ref().map_or_else(|| key.to_owned(), |path| format!("{path}.{key}"));
        let shown = if self.shown.is_empty() { key.to_owned() } else { format!("{}.{key}", self.shown) };
        Self { path: Some(path), depth: self.depth + 1, shown }
    }

    fn member(&self, index: usize) -> Self {
        let dot = if self.shown.is_empty() { "" } else { "." };
        Self { path: self.path.clone(), depth: self.depth, shown: format!("{}{dot}$or[{index}]", self.shown) }
    }
}

struct Reader {
    dialect: Dialect,
    /// Whether `$or` is the operator, or an ordinary key.
    expand_or: bool,
    /// How many fields have been read.
    fields: usize,
}

impl Reader {
    fn object(
        &mut self,
        entries: &[(String, Node)],
        place: &Place,
        inside_or: bool,
        branches: &mut Vec<Draft>,
    ) -> Result<(), PatternError> {
        if entries.is_empty() {
            let message = "Empty objects are not allowed. Name at least one field, or leave the key out.";
            return Err(PatternError::new(&place.shown, message));
        }
        for (key, node) in entries {
            if key == "$or" && self.expand_or {
                self.or(node, place, branches)?;
                continue;
            }
            let here = place.key(key);
            if inside_or && RESERVED.contains(&key.as_str()) {
                let message = format!(
                    "{key} is Ruler reserved fieldName which cannot be used inside $or. \
                     A member of $or holds fields; an operator stands inside the array of a field."
                );
                return Err(PatternError::new(here.shown, message));
            }
            match node {
                Node::Object(inner) => self.object(inner, &here, inside_or, branches)?,
                Node::Array(items) => self.field(items, &here, branches)?,
                other => {
                    let message = format!(
                        "\"{key}\" must be an object or an array. Put the value into an array: [{}].",
                        if let Node::Text(text) = other { format!("{text:?}") } else { other.token() }
                    );
                    return Err(PatternError::new(here.shown, message));
                }
            }
        }
        Ok(())
    }

    fn field(&mut self, items: &[Node], place: &Place, branches: &mut [Draft]) -> Result<(), PatternError> {
        let mut tests = Vec::with_capacity(items.len());
        let mut absent = false;
        for alternative in alternatives(items, &place.shown, self.dialect)? {
            match alternative {
                Alternative::Test(test) => tests.push(test),
                Alternative::Absent => absent = true,
            }
        }
        let path: Box<str> = place.path.as_deref().unwrap_or_default().into();
        let field = Field { path: path.clone(), depth: place.depth, order: self.fields, tests: tests.into(), absent };
        self.fields += 1;
        for branch in branches {
            branch.insert(path.clone(), field.clone());
        }
        Ok(())
    }

    /// Each member of `$or` continues a copy of every branch written so far.
    fn or(&mut self, node: &Node, place: &Place, branches: &mut Vec<Draft>) -> Result<(), PatternError> {
        let wrong = |message: &str| {
            let dot = if place.shown.is_empty() { "" } else { "." };
            Err(PatternError::new(format!("{}{dot}$or", place.shown), message))
        };
        let Node::Array(members) = node else {
            return wrong("It must be an Array followed with $or. Write \"$or\": [{…}, {…}].");
        };
        if members.len() < 2 {
            return wrong("There must have at least 2 Objects in $or relationship. With one, leave $or out.");
        }
        let before = std::mem::take(branches);
        for (index, member) in members.iter().enumerate() {
            let Node::Object(entries) = member else {
                return wrong("Only JSON object is allowed in array of $or relationship.");
            };
            let mut copies = before.clone();
            self.object(entries, &place.member(index), true, &mut copies)?;
            branches.append(&mut copies);
        }
        Ok(())
    }
}
