//! The reader of links against fragments that nobody wrote: random letters, damaged links, sound checksums over garbage,
//! links cut short. Nothing makes it panic, nothing that comes out is larger than a link may stand for.
//!
//! `SIGNALBOX_FUZZ=1000000 cargo test --profile sim --no-default-features --test fuzz_link` reads a million.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use signalbox::exchange::link::{LinkExtras, write};
use signalbox::exchange::load;
use signalbox::services::CATALOG;
use signalbox::sim::Stream;

/// What comes out of a link of so many characters is at most this long as a document: the cap of the reader, with room
/// for the names of properties that the link has as numbers.
const LARGEST: usize = 8_000_000;

fn letters(stream: &mut Stream, most: u64) -> String {
    const ALL: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    (0..stream.below(most)).map(|_| ALL[stream.below(64) as usize] as char).collect()
}

/// CRC-16 of CCITT, as the format has it.
fn checksum(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xffff, |sum, byte| {
        (0..8).fold(
            sum ^ u16::from(*byte) << 8,
            |sum: u16, _| {
                if sum & 0x8000 != 0 { sum << 1 ^ 0x1021 } else { sum << 1 }
            },
        )
    })
}

fn sealed(body: &[u8]) -> String {
    let bytes = [&checksum(body).to_be_bytes()[..], body].concat();
    format!("#1{}", URL_SAFE_NO_PAD.encode(bytes))
}

fn samples() -> Vec<Vec<u8>> {
    ["order-processing", "flash-sale", "payment-outage"]
        .iter()
        .map(|name| {
            let text = std::fs::read_to_string(format!("public/scenarios/e-commerce-{name}.json")).expect("a scenario");
            let diagram = load(&text, &CATALOG).expect("a document").diagram;
            let link = write(&diagram, &CATALOG, &LinkExtras::default()).expect("it is not too large");
            URL_SAFE_NO_PAD.decode(link.trim_start_matches("#1")).expect("a link of our own")[2..].to_vec()
        })
        .collect()
}

#[test]
fn arbitrary_fragments_are_read_or_refused() {
    let count: u64 = std::env::var("SIGNALBOX_FUZZ").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let samples = samples();
    let mut stream = Stream::of(1, "links");
    let (mut read, mut refused) = (0u64, 0u64);
    for n in 0..count {
        let sample = &samples[(n % 3) as usize];
        let fragment = match n % 5 {
            0 => format!("#1{}", letters(&mut stream, 300)),
            1 => {
                // A whole link with a few bits turned, sealed again.
                let mut body = sample.clone();
                for _ in 0..=stream.below(4) {
                    let at = stream.below(body.len() as u64) as usize;
                    body[at] ^= 1 << stream.below(8);
                }
                sealed(&body)
            }
            2 => sealed(&(0..stream.below(200)).map(|_| stream.bits() as u8).collect::<Vec<u8>>()),
            3 => sealed(&sample[..stream.below(sample.len() as u64) as usize]),
            // What repeats stands for much.
            _ => sealed(&vec![stream.bits() as u8; stream.below(400) as usize]),
        };
        match load(&fragment, &CATALOG) {
            Ok(loaded) => {
                read += 1;
                let text = signalbox::exchange::write(&loaded.diagram, &CATALOG);
                assert!(text.len() < LARGEST, "{} characters out of {fragment}", text.len());
            }
            Err(problem) => {
                refused += 1;
                assert!(!problem.what.is_empty() && !problem.next.is_empty());
            }
        }
    }
    println!("{read} read, {refused} refused");
    assert!(refused > 0 && read + refused == count);
}
