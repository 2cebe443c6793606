//! What a link carries, and in which order. Nothing here depends on what services declare: a link that was made with a
//! newer or an older catalog is still read to its end, and only then compared with the catalog at hand.
//!
//! Append only, like the numbers of services, fields and ports: links that were shared are read for ever.

use super::bits::Coder;
use super::pen::{About, Pen, Torn};

/// A property, a port, a command or a word: by its place in the service's list, or by its name.
#[derive(Clone, PartialEq, Debug)]
pub enum Key {
    /// The place in the list, from 0.
    Place(u64),
    /// The name of what the service does not declare.
    Named(String),
}

/// A value of a setting.
#[derive(Clone, PartialEq, Debug)]
pub enum PackedValue {
    /// A switch.
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// A number.
    Real(f64),
    /// A text.
    Text(String),
    /// The word at this place of a choice.
    Word(u64),
}

/// Settings, in the order of the service's list, those with a name at the end.
pub type PackedConfig = Vec<(Key, PackedValue)>;

/// A name or an id.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Label {
    /// What it is called where nobody thought of a name: the name of a node is its service's word, the id of a node is
    /// its name, the id of a wire that of its ends.
    #[default]
    Usual,
    /// The id of a node is its name without spaces and signs.
    Plain,
    /// The service's word and a number.
    Numbered(u64),
    /// This text.
    Text(String),
}

/// A node.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct PackedNode {
    /// The number of its service; 0 for one that has none, whose key follows.
    pub service: u64,
    /// The key of a service without a number.
    pub key: String,
    /// Its name.
    pub name: Label,
    /// Its id.
    pub id: Label,
    /// Where it is, in units of the link's grid.
    pub at: (f64, f64),
    /// Its settings.
    pub config: PackedConfig,
}

/// A wire.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct PackedWire {
    /// The place of the node that it leaves.
    pub from: usize,
    /// The place of the node that it enters.
    pub to: usize,
    /// Its ports; `None`: the first way to join the two services.
    pub ports: Option<(Key, Key)>,
    /// Its id.
    pub id: Label,
    /// Its settings: the fields of the out port at even places, those of the in port at odd ones.
    pub config: PackedConfig,
}

/// A happening.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct PackedHappening {
    /// When, in microseconds.
    pub at: u64,
    /// The place of the node.
    pub node: usize,
    /// A few words.
    pub label: String,
    /// The command, or none if settings change.
    pub command: Option<Key>,
    /// The settings, or the command's arguments.
    pub config: PackedConfig,
    /// How long settings stay.
    pub lasts: Option<u64>,
}

/// A part that a reader may not know: its number and its bytes.
pub type Section = (u64, Vec<u8>);

/// Everything.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Packed {
    /// The title.
    pub title: String,
    /// The seed.
    pub seed: u64,
    /// How far apart the lines of the grid are on which all nodes stand; 0: there is no such grid.
    pub grid: u64,
    /// The nodes, from left to right, then from top to bottom.
    pub nodes: Vec<PackedNode>,
    /// The wires, in order of the nodes that they leave.
    pub wires: Vec<PackedWire>,
    /// The happenings.
    pub happenings: Vec<PackedHappening>,
    /// What else there is.
    pub sections: Vec<Section>,
}

/// What kinds of numbers and texts there are. Links depend on these numbers.
pub mod kind {
    pub const TITLE: u32 = 1;
    pub const SEED: u32 = 2;
    pub const GRID: u32 = 3;
    pub const COUNT: u32 = 4;
    pub const SERVICE: u32 = 5;
    pub const LABEL: u32 = 6;
    pub const NAME: u32 = 7;
    pub const X: u32 = 8;
    pub const Y: u32 = 9;
    pub const FIELD: u32 = 10;
    pub const TYPE: u32 = 11;
    pub const VALUE: u32 = 12;
    pub const DECIMALS: u32 = 13;
    pub const TO: u32 = 14;
    pub const PORT: u32 = 15;
    pub const WHEN: u32 = 16;
    pub const UNIT: u32 = 17;
    pub const COMMAND: u32 = 18;
    pub const SECTION: u32 = 19;
    pub const BYTE: u32 = 20;
    pub const WORDS: u32 = 21;
    pub const NUMBERED: u32 = 22;
    pub const BITS_OF_REAL: u32 = 23;
}
use kind::*;

