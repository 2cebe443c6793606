//! An event source mapping of a queue: how many polls and batches at once (LAM-21, 28, 43), and how batches fill (LAM-23).
//! What it does with the rest of the world is in `polling`.

use crate::sim::parts::TokenBucket;
use crate::sim::{CallId, MessageId, Received, Span, Time, WakeKey};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What one provisioned poller does in a second: polls, and bytes (LAM-29).
const POLLS: f64 = 10.0;
const BYTES: u64 = 1_000_000;
/// Its batches at once.
const BATCHES: u64 = 10;

/// How a mapping grows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pace {
    /// Concurrent batches at first, and at low traffic.
    pub first: u64,
    /// More each second while there is a backlog, in thousandths.
    pub more: u64,
    /// At most.
    pub most: u64,
    /// Whether it has provisioned pollers.
    pub provisioned: bool,
    /// Polls at once when nothing has come for a while.
    pub low: u64,
}

impl Pace {
    /// As AWS scales by itself, up to MaximumConcurrency if that is set (LAM-21, LAM-28).
    pub fn usual(maximum: Option<u64>) -> Self {
        Self { first: 5, more: 5_000, most: maximum.unwrap_or(1_250), provisioned: false, low: 5 }
    }

    /// With provisioned pollers: each has ten batches at once, and 1,000 are added in a minute (LAM-29).
    pub fn provisioned(least: u64, most: u64) -> Self {
        Self { first: least * BATCHES, more: 1_000_000 / 60, most: most.max(least) * BATCHES, provisioned: true, low: least * BATCHES }
    }
}

/// Never fewer because of errors (LAM-43).
const LEAST: u64 = 2;
/// Errors stop growth for so long.
const QUIET: Span = Span::seconds(10);
/// At most so often errors make it run fewer at once.
const SHRINK_EVERY: Span = Span::seconds(1);
/// Without a backlog for so long it goes back to its first size.
pub const CALM: Span = Span::seconds(60);
/// A batch is at most so large (LAM-23).
const LARGEST: u64 = 6 * 1_048_576;
/// Messages that were done late and are remembered, so that their repeat is recognised.
const REMEMBERED: usize = 10_000;

/// Messages for one invocation.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The messages.
    pub records: Vec<Received>,
    /// When the first of them becomes visible again.
    pub expires: Time,
}

/// A receive that waits for its answer.
#[derive(Clone, Copy, Debug)]
pub struct Poll {
    pub call: CallId,
    pub most: usize,
    pub asked: Time,
    /// Its ReceiveRequestAttemptId.
    pub attempt: u64,
}

/// A mapping at work.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// Concurrent batches that it allows itself, in thousandths.
    allowed: u64,
    pace: Pace,
    pub polls: Vec<Poll>,
    open: Vec<Received>,
    open_bytes: u64,
    open_expires: Time,
    pub window: Option<WakeKey>,
    pub ready: VecDeque<Batch>,
    pub running: u64,
    /// Throttled batches that wait for another attempt.
    pub stuck: u64,
    /// Messages received and neither done nor given up.
    pub in_hand: u64,
    pub growing: bool,
    pub calming: bool,
    /// It polls less, for nothing has come for a while; when something last came; and whether it looks again by itself.
    pub dozing: bool,
    pub seen: Time,
    pub dozes: bool,
    /// It rests after a poll that failed.
    pub resting: bool,
    /// Its provisioned pollers have polled as often as they may.
    pub pacing: bool,
    /// The polls that its provisioned pollers may make, and until when they are busy with what they got.
    calls: TokenBucket,
    carrying: Time,
    /// When it last had a backlog or ran more than it does at first.
    pub lively: Time,
    trouble: Option<Time>,
    shrunk: Option<Time>,
    /// The last ReceiveRequestAttemptId, and those of receives whose answers were lost (SQS-23).
    attempts: u64,
    lost: Vec<u64>,
}

