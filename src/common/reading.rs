//! How a consumer reads a stream: which shards there are, parents before their children, where it is in each, and when it
//! reads on (LAM-31, KIN-6 to KIN-8, KIN-11). What it does with the records is its own business.

use super::shards::{self, Listed};
use crate::sim::{
    Answer, Ask, CallId, Class, Context, Fault, Kind, LinkId, Query, Read, Reason, Received, Span, Token,
};
use std::collections::{BTreeMap, BTreeSet};

/// A shard is read once a second, and sooner while more is there than a read takes (LAM-31).
const BASE: Span = Span::seconds(1);
/// Five reads a second are all that a shard allows (KIN-6).
const BUSY: Span = Span::millis(200);
/// After a read that failed.
const REST: Span = Span::seconds(1);

/// What the consumer calls the reader's questions and wake-ups. To the two of a shard its [`place`] is added.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Names {
    /// The tag of the question which shards there are; the number of the wire is added.
    pub list: u64,
    /// The tag of a read.
    pub read: u64,
    /// The wake-up to ask once more which shards there are; its number is that of the wire.
    pub list_again: u32,
    /// The wake-up to read on.
    pub read_again: u32,
}

/// How it reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Manner {
    /// Whether it reads at all.
    pub enabled: bool,
    /// Whether it begins with what comes after it.
    pub latest: bool,
    /// Whether records are pushed to it.
    pub pushed: bool,
    /// The rule that its notes name.
    pub rule: &'static str,
}

/// A shard of a wire as one number.
pub fn place(link: LinkId, shard: u32) -> u64 {
    u64::from(link.0) << 32 | u64::from(shard)
}

/// The wire and the shard of such a number.
pub fn of_place(number: u64) -> (LinkId, u32) {
    (LinkId((number >> 32) as u32 & 0xff_ffff), number as u32)
}

/// Where it is in a shard.
#[derive(Clone, Copy, Debug, Default)]
struct Position {
    /// The sequence number from which it reads on.
    next: u64,
    asked: Option<CallId>,
    resting: bool,
    /// The shard was closed, and is read to its end.
    ended: bool,
}

/// A reader of one stream.
#[derive(Clone, Debug)]
pub struct Reader {
    link: LinkId,
    names: Names,
    manner: Manner,
    positions: BTreeMap<u32, Position>,
    /// The shards as the stream last told them.
    known: Vec<Listed>,
    /// Shards that were read to their end and are worked off.
    finished: BTreeSet<u32>,
    asked: Option<CallId>,
    /// It has heard which shards there are.
    begun: bool,
}

impl Reader {
    /// A reader of the stream at the end of a wire.
    pub fn new(link: LinkId, names: Names, manner: Manner) -> Self {
        let (positions, finished) = Default::default();
        Self { link, names, manner, positions, known: Vec::new(), finished, asked: None, begun: false }
    }

    /// It reads in this manner from now on.
    pub fn follow(&mut self, cx: &mut Context, manner: Manner) {
        self.manner = manner;
        // A push that is waited for while nothing is to be read would be taken all the same.
        if !manner.enabled {
            for position in self.positions.values_mut() {
                if position.asked.is_some_and(|call| cx.withdraw(call)) {
                    position.asked = None;
                }
            }
        }
    }

    /// It reads no more.
    pub fn leave(&mut self, cx: &mut Context) {
        for call in self.positions.values_mut().filter_map(|position| position.asked.take()).chain(self.asked.take()) {
            cx.withdraw(call);
        }
    }

    /// The shards that it is at; asks for them the first time.
    pub fn shards(&mut self, cx: &mut Context) -> Vec<u32> {
        if !self.begun && self.asked.is_none() && self.manner.enabled {
            let tag = self.names.list | u64::from(self.link.0);
            self.asked = Some(cx.ask(Query::new(self.link, Ask::Shards).tag(tag).instant(true)));
        }
        self.positions.keys().copied().collect()
    }

    /// Reads a shard on, unless it may not yet; `room` is how many records there is room for.
    pub fn read(&mut self, cx: &mut Context, shard: u32, room: usize) {
        let Some(position) = self.positions.get_mut(&shard).filter(|_| self.manner.enabled && room > 0) else { return };
        if position.asked.is_some() || position.resting || position.ended {
            return;
        }
        let read = Read { shard, from: position.next, most: room as u32, pushed: self.manner.pushed };
        let query = Query::new(self.link, Ask::Read(read)).tag(self.names.read | place(self.link, shard));
        position.asked = Some(cx.ask(query));
    }

    /// Whether a shard is read to its end.
    pub fn ended(&self, shard: u32) -> bool {
        self.positions.get(&shard).is_some_and(|position| position.ended)
    }

    /// The stream has said which shards it has; the new ones.
    pub fn listed(&mut self, cx: &mut Context, call: CallId, answer: &Answer) -> Vec<u32> {
        if self.asked != Some(call) {
            return Vec::new();
        }
        self.asked = None;
        if let Answer::Done { body: Some(body), .. } = answer {
            self.known = shards::read(body);
            return self.begin(cx);
        }
        let text = "the stream does not say which shards it has: asked again in 1 s";
        cx.note(Reason::new(self.manner.rule, Kind::Failed, text).on(self.link));
        cx.wake_after(Class::Start, REST, Token::new(self.names.list_again, u64::from(self.link.0)));
        Vec::new()
    }