/// The section whose bytes are written as they are.
const NOISE: u64 = 5;

/// Microseconds in a minute, a second, a millisecond and a microsecond.
const UNITS: [u64; 4] = [60_000_000, 1_000_000, 1_000, 1];

impl<C: Coder> Pen<C> {
    /// Everything.
    pub fn packed(&mut self, given: &Packed) -> Result<Packed, Torn> {
        let mut read = Packed {
            title: self.text(About::only(TITLE), &given.title)?,
            seed: self.number(About::only(SEED), given.seed)?,
            grid: self.number(About::only(GRID), given.grid)?,
            ..Packed::default()
        };
        let nodes = self.number(About::of(COUNT, 0, 0), given.nodes.len() as u64)?;
        let mut before = (0, (0.0, 0.0));
        for n in 0..nodes as usize {
            let node = self.node(before, read.grid, given.nodes.get(n).unwrap_or(&PackedNode::default()))?;
            before = (node.service, node.at);
            read.nodes.push(node);
        }
        read.wires = self.wires(&read.nodes, &given.wires)?;
        let happenings = self.number(About::of(COUNT, 2, 0), given.happenings.len() as u64)?;
        for n in 0..happenings as usize {
            let default = PackedHappening::default();
            let happening = self.happening(&read.nodes, given.happenings.get(n).unwrap_or(&default))?;
            read.happenings.push(happening);
        }
        let sections = self.number(About::of(COUNT, 3, 0), given.sections.len() as u64)?;
        for n in 0..sections as usize {
            let section = self.section(given.sections.get(n).unwrap_or(&Section::default()))?;
            read.sections.push(section);
        }
        Ok(read)
    }

    fn node(
        &mut self,
        (neighbour, before): (u64, (f64, f64)),
        grid: u64,
        given: &PackedNode,
    ) -> Result<PackedNode, Torn> {
        let service = self.number(About::of(SERVICE, neighbour as u32, 0), given.service)?;
        let key = if service == 0 { self.text(About::only(WORDS), &given.key)? } else { String::new() };
        let whose = service as u32;
        let name = self.label(About::of(NAME, whose, 0), &given.name)?;
        let id = self.label(About::of(NAME, whose, 1), &given.id)?;
        let at = if grid == 0 {
            (self.real(About::of(X, 1, 0), given.at.0)?, self.real(About::of(Y, 1, 0), given.at.1)?)
        } else {
            let across = (given.at.0 as i64).wrapping_sub(before.0 as i64);
            let across = self.signed(About::only(X), across)?;
            let down = (given.at.1 as i64).wrapping_sub(before.1 as i64);
            let down = self.signed(About::of(Y, u32::from(across == 0), before.1 as i64 as u32), down)?;
            ((before.0 as i64).wrapping_add(across) as f64, (before.1 as i64).wrapping_add(down) as f64)
        };
        let config = self.config(whose, &given.config)?;
        Ok(PackedNode { service, key, name, id, at, config })
    }