impl Mapping {
    /// A mapping that begins to poll.
    pub fn new(now: Time, pace: Pace) -> Self {
        Self {
            allowed: pace.first * 1_000,
            pace,
            polls: Vec::new(),
            open: Vec::new(),
            open_bytes: 0,
            open_expires: now,
            window: None,
            ready: VecDeque::new(),
            running: 0,
            stuck: 0,
            in_hand: 0,
            growing: false,
            calming: false,
            dozing: false,
            seen: now,
            dozes: false,
            resting: false,
            pacing: false,
            calls: TokenBucket::new(POLLS, (pace.first / BATCHES) as f64, now),
            carrying: now,
            lively: now,
            trouble: None,
            shrunk: None,
            attempts: 0,
            lost: Vec::new(),
        }
    }

    /// How many batches it may have at once.
    pub fn allowed(&self, pace: Pace) -> u64 {
        let allowed = (self.allowed / 1_000).min(pace.most);
        if self.dozing { allowed.min(pace.low) } else { allowed }
    }

    /// How long until its provisioned pollers may poll once more; that poll is counted if it is now (LAM-29).
    pub fn wait_to_poll(&mut self, now: Time) -> Span {
        if !self.pace.provisioned {
            return Span::ZERO;
        }
        let pollers = self.pollers() as f64;
        self.calls.resize(POLLS * pollers, pollers, now);
        let wait = self.calls.wait(now, 1).unwrap_or_default().max(self.carrying.since(now));
        if wait == Span::ZERO {
            self.calls.take(now, 1);
        }
        wait
    }

    /// Its provisioned pollers have got so many bytes.
    pub fn carry(&mut self, now: Time, bytes: u64) {
        if self.pace.provisioned {
            self.carrying = self.carrying.max(now) + Span(bytes * 1_000_000 / (BYTES * self.pollers()));
        }
    }

    fn pollers(&self) -> u64 {
        self.allowed(self.pace).div_ceil(BATCHES).max(1)
    }

    /// It grows and rests by another pace from now on.
    pub fn follow(&mut self, pace: Pace) {
        if self.pace != pace {
            self.pace = pace;
            self.allowed = self.allowed.max(pace.first.min(pace.most) * 1_000);
        }
    }

    /// The ReceiveRequestAttemptId of the next receive: that of one whose answer was lost, or a new one.
    pub fn attempt(&mut self) -> u64 {
        self.lost.pop().unwrap_or_else(|| {
            self.attempts += 1;
            self.attempts
        })
    }

    /// The answer to a receive was lost: it is to be repeated.
    pub fn lost(&mut self, poll: Poll) {
        self.lost.push(poll.attempt);
    }

    /// Batches that take a place: running, throttled, or complete and waiting.
    pub fn busy(&self) -> u64 {
        self.running + self.stuck + self.ready.len() as u64
    }

    /// Messages in the batch that is filling.
    pub fn filling(&self) -> usize {
        self.open.len()
    }

    /// A batch failed or was throttled (LAM-43). True if fewer run at once from now on.
    pub fn trouble(&mut self, now: Time, back_off: bool) -> bool {
        if !back_off {
            return false;
        }
        self.trouble = Some(now);
        if self.shrunk.is_some_and(|at| now < at + SHRINK_EVERY) || self.allowed <= LEAST * 1_000 {
            return false;
        }
        self.shrunk = Some(now);
        self.allowed = (self.allowed * 9 / 10).max(LEAST * 1_000);
        true
    }

    /// A second has passed in which all places were taken, and messages wait (LAM-21). True if more run at once.
    pub fn grow(&mut self, now: Time, pace: Pace) -> bool {
        let most = pace.most * 1_000;
        if self.trouble.is_some_and(|at| now < at + QUIET) || self.allowed >= most {
            return false;
        }
        self.allowed = (self.allowed + pace.more).min(most);
        true
    }

    /// Low traffic: back to its first size. True if that changed it.
    pub fn calm(&mut self, pace: Pace) -> bool {
        let smaller = self.allowed > pace.first * 1_000;
        self.allowed = self.allowed.min(pace.first * 1_000);
        smaller
    }

    /// Takes a received message into the batch that is filling; the batch is complete at `size` messages, or before a
    /// message that would make it too large.
    pub fn collect(&mut self, message: Received, expires: Time, size: usize) {
        let bytes = message.body.bytes() + message.attributes.bytes();
        if !self.open.is_empty() && self.open_bytes + bytes > LARGEST {
            self.close();
        }
        if self.open.is_empty() {
            self.open_expires = expires;
        }
        self.open_bytes += bytes;
        self.open.push(message);
        self.in_hand += 1;
        if self.open.len() >= size {
            self.close();
        }
    }

