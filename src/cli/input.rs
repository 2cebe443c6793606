//! Where a design comes from: a file, standard input, or a link on the command line itself.

use super::{Failure, say};
use crate::exchange::{Loaded, link, load};
use crate::services::CATALOG;
use std::io::{self, Read};
use std::path::Path;

/// Reads a design. Repairs are told on standard error.
pub fn design(argument: &str) -> Result<Loaded, Failure> {
    let loaded = load(&text(argument)?, &CATALOG).map_err(|error| Failure::Said(error.to_string()))?;
    for repair in &loaded.repairs {
        say(repair);
    }
    Ok(loaded)
}

fn text(argument: &str) -> Result<String, Failure> {
    let (name, bytes) = if argument == "-" {
        let mut bytes = Vec::new();
        ("Standard input", io::stdin().read_to_end(&mut bytes).map(|_| bytes))
    } else if link::is_link(argument) && !Path::new(argument).exists() {
        return Ok(argument.to_owned());
    } else {
        (argument, std::fs::read(argument))
    };
    let bytes = bytes.map_err(|error| {
        Failure::Said(format!("{name} could not be read: {error}. Give the path of a document, or a link with its #1."))
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::Said(format!(
            "{name} is not text: byte {at} is no UTF-8. Give a document that was saved by Signalbox."
        ))
    })
}