    /// The wires that leave each node, in order of the nodes that they enter.
    fn wires(&mut self, nodes: &[PackedNode], given: &[PackedWire]) -> Result<Vec<PackedWire>, Torn> {
        let mut wires = Vec::new();
        let service = |n: usize| nodes.get(n).map_or(0, |node| node.service as u32);
        for from in 0..nodes.len() {
            let leaving: Vec<&PackedWire> = given.iter().filter(|wire| wire.from == from).collect();
            let count = self.number(About::of(COUNT, 1, service(from)), leaving.len() as u64)?;
            let mut before = None;
            for n in 0..count as usize {
                let default = PackedWire::default();
                let given = leaving.get(n).copied().unwrap_or(&default);
                // The first by the way from its start, the next by the way from the one before.
                let to = match before {
                    None => self.signed(About::of(TO, 0, service(from)), given.to as i64 - from as i64)?,
                    Some(to) => self.number(About::of(TO, 1, service(from)), (given.to as i64 - to) as u64)? as i64,
                };
                let to = before.unwrap_or(from as i64).checked_add(to).ok_or(Torn::Senseless)?;
                before = Some(to);
                let to = usize::try_from(to).ok().filter(|to| *to < nodes.len()).ok_or(Torn::Senseless)?;
                let whose = service(from) << 8 | service(to);
                let usual = self.flag(About::of(PORT, whose, 0), given.ports.is_none())?;
                let ports = if usual {
                    None
                } else {
                    let (out, into) = given.ports.clone().unwrap_or((Key::Place(0), Key::Place(0)));
                    let out = self.key(About::of(PORT, whose, 1), &out)?;
                    let which = if let Key::Place(n) = &out { (*n as u32).wrapping_add(2) } else { 2 };
                    Some((out, self.key(About::of(PORT, whose, which), &into)?))
                };
                let id = self.label(About::of(NAME, 0, 2), &given.id)?;
                let which = match &ports {
                    Some((Key::Place(a), Key::Place(b))) => (*a as u32) << 8 | *b as u32,
                    _ => 0xffff,
                };
                let config = self.config(whose << 16 ^ which, &given.config)?;
                wires.push(PackedWire { from, to, ports, id, config });
            }
        }
        Ok(wires)
    }

    fn happening(&mut self, nodes: &[PackedNode], given: &PackedHappening) -> Result<PackedHappening, Torn> {
        let at = self.length(0, given.at)?;
        let node = self.number(About::of(TO, 2, 0), given.node as u64)?;
        let node = usize::try_from(node).ok().filter(|n| *n < nodes.len()).ok_or(Torn::Senseless)?;
        let whose = nodes[node].service as u32;
        let label = self.text(About::only(WORDS), &given.label)?;
        let set = self.flag(About::of(COMMAND, whose, 0), given.command.is_none())?;
        if !set {
            let command = given.command.clone().unwrap_or(Key::Place(0));
            let command = self.key(About::of(COMMAND, whose, 1), &command)?;
            let config = self.config(whose | 1 << 31, &given.config)?;
            return Ok(PackedHappening { at, node, label, command: Some(command), config, lasts: None });
        }
        let config = self.config(whose, &given.config)?;
        let stays = self.flag(About::of(WHEN, 1, 1), given.lasts.is_none())?;
        let lasts = if stays { None } else { Some(self.length(1, given.lasts.unwrap_or_default())?) };
        Ok(PackedHappening { at, node, label, command: None, config, lasts })
    }

    fn section(&mut self, (tag, bytes): &Section) -> Result<Section, Torn> {
        let tag = self.number(About::only(SECTION), *tag)?;
        let length = self.number(About::of(COUNT, 4, tag as u32), bytes.len() as u64)?;
        let mut read = Vec::new();
        for n in 0..length as usize {
            let byte = bytes.get(n).copied().unwrap_or(0);
            read.push(match tag {
                // Numbers without a pattern: a model would only cost.
                NOISE => self.plain(byte)?,
                _ => self.number(About::of(BYTE, tag as u32, n as u32), byte.into())? as u8,
            });
        }
        Ok((tag, read))
    }

    fn config(&mut self, whose: u32, given: &PackedConfig) -> Result<PackedConfig, Torn> {
        let mut read = PackedConfig::new();
        let mut given = given.iter().peekable();
        // Those with a place, by the steps between them; 0 ends them.
        let mut before = 0u64;
        loop {
            let next = given.next_if(|(key, _)| matches!(key, Key::Place(_)));
            let step = match next {
                Some((Key::Place(place), _)) => place + 1 - before,
                _ => 0,
            };
            let step = self.number(About::of(FIELD, whose, before as u32), step)?;
            if step == 0 {
                break;
            }
            before = before.checked_add(step).ok_or(Torn::Senseless)?;
            let value = self.value(whose, before as u32, next.map(|(_, value)| value))?;
            read.push((Key::Place(before - 1), value));
        }
        let named: Vec<_> = given.collect();
        let count = self.number(About::of(COUNT, 5, 0), named.len() as u64)?;
        for n in 0..count as usize {
            let (name, value) = match named.get(n) {
                Some((Key::Named(name), value)) => (name.as_str(), Some(value)),
                _ => ("", None),
            };
            let name = self.text(About::only(WORDS), name)?;
            let value = self.value(0, 0, value)?;
            read.push((Key::Named(name), value));
        }
        Ok(read)
    }

