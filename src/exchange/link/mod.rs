//! The share link: a design as the fragment of an address, short enough for a chat or a QR code.
//!
//! `#1`, then base64url without padding: a checksum of two bytes, then the design through an arithmetic coder (`bits`)
//! whose model (`predict`, `pen`) knows from the start what designs look like (`prime`) and goes on learning. What is
//! written, and in which order, says `packed`; `pack` and `unpack` translate with the help of the catalog.
//!
//! A fragment is never sent to a server, and has only letters, digits, `-` and `_`, so that no chat breaks it.

mod bits;
mod deeds;
mod extras;
mod labels;
mod pack;
mod packed;
mod pen;
mod predict;
mod prime;
mod remarks;
#[cfg(test)]
mod tests;
mod unpack;

pub use deeds::{Before, Deed, Done};
pub use extras::{Camera, LinkExtras, Moment};

use super::load::{LoadError, Loaded};
use super::restore::Repairs;
use crate::catalog::Catalog;
use crate::model::Diagram;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bits::{Reader, Writer};
use packed::Packed;
use pen::{Pen, Torn};

/// The beginning of every fragment of this version.
const HEAD: &str = "#1";
/// The most numbers and letters that a link may stand for, so that none can fill a reader's memory.
const MOST: u32 = 1 << 18;

/// The most that a link of so many bytes may stand for: 48 numbers and letters a byte, three times what designs need, so
/// that a short link cannot keep a reader busy. A writer that needs more makes the link longer.
fn budget(bytes: usize) -> u32 {
    u32::try_from(2_048 + 48 * bytes).unwrap_or(MOST).min(MOST)
}

/// The fragment of a link to a diagram, `#1…`.
///
/// # Errors
/// A sentence, if the design is too large for any link.
pub fn write(diagram: &Diagram, catalog: &Catalog, extras: &LinkExtras) -> Result<String, LoadError> {
    let packed = pack::pack(diagram, catalog, extras);
    let mut pen = Pen::new(prime::model(), Writer::new(), MOST);
    pen.packed(&packed).map_err(|_| {
        LoadError::new("The design holds more text than a link may carry.", "Save it as a file, and share the file.")
    })?;
    let spent = MOST - pen.left();
    let mut body = pen.finish().1.finish();
    while budget(body.len()) < spent {
        body.push(0);
    }
    let bytes = [&checksum(&body).to_be_bytes()[..], &body].concat();
    Ok(format!("{HEAD}{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// Whether a text has a link in it, sound or not.
pub fn is_link(text: &str) -> bool {
    find(text.trim()).is_some()
}

/// A link in a text: what follows the `#1`, to the end of the text.
pub(super) fn find(text: &str) -> Option<&str> {
    let bare = || text.strip_prefix('1').filter(|rest| rest.len() > 3 && rest.bytes().all(is_letter));
    text.find(HEAD).map(|n| &text[n + HEAD.len()..]).or_else(bare)
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// Reads what follows the `#1`. What comes after the link is passed over; a link that a mail program broke into lines
/// is put together again.
pub(super) fn read(text: &str, catalog: &Catalog) -> Result<Loaded, LoadError> {
    let whole: String = text.chars().take_while(|c| u8::try_from(*c).is_ok_and(is_letter)).collect();
    let joined: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let joined: String = joined.chars().take_while(|c| u8::try_from(*c).is_ok_and(is_letter)).collect();
    let packed = match decode(&whole) {
        Err(why) if joined != whole => decode(&joined).map_err(|_| why)?,
        decoded => decoded?,
    };
    let sections = packed.sections.clone();
    let mut repairs = Repairs::default();
    let (mut diagram, order, wires) = unpack::unpack(packed, catalog, &mut repairs);
    let (extras, bookmarks) = extras::extras(&sections, &order);
    diagram.bookmarks = bookmarks;
    remarks::read(&sections, &mut diagram);
    labels::read(&sections, &wires, &mut diagram);
    Ok(Loaded { diagram, repairs: repairs.finish(), extras })
}

fn decode(letters: &str) -> Result<Packed, LoadError> {
    const NEXT: &str = "Copy the whole link once more, or ask for the document as a file.";
    if letters.is_empty() {
        return Err(LoadError::new("The link ends right after its #1: the design is missing.", NEXT));
    }
    let bytes = URL_SAFE_NO_PAD.decode(letters).ok();
    let body = bytes.as_deref().and_then(|bytes| {
        let (sum, body) = bytes.split_first_chunk::<2>()?;
        (u16::from_be_bytes(*sum) == checksum(body)).then_some(body)
    });
    let Some(body) = body else {
        let what = format!("The link was damaged or cut on its way; {} characters of it arrived.", letters.len());
        return Err(LoadError::new(what, NEXT));
    };
    let mut pen = Pen::new(prime::model(), Reader::new(body), budget(body.len()));
    pen.packed(&Packed::default()).map_err(|torn| match torn {
        Torn::TooLong => LoadError::new("The link stands for more text than a link may carry.", NEXT),
        Torn::Senseless => LoadError::new("The link is whole, but makes no sense to this version.", NEXT),
    })
}

/// CRC-16 with the polynomial of CCITT: finds every short burst of errors, and others with 65,535 in 65,536.
fn checksum(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xffff, |sum, byte| {
        (0..8).fold(sum ^ u16::from(*byte) << 8, |sum: u16, _| {
            let carry = sum & 0x8000 != 0;
            sum << 1 ^ if carry { 0x1021 } else { 0 }
        })
    })
}
