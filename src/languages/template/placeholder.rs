//! The placeholders of produced traffic.

use super::clock::write_timestamp;
use std::fmt::Write;

/// The names, for the message about an unknown one.
const KNOWN: &str = "counter, uuid, pick, number, timestamp and epoch";

/// The most digits after the decimal point that `number` writes.
const MOST_DECIMALS: u32 = 9;
/// Bounds of `number`, counted in its last digit.
const MOST_UNITS: i64 = 1_000_000_000_000_000;

#[derive(Clone, Debug, PartialEq)]
pub enum Placeholder {
    Counter {
        start: u64,
    },
    Uuid,
    /// The values with their weights, and the sum of the weights.
    Pick {
        values: Vec<(String, u64)>,
        total: u64,
    },
    /// The bounds in units of the last digit.
    Number {
        low: i64,
        high: i64,
        decimals: u32,
    },
    Timestamp,
    Epoch,
}

impl Placeholder {
    /// Reads what stands between the braces; the error is a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, arguments) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let words: Vec<&str> = arguments.split_whitespace().collect();
        let alone = |placeholder| match words.first() {
            None => Ok(placeholder),
            Some(word) => Err(format!("{name} stands alone, without {word}.")),
        };
        match name {
            "uuid" => alone(Self::Uuid),
            "timestamp" => alone(Self::Timestamp),
            "epoch" => alone(Self::Epoch),
            "counter" => counter(&words),
            "pick" => pick(arguments),
            "number" => number(&words),
            "" => Err(format!("The braces are empty. The placeholders are {KNOWN}.")),
            _ => Err(format!("There is no placeholder {name}. The placeholders are {KNOWN}.")),
        }
    }

    pub fn render(&self, out: &mut String, counter: u64, now_us: u64, draw: &mut dyn FnMut() -> u64) {
        let written = match self {
            Self::Counter { start } => write!(out, "{}", start.wrapping_add(counter)),
            Self::Epoch => write!(out, "{}", now_us / 1_000),
            Self::Timestamp => {
                write_timestamp(out, now_us / 1_000);
                Ok(())
            }
            Self::Uuid => uuid(out, draw(), draw()),
            Self::Pick { values, total } => {
                let mut ticket = below(draw(), *total);
                let value = values.iter().find(|(_, weight)| {
                    let won = ticket < *weight;
                    ticket = ticket.saturating_sub(*weight);
                    won
                });
                out.push_str(value.map_or("", |(value, _)| value));
                Ok(())
            }
            Self::Number { low, high, decimals } => {
                let units = low + below(draw(), (high - low) as u64 + 1) as i64;
                decimal(out, units, *decimals)
            }
        };
        written.expect("a String takes everything");
    }
}

/// A number below `bound` from 64 random bits, by multiplication: no bias that a run could show.
fn below(bits: u64, bound: u64) -> u64 {
    ((u128::from(bits) * u128::from(bound)) >> 64) as u64
}

fn uuid(out: &mut String, high: u64, low: u64) -> std::fmt::Result {
    // Version 4 in the 13th digit, variant 10 in the first bits of the 17th.
    let high = high & !0xf000 | 0x4000;
    let low = low & !(0b11 << 62) | 0b10 << 62;
    let (a, b, c) = (high >> 32, high >> 16 & 0xffff, high & 0xffff);
    let (d, e) = (low >> 48, low & 0xffff_ffff_ffff);
    write!(out, "{a:08x}-{b:04x}-{c:04x}-{d:04x}-{e:012x}")
}

fn decimal(out: &mut String, units: i64, decimals: u32) -> std::fmt::Result {
    if decimals == 0 {
        return write!(out, "{units}");
    }
    let sign = if units < 0 { "-" } else { "" };
    let scale = 10_u64.pow(decimals);
    let units = units.unsigned_abs();
    write!(out, "{sign}{}.{:0width$}", units / scale, units % scale, width = decimals as usize)
}