    fn value(&mut self, whose: u32, which: u32, given: Option<&PackedValue>) -> Result<PackedValue, Torn> {
        use PackedValue::*;
        let given = given.unwrap_or(&Flag(false));
        let number = match given {
            Whole(_) => 0,
            Word(_) => 1,
            Text(_) => 2,
            Flag(_) => 3,
            Real(_) => 4,
        };
        let about = About::of(VALUE, whose, which);
        Ok(match (self.number(About::of(TYPE, whose, which), number)?, given) {
            (0, given) => Whole(self.signed(about, if let Whole(v) = given { *v } else { 0 })?),
            (1, given) => Word(self.number(about, if let Word(v) = given { *v } else { 0 })?),
            (2, given) => Text(self.text(about, if let Text(v) = given { v } else { "" })?),
            (3, given) => Flag(self.flag(about, matches!(given, Flag(true)))?),
            (4, given) => Real(self.real(about, if let Real(v) = given { *v } else { 0.0 })?),
            _ => return Err(Torn::Senseless),
        })
    }

    /// A number with a fraction: as few decimals as it takes, or all its bits.
    fn real(&mut self, about: About, x: f64) -> Result<f64, Torn> {
        const BITS: u64 = 8;
        const SAFE: f64 = 9_007_199_254_740_992.0;
        const SCALES: [f64; BITS as usize] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7];
        let scale = |decimals: u64| SCALES[decimals as usize % SCALES.len()];
        let short = |decimals: &u64| {
            let whole = libm::round(x * scale(*decimals));
            whole.abs() < SAFE && whole / scale(*decimals) == x
        };
        let decimals = (0..BITS).find(short).unwrap_or(BITS);
        let decimals = self.number(About::of(DECIMALS, about.whose, about.which), decimals)?;
        if decimals < BITS {
            return Ok(self.signed(about, libm::round(x * scale(decimals)) as i64)? as f64 / scale(decimals));
        }
        Ok(f64::from_bits(self.number(About::only(BITS_OF_REAL), x.to_bits())?))
    }

    /// A length of time, in the largest unit that is exact.
    fn length(&mut self, which: u32, micros: u64) -> Result<u64, Torn> {
        let unit = UNITS.iter().position(|unit| micros.is_multiple_of(*unit)).unwrap_or(3);
        let unit = self.number(About::of(UNIT, which, 0), unit as u64)?;
        let size = UNITS.get(unit as usize).ok_or(Torn::Senseless)?;
        self.number(About::of(WHEN, which + 2, unit as u32), micros / size)?.checked_mul(*size).ok_or(Torn::Senseless)
    }

    fn key(&mut self, about: About, given: &Key) -> Result<Key, Torn> {
        let number = if let Key::Place(place) = given { place + 1 } else { 0 };
        match self.number(about, number)? {
            0 => Ok(Key::Named(self.text(About::only(WORDS), if let Key::Named(name) = given { name } else { "" })?)),
            number => Ok(Key::Place(number - 1)),
        }
    }

    fn label(&mut self, about: About, given: &Label) -> Result<Label, Torn> {
        let number = match given {
            Label::Usual => 0,
            Label::Text(_) => 1,
            Label::Numbered(_) => 2,
            Label::Plain => 3,
        };
        Ok(match (self.number(About::of(LABEL, about.which, about.whose), number)?, given) {
            (0, _) => Label::Usual,
            (1, given) => Label::Text(self.text(about, if let Label::Text(text) = given { text } else { "" })?),
            (2, given) => Label::Numbered(self.number(
                About::of(NUMBERED, about.which, about.whose),
                if let Label::Numbered(n) = given { *n } else { 0 },
            )?),
            (3, _) => Label::Plain,
            _ => return Err(Torn::Senseless),
        })
    }
}
