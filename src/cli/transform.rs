//! `signalbox transform`: what does an input transformer make of an event?

use super::lines::Question;
use crate::languages::input_transformer::{Facts, InputTransformer};
use serde_json::{Value, json};

/// What lines look like, for the help.
pub const FORMAT: &str = "\
A line: {\"paths\": {\"id\": \"$.detail.id\"}, \"template\": \"{\\\"order\\\": <id>}\", \"event\": {…}}; also \"rule_arn\",
\"rule_name\" and \"ingestion_time\" for the reserved variables. Without an event the transformer is only checked.

An answer: {\"input\": \"…\"}, the text that the target gets, {\"valid\": true}, or {\"error\": \"…\"}.";

/// The answer to one line.
pub fn answer(question: &Question) -> Result<Value, String> {
    let paths = question.value("paths").map_or_else(String::new, Value::to_string);
    let template = question.text("template")?.ok_or("The line has no “template”.")?;
    let transformer = InputTransformer::parse(&paths, template)?;
    let Some(event) = question.value("event") else { return Ok(json!({"valid": true})) };
    let facts = Facts {
        rule_arn: question.text("rule_arn")?.unwrap_or_default(),
        rule_name: question.text("rule_name")?.unwrap_or_default(),
        ingestion_time: question.text("ingestion_time")?.unwrap_or_default(),
    };
    Ok(json!({"input": transformer.render(event, &facts)}))
}
