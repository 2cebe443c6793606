//! From text to a compiled schema.
//!
//! The document is a heap of schemas that name each other, so it is read from a list of places still to read rather than
//! by calling itself: a schema that refers to one that contains it comes to an end, and so does a long chain.

use super::{Dependency, Id, Items, Kind, Limit, MOST_BYTES, Node, OfArrays, OfNumbers, OfObjects, OfTexts, Others};
use super::{Schema, SchemaError};
use crate::languages::operators::number::Num;
use percent_encoding::percent_decode_str;
use regex_lite::{Regex, RegexBuilder};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What a compiled regular expression may take, in bytes.
const MOST_REGEX_BYTES: usize = 262_144;

impl Schema {
    /// Reads a model. The error says where and what to do.
    pub fn parse(text: &str) -> Result<Self, SchemaError> {
        if text.len() > MOST_BYTES {
            return Err(wrong("", format!("The model has {} bytes; at most {MOST_BYTES} are allowed.", text.len())));
        }
        let value =
            serde_json::from_str(text).map_err(|error| wrong("", format!("The model is not valid JSON: {error}.")))?;
        Self::from_value(&value)
    }

    /// The same for a schema that is already a JSON value.
    pub fn from_value(document: &Value) -> Result<Self, SchemaError> {
        let mut reader = Reader { document, places: BTreeMap::new(), pending: Vec::new(), nodes: Vec::new() };
        reader.place("");
        while let Some((id, pointer)) = reader.pending.pop() {
            reader.nodes[id] = reader.node(&pointer)?;
        }
        let Reader { places, nodes, .. } = reader;
        let schema = Self { nodes };
        match schema.endless() {
            Some(id) => {
                let at = places.iter().find(|(_, known)| **known == id).map_or("", |(pointer, _)| pointer);
                let message = "This schema leads back to itself without going deeper into the body. Put something \
                               between, such as properties.";
                Err(wrong(at, message))
            }
            None => Ok(schema),
        }
    }

    /// A schema that has to be satisfied by a value in order to be satisfied by the same value.
    fn endless(&self) -> Option<Id> {
        let (mut seen, mut on_way) = (vec![false; self.nodes.len()], vec![false; self.nodes.len()]);
        for start in 0..self.nodes.len() {
            // What is still to do, the next at the end: to enter a schema, or to leave it.
            let mut to_do = vec![(start, true)];
            while let Some((id, enters)) = to_do.pop() {
                if !enters {
                    on_way[id] = false;
                } else if on_way[id] {
                    return Some(id);
                } else if !std::mem::replace(&mut seen[id], true) {
                    on_way[id] = true;
                    to_do.push((id, false));
                    to_do.extend(self.nodes[id].same_value().map(|next| (next, true)));
                }
            }
        }
        None
    }
}

impl Node {
    /// The schemas that are tried on the very value that this one is tried on.
    fn same_value(&self) -> impl Iterator<Item = Id> {
        let dependencies = self.object.dependencies.iter().filter_map(|(_, dependency)| match dependency {
            Dependency::Schema(id) => Some(*id),
            Dependency::Names(_) => None,
        });
        let lists = self.all_of.iter().chain(&self.any_of).chain(&self.one_of).copied();
        self.reference.into_iter().chain(self.not).chain(lists).chain(dependencies)
    }
}

fn wrong(path: &str, message: impl Into<String>) -> SchemaError {
    SchemaError { path: path.to_owned(), message: message.into() }
}

struct Reader<'a> {
    document: &'a Value,
    /// The schemas known so far, by JSON pointer.
    places: BTreeMap<String, Id>,
    pending: Vec<(Id, String)>,
    nodes: Vec<Node>,
}

/// One schema while it is read: its words, and where it stands.
struct Words<'a> {
    map: &'a Map<String, Value>,
    at: String,
}

impl<'a> Words<'a> {
    fn get(&self, word: &str) -> Option<(&'a Value, String)> {
        self.map.get(word).map(|value| (value, deeper(&self.at, word)))
    }

    fn flag(&self, word: &str) -> Result<bool, SchemaError> {
        match self.get(word) {
            None => Ok(false),
            Some((Value::Bool(flag), _)) => Ok(*flag),
            Some((other, at)) => Err(wrong(&at, format!("{word} is true or false; here it is {}.", shown(other)))),
        }
    }

    /// A length or a count.
    fn count(&self, word: &str) -> Result<Option<u64>, SchemaError> {
        let Some((value, at)) = self.get(word) else { return Ok(None) };
        let count = value
            .as_u64()
            .ok_or_else(|| wrong(&at, format!("{word} is a whole number from 0 on; here it is {}.", shown(value))))?;
        Ok(Some(count))
    }

    fn number(&self, word: &str) -> Result<Option<Num>, SchemaError> {
        match self.get(word) {
            None => Ok(None),
            Some((Value::Number(number), _)) => Ok(Some(Num::of(number))),
            Some((other, at)) => Err(wrong(&at, format!("{word} is a number; here it is {}.", shown(other)))),
        }
    }

