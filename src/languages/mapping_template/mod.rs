//! Mapping templates of API Gateway (APIGW-26): the part of the Velocity Template Language (VTL) that they use.
//!
//! Understood: references (`$name`, `${name}`, `$!name`, `.property`, `.method(…)`, `[n]`) to variables, `$input` (`body`,
//! `json`, `path`, `params`), `$context`, `$stageVariables` and `$util` (`escapeJavaScript`, `parseJson`, `urlEncode`,
//! `urlDecode`, `base64Encode`, `base64Decode`); `#set`, `#if`, `#elseif`, `#else`, `#foreach`, `#break`, `#stop`, `#end`;
//! comments; numbers, texts, lists, ranges and maps; arithmetic, comparisons and boolean operators; the usual methods of
//! texts, lists and maps. Macros and includes are not.
//!
//! A reference to nothing gives nothing. A loop ends after a thousand rounds, as AWS's does.
//!
//! ```
//! use signalbox::languages::mapping_template::{Exchange, MappingTemplate};
//! let template = MappingTemplate::parse(r#"{"order": $input.json('$.id')#if($input.path('$.vip')), "vip": true#end}"#).unwrap();
//! let exchange = Exchange { body: r#"{"id": "o-1", "vip": true}"#, ..Exchange::default() };
//! assert_eq!(template.render(&exchange).unwrap().text, r#"{"order": "o-1", "vip": true}"#);
//! ```

mod choice;
mod evaluate;
mod expression;
mod methods;
mod operate;
mod read;
#[cfg(test)]
mod tests;
mod util;

pub use choice::{Choice, Passthrough, choose};
use serde_json::{Map, Value};
use std::fmt;
use std::sync::Arc;
pub use util::url_decode;

/// The largest template, in bytes (300 KB; general knowledge).
const MOST_BYTES: usize = 307_200;

/// A compiled template. Never changes, so one can serve any number of requests.
#[derive(Clone, Debug)]
pub struct MappingTemplate {
    blocks: Arc<[Block]>,
}

/// What a template may look at.
#[derive(Clone, Debug, Default)]
pub struct Exchange<'a> {
    /// The body as it came.
    pub body: &'a str,
    /// `$input.params()`: the parameters of the path.
    pub path: Map<String, Value>,
    /// The parameters of the query string.
    pub querystring: Map<String, Value>,
    /// The headers.
    pub header: Map<String, Value>,
    /// `$context`, a JSON object.
    pub context: Value,
    /// `$stageVariables`, a JSON object.
    pub stage_variables: Value,
}

/// What a template makes of an exchange.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendered {
    /// The new body.
    pub text: String,
    /// `$context.responseOverride.status`, if the template sets it.
    pub status: Option<u16>,
}

/// Why a template could not be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The template looks into the body, which is not JSON (400).
    Body(String),
    /// The template itself fails (500).
    Template(String),
}

impl Failure {
    /// The sentence.
    pub fn sentence(&self) -> &str {
        match self {
            Failure::Body(sentence) | Failure::Template(sentence) => sentence,
        }
    }
}

/// Why a text is no template: the line, from 1, and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The line.
    pub line: usize,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for TemplateError {}

/// A part of a template.
#[derive(Clone, Debug)]
enum Block {
    Text(String),
    Show(Reference),
    Set(Reference, Expression),
    /// Conditions with what stands under each, and what stands under `#else`.
    If(Vec<(Expression, Vec<Block>)>, Vec<Block>),
    Each {
        name: String,
        list: Expression,
        body: Vec<Block>,
    },
    Break,
    Stop,
}

#[derive(Clone, Debug)]
struct Reference {
    name: String,
    steps: Vec<Step>,
}

#[derive(Clone, Debug)]
enum Step {
    Property(String),
    Call(String, Vec<Expression>),
    Index(Expression),
}

#[derive(Clone, Debug)]
enum Expression {
    Literal(Value),
    /// A text in double quotes, in which references are filled in.
    Text(Vec<Block>),
    Reference(Reference),
    List(Vec<Expression>),
    Range(Box<Expression>, Box<Expression>),
    Map(Vec<(Expression, Expression)>),
    Not(Box<Expression>),
    Minus(Box<Expression>),
    Both(Operator, Box<Expression>, Box<Expression>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Operator {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
    Plus,
    Minus,
    Times,
    Divided,
    Remainder,
}
