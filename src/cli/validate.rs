//! `signalbox validate`: does a body fit a model?

use super::lines::Question;
use crate::languages::json_schema::Schema;
use serde_json::{Value, json};

/// What lines look like, for the help.
pub const FORMAT: &str = "\
A line: {\"schema_text\": \"…\", \"body_text\": \"…\"}, the texts as given, or \"schema\" and \"body\" as JSON values.
Without a body the schema is only checked.

An answer: {\"valid\": true}, {\"valid\": false, \"problems\": [{\"path\": \"/price\", \"keyword\": \"minimum\", \"message\": \"…\"}]},
or {\"error\": \"…\"} for an invalid schema. A body that is not JSON has a problem with the keyword \"json\".";

/// The answer to one line.
pub fn answer(question: &Question) -> Result<Value, String> {
    let schema = match (question.text("schema_text")?, question.given("schema")) {
        (Some(text), _) => Schema::parse(text),
        (None, Some(value)) => Schema::from_value(value),
        (None, None) => return Err("The line has no schema: give “schema_text” or “schema”.".to_owned()),
    };
    let schema = schema.map_err(|error| error.to_string())?;
    let body = match (question.text("body_text")?, question.given("body")) {
        (Some(text), _) => match serde_json::from_str(text) {
            Ok(body) => body,
            Err(error) => {
                let message = format!("The body is not valid JSON: {error}.");
                return Ok(json!({"valid": false, "problems": [{"path": "", "keyword": "json", "message": message}]}));
            }
        },
        (None, Some(body)) => body.clone(),
        (None, None) => return Ok(json!({"valid": true})),
    };
    let problems = schema.problems(&body);
    if problems.is_empty() {
        return Ok(json!({"valid": true}));
    }
    let told = problems.iter().map(|p| json!({"path": p.path, "keyword": p.keyword, "message": p.message}));
    Ok(json!({"valid": false, "problems": told.collect::<Vec<_>>()}))
}
