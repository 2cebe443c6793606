//! `signalbox map`: what does a mapping template make of a request?

use super::lines::Question;
use crate::languages::mapping_template::{Choice, Exchange, Failure, MappingTemplate, Passthrough, choose};
use serde_json::{Map, Value, json};

/// What lines look like, for the help.
pub const FORMAT: &str = "\
A line: {\"template\": \"…\", \"body\": \"…\", \"path\": {…}, \"querystring\": {…}, \"header\": {…}, \"context\": {…},
         \"stageVariables\": {…}}. A body may be a JSON value instead of a text. Without a body the template is only checked.
Instead of one template, \"templates\": {\"application/json\": \"…\"}, with \"content_type\" and
\"passthrough\": \"WHEN_NO_MATCH\"|\"WHEN_NO_TEMPLATES\"|\"NEVER\".

An answer: {\"output\": \"…\"}, with \"status\" if the template overrides it or if no template may be applied (415), {\"valid\": true},
or {\"error\": \"…\"}, with \"status\" 400 for a body that is not JSON and 500 for a template that fails.";

/// The answer to one line.
pub fn answer(question: &Question) -> Result<Value, String> {
    let (types, templates) = templates(question)?;
    let Some(body) = question.given("body") else { return Ok(json!({"valid": true})) };
    let body = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
    let chosen = match question.text("template")? {
        Some(_) => Choice::Template(0),
        None => {
            let types: Vec<&str> = types.iter().map(String::as_str).collect();
            let passthrough = match question.text("passthrough")? {
                None => Passthrough::default(),
                Some(word) if Passthrough::WORDS.contains(&word) => Passthrough::read(word),
                Some(word) => {
                    return Err(format!(
                        "“passthrough” is {word:?}; it should be one of {}.",
                        Passthrough::WORDS.join(", ")
                    ));
                }
            };
            choose(&types, question.text("content_type")?.unwrap_or_default(), passthrough)
        }
    };
    let Choice::Template(at) = chosen else {
        return Ok(if chosen == Choice::Through { json!({"output": body}) } else { json!({"status": 415}) });
    };
    let exchange = Exchange {
        body: &body,
        path: object(question, "path")?,
        querystring: object(question, "querystring")?,
        header: object(question, "header")?,
        context: Value::Object(object(question, "context")?),
        stage_variables: Value::Object(object(question, "stageVariables")?),
    };
    Ok(match templates[at].render(&exchange) {
        Ok(rendered) => match rendered.status {
            Some(status) => json!({"output": rendered.text, "status": status}),
            None => json!({"output": rendered.text}),
        },
        Err(failure) => {
            let status = if matches!(failure, Failure::Body(_)) { 400 } else { 500 };
            json!({"error": failure.sentence(), "status": status})
        }
    })
}

/// The content types and the templates for them.
fn templates(question: &Question) -> Result<(Vec<String>, Vec<MappingTemplate>), String> {
    let read = |text: &str| MappingTemplate::parse(text).map_err(|error| error.to_string());
    if let Some(text) = question.text("template")? {
        return Ok((vec![String::new()], vec![read(text)?]));
    }
    if question.value("templates").is_none() {
        return Err("The line has no template: give “template” or “templates”.".to_owned());
    }
    let (mut types, mut templates) = (Vec::new(), Vec::new());
    for (content_type, text) in object(question, "templates")? {
        let text =
            text.as_str().ok_or_else(|| format!("The template for {content_type} should be a text; it is {text}."))?;
        templates.push(read(text)?);
        types.push(content_type);
    }
    Ok((types, templates))
}

fn object(question: &Question, key: &str) -> Result<Map<String, Value>, String> {
    match question.value(key) {
        None => Ok(Map::new()),
        Some(Value::Object(map)) => Ok(map.clone()),
        Some(other) => Err(format!("“{key}” should be a JSON object; it is {other}.")),
    }
}
