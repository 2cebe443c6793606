//! What a target gets of an event (EB-18): the whole, a constant, the part at a path, or what a transformer makes of it.

use super::fields::{INPUT, INPUT_PATH, INPUT_PATHS_MAP, INPUT_TEMPLATE};
use crate::languages::input_transformer::{Facts, InputTransformer};
use crate::languages::json_path::JsonPath;
use crate::model::Config;
use crate::sim::Body;
use std::sync::Arc;

/// How the input of a target is made.
#[derive(Clone, Debug)]
pub enum Shape {
    /// The event as it is.
    Whole,
    /// `Input`.
    Constant(Body),
    /// `InputPath`.
    Path(JsonPath),
    /// `InputTransformer`.
    Transformed(Arc<InputTransformer>),
}

/// What a transformer may know beside the event (EB-21).
pub struct Known {
    /// The name of who delivers.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// The present instant, as ISO 8601.
    pub now: String,
}

impl Known {
    /// For a transformer.
    pub fn facts(&self) -> Facts<'_> {
        Facts { rule_arn: &self.arn, rule_name: &self.name, ingestion_time: &self.now }
    }
}

impl Shape {
    /// Reads the settings of a target. Of several ways, which AWS refuses, Input counts before InputPath and that
    /// before the transformer; a path or a transformer with a mistake is none.
    pub fn read(config: &Config) -> Self {
        let (input, path) = (INPUT.of(config).trim(), INPUT_PATH.of(config).trim());
        if !input.is_empty() {
            return Shape::Constant(Body::new(input));
        }
        if let Ok(path) = JsonPath::parse(path)
            && !path.is_whole()
        {
            return Shape::Path(path);
        }
        match transformer(config) {
            Some(Ok(transformer)) => Shape::Transformed(Arc::new(transformer)),
            _ => Shape::Whole,
        }
    }

    /// The input that an event becomes; `None` if the path leads nowhere.
    pub fn of(&self, event: &Body, known: impl FnOnce() -> Known) -> Option<Body> {
        match self {
            Shape::Whole => Some(event.clone()),
            Shape::Constant(body) => Some(body.clone()),
            Shape::Path(path) => event.json().and_then(|e| path.find(e)).map(|found| Body::new(found.to_string())),
            Shape::Transformed(transformer) => {
                event.json().map(|event| Body::new(transformer.render(event, &known().facts())))
            }
        }
    }
}

fn transformer(config: &Config) -> Option<Result<InputTransformer, String>> {
    let (paths, template) = (INPUT_PATHS_MAP.of(config), INPUT_TEMPLATE.of(config));
    let wanted = !paths.trim().is_empty() || !template.trim().is_empty();
    wanted.then(|| InputTransformer::parse(paths, template))
}

/// What is wrong with the input settings of a target: (sentence, remedy, rule, field).
pub fn problems(config: &Config, peer: &str) -> Vec<(String, &'static str, &'static str, &'static str)> {
    let mut found = Vec::new();
    let path = INPUT_PATH.of(config).trim();
    if let Err(why) = JsonPath::parse(path) {
        found.push((why, "Write a path such as $.detail, or clear it.", "EB-22", "InputPath"));
    }
    let transformer = transformer(config);
    let given = [!INPUT.of(config).trim().is_empty(), !path.is_empty(), transformer.is_some()];
    if given.iter().filter(|given| **given).count() > 1 {
        let what =
            format!("{peer} has more than one of Input, InputPath and InputTransformer; a target takes one of them.");
        found.push((what, "Clear the others. The run uses the first of them in this order.", "EB-18", "InputPath"));
    }
    if let Some(Err(why)) = transformer {
        let remedy = "Mend it: until then the target gets the whole event.";
        found.push((why, remedy, "EB-19", "InputTemplate"));
    }
    found
}