    /// The batch that is filling is complete.
    pub fn close(&mut self) {
        if !self.open.is_empty() {
            let records = std::mem::take(&mut self.open);
            self.open_bytes = 0;
            self.ready.push_back(Batch { records, expires: self.open_expires });
        }
    }
}

/// Recognises work that is done twice.
#[derive(Clone, Debug, Default)]
pub struct Repeats {
    at_work: BTreeMap<u64, u32>,
    done_late: BTreeSet<u64>,
}

impl Repeats {
    /// Work on a message begins. True if it is being worked on already, or was done and came back all the same.
    pub fn begin(&mut self, message: MessageId) -> bool {
        let at_work = self.at_work.entry(message.serial).or_default();
        *at_work += 1;
        *at_work > 1 || self.done_late.contains(&message.serial)
    }

    /// It ends; `late` says that it was done, but only after the message had become visible again.
    pub fn end(&mut self, message: MessageId, late: bool) {
        if let Some(at_work) = self.at_work.get_mut(&message.serial) {
            *at_work -= 1;
            if *at_work == 0 {
                self.at_work.remove(&message.serial);
            }
        }
        if late {
            self.done_late.insert(message.serial);
            if self.done_late.len() > REMEMBERED {
                self.done_late.pop_first();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: Pace = Pace { first: 5, more: 5_000, most: 1_250, provisioned: false, low: 5 };

    #[test]
    fn lam_43_errors_shrink_it_by_a_tenth_at_most_once_a_second_never_below_two() {
        let mut m = Mapping::new(Time(0), USUAL);
        assert!(m.trouble(Time(0), true));
        assert!(!m.trouble(Time(999_999), true));
        assert_eq!(m.allowed(USUAL), 4, "4.5 places are 4 whole ones");
        let times = (1..60).filter(|s| m.trouble(Time(s * 1_000_000), true)).count();
        assert_eq!(times, 8, "5 · 0.9^9 < 2: nine times in all");
        assert_eq!(m.allowed(USUAL), 2);
    }

    #[test]
    fn lam_43_growth_resumes_after_ten_quiet_seconds() {
        let mut m = Mapping::new(Time(0), USUAL);
        m.trouble(Time(0), true);
        assert!(!m.grow(Time(9_999_999), USUAL));
        assert!(m.grow(Time(10_000_000), USUAL));
        assert_eq!(m.allowed(USUAL), 9);
    }

    #[test]
    fn lam_43_can_be_switched_off() {
        let mut m = Mapping::new(Time(0), USUAL);
        assert!(!m.trouble(Time(0), false));
        assert!(m.grow(Time(1), USUAL));
        assert_eq!(m.allowed(USUAL), 10);
    }

    #[test]
    fn lam_21_five_more_a_second_up_to_1250_or_the_maximum() {
        let mut m = Mapping::new(Time(0), USUAL);
        let seconds = (1..).take_while(|s| m.grow(Time(s * 1_000_000), USUAL)).count();
        assert_eq!((m.allowed(USUAL), seconds), (1_250, 249));
        assert_eq!(m.allowed(Pace::usual(Some(20))), 20);
    }

    #[test]
    fn lam_29_provisioned_pollers_begin_with_ten_batches_each_and_add_a_thousand_a_minute() {
        let pace = Pace::provisioned(2, 200);
        let mut m = Mapping::new(Time(0), pace);
        assert_eq!(m.allowed(pace), 20);
        let grown: Vec<u64> = (1..=60).map(|s| { m.grow(Time(s * 1_000_000), pace); m.allowed(pace) }).collect();
        assert!((1_018..=1_020).contains(&grown[59]), "{}", grown[59]);
        let seconds = (61..).take_while(|s| m.grow(Time(s * 1_000_000), pace)).count();
        assert_eq!(m.allowed(pace), 2_000, "after {seconds} more seconds");
        assert!(m.calm(pace));
        assert_eq!(m.allowed(pace), 20);
    }
}
