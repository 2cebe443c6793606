//! From text to blocks: what stands between the directives, and the directives.

use super::{Block, MOST_BYTES, MappingTemplate, Reference, Step, TemplateError};
use super::{methods, util};
use serde_json::Value;

/// How deep blocks and expressions may stand in each other.
const MOST_DEPTH: usize = 100;
/// Directives of Velocity that are not understood.
const UNKNOWN: [&str; 6] = ["macro", "include", "parse", "evaluate", "define", "return"];

impl MappingTemplate {
    /// Reads a template.
    ///
    /// # Errors
    /// The line and what is wrong there.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        if text.len() > MOST_BYTES {
            let message = format!("The template has {} bytes; at most {MOST_BYTES} are allowed.", text.len());
            return Err(TemplateError { line: 1, message });
        }
        let mut reader = Reader { text, at: 0, depth: 0, line: 1 };
        let (blocks, end) = reader.blocks()?;
        match end {
            End::Text => Ok(Self { blocks: blocks.into() }),
            End::Directive => reader.wrong("There is an #end without an #if or #foreach before it."),
            End::Else | End::ElseIf => reader.wrong("There is an #else without an #if before it."),
        }
    }
}

/// What ended a list of blocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    Text,
    /// `#end`.
    Directive,
    Else,
    ElseIf,
}

/// A place in the text.
pub(super) struct Reader<'a> {
    pub text: &'a str,
    pub at: usize,
    pub depth: usize,
    /// The line on which the text begins.
    pub line: usize,
}

impl<'a> Reader<'a> {
    pub fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub fn wrong<T>(&self, message: impl Into<String>) -> Result<T, TemplateError> {
        let line = self.line + self.text[..self.at].matches('\n').count();
        Err(TemplateError { line, message: message.into() })
    }

    /// Passes over a sign or word if it comes next.
    pub fn eat(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    pub fn space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    pub fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, TemplateError>) -> Result<T, TemplateError> {
        if self.depth >= MOST_DEPTH {
            return self
                .wrong(format!("More than {MOST_DEPTH} things stand inside each other. Make the template flatter."));
        }
        self.depth += 1;
        let found = read(self);
        self.depth -= 1;
        found
    }

    /// The blocks of a text in double quotes.
    pub fn inside(&self, text: &'a str, at: usize) -> Result<Vec<Block>, TemplateError> {
        let line = self.line + self.text[..at].matches('\n').count();
        let mut reader = Reader { text, at: 0, depth: self.depth, line };
        let (blocks, end) = reader.deeper(Self::blocks)?;
        if end == End::Text {
            Ok(blocks)
        } else {
            reader.wrong("A text in quotation marks has half a directive in it.")
        }
    }

    fn blocks(&mut self) -> Result<(Vec<Block>, End), TemplateError> {
        let (mut blocks, mut plain) = (Vec::new(), String::new());
        let flush = |blocks: &mut Vec<Block>, plain: &mut String| {
            if !plain.is_empty() {
                blocks.push(Block::Text(std::mem::take(plain)));
            }
        };
        loop {
            let rest = self.rest();
            let Some(sign) = rest.chars().next() else {
                flush(&mut blocks, &mut plain);
                return Ok((blocks, End::Text));
            };
            if self.comment(&mut plain)? {
                continue;
            }
            match sign {
                '#' => {
                    let start = self.at;
                    let Some(word) = self.directive()? else {
                        self.at = start + 1;
                        plain.push('#');
                        continue;
                    };
                    if word == "set" {
                        // The directive takes the white space before it along.
                        plain.truncate(plain.trim_end_matches([' ', '\t']).len());
                    }
                    flush(&mut blocks, &mut plain);
                    let end = match word {
                        "end" => Some(End::Directive),
                        "else" => Some(End::Else),
                        "elseif" => Some(End::ElseIf),
                        _ => None,
                    };
                    if let Some(end) = end {
                        if end != End::ElseIf {
                            self.line_end();
                        }
                        return Ok((blocks, end));
                    }
                    let block = self.deeper(|reader| reader.block(word))?;
                    blocks.push(block);
                }
                '$' => match self.reference()? {
                    Some(reference) => {
                        flush(&mut blocks, &mut plain);
                        blocks.push(Block::Show(reference));
                    }
                    None => {
                        self.at += 1;
                        plain.push('$');
                    }
                },
                '\\' if matches!(rest[1..].chars().next(), Some('$' | '#')) => {
                    plain.push_str(&rest[1..2]);
                    self.at += 2;
                }
                _ => {
                    plain.push(sign);
                    self.at += sign.len_utf8();
                }
            }
        }
    }

