//! The pattern of a rule, compiled, and the first field of an event that it objects to.

use crate::languages::event_pattern::EventPattern;
use serde_json::{Map, Value};

/// The fields of an event, in the order in which people look at them.
const FIELDS: [&str; 10] =
    ["source", "detail-type", "account", "region", "time", "id", "version", "resources", "replay-name", "detail"];

/// A compiled pattern. The default has none and matches nothing.
#[derive(Clone, Debug, Default)]
pub struct Pattern {
    whole: Option<EventPattern>,
    /// One pattern for each field of the event that the pattern names, so that a note can name the first that fails
    /// without making a sentence of it.
    parts: Vec<(&'static str, EventPattern)>,
    /// Why there is none, in a sentence.
    pub error: Option<String>,
}

impl Pattern {
    /// Reads a pattern. One with a mistake matches nothing; AWS would have refused it (EB-8).
    pub fn read(text: &str) -> Self {
        let whole = match EventPattern::parse(text) {
            Ok(pattern) => pattern,
            Err(error) => return Self { error: Some(error.to_string()), ..Self::default() },
        };
        let mut fields: Vec<(&'static str, Map<String, Value>)> = Vec::new();
        for (key, value) in serde_json::from_str::<Map<String, Value>>(text).unwrap_or_default() {
            let head = key.split('.').next().unwrap_or_default();
            let name = match FIELDS.iter().find(|field| **field == head) {
                Some(field) => field,
                None if key == "$or" => "$or",
                None => "a field that events do not have",
            };
            match fields.iter_mut().find(|(known, _)| *known == name) {
                Some((_, map)) => map.extend([(key, value)]),
                None => fields.push((name, Map::from_iter([(key, value)]))),
            }
        }
        fields.sort_by_key(|(name, _)| FIELDS.iter().position(|field| field == name));
        let part = |(name, map)| Some((name, EventPattern::from_value(&Value::Object(map)).ok()?));
        Self { whole: Some(whole), parts: fields.into_iter().filter_map(part).collect(), error: None }
    }

    /// The field for which an event is refused; `None` if the event matches.
    pub fn refuses(&self, event: Option<&Value>) -> Option<&'static str> {
        let (Some(whole), Some(event)) = (&self.whole, event) else { return Some("the pattern") };
        if whole.matches(event) {
            return None;
        }
        let first = self.parts.iter().find(|(_, part)| !part.matches(event));
        Some(first.map_or("a combination of fields", |(name, _)| name))
    }

    /// Why an event is refused, in a sentence.
    pub fn explain(&self, event: &Value) -> Option<String> {
        self.whole.as_ref()?.explain(event).map(|mismatch| mismatch.sentence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn eb_8_the_first_field_that_fails_is_named() {
        let pattern = Pattern::read(r#"{"detail": {"status": ["PAID"]}, "source": ["shop"], "detail.total": [5]}"#);
        let of = |source: &str, status: &str, total: u64| {
            pattern.refuses(Some(&json!({"source": source, "detail": {"status": status, "total": total}})))
        };
        assert_eq!(of("shop", "PAID", 5), None);
        assert_eq!(of("bank", "NEW", 6), Some("source"));
        assert_eq!(of("shop", "NEW", 5), Some("detail"));
        assert_eq!(of("shop", "PAID", 6), Some("detail"), "EB-11: a key with dots is a path");
    }

    #[test]
    fn eb_8_a_pattern_that_aws_refuses_matches_nothing() {
        let pattern = Pattern::read(r#"{"source": "shop"}"#);
        assert!(pattern.error.is_some());
        assert_eq!(pattern.refuses(Some(&json!({"source": "shop"}))), Some("the pattern"));
    }

    #[test]
    fn alternatives_at_the_top_are_named_as_such() {
        let pattern = Pattern::read(r#"{"$or": [{"source": ["a"]}, {"account": ["1"]}]}"#);
        assert_eq!(pattern.refuses(Some(&json!({"source": "a"}))), None);
        assert_eq!(pattern.refuses(Some(&json!({"source": "b"}))), Some("$or"));
    }
}
