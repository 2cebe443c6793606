//! The `cidr` operator: is an address inside a block?

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address block, both ends included.
#[derive(Clone, Debug)]
pub struct Block {
    text: Box<str>,
    first: IpAddr,
    last: IpAddr,
}

impl Block {
    /// Reads `10.0.0.0/24` or `2001:db8::/32`; the error is a sentence. The address need not be the first of its block.
    pub fn new(text: &str) -> Result<Self, String> {
        let example = "Write for example 10.0.0.0/24 or 2001:db8::/32.";
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) if !bits.is_empty() && !bits.contains('/') => (address, bits),
            _ => return Err(format!("Malformed CIDR, one '/' required. {example}")),
        };
        let bits: i32 = bits.parse().map_err(|_| format!("Malformed CIDR, mask bits must be an integer. {example}"))?;
        let bits =
            u32::try_from(bits).map_err(|_| format!("Malformed CIDR, mask bits must not be negative. {example}"))?;
        let address = read(address).ok_or_else(|| format!("Nonstandard IP address: {address}. {example}"))?;
        let (first, last) = match address {
            IpAddr::V4(_) if bits > 31 => {
                return Err("IPv4 mask bits must be < 32. For one address, give the address itself.".to_owned());
            }
            IpAddr::V6(_) if bits > 127 => {
                return Err("IPv6 mask bits must be < 128. For one address, give the address itself.".to_owned());
            }
            IpAddr::V4(address) => {
                let free = u32::MAX.checked_shr(bits).unwrap_or(0);
                let address = u32::from(address);
                (Ipv4Addr::from(address & !free).into(), Ipv4Addr::from(address | free).into())
            }
            IpAddr::V6(address) => {
                let free = u128::MAX.checked_shr(bits).unwrap_or(0);
                let address = u128::from(address);
                (Ipv6Addr::from(address & !free).into(), Ipv6Addr::from(address | free).into())
            }
        };
        Ok(Self { text: text.into(), first, last })
    }

    /// The block as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the text is an address of the block's family inside the block.
    pub fn contains(&self, text: &str) -> bool {
        read(text).is_some_and(|address| {
            address.is_ipv4() == self.first.is_ipv4() && self.first <= address && address <= self.last
        })
    }
}

/// Reads an address the way AWS does: four decimal numbers (leading zeros allowed, never octal), or hexadecimal
/// groups with colons. A zone, a port or an IPv6 address with a dotted tail is not an address here.
fn read(text: &str) -> Option<IpAddr> {
    if text.contains(':') {
        let plain = text.bytes().all(|byte| byte == b':' || byte.is_ascii_hexdigit());
        return text.parse::<Ipv6Addr>().ok().filter(|_| plain).map(IpAddr::V6);
    }
    let mut octets = [0; 4];
    let mut parts = text.split('.');
    for octet in &mut octets {
        let part = parts.next()?;
        if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *octet = part.parse().ok()?;
    }
    parts.next().is_none().then(|| IpAddr::from(octets))
}
