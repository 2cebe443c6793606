//! Reads an expression by precedence: OR, AND, comparisons, sums, products, unary minus, powers.

use super::lexer::{Token, tokens};
use super::{Function, Kind, MathError, Node, Operator};

/// How deep an expression may nest.
const DEEPEST: usize = 100;

/// The operators from the loosest to the tightest; those of one row are read from left to right.
const LEVELS: [&[Operator]; 5] = [
    &[Operator::Or],
    &[Operator::And],
    &[Operator::Equal, Operator::NotEqual, Operator::Less, Operator::AtMost, Operator::Greater, Operator::AtLeast],
    &[Operator::Add, Operator::Subtract],
    &[Operator::Multiply, Operator::Divide],
];

pub fn expression(text: &str) -> Result<Node, MathError> {
    let mut reader = Reader { tokens: tokens(text)?, at: 0, end: text.chars().count(), depth: 0 };
    if reader.tokens.is_empty() {
        return reader.fail("The expression is empty. Write for example errors / invocations.");
    }
    let node = reader.level(0)?;
    match reader.peek() {
        None => Ok(node),
        Some(Token::Close | Token::CloseList) => reader.fail("This bracket closes nothing."),
        Some(_) => reader.fail("An operator, such as + or /, should stand here."),
    }
}

struct Reader {
    tokens: Vec<(usize, Token)>,
    at: usize,
    end: usize,
    depth: usize,
}

type Read = Result<Node, MathError>;

impl Reader {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(_, token)| token)
    }

    fn position(&self) -> usize {
        self.tokens.get(self.at).map_or(self.end, |(position, _)| *position)
    }

    fn fail<T>(&self, message: &str) -> Result<T, MathError> {
        Err(MathError { position: self.position(), message: message.to_owned() })
    }

    fn take(&mut self, token: &Token) -> bool {
        let found = self.peek() == Some(token);
        if found {
            self.at += 1;
        }
        found
    }

    fn level(&mut self, level: usize) -> Read {
        let Some(operators) = LEVELS.get(level) else {
            return self.unary();
        };
        let mut left = self.level(level + 1)?;
        while let Some(Token::Operator(operator)) = self.peek().cloned() {
            if !operators.contains(&operator) {
                break;
            }
            self.at += 1;
            let right = self.level(level + 1)?;
            left = binary(operator, left, right);
        }
        Ok(left)
    }

    /// A minus binds looser than a power: -2^2 is -4.
    fn unary(&mut self) -> Read {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.fail("The expression nests too deep here.");
        }
        let position = self.position();
        let node = if self.take(&Token::Operator(Operator::Subtract)) {
            Node { position, kind: Kind::Negative(Box::new(self.unary()?)) }
        } else {
            let base = self.primary()?;
            if self.take(&Token::Operator(Operator::Power)) {
                let exponent = self.unary()?;
                binary(Operator::Power, base, exponent)
            } else {
                base
            }
        };
        self.depth -= 1;
        Ok(node)
    }

    fn primary(&mut self) -> Read {
        let position = self.position();
        let Some(token) = self.peek().cloned() else {
            return self.fail("The expression ends where a value should stand.");
        };
        self.at += 1;
        let kind = match token {
            Token::Number(value) => Kind::Number(value),
            Token::Quoted(name) => Kind::Identifier(name),
            Token::Name(name) if self.peek() == Some(&Token::Open) => {
                return self.call(position, &name);
            }
            Token::Name(name) => Kind::Identifier(name),
            Token::OpenList => Kind::List(self.items(&Token::CloseList, "]")?),
            Token::Open => {
                let inner = self.level(0)?;
                if !self.take(&Token::Close) {
                    return self.fail("A ) should stand here.");
                }
                return Ok(inner);
            }
            Token::Operator(_) | Token::Close | Token::CloseList | Token::Comma => {
                self.at -= 1;
                return self.fail("A metric, a number, a function or a parenthesis should stand here.");
            }
        };
        Ok(Node { position, kind })
    }

    fn call(&mut self, position: usize, name: &str) -> Read {
        let Some(function) = Function::named(name) else {
            let known: Vec<&str> = Function::ALL.iter().map(|(name, _)| *name).collect();
            let capitals = name.to_ascii_uppercase();
            let hint = if Function::named(&capitals).is_some() {
                format!("Functions are written in capitals: {capitals}.")
            } else {
                format!("The functions are {}.", known.join(", "))
            };
            return Err(MathError { position, message: format!("There is no function {name}. {hint}") });
        };
        self.at += 1;
        let mut arguments = self.items(&Token::Close, ")")?;
        if function == Function::Fill
            && let Some(Node { kind, .. }) = arguments.get_mut(1)
            && *kind == Kind::Identifier("REPEAT".to_owned())
        {
            *kind = Kind::Repeat;
        }
        let (least, most, form) = function.shape();
        if arguments.len() < least || arguments.len() > most {
            let count = arguments.len();
            let noun = if count == 1 { "argument" } else { "arguments" };
            return Err(MathError { position, message: format!("{name} has {count} {noun} here. Write {form}.") });
        }
        Ok(Node { position, kind: Kind::Call(function, arguments) })
    }

    /// Comma-separated expressions up to the closing sign; at least one.
    fn items(&mut self, close: &Token, sign: &str) -> Result<Vec<Node>, MathError> {
        let mut items = vec![self.level(0)?];
        while self.take(&Token::Comma) {
            items.push(self.level(0)?);
        }
        if self.take(close) {
            return Ok(items);
        }
        self.fail(&format!("A comma or {sign} should stand here."))
    }
}

fn binary(operator: Operator, left: Node, right: Node) -> Node {
    Node { position: left.position, kind: Kind::Binary(operator, Box::new(left), Box::new(right)) }
}
