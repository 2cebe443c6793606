//! The input templates of a pipe: paths stand in the template itself, as `<$.body.id>`, and each event is filled in by itself.

use crate::common::account::PLACE;
use crate::common::ticking::timestamp;
use crate::languages::input_transformer::{Facts, InputTransformer};
use crate::sim::{Body, Context};
use serde_json::{Map, Value};
use std::sync::Arc;

/// A pipe's own variables, and those of a rule that mean the same.
const RESERVED: [(&str, &str); 5] = [
    ("aws.pipes.pipe-arn", "aws.events.rule-arn"),
    ("aws.pipes.pipe-name", "aws.events.rule-name"),
    ("aws.pipes.event.ingestion-time", "aws.events.event.ingestion-time"),
    ("aws.pipes.event.json", "aws.events.event.json"),
    ("aws.pipes.event", "aws.events.event.json"),
];

/// A compiled template.
#[derive(Clone, Debug)]
pub struct PipeTemplate(Arc<InputTransformer>);

impl PipeTemplate {
    /// Reads a template; `None` for an empty one.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(template: &str) -> Result<Option<Self>, String> {
        if template.trim().is_empty() {
            return Ok(None);
        }
        let (mut paths, mut out, mut rest) = (Map::new(), String::new(), template);
        while let Some(at) = rest.find('<') {
            let Some(length) = rest[at..].find('>') else { break };
            let inner = &rest[at + 1..at + length];
            out.push_str(&rest[..=at]);
            if inner.starts_with('$') {
                let known = paths.iter().find(|(_, path)| path.as_str() == Some(inner)).map(|(name, _)| name.clone());
                let name = known.unwrap_or_else(|| format!("p{}", paths.len()));
                out.push_str(&name);
                paths.insert(name, inner.into());
            } else {
                let same = RESERVED.iter().find(|(own, _)| *own == inner);
                out.push_str(same.map_or(inner, |(_, rule)| rule));
            }
            out.push('>');
            rest = &rest[at + length + 1..];
        }
        out.push_str(rest);
        let paths = if paths.is_empty() { String::new() } else { Value::Object(paths).to_string() };
        InputTransformer::parse(&paths, &out).map(|transformer| Some(Self(Arc::new(transformer))))
    }

    /// What becomes of an event.
    pub fn fill(&self, cx: &Context, event: &Value) -> Body {
        let (name, now) = (cx.name(), timestamp(cx.now()));
        let arn = format!("arn:aws:pipes:{PLACE}:pipe/{name}");
        Body::new(self.0.render(event, &Facts { rule_arn: &arn, rule_name: &name, ingestion_time: &now }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn filled(template: &str) -> String {
        let template = PipeTemplate::parse(template).expect("a good template").expect("not empty");
        let event = json!({"messageId": "7", "body": {"id": 5, "name": "lamp"}});
        template.0.render(&event, &Facts { rule_arn: "arn", rule_name: "pipe", ingestion_time: "now" })
    }

    #[test]
    fn eb_19_20_a_pipes_template_has_its_paths_in_it() {
        assert_eq!(filled("{\"order\": <$.body.id>, \"text\": \"<$.body.name> no. <$.body.id>\"}"), "{\"order\": 5, \"text\": \"lamp no. 5\"}");
        assert_eq!(filled("{\"none\": <$.body.none>, \"text\": \"<$.body.none>!\"}"), "{\"none\": null, \"text\": \"!\"}");
        assert_eq!(filled("{\"from\": \"<aws.pipes.pipe-name>\"}"), "{\"from\": \"pipe\"}");
        assert_eq!(filled("<$.body>"), "{\"id\":5,\"name\":\"lamp\"}");
    }

    #[test]
    fn eb_19_a_template_with_a_mistake_is_refused() {
        assert!(matches!(PipeTemplate::parse(" "), Ok(None)));
        assert!(PipeTemplate::parse("Order <$.body.id>").is_err(), "no JSON");
        assert!(PipeTemplate::parse("{\"a\": <unknown>}").is_err());
    }
}