fn counter(words: &[&str]) -> Result<Placeholder, String> {
    match words {
        [] => Ok(Placeholder::Counter { start: 1 }),
        [start] => match start.parse() {
            Ok(start) => Ok(Placeholder::Counter { start }),
            Err(_) => Err(format!("counter begins at a whole number, such as 1000, not {start}.")),
        },
        [_, more, ..] => Err(format!("counter takes one number to begin at; {more} is too much.")),
    }
}

fn number(words: &[&str]) -> Result<Placeholder, String> {
    let (low, high, decimals) = match words {
        [low, high] => (low, high, 0),
        [low, high, decimals] => match decimals.parse() {
            Ok(decimals) if decimals <= MOST_DECIMALS => (low, high, decimals),
            _ => {
                return Err(format!("The number of decimals is from 0 to {MOST_DECIMALS}, not {decimals}."));
            }
        },
        _ => {
            return Err("number takes the least and the greatest value: {{number 1 100}}, \
                         and perhaps how many decimals: {{number 0.5 9.5 2}}."
                .to_owned());
        }
    };
    let low = units(low, decimals)?;
    let high = units(high, decimals)?;
    if low > high {
        return Err(format!("The least value comes first: {{{{number {} {}}}}}.", words[1], words[0]));
    }
    Ok(Placeholder::Number { low, high, decimals })
}

/// A decimal number in units of its last digit: 0.5 with two decimals is 50.
fn units(text: &str, decimals: u32) -> Result<i64, String> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(fraction) || digits.ends_with('.') {
        return Err(format!("{text} is not a number."));
    }
    if fraction.len() > decimals as usize {
        return Err(match decimals {
            0 => format!("{text} has decimals; say how many to write: {{{{number 0.5 9.5 2}}}}."),
            _ => format!("{text} has more than {decimals} decimals."),
        });
    }
    let padded = format!("{whole}{fraction:0<width$}", width = decimals as usize);
    match padded.parse::<i64>() {
        Ok(units) if units <= MOST_UNITS => Ok(sign * units),
        _ => Err(format!("{text} is too large.")),
    }
}

fn pick(arguments: &str) -> Result<Placeholder, String> {
    let mut values = Vec::new();
    let mut rest = arguments.trim_start();
    while !rest.is_empty() {
        let (value, weight, after) = choice(rest)?;
        values.push((value, weight));
        rest = after.trim_start();
    }
    let total = values.iter().map(|(_, weight)| weight).sum();
    match (values.is_empty(), total) {
        (true, _) => Err("pick needs values: {{pick red:3 green:1}}.".to_owned()),
        (false, 0) => Err("At least one weight must be greater than 0.".to_owned()),
        _ => Ok(Placeholder::Pick { values, total }),
    }
}

/// One value of `pick` with its weight, and the text after it. `red:3`, `red`, `"dark red":3`.
fn choice(text: &str) -> Result<(String, u64, &str), String> {
    let heavy = |weight: &str| match weight.parse::<u32>() {
        Ok(weight) => Ok(u64::from(weight)),
        Err(_) => Err(format!("{weight} is not a weight; a weight is a whole number, such as 3.")),
    };
    if let Some(quoted) = text.strip_prefix('"') {
        let (value, after) = quoted.split_once('"').ok_or("A quotation mark in pick is not closed.")?;
        let end = after.find(char::is_whitespace).unwrap_or(after.len());
        let (weight, rest) = after.split_at(end);
        let weight = match weight.strip_prefix(':') {
            Some(weight) => heavy(weight)?,
            None if weight.is_empty() => 1,
            None => {
                return Err(format!("After \"{value}\" comes a space or a weight, such as :3."));
            }
        };
        return Ok((value.to_owned(), weight, rest));
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    match word.rsplit_once(':') {
        Some((value, weight)) if !weight.is_empty() && weight.bytes().all(|byte| byte.is_ascii_digit()) => {
            Ok((value.to_owned(), heavy(weight)?, rest))
        }
        _ => Ok((word.to_owned(), 1, rest)),
    }
}