    fn object(&self, word: &str) -> Result<Vec<(&'a String, &'a Value, String)>, SchemaError> {
        match self.get(word) {
            None => Ok(Vec::new()),
            Some((Value::Object(map), at)) => {
                Ok(map.iter().map(|(name, value)| (name, value, deeper(&at, name))).collect())
            }
            Some((other, at)) => {
                let message = format!("{word} is an object of names and schemas; here it is {}.", shown(other));
                Err(wrong(&at, message))
            }
        }
    }
}

impl Reader<'_> {
    /// The schema at a place; it is read later if it is new.
    fn place(&mut self, pointer: &str) -> Id {
        if let Some(known) = self.places.get(pointer) {
            return *known;
        }
        let id = self.nodes.len();
        self.nodes.push(Node::default());
        self.places.insert(pointer.to_owned(), id);
        self.pending.push((id, pointer.to_owned()));
        id
    }

    fn node(&mut self, at: &str) -> Result<Node, SchemaError> {
        let map = match self.document.pointer(at) {
            Some(Value::Object(map)) => map,
            Some(other) => return Err(wrong(at, format!("A schema is a JSON object; here it is {}.", shown(other)))),
            None => return Err(wrong(at, "There is no schema at this place, which a $ref names.")),
        };
        let words = Words { map, at: at.to_owned() };
        if let Some((reference, at)) = words.get("$ref") {
            let target = target(reference, &at)?;
            if self.document.pointer(&target).is_none() {
                let message =
                    format!("The document has nothing at {}. Correct the $ref, or define it.", shown(reference));
                return Err(wrong(&at, message));
            }
            return Ok(Node { reference: Some(self.place(&target)), ..Node::default() });
        }
        Ok(Node {
            reference: None,
            types: types(&words)?,
            values: values(&words)?,
            all_of: self.list(&words, "allOf")?,
            any_of: self.list(&words, "anyOf")?,
            one_of: self.list(&words, "oneOf")?,
            not: words.get("not").map(|(_, at)| self.place(&at)),
            object: self.of_objects(&words)?,
            array: self.of_arrays(&words)?,
            number: of_numbers(&words)?,
            text: of_texts(&words)?,
        })
    }

    /// A list of schemas with at least one in it.
    fn list(&mut self, words: &Words, word: &str) -> Result<Vec<Id>, SchemaError> {
        match words.get(word) {
            None => Ok(Vec::new()),
            Some((Value::Array(items), at)) if !items.is_empty() => {
                Ok((0..items.len()).map(|n| self.place(&deeper(&at, &n.to_string()))).collect())
            }
            Some((other, at)) => {
                Err(wrong(&at, format!("{word} is a list of at least one schema; here it is {}.", shown(other))))
            }
        }
    }

    /// `additionalProperties` or `additionalItems`.
    fn others(&mut self, words: &Words, word: &str) -> Result<Others, SchemaError> {
        Ok(match words.get(word) {
            None | Some((Value::Bool(true), _)) => Others::Allowed,
            Some((Value::Bool(false), _)) => Others::Forbidden,
            Some((Value::Object(_), at)) => Others::Like(self.place(&at)),
            Some((other, at)) => {
                return Err(wrong(&at, format!("{word} is true, false or a schema; here it is {}.", shown(other))));
            }
        })
    }

    fn of_objects(&mut self, words: &Words) -> Result<OfObjects, SchemaError> {
        let mut found = OfObjects {
            required: match words.get("required") {
                None => Vec::new(),
                Some((value, at)) => names(value, "required", &at)?,
            },
            others: self.others(words, "additionalProperties")?,
            least: words.count("minProperties")?,
            most: words.count("maxProperties")?,
            ..OfObjects::default()
        };
        for (name, _, at) in words.object("properties")? {
            found.properties.insert(name.clone(), self.place(&at));
        }
        for (pattern, _, at) in words.object("patternProperties")? {
            found.patterns.push((regex(pattern, &at)?, self.place(&at)));
        }
        for (name, value, at) in words.object("dependencies")? {
            let dependency = match value {
                Value::Object(_) => Dependency::Schema(self.place(&at)),
                _ => Dependency::Names(names(value, "A dependency", &at)?),
            };
            found.dependencies.push((name.clone(), dependency));
        }
        Ok(found)
    }

    fn of_arrays(&mut self, words: &Words) -> Result<OfArrays, SchemaError> {
        let items = match words.get("items") {
            None => Items::Any,
            Some((Value::Array(items), at)) => {
                Items::Places((0..items.len()).map(|n| self.place(&deeper(&at, &n.to_string()))).collect())
            }
            Some((_, at)) => Items::Each(self.place(&at)),
        };
        Ok(OfArrays {
            items,
            others: self.others(words, "additionalItems")?,
            least: words.count("minItems")?,
            most: words.count("maxItems")?,
            unique: words.flag("uniqueItems")?,
        })
    }
}