    /// A shard that is read to its end is worked off, too: those that it was split into may begin. The new ones.
    pub fn finish(&mut self, cx: &mut Context, shard: u32) -> Vec<u32> {
        self.positions.remove(&shard);
        self.finished.insert(shard);
        self.begin(cx)
    }

    /// Begins with shards whose parents are finished (KIN-11), the numbers of which are returned.
    fn begin(&mut self, cx: &mut Context) -> Vec<u32> {
        let new = self.find_new();
        for shard in &new {
            let reason = Reason::new(self.manner.rule, Kind::Changed, "begins to read shard {a}").on(self.link);
            cx.note(reason.a(i64::from(*shard)).because("StartingPosition"));
        }
        new
    }

    fn find_new(&mut self) -> Vec<u32> {
        // Of what was there before the consumer, LATEST reads nothing; of closed shards it only hears that they have ended.
        let skips = self.manner.latest && !self.begun;
        self.begun = true;
        let listed: BTreeSet<u32> = self.known.iter().map(|shard| shard.shard).collect();
        let mut new = Vec::new();
        for shard in &self.known {
            if self.finished.contains(&shard.shard) || self.positions.contains_key(&shard.shard) {
                continue;
            }
            // A parent that is listed no more has nothing left to read.
            let waits = |parent: &u32| listed.contains(parent) && !self.finished.contains(parent);
            if !skips && shard.parents.iter().any(waits) {
                continue;
            }
            let next = if skips { shard.next } else { 0 };
            self.positions.insert(shard.shard, Position { next, ..Position::default() });
            new.push(shard.shard);
        }
        new
    }

    /// The answer to a read: the records that came.
    pub fn answered(&mut self, cx: &mut Context, shard: u32, call: CallId, answer: Answer) -> Vec<Received> {
        let (link, manner) = (self.link, self.manner);
        let Some(position) = self.positions.get_mut(&shard).filter(|position| position.asked == Some(call)) else {
            return Vec::new();
        };
        position.asked = None;
        let note =
            |cx: &mut Context, rule, kind, text| cx.note(Reason::new(rule, kind, text).on(link).a(i64::from(shard)));
        let (records, rest) = match answer {
            Answer::Messages { batch, left } => {
                position.next = batch.last().map_or(position.next, |last| last.receipt.place + 1);
                let rest = if left > 0 { BUSY } else { BASE };
                (batch, if manner.pushed { Span::ZERO } else { rest })
            }
            Answer::Done { body, .. } => {
                note(
                    cx,
                    "KIN-11",
                    Kind::Changed,
                    "shard {a} was closed, and is read to its end: its children are next",
                );
                position.ended = true;
                self.known = body.as_ref().map(shards::read).unwrap_or_default();
                return Vec::new();
            }
            Answer::Failed { fault: Fault::NotFound, .. } => {
                // The stream has dropped it: it was closed, and its records are older than the retention.
                position.ended = true;
                return Vec::new();
            }
            Answer::Failed { fault: Fault::Throttled, .. } => {
                note(cx, manner.rule, Kind::Throttled, "a read of shard {a} was refused: read again in 1 s");
                (Vec::new(), REST)
            }
            Answer::Failed { .. } => {
                note(cx, manner.rule, Kind::Failed, "a read of shard {a} failed: read again in 1 s");
                (Vec::new(), REST)
            }
        };
        if rest > Span::ZERO {
            position.resting = true;
            cx.wake_after(Class::Start, rest, Token::new(self.names.read_again, place(link, shard)));
        }
        records
    }

    /// A shard may be read on.
    pub fn rested(&mut self, shard: u32) {
        if let Some(position) = self.positions.get_mut(&shard) {
            position.resting = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(latest: bool, known: Vec<Listed>) -> Reader {
        let names = Names { list: 0, read: 0, list_again: 0, read_again: 0 };
        let manner = Manner { enabled: true, latest, pushed: false, rule: "" };
        Reader { known, ..Reader::new(LinkId(0), names, manner) }
    }

    fn listed(shard: u32, parents: &[u32], closed: bool) -> Listed {
        Listed { shard, parents: parents.to_vec(), closed, oldest: 1, next: 50 }
    }

    #[test]
    fn kin_11_a_shard_is_read_after_its_parents_and_those_that_are_gone_hold_nobody_up() {
        let mut reader = reader(false, vec![listed(2, &[1], true), listed(3, &[2], false), listed(4, &[2], false)]);
        assert_eq!(reader.find_new(), [2], "shard 1 is no longer listed");
        assert_eq!(reader.find_new(), [0; 0], "shard 2 is not finished");
        reader.positions.remove(&2);
        reader.finished.insert(2);
        assert_eq!(reader.find_new(), [3, 4]);
    }

    #[test]
    fn kin_8_latest_begins_behind_what_is_there_and_reads_later_shards_whole() {
        let mut reader = reader(true, vec![listed(0, &[], true), listed(1, &[0], false)]);
        assert_eq!(reader.find_new(), [0, 1], "of the closed one nothing is left to read");
        assert_eq!([reader.positions[&0].next, reader.positions[&1].next], [50, 50]);
        reader.known.push(listed(2, &[], false));
        assert_eq!((reader.find_new(), reader.positions[&2].next), (vec![2], 0));
    }

    #[test]
    fn a_place_is_the_number_of_its_questions_also_beside_a_tag() {
        let at = (LinkId(77), 4_000_000_000);
        assert_eq!(of_place(place(at.0, at.1)), at);
        assert_eq!(of_place(8 << 56 | place(at.0, at.1)), at);
    }
}
