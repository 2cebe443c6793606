//! `signalbox link`, `signalbox open` and `signalbox picture`: a design as a link, as a document, as a picture.

use super::{Failure, input};
use crate::editor::picture;
use crate::exchange::{link, write};
use crate::services::CATALOG;
use std::io::Write;

/// Prints the fragment of a link.
pub fn link(design: &str, out: &mut impl Write) -> Result<(), Failure> {
    let loaded = input::design(design)?;
    let fragment = link::write(&loaded.diagram, &CATALOG, &loaded.extras);
    writeln!(out, "{}", fragment.map_err(|error| Failure::Said(error.to_string()))?)?;
    Ok(())
}

/// Prints the document.
pub fn open(design: &str, out: &mut impl Write) -> Result<(), Failure> {
    write!(out, "{}", write(&input::design(design)?.diagram, &CATALOG))?;
    Ok(())
}

/// Prints the design as an SVG picture, with the document inside.
pub fn picture(design: &str, out: &mut impl Write) -> Result<(), Failure> {
    let diagram = input::design(design)?.diagram;
    write!(out, "{}", picture::svg(&diagram, &CATALOG, &write(&diagram, &CATALOG)))?;
    Ok(())
}
