//! Splits an expression into words and signs.

use super::{MathError, Operator};

#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    Number(f64),
    Name(String),
    /// A metric name in quotation marks: never a function or a word of the language.
    Quoted(String),
    Operator(Operator),
    Open,
    Close,
    OpenList,
    CloseList,
    Comma,
}

/// The tokens, each with its position in characters.
pub fn tokens(text: &str) -> Result<Vec<(usize, Token)>, MathError> {
    let signs: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(sign) = signs.get(at).copied() {
        let start = at;
        let next = signs.get(at + 1).copied();
        if sign.is_whitespace() {
            at += 1;
            continue;
        }
        let token = if sign.is_ascii_digit() || sign == '.' && next.is_some_and(|next| next.is_ascii_digit()) {
            number(&signs, &mut at)?
        } else if sign.is_ascii_alphabetic() {
            word(&signs, &mut at)
        } else if sign == '"' {
            quoted(&signs, &mut at)?
        } else {
            let (token, length) = symbol(sign, next).ok_or_else(|| MathError {
                position: start,
                message: format!("{sign} does not belong in an expression."),
            })?;
            at += length;
            token
        };
        tokens.push((start, token));
    }
    Ok(tokens)
}

fn symbol(sign: char, next: Option<char>) -> Option<(Token, usize)> {
    let two = match (sign, next) {
        ('=', Some('=')) => Some(Operator::Equal),
        ('!', Some('=')) => Some(Operator::NotEqual),
        ('<', Some('=')) => Some(Operator::AtMost),
        ('>', Some('=')) => Some(Operator::AtLeast),
        ('&', Some('&')) => Some(Operator::And),
        ('|', Some('|')) => Some(Operator::Or),
        _ => None,
    };
    if let Some(operator) = two {
        return Some((Token::Operator(operator), 2));
    }
    let one = match sign {
        '+' => Token::Operator(Operator::Add),
        '-' => Token::Operator(Operator::Subtract),
        '*' => Token::Operator(Operator::Multiply),
        '/' => Token::Operator(Operator::Divide),
        '^' => Token::Operator(Operator::Power),
        '<' => Token::Operator(Operator::Less),
        '>' => Token::Operator(Operator::Greater),
        '(' => Token::Open,
        ')' => Token::Close,
        '[' => Token::OpenList,
        ']' => Token::CloseList,
        ',' => Token::Comma,
        _ => return None,
    };
    Some((one, 1))
}

/// `12`, `1.5`, `.5`, `2e3`. A letter may not follow, so that `5XXError` is not read as 5 and a name.
fn number(signs: &[char], at: &mut usize) -> Result<Token, MathError> {
    let start = *at;
    let mut text = String::new();
    while let Some(sign) = signs.get(*at) {
        let exponent_sign = matches!(sign, '+' | '-') && text.ends_with(['e', 'E']);
        if !(sign.is_ascii_alphanumeric() || matches!(sign, '.' | '_') || exponent_sign) {
            break;
        }
        text.push(*sign);
        *at += 1;
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Token::Number(value)),
        _ => Err(MathError {
            position: start,
            message: format!(
                "{text} is not a number. A metric name that begins with a digit stands in quotation marks: \"{text}\"."
            ),
        }),
    }
}

fn word(signs: &[char], at: &mut usize) -> Token {
    let start = *at;
    while signs.get(*at).is_some_and(|sign| sign.is_ascii_alphanumeric() || *sign == '_') {
        *at += 1;
    }
    let name: String = signs[start..*at].iter().collect();
    match name.as_str() {
        "AND" => Token::Operator(Operator::And),
        "OR" => Token::Operator(Operator::Or),
        _ => Token::Name(name),
    }
}

fn quoted(signs: &[char], at: &mut usize) -> Result<Token, MathError> {
    let start = *at;
    let length = signs[start + 1..].iter().position(|sign| *sign == '"');
    match length {
        Some(length) if length > 0 => {
            *at = start + length + 2;
            Ok(Token::Quoted(signs[start + 1..start + 1 + length].iter().collect()))
        }
        Some(_) => Err(MathError {
            position: start,
            message: "A metric name should stand in these quotation marks.".to_owned(),
        }),
        None => Err(MathError { position: start, message: "This quotation mark is not closed.".to_owned() }),
    }
}
