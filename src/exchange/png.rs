//! A design inside a PNG picture: one more chunk of text, which programs that show pictures pass over.
//!
//! A PNG is a signature of 8 bytes and then chunks: length, type, data, checksum. Text in UTF-8 is a chunk `iTXt` with a
//! keyword (PNG specification, third edition, 11.3.3.4); it is put before the last chunk, `IEND`.

const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];
const KEYWORD: &[u8] = b"signalbox";

/// Whether these bytes are a PNG picture.
pub fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(&SIGNATURE)
}

/// The picture with a document inside; `None` if it is no whole PNG.
pub fn with_document(picture: &[u8], document: &str) -> Option<Vec<u8>> {
    let end = chunks(picture).find(|chunk| chunk.kind == *b"IEND")?.at;
    // Keyword, its end, not compressed, no method, no language, no translated keyword, the text.
    let mut data = KEYWORD.to_vec();
    data.extend([0, 0, 0, 0, 0]);
    data.extend(document.as_bytes());
    let length = u32::try_from(data.len()).ok()?;
    let mut out = Vec::with_capacity(picture.len() + data.len() + 12);
    out.extend(&picture[..end]);
    out.extend(length.to_be_bytes());
    let begin = out.len();
    out.extend(b"iTXt");
    out.extend(data);
    let sum = checksum(&out[begin..]);
    out.extend(sum.to_be_bytes());
    out.extend(&picture[end..]);
    Some(out)
}

/// Why there is no document in a picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    /// It is a picture of something else, or a program that changed it left the document out.
    NotThere,
    /// It is there, but it came to harm.
    Damaged,
}

/// The document inside a picture.
///
/// # Errors
/// Why there is none.
pub fn document(picture: &[u8]) -> Result<String, Missing> {
    let ours = |chunk: &Chunk| {
        chunk.kind == *b"iTXt" && chunk.data.strip_prefix(KEYWORD).is_some_and(|rest| rest.first() == Some(&0))
    };
    let chunk = chunks(picture).find(ours).ok_or(Missing::NotThere)?;
    if checksum(&picture[chunk.at + 4..chunk.at + 8 + chunk.data.len()]) != chunk.sum {
        return Err(Missing::Damaged);
    }
    // Some programs that change pictures write text anew with a language; none of ours is compressed.
    let rest = &chunk.data[KEYWORD.len() + 1..];
    let [0, 0, rest @ ..] = rest else { return Err(Missing::Damaged) };
    let text = rest.splitn(3, |byte| *byte == 0).nth(2).ok_or(Missing::Damaged)?;
    String::from_utf8(text.to_vec()).map_err(|_| Missing::Damaged)
}

struct Chunk<'a> {
    /// Where it begins.
    at: usize,
    kind: [u8; 4],
    data: &'a [u8],
    sum: u32,
}

/// The chunks of a picture, as far as they are whole.
fn chunks(picture: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut at = if is_png(picture) { SIGNATURE.len() } else { picture.len() };
    std::iter::from_fn(move || {
        let word = |at: usize| picture.get(at..at.checked_add(4)?)?.try_into().ok();
        let length = usize::try_from(u32::from_be_bytes(word(at)?)).ok()?;
        let end = at.checked_add(8)?.checked_add(length)?;
        let chunk =
            Chunk { at, kind: word(at + 4)?, data: picture.get(at + 8..end)?, sum: u32::from_be_bytes(word(end)?) };
        at = end + 4;
        Some(chunk)
    })
}

/// The checksum of chunks (CRC-32 of ISO 3309, PNG specification, 5.5 and annex D).
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    /// The smallest picture: one transparent pixel, as many programs write it.
    fn pixel() -> Vec<u8> {
        let text = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
        STANDARD.decode(text).expect("a picture")
    }

    #[test]
    fn the_checksum_is_the_one_of_the_specification() {
        // The check value of CRC-32, and the checksum that ends every PNG picture.
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
        assert_eq!(checksum(b"IEND"), 0xae42_6082);
        assert!(chunks(&pixel()).all(|c| checksum(&pixel()[c.at + 4..c.at + 8 + c.data.len()]) == c.sum));
    }

    #[test]
    fn a_document_goes_in_and_comes_out_and_the_picture_stays() {
        let document = "{\"title\": \"Überweisung №7 ✓\"}";
        let picture = with_document(&pixel(), document).expect("a picture");
        assert_eq!(super::document(&picture).as_deref(), Ok(document));
        let kinds =
            |bytes: &[u8]| chunks(bytes).map(|c| String::from_utf8_lossy(&c.kind).into_owned()).collect::<Vec<_>>();
        assert_eq!(kinds(&pixel()), ["IHDR", "IDAT", "IEND"]);
        assert_eq!(kinds(&picture), ["IHDR", "IDAT", "iTXt", "IEND"]);
        assert!(picture.starts_with(&pixel()[..pixel().len() - 12]));
        assert!(chunks(&picture).all(|c| checksum(&picture[c.at + 4..c.at + 8 + c.data.len()]) == c.sum));
    }

    #[test]
    fn pictures_without_a_document_and_damaged_ones_are_told_apart() {
        assert_eq!(document(&pixel()), Err(Missing::NotThere));
        assert_eq!(document(b"no picture"), Err(Missing::NotThere));
        let whole = with_document(&pixel(), "{\"a\": 1}").expect("a picture");
        let spot = whole.windows(3).position(|w| w == b"\"a\"").expect("the document is there");
        let mut turned = whole.clone();
        turned[spot + 1] ^= 1;
        assert_eq!(document(&turned), Err(Missing::Damaged));
        // Cut anywhere, it never panics and never gives half a document.
        for end in 0..whole.len() {
            assert!(document(&whole[..end]).is_err() || end > spot, "{end}");
        }
        assert_eq!(with_document(&whole[..40], "{}"), None, "a picture without its end");
    }

    #[test]
    fn a_chunk_that_lies_about_its_length_is_passed_over() {
        let mut bytes = pixel();
        bytes[8..12].copy_from_slice(&u32::MAX.to_be_bytes());
        assert_eq!(document(&bytes), Err(Missing::NotThere));
        assert_eq!(with_document(&bytes, "{}"), None);
    }
}
