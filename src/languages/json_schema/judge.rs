//! Tries a schema on a body.

use super::compile::{deeper, shown};
use super::number::{is_multiple, same};
use super::{Dependency, Id, Items, Kind, Node, Others, Problem, Schema};
use crate::languages::operators::number::Num;
use serde_json::{Map, Value};

/// How many problems are told; a body with more of them is no less wrong.
const MOST_PROBLEMS: usize = 20;
/// How many schemas are tried on one body, all in all. Schemas that refer to each other may ask for much more.
const MOST_STEPS: u32 = 200_000;
/// How many schemas may be in trial at one time.
const MOST_DEPTH: u32 = 400;

impl Schema {
    /// Whether a body fits the model.
    pub fn accepts(&self, body: &Value) -> bool {
        self.first(body).is_none()
    }

    /// The word of the schema that a body fails first, if it does not fit.
    pub fn first(&self, body: &Value) -> Option<&'static str> {
        let mut judge = Judge::new(self, 1);
        let fits = judge.fits(0, body);
        judge.verdict(fits).first().map(|problem| problem.keyword)
    }

    /// All that is wrong with a body, at most twenty things.
    pub fn problems(&self, body: &Value) -> Vec<Problem> {
        let mut judge = Judge::new(self, MOST_PROBLEMS);
        let fits = judge.fits(0, body);
        judge.verdict(fits)
    }
}

struct Judge<'a> {
    schema: &'a Schema,
    found: Vec<Problem>,
    most: usize,
    /// Whether problems are not written down, because they need not be problems of the whole.
    quiet: bool,
    path: String,
    steps: u32,
    depth: u32,
    /// There was more to try than is tried.
    exhausted: bool,
}

impl<'a> Judge<'a> {
    fn new(schema: &'a Schema, most: usize) -> Self {
        let (found, path) = (Vec::new(), String::new());
        Self { schema, found, most, quiet: false, path, steps: 0, depth: 0, exhausted: false }
    }

    fn verdict(self, fits: bool) -> Vec<Problem> {
        if self.exhausted {
            let message =
                "The model takes more steps on this body than are tried here. Make its anyOf, oneOf and $ref simpler.";
            return vec![Problem { path: String::new(), keyword: "$ref", message: message.to_owned() }];
        }
        if fits { Vec::new() } else { self.found }
    }

    fn say(&mut self, keyword: &'static str, message: impl FnOnce() -> String) -> bool {
        if !self.quiet && self.found.len() < self.most {
            self.found.push(Problem { path: self.path.clone(), keyword, message: message() });
        }
        false
    }

    /// Counts work; false if it is too much.
    fn spend(&mut self, steps: usize) -> bool {
        self.steps = self.steps.saturating_add(u32::try_from(steps).unwrap_or(u32::MAX));
        self.exhausted |= self.steps > MOST_STEPS;
        !self.exhausted
    }

    fn fits(&mut self, id: Id, value: &Value) -> bool {
        if !self.spend(1) || self.depth >= MOST_DEPTH {
            self.exhausted = true;
            return false;
        }
        self.depth += 1;
        let fits = self.node(&self.schema.nodes[id], value);
        self.depth -= 1;
        fits
    }

    fn quietly(&mut self, id: Id, value: &Value) -> bool {
        let before = std::mem::replace(&mut self.quiet, true);
        let fits = self.fits(id, value);
        self.quiet = before;
        fits
    }

    /// Tries a schema on a part of the value.
    fn below(&mut self, step: &str, id: Id, value: &Value) -> bool {
        let before = self.path.len();
        self.path = deeper(&self.path, step);
        let fits = self.fits(id, value);
        self.path.truncate(before);
        fits
    }

    fn node(&mut self, node: &Node, value: &Value) -> bool {
        if let Some(id) = node.reference {
            return self.fits(id, value);
        }
        let mut fits = true;
        let kind = Kind::of(value);
        if !node.types.is_empty() && !node.types.iter().any(|wanted| wanted.allows(kind)) {
            let wanted: Vec<&str> = node.types.iter().map(|kind| kind.word()).collect();
            fits &= self.say("type", || {
                format!("The value is {} ({}); its type should be {}.", shown(value), kind.word(), wanted.join(" or "))
            });
        }
        if let Some(values) = &node.values
            && !(self.spend(values.len()) && values.iter().any(|known| same(known, value)))
        {
            fits &= self.say("enum", || {
                let known: Vec<String> = values.iter().map(shown).collect();
                format!("The value is {}; it should be one of {}.", shown(value), known.join(", "))
            });
        }
        fits &= match value {
            Value::Object(map) => self.object(node, map, value),
            Value::Array(items) => self.array(node, items),
            Value::Number(number) => self.number(node, Num::of(number)),
            Value::String(text) => self.text(node, text),
            Value::Null | Value::Bool(_) => true,
        };
        fits & self.combined(node, value)
    }

    /// `allOf`, `anyOf`, `oneOf` and `not`.
    fn combined(&mut self, node: &Node, value: &Value) -> bool {
        let mut fits = true;
        for id in &node.all_of {
            fits &= self.fits(*id, value);
        }
        if !node.any_of.is_empty() && !node.any_of.iter().any(|id| self.quietly(*id, value)) {
            fits &= self.say("anyOf", || format!("The value fits none of the {} schemas of anyOf.", node.any_of.len()));
        }
        if !node.one_of.is_empty() {
            let count = node.one_of.iter().filter(|id| self.quietly(**id, value)).count();
            if count != 1 {
                let all = node.one_of.len();
                fits &= self.say("oneOf", || {
                    format!("The value fits {count} of the {all} schemas of oneOf; it should fit just one.")
                });
            }
        }
        if let Some(id) = node.not
            && self.quietly(id, value)
        {
            fits &= self.say("not", || "The value fits the schema of not; it should not.".to_owned());
        }
        fits
    }