fn of_numbers(words: &Words) -> Result<OfNumbers, SchemaError> {
    let limit = |word: &str, exclusive: &str| -> Result<Option<Limit>, SchemaError> {
        let excluded = words.flag(exclusive)?;
        let limit = words.number(word)?.map(|value| Limit { value, excluded });
        match (limit, words.get(exclusive)) {
            (None, Some((_, at))) => Err(wrong(&at, format!("{exclusive} needs {word} beside it."))),
            (limit, _) => Ok(limit),
        }
    };
    let multiple = words.number("multipleOf")?;
    if multiple.is_some_and(|value| value.as_f64() <= 0.0) {
        return Err(wrong(&deeper(&words.at, "multipleOf"), "multipleOf is a number above 0."));
    }
    let (low, high) = (limit("minimum", "exclusiveMinimum")?, limit("maximum", "exclusiveMaximum")?);
    Ok(OfNumbers { low, high, multiple })
}

fn of_texts(words: &Words) -> Result<OfTexts, SchemaError> {
    let pattern = match words.get("pattern") {
        None => None,
        Some((Value::String(pattern), at)) => Some(regex(pattern, &at)?),
        Some((other, at)) => {
            return Err(wrong(
                &at,
                format!("pattern is a regular expression in a string; here it is {}.", shown(other)),
            ));
        }
    };
    Ok(OfTexts { least: words.count("minLength")?, most: words.count("maxLength")?, pattern })
}

fn types(words: &Words) -> Result<Vec<Kind>, SchemaError> {
    let Some((value, at)) = words.get("type") else { return Ok(Vec::new()) };
    let list = match value {
        Value::Array(list) if !list.is_empty() => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    let read = |word: &Value| word.as_str().and_then(Kind::read);
    list.iter().map(read).collect::<Option<_>>().ok_or_else(|| {
        let known = Kind::ALL.map(|(_, word)| word).join(", ");
        wrong(&at, format!("type is one of {known}, or a list of them; here it is {}.", shown(value)))
    })
}

fn values(words: &Words) -> Result<Option<Vec<Value>>, SchemaError> {
    match words.get("enum") {
        None => Ok(None),
        Some((Value::Array(values), _)) if !values.is_empty() => Ok(Some(values.clone())),
        Some((other, at)) => {
            Err(wrong(&at, format!("enum is a list of at least one value; here it is {}.", shown(other))))
        }
    }
}

/// A list of names with at least one in it, none of them twice.
fn names(value: &Value, word: &str, at: &str) -> Result<Vec<String>, SchemaError> {
    let list = value.as_array().filter(|list| !list.is_empty());
    let names: Option<Vec<String>> =
        list.and_then(|list| list.iter().map(|name| name.as_str().map(str::to_owned)).collect());
    let names = names.ok_or_else(|| {
        wrong(at, format!("{word} is a list of at least one name of a property; here it is {}.", shown(value)))
    })?;
    match names.iter().enumerate().find(|(n, name)| names[..*n].contains(name)) {
        Some((_, name)) => Err(wrong(at, format!("{word} names {name:?} twice."))),
        None => Ok(names),
    }
}

fn regex(pattern: &str, at: &str) -> Result<Regex, SchemaError> {
    RegexBuilder::new(pattern).size_limit(MOST_REGEX_BYTES).build().map_err(|error| {
        let known = ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|sign| pattern.contains(sign));
        let why = if known {
            "Looking ahead or behind, as (?= does, is not understood here".to_owned()
        } else {
            error.to_string().trim_end_matches('.').to_owned()
        };
        wrong(at, format!("{pattern:?} cannot be read as a regular expression. {why}."))
    })
}

/// The JSON pointer that a `$ref` names.
fn target(reference: &Value, at: &str) -> Result<String, SchemaError> {
    let Some(text) = reference.as_str() else {
        return Err(wrong(
            at,
            format!("$ref is a string such as \"#/definitions/item\"; here it is {}.", shown(reference)),
        ));
    };
    match text.strip_prefix('#') {
        Some("") => Ok(String::new()),
        Some(pointer) if pointer.starts_with('/') => Ok(unescaped(pointer)),
        _ => Err(wrong(
            at,
            format!(
                "$ref {text:?} leads out of the document. Only places inside it, as #/definitions/item, are understood here."
            ),
        )),
    }
}

/// A fragment of a URI may write signs as `%25`; one that is no text then stays as it is.
fn unescaped(pointer: &str) -> String {
    percent_decode_str(pointer).decode_utf8().map_or_else(|_| pointer.to_owned(), Cow::into_owned)
}

/// A pointer one step further.
pub(super) fn deeper(at: &str, step: &str) -> String {
    format!("{at}/{}", step.replace('~', "~0").replace('/', "~1"))
}

/// A value for a sentence, shortened if it is long.
pub(super) fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
