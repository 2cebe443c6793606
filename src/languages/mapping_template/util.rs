//! `$util`: texts for JSON, URLs and Base64.

use super::Failure;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::fmt::Write as _;

/// What `$util` has.
pub const NAMES: &[&str] = &["escapeJavaScript", "parseJson", "urlEncode", "urlDecode", "base64Encode", "base64Decode"];

/// Calls one of them with a text.
pub fn call(name: &str, text: &str) -> Result<Value, Failure> {
    Ok(match name {
        "escapeJavaScript" => Value::from(escape(text)),
        "parseJson" => serde_json::from_str(text).map_err(|error| {
            Failure::Template(format!("$util.parseJson was given a text that is not JSON: {error}."))
        })?,
        "urlEncode" => Value::from(url_encode(text)),
        "urlDecode" => Value::from(url_decode(text)),
        "base64Encode" => Value::from(STANDARD.encode(text)),
        _ => match STANDARD.decode(text.trim()) {
            Ok(bytes) => Value::from(String::from_utf8_lossy(&bytes).into_owned()),
            Err(_) => {
                return Err(Failure::Template("$util.base64Decode was given a text that is not Base64.".to_owned()));
            }
        },
    })
}

/// A text as JavaScript writes it between quotation marks. Single ones are escaped too, which JSON does not allow.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for sign in text.chars() {
        match sign {
            '"' | '\'' | '\\' => out.extend(['\\', sign]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(sign),
            _ => sign.encode_utf16(&mut [0; 2]).iter().for_each(|unit| {
                let written = write!(out, "\\u{unit:04X}");
                written.expect("a String takes everything");
            }),
        }
    }
    out
}

/// As a form writes it: a blank becomes a plus.
fn url_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'*' | b'_' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => write!(out, "%{byte:02X}").expect("a String takes everything"),
        }
    }
    out
}

/// A text as a form writes it, read: a plus is a blank, and `%20` too. What is no code stays as it is.
pub fn url_decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_two_digits_and_no_sign() {
        assert_eq!(url_decode("a%20b+c%C3%A4"), "a b cä");
        assert_eq!(url_decode("100%&%4&%zz&%"), "100%&%4&%zz&%");
        assert_eq!(url_decode("%+5"), "% 5", "a plus is a blank and no digit");
    }
}