    fn object(&mut self, node: &Node, map: &Map<String, Value>, value: &Value) -> bool {
        let rules = &node.object;
        let mut fits = true;
        for name in rules.required.iter().filter(|name| !map.contains_key(*name)) {
            fits &= self.say("required", || format!("The property {name:?} is missing."));
        }
        fits &= self.size("minProperties", "maxProperties", [rules.least, rules.most], map.len(), "properties");
        for (name, dependency) in rules.dependencies.iter().filter(|(name, _)| map.contains_key(name)) {
            fits &= match dependency {
                Dependency::Schema(id) => self.fits(*id, value),
                Dependency::Names(others) => match others.iter().find(|other| !map.contains_key(*other)) {
                    Some(other) => {
                        self.say("dependencies", || format!("With {name:?} the property {other:?} must be there too."))
                    }
                    None => true,
                },
            };
        }
        if rules.properties.is_empty() && rules.patterns.is_empty() && matches!(rules.others, Others::Allowed) {
            return fits;
        }
        for (name, inner) in map {
            if !self.spend(1 + rules.patterns.len()) {
                return false;
            }
            let named = rules.properties.get(name);
            let mut known = named.is_some();
            if let Some(id) = named {
                fits &= self.below(name, *id, inner);
            }
            for (_, id) in rules.patterns.iter().filter(|(pattern, _)| pattern.is_match(name)) {
                known = true;
                fits &= self.below(name, *id, inner);
            }
            fits &= match rules.others {
                _ if known => true,
                Others::Allowed => true,
                Others::Forbidden => self.say("additionalProperties", || {
                    format!("The property {name:?} is not allowed: the model does not name it.")
                }),
                Others::Like(id) => self.below(name, id, inner),
            };
        }
        fits
    }

    fn array(&mut self, node: &Node, items: &[Value]) -> bool {
        let rules = &node.array;
        let mut fits = self.size("minItems", "maxItems", [rules.least, rules.most], items.len(), "elements");
        if rules.unique {
            let again = |n: &usize| items[..*n].iter().any(|before| same(before, &items[*n]));
            let twice = (0..items.len()).find(|n| self.spend(*n) && again(n));
            if let Some(n) = twice {
                fits &= self.say("uniqueItems", || format!("Element {n}, {}, is there twice.", shown(&items[n])));
            }
        }
        for (n, item) in items.iter().enumerate() {
            let id = match &rules.items {
                Items::Any => continue,
                Items::Each(id) => *id,
                Items::Places(places) => match (places.get(n), rules.others) {
                    (Some(id), _) => *id,
                    (None, Others::Like(id)) => id,
                    (None, Others::Allowed) => break,
                    (None, Others::Forbidden) => {
                        let most = places.len();
                        return fits
                            & self.say("additionalItems", || {
                                format!("The array has {} elements; the model has a place for {most}.", items.len())
                            });
                    }
                },
            };
            fits &= self.below(&n.to_string(), id, item);
            if self.exhausted {
                return false;
            }
        }
        fits
    }

    fn number(&mut self, node: &Node, value: Num) -> bool {
        let rules = &node.number;
        let mut fits = true;
        if let Some(low) = rules.low
            && (value < low.value || low.excluded && value == low.value)
        {
            let word = if low.excluded { "more than" } else { "at least" };
            fits &= self.say("minimum", || format!("The value is {value}; it should be {word} {}.", low.value));
        }
        if let Some(high) = rules.high
            && (value > high.value || high.excluded && value == high.value)
        {
            let word = if high.excluded { "less than" } else { "at most" };
            fits &= self.say("maximum", || format!("The value is {value}; it should be {word} {}.", high.value));
        }
        if let Some(of) = rules.multiple
            && !is_multiple(value, of)
        {
            fits &= self.say("multipleOf", || format!("The value is {value}; it should be a multiple of {of}."));
        }
        fits
    }

    fn text(&mut self, node: &Node, text: &str) -> bool {
        let rules = &node.text;
        let mut fits = true;
        if rules.least.is_some() || rules.most.is_some() {
            fits &= self.size("minLength", "maxLength", [rules.least, rules.most], text.chars().count(), "characters");
        }
        if let Some(pattern) = &rules.pattern
            && !(self.spend(text.len().saturating_mul(pattern.as_str().len()) / 64) && pattern.is_match(text))
        {
            fits &= self.say("pattern", || {
                format!("The value is {}; it should match {:?}.", shown(&Value::from(text)), pattern.as_str())
            });
        }
        fits
    }

    fn size(
        &mut self,
        least: &'static str,
        most: &'static str,
        limits: [Option<u64>; 2],
        size: usize,
        what: &str,
    ) -> bool {
        match limits {
            [Some(low), _] if (size as u64) < low => {
                self.say(least, || format!("There are {size} {what}; there should be at least {low}."))
            }
            [_, Some(high)] if size as u64 > high => {
                self.say(most, || format!("There are {size} {what}; there should be at most {high}."))
            }
            _ => true,
        }
    }
}