    /// Passes over a comment, or over a part in which nothing is a directive.
    fn comment(&mut self, plain: &mut String) -> Result<bool, TemplateError> {
        let rest = self.rest();
        if rest.starts_with("##") {
            self.at += rest.find('\n').map_or(rest.len(), |end| end + 1);
            return Ok(true);
        }
        for (opens, closes) in [("#*", "*#"), ("#[[", "]]#")] {
            let Some(inner) = rest.strip_prefix(opens) else { continue };
            let Some(end) = inner.find(closes) else {
                return self.wrong(format!("{opens} is never closed: write {closes} where it ends."));
            };
            if opens == "#[[" {
                plain.push_str(&inner[..end]);
            }
            self.at += opens.len() + end + closes.len();
            return Ok(true);
        }
        Ok(false)
    }

    /// The word of a directive, if one stands here; afterwards the place is after it.
    fn directive(&mut self) -> Result<Option<&'static str>, TemplateError> {
        let rest = &self.rest()[1..];
        let (inner, braced) = rest.strip_prefix('{').map_or((rest, false), |inner| (inner, true));
        let word = &inner[..inner.bytes().take_while(u8::is_ascii_alphabetic).count()];
        let after = if braced { inner[word.len()..].starts_with('}') } else { true };
        let asks = inner[word.len()..].trim_start_matches('}').trim_start().starts_with('(');
        if UNKNOWN.contains(&word) && asks {
            return self.wrong(format!("#{word} is not understood here. Write out what it would do."));
        }
        let with = ["set", "if", "elseif", "foreach"].into_iter().find(|known| *known == word && asks);
        // Text may follow these at once.
        let without = || {
            ["else", "end", "break", "stop"]
                .into_iter()
                .find(|known| if braced { *known == word } else { word.starts_with(*known) && word != "elseif" })
        };
        let found = with.or_else(without).filter(|_| after);
        if let Some(found) = found {
            self.at += 1 + found.len() + if braced { 2 } else { 0 };
        }
        Ok(found)
    }

    /// White space up to the end of the line belongs to a directive.
    fn line_end(&mut self) {
        let rest = self.rest();
        let blank = rest.trim_start_matches([' ', '\t']);
        let blank = blank.strip_prefix('\r').unwrap_or(blank);
        if let Some(after) = blank.strip_prefix('\n') {
            self.at = self.text.len() - after.len();
        }
    }

    fn open(&mut self, word: &str) -> Result<(), TemplateError> {
        self.space();
        if self.eat("(") { Ok(()) } else { self.wrong(format!("#{word} needs brackets after it.")) }
    }

    fn close(&mut self, word: &str) -> Result<(), TemplateError> {
        self.space();
        if !self.eat(")") {
            let here: String = self.rest().chars().take(12).collect();
            return self.wrong(format!("The bracket of #{word} is not closed before {here:?}."));
        }
        self.line_end();
        Ok(())
    }

    fn block(&mut self, word: &'static str) -> Result<Block, TemplateError> {
        match word {
            "set" => {
                self.open(word)?;
                self.space();
                let Some(reference) = self.reference()? else {
                    return self.wrong("#set begins with what is set: #set($name = …).");
                };
                let settable = |step: &Step| !matches!(step, Step::Call(..));
                if !reference.steps.iter().all(settable)
                    || matches!(reference.name.as_str(), "input" | "util" | "stageVariables")
                {
                    return self.wrong(format!("${} cannot be set. Set a variable.", reference.name));
                }
                self.space();
                if self.rest().starts_with("==") || !self.eat("=") {
                    return self.wrong("#set needs one = after what is set: #set($name = …).");
                }
                let value = self.expression()?;
                self.close(word)?;
                Ok(Block::Set(reference, value))
            }
            "foreach" => {
                self.open(word)?;
                self.space();
                let name = match self.reference()? {
                    Some(Reference { name, steps }) if steps.is_empty() => name,
                    _ => return self.wrong("#foreach begins with a variable: #foreach($item in …)."),
                };
                self.space();
                if !self.eat("in") {
                    return self.wrong("#foreach needs the word in: #foreach($item in …).");
                }
                let list = self.expression()?;
                self.close(word)?;
                let (body, end) = self.blocks()?;
                match end {
                    End::Directive => Ok(Block::Each { name, list, body }),
                    _ => self.wrong("An #end is missing for a #foreach."),
                }
            }
            "if" => self.branches(),
            "break" => Ok(Block::Break),
            _ => Ok(Block::Stop),
        }
    }

    fn branches(&mut self) -> Result<Block, TemplateError> {
        let mut branches = Vec::new();
        loop {
            self.open("if")?;
            let condition = self.expression()?;
            self.close("if")?;
            let (body, end) = self.blocks()?;
            branches.push((condition, body));
            match end {
                End::ElseIf => {}
                End::Directive => return Ok(Block::If(branches, Vec::new())),
                End::Text => return self.wrong("An #end is missing for an #if."),
                End::Else => {
                    let (otherwise, end) = self.blocks()?;
                    return match end {
                        End::Directive => Ok(Block::If(branches, otherwise)),
                        End::Text => self.wrong("An #end is missing for an #if."),
                        End::Else | End::ElseIf => self.wrong("After #else comes #end."),
                    };
                }
            }
        }
    }

    /// A reference, if one stands here.
    pub fn reference(&mut self) -> Result<Option<Reference>, TemplateError> {
        let start = self.at;
        if !self.eat("$") {
            return Ok(None);
        }
        self.eat("!");
        let braced = self.eat("{");
        let name = self.name();
        if name.is_empty() {
            self.at = start;
            return Ok(None);
        }
        let special = matches!(name, "input" | "util");
        let steps = self.deeper(|reader| reader.steps(special))?;
        if braced && !self.eat("}") {
            return self.wrong(format!("${{{name} is never closed: write ${{{name}}}."));
        }
        let reference = Reference { name: name.to_owned(), steps };
        self.known(&reference)?;
        Ok(Some(reference))
    }

    /// `$input` and `$util` have only these.
    fn known(&self, reference: &Reference) -> Result<(), TemplateError> {
        let (known, name): (&[&str], _) = match (reference.name.as_str(), reference.steps.first()) {
            ("input", Some(Step::Property(name))) => (&["body"], name),
            ("input", Some(Step::Call(name, _))) => (&["json", "path", "params"], name),
            ("util", Some(Step::Call(name, _))) => (util::NAMES, name),
            ("input" | "util", _) => {
                return self.wrong(format!(
                    "${} stands for nothing by itself: write a dot and what you want of it.",
                    reference.name
                ));
            }
            _ => return Ok(()),
        };
        if known.contains(&name.as_str()) {
            return Ok(());
        }
        self.wrong(format!("${} has no {name}. It has {}.", reference.name, known.join(", ")))
    }

    fn name(&mut self) -> &'a str {
        let rest = self.rest();
        let first = rest.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let length = if first { rest.bytes().take_while(plain).count() } else { 0 };
        self.at += length;
        &rest[..length]
    }

    /// What follows a name. The first method of `$input` and `$util` is theirs.
    fn steps(&mut self, special: bool) -> Result<Vec<Step>, TemplateError> {
        let mut steps = Vec::new();
        loop {
            let start = self.at;
            if self.eat(".") {
                let name = self.name();
                if name.is_empty() {
                    // The dot ends a sentence.
                    self.at = start;
                    return Ok(steps);
                }
                if self.eat("(") {
                    let arguments = self.list(")")?;
                    let theirs = special && steps.is_empty();
                    if !theirs && !methods::NAMES.contains(&name) {
                        return self.wrong(format!(
                            "{name}() is no method understood here. There are {}.",
                            methods::NAMES.join(", ")
                        ));
                    }
                    steps.push(Step::Call(name.to_owned(), arguments));
                } else {
                    steps.push(Step::Property(name.to_owned()));
                }
            } else if self.eat("[") {
                // Outside expressions a bracket may be plain text.
                let index = self.expression();
                self.space();
                match index {
                    Ok(index) if self.eat("]") => steps.push(Step::Index(index)),
                    _ => {
                        self.at = start;
                        return Ok(steps);
                    }
                }
            } else {
                return Ok(steps);
            }
        }
    }

    /// A number without its sign.
    pub fn number(&mut self) -> Option<Value> {
        let rest = self.rest();
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let whole = digits(rest);
        let fraction = rest[whole..].strip_prefix('.').map_or(0, digits);
        let length = whole + if fraction > 0 { 1 + fraction } else { 0 };
        let number = if whole > 0 { serde_json::from_str(&rest[..length]).ok() } else { None };
        if number.is_some() {
            self.at += length;
        }
        number
    }
}
