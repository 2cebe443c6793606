//! Expressions: what stands in the brackets of directives and methods.

use super::read::Reader;
use super::{Block, Expression, Operator, TemplateError};
use serde_json::Value;

/// Operators by how tightly they bind, loosest first: signs and the words that mean the same.
const LEVELS: [&[(&str, Operator)]; 6] = [
    &[("||", Operator::Or), ("or", Operator::Or)],
    &[("&&", Operator::And), ("and", Operator::And)],
    &[("==", Operator::Equal), ("!=", Operator::Unequal), ("eq", Operator::Equal), ("ne", Operator::Unequal)],
    &[
        ("<=", Operator::AtMost),
        (">=", Operator::AtLeast),
        ("<", Operator::Less),
        (">", Operator::More),
        ("lt", Operator::Less),
        ("le", Operator::AtMost),
        ("gt", Operator::More),
        ("ge", Operator::AtLeast),
    ],
    &[("+", Operator::Plus), ("-", Operator::Minus)],
    &[("*", Operator::Times), ("/", Operator::Divided), ("%", Operator::Remainder)],
];

impl<'a> Reader<'a> {
    pub fn expression(&mut self) -> Result<Expression, TemplateError> {
        self.deeper(|reader| reader.level(0))
    }

    fn level(&mut self, level: usize) -> Result<Expression, TemplateError> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.level(level + 1)?;
        let mut length = 0;
        while let Some(operator) = self.operator(operators) {
            // A long sum is a deep tree.
            length += 1;
            if length > 200 {
                return self.wrong("An expression has more than 200 operators in a row. Split it with #set.");
            }
            let right = self.level(level + 1)?;
            left = Expression::Both(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn operator(&mut self, known: &[(&str, Operator)]) -> Option<Operator> {
        self.space();
        let (word, operator) = known.iter().find(|(word, _)| self.is_next(word))?;
        self.at += word.len();
        Some(*operator)
    }

    /// Whether a sign comes next, or a word as a whole.
    fn is_next(&self, word: &str) -> bool {
        let letters = word.bytes().all(|byte| byte.is_ascii_alphabetic());
        self.rest()
            .strip_prefix(word)
            .is_some_and(|after| !letters || !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
    }

    fn unary(&mut self) -> Result<Expression, TemplateError> {
        self.space();
        if self.rest().starts_with("!=") {
            return self.wrong("A value is missing before !=.");
        }
        if self.eat("!") || self.is_next("not") && self.eat("not") {
            return Ok(Expression::Not(Box::new(self.deeper(Self::unary)?)));
        }
        if self.eat("-") {
            return Ok(Expression::Minus(Box::new(self.deeper(Self::unary)?)));
        }
        self.primary()
    }

    fn primary(&mut self) -> Result<Expression, TemplateError> {
        if let Some(number) = self.number() {
            return Ok(Expression::Literal(number));
        }
        if let Some(reference) = self.reference()? {
            return Ok(Expression::Reference(reference));
        }
        for (word, value) in [("true", Value::Bool(true)), ("false", Value::Bool(false)), ("null", Value::Null)] {
            if self.is_next(word) {
                self.at += word.len();
                return Ok(Expression::Literal(value));
            }
        }
        match self.rest().chars().next() {
            Some(quote @ ('\'' | '"')) => self.text(quote),
            Some('(') => {
                self.at += 1;
                let inner = self.expression()?;
                self.space();
                if self.eat(")") { Ok(inner) } else { self.wrong("A bracket in an expression is never closed.") }
            }
            Some('[') => {
                self.at += 1;
                self.list_or_range()
            }
            Some('{') => {
                self.at += 1;
                self.map()
            }
            Some(sign) => self.wrong(format!("{sign:?} stands where a value should.")),
            None => self.wrong("The template ends where a value should stand."),
        }
    }

    /// A text. A doubled quotation mark stands for one; a backslash is a plain sign.
    fn text(&mut self, quote: char) -> Result<Expression, TemplateError> {
        let start = self.at + 1;
        let mut end = start;
        loop {
            let Some(length) = self.text[end..].find(quote) else {
                return self.wrong(format!("A text that begins with {quote} is never closed."));
            };
            end += length;
            if !self.text[end + 1..].starts_with(quote) {
                break;
            }
            end += 2;
        }
        let inner = &self.text[start..end];
        let doubled = format!("{quote}{quote}");
        let expression = if quote == '\'' || !inner.contains(['$', '#']) {
            Expression::Literal(Value::from(inner.replace(&doubled, &quote.to_string())))
        } else {
            let mut blocks = self.inside(inner, start)?;
            for block in &mut blocks {
                if let Block::Text(text) = block {
                    *text = text.replace(&doubled, "\"");
                }
            }
            Expression::Text(blocks)
        };
        self.at = end + 1;
        Ok(expression)
    }

    /// Values with commas between them, up to a closing sign.
    pub fn list(&mut self, closes: &str) -> Result<Vec<Expression>, TemplateError> {
        let mut found = Vec::new();
        self.space();
        while !self.eat(closes) {
            if !found.is_empty() && !self.eat(",") {
                return self.wrong(format!("A comma or {closes} is missing after a value."));
            }
            found.push(self.expression()?);
            self.space();
        }
        Ok(found)
    }

    fn list_or_range(&mut self) -> Result<Expression, TemplateError> {
        let start = self.at;
        self.space();
        if !self.rest().starts_with(']') {
            let first = self.expression()?;
            self.space();
            if self.eat("..") {
                let last = self.expression()?;
                self.space();
                let range = Expression::Range(Box::new(first), Box::new(last));
                return if self.eat("]") { Ok(range) } else { self.wrong("A range is never closed: write [1..5].") };
            }
        }
        self.at = start;
        self.list("]").map(Expression::List)
    }

    fn map(&mut self) -> Result<Expression, TemplateError> {
        let mut found = Vec::new();
        self.space();
        while !self.eat("}") {
            if !found.is_empty() && !self.eat(",") {
                return self.wrong("A comma or } is missing after a value of a map.");
            }
            let key = self.expression()?;
            self.space();
            if !self.eat(":") {
                return self.wrong("A colon is missing after a key of a map: write {\"key\": 1}.");
            }
            found.push((key, self.expression()?));
            self.space();
        }
        Ok(Expression::Map(found))
    }
}
