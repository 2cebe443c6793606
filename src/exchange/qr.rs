//! A text as a QR code, for a projector: the modules as one path of an SVG.

use qrcodegen::{QrCode, QrCodeEcc, Version};

/// The largest code that phones read off a projector: 81 modules a side, about 530 characters of a link.
const LARGEST: u8 = 16;

/// A code, drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Code {
    /// Modules a side, the quiet zone of four on each side included.
    pub size: i32,
    /// The dark modules as the data of a path, a unit each.
    pub path: String,
}

/// The code of a text with the lowest error correction, raised where that costs no module; `None` if the text is too long
/// for a code that phones read off a projector.
pub fn code(text: &str) -> Option<Code> {
    const QUIET: i32 = 4;
    let segments = qrcodegen::QrSegment::make_segments(text);
    let qr =
        QrCode::encode_segments_advanced(&segments, QrCodeEcc::Low, Version::MIN, Version::new(LARGEST), None, true)
            .ok()?;
    let mut path = String::new();
    for y in 0..qr.size() {
        let mut x = 0;
        while x < qr.size() {
            let run = (x..qr.size()).take_while(|x| qr.get_module(*x, y)).count() as i32;
            if run > 0 {
                path.push_str(&format!("M{},{}h{run}v1h-{run}z", x + QUIET, y + QUIET));
            }
            x += run.max(1);
        }
    }
    Some(Code { size: qr.size() + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_finder_patterns_stand_in_their_corners_and_the_quiet_zone_is_clear() {
        let code = code("https://example.com/#1abc").expect("it is short");
        // Version 2 has 25 modules a side. The upper edge of the left finder is seven dark modules.
        assert_eq!(code.size, 25 + 8);
        assert!(code.path.starts_with("M4,4h7v1h-7z"), "{}", &code.path[..20]);
    }

    #[test]
    fn four_hundred_characters_fit_and_six_hundred_do_not() {
        assert!(code(&"aB3_".repeat(100)).is_some_and(|code| code.size <= 81 + 8));
        assert!(code(&"aB3_".repeat(150)).is_none());
    }
}
