//! What a table does with one call: check, charge the capacity, then read or write.

use super::capacity::{Capacity, Mode, READS, Throttle, WRITES};
use super::fields::*;
use super::items::{Items, Record, Version, place};
use super::*;
use crate::sim::parts::Rate;
use crate::sim::{
    Answer, Ask, Behaviour, Body, Call, Context, Delay, Fault, ItemAsk, ItemOp, Kind, LinkId, MessageId, MetricId, Notice,
    Reading, Reason, Span, Status, Time, Tone, View,
};
use std::collections::{BTreeSet, VecDeque};

/// The largest item, in bytes (8.1).
const LARGEST: u64 = 400 * 1024;
/// No read lags longer than this (DDB-11).
const LONGEST_LAG: Span = Span::millis(500);
/// What an item takes up that is nothing but a number to take from, in bytes.
const STOCK_ITEM: u32 = 100;

/// A table.
#[derive(Clone, Default)]
pub struct Table {
    items: Items,
    count: u64,
    /// Deleted items, until no read can see them any more.
    graves: VecDeque<(Time, u64)>,
    sides: Option<Sides>,
    consistent: BTreeSet<LinkId>,
    stock: u64,
    errors: f64,
    lag: Span,
    read_time: Option<Delay>,
    write_time: Option<Delay>,
    reads: Rate,
    writes: Rate,
    throttled: Rate,
    last_throttle: Option<Throttle>,
}

#[derive(Clone)]
struct Sides {
    on_demand: bool,
    read: Capacity,
    write: Capacity,
}

impl Sides {
    fn spread(&mut self, now: Time) {
        let partitions = self.read.partitions_needed().max(self.write.partitions_needed());
        self.read.spread(partitions, now);
        self.write.spread(partitions, now);
    }
}

/// One call as it is worked on.
struct Job {
    call: Call,
    op: ItemOp,
    place: u64,
    about: Option<MessageId>,
    after: Span,
}

impl Job {
    fn reason(&self, rule: &'static str, kind: Kind, text: &'static str) -> Reason {
        Reason::new(rule, kind, text).maybe_about(self.about).on(self.call.link)
    }

    fn fail(&self, cx: &mut Context, fault: Fault, status: u16, code: &'static str) {
        cx.answer(self.call.id, Answer::failed(fault, status, code), self.after);
    }

    fn done(&self, cx: &mut Context, body: Option<Body>) {
        cx.gauge(LATENCY, self.after.as_millis());
        cx.answer(self.call.id, Answer::Done { status: 200, body, made: None }, self.after);
    }
}

impl Table {
    /// The item at a place, as an up-to-date read sees it.
    fn current(&self, place: u64) -> Option<Version> {
        self.items.get(place).and_then(|record| record.now)
    }

    fn write(&mut self, place: u64, version: Option<Version>, now: Time) {
        let before = self.current(place);
        match (before.is_some(), version.is_some()) {
            (false, true) => self.count += 1,
            (true, false) => self.count -= 1,
            _ => {}
        }
        self.items.put(place, Record { now: version, before, written: now });
        if version.is_none() {
            self.graves.push_back((now, place));
        }
    }

    /// Forgets items whose deletion every read sees by now.
    fn tidy(&mut self, now: Time) {
        while let Some((at, place)) = self.graves.front().copied().filter(|(at, _)| now.since(*at) > LONGEST_LAG) {
            self.graves.pop_front();
            if self.items.get(place).is_some_and(|r| r.now.is_none() && r.written == at) {
                self.items.remove(place);
            }
        }
    }

    /// Uses up capacity, or refuses the call. `halves` of a unit.
    fn charge(&mut self, cx: &mut Context, job: &Job, reads: bool, halves: u64) -> bool {
        let now = cx.now();
        let Some(sides) = &mut self.sides else { return false };
        let on_demand = sides.on_demand;
        let side = if reads { &mut sides.read } else { &mut sides.write };
        let (metric, billed, events): (MetricId, MetricId, MetricId) =
            if reads { (READ, BILLED_READ, READ_THROTTLES) } else { (WRITTEN, BILLED_WRITE, WRITE_THROTTLES) };
        let Err((throttle, isolated)) = side.take(job.place, halves, now) else {
            cx.gauge(metric, halves as f64 / 2.0);
            if on_demand {
                cx.gauge(billed, halves as f64 / 2.0);
            }
            let rate = if reads { &mut self.reads } else { &mut self.writes };
            rate.add(now, 1);
            return true;
        };
        self.throttled.add(now, 1);
        self.last_throttle = Some(throttle);
        cx.count(events, 1);
        cx.count(THROTTLED, 1);
        let (rule, text, setting, code) = refusal(throttle, reads);
        cx.note(job.reason(rule, Kind::Throttled, text).because(setting));
        if isolated {
            let text = "a hot key gets a partition of its own after five minutes of heat";
            cx.note(Reason::new("DDB-5", Kind::Scaled, text));
        }
        job.fail(cx, Fault::Throttled, 400, code);
        false
    }

    fn read(&mut self, cx: &mut Context, job: &Job) {
        let consistent = self.consistent.contains(&job.call.link);
        let now = cx.now();
        let record = self.items.get(job.place).copied();
        let lag = if consistent { Span::ZERO } else { self.draw_lag(cx) };
        let missed = record.filter(|r| lag > Span::ZERO && now.since(r.written) < lag);
        let seen = match (missed, record) {
            (Some(record), _) => record.before,
            (None, record) => record.and_then(|r| r.now),
        };
        let units = u64::from(seen.map_or(1, |v| v.size)).div_ceil(4096).max(1);
        let halves = if consistent { units * 2 } else { units };
        if !self.charge(cx, job, true, halves) {
            return;
        }
        if let Some(record) = missed {
            let text = "the read missed a write of {a:t} ago: it was not consistent";
            let ago = now.since(record.written).0 as i64;
            cx.note(job.reason("DDB-11", Kind::State, text).because("ConsistentRead").a(ago));
        }
        let text = match (consistent, seen.is_some()) {
            (true, true) => "read consistently, for {a} read units",
            (true, false) => "read consistently, for {a} read units: there is no such item",
            (false, true) => "read for half of {a} read units",
            (false, false) => "read for half of {a} read units: there is no such item",
        };
        cx.note(job.reason("DDB-1", Kind::Answered, text).a(units as i64));
        let body = match seen {
            None => "{}".to_owned(),
            Some(Version { stock: Some(stock), .. }) => format!("{{\"Item\":{{\"stock\":{stock}}}}}"),
            Some(Version { size, .. }) => format!("{{\"Item\":{{\"size\":{size}}}}}"),
        };
        job.done(cx, Some(Body::new(body)));
    }

    fn draw_lag(&self, cx: &mut Context) -> Span {
        if self.lag == Span::ZERO {
            return Span::ZERO;
        }
        Delay::Exponential(self.lag).draw(cx.stream()).min(LONGEST_LAG)
    }

    fn change(&mut self, cx: &mut Context, job: &Job, size: u32, quantity: u64) {
        let old = self.current(job.place);
        let stock = old.and_then(|v| v.stock);
        // (what is there afterwards, or why not; the rule's word for the note)
        let (new, text, left) = match job.op {
            ItemOp::Put => (Ok(Some(Version { size, stock: None })), "written for {a} write units", 0),
            ItemOp::PutNew if old.is_some() => (Err("there is an item with this key already"), "", 0),
            ItemOp::PutNew => (Ok(Some(Version { size, stock: None })), "written as new for {a} write units", 0),
            ItemOp::Delete => (Ok(None), "deleted for {a} write units", 0),
            ItemOp::Take => {
                let left = stock.unwrap_or(if old.is_some() { 0 } else { self.stock });
                let size = old.map_or(STOCK_ITEM, |v| v.size);
                match left.checked_sub(quantity) {
                    None => (Err("not enough is left"), "", left),
                    Some(left) => (Ok(Some(Version { size, stock: Some(left) })), "taken: {b} are left", left),
                }
            }
            ItemOp::Update | ItemOp::Get => {
                let size = size.max(old.map_or(0, |v| v.size));
                (Ok(Some(Version { size, stock })), "updated for {a} write units", 0)
            }
        };
        let after = new.as_ref().ok().and_then(|v| v.as_ref()).map_or(0, |v| v.size);
        let units = u64::from(old.map_or(0, |v| v.size).max(after)).div_ceil(1024).max(1);
        if !self.charge(cx, job, false, units * 2) {
            return;
        }
        match new {
            Ok(version) => {
                if old.is_some() || version.is_some() {
                    self.write(job.place, version, cx.now());
                }
                cx.note(job.reason("DDB-2", Kind::Answered, text).a(units as i64).b(left as i64));
                job.done(cx, None);
            }
            Err(why) => {
                cx.count(CONDITION_FAILED, 1);
                let text = "the condition failed: {word}; it cost {a} write units all the same";
                cx.note(job.reason("DDB-10", Kind::Skipped, text).word(why).a(units as i64).b(left as i64));
                job.fail(cx, Fault::ConditionFailed, 400, "ConditionalCheckFailedException");
            }
        }
    }
}

fn refusal(throttle: Throttle, reads: bool) -> (&'static str, &'static str, &'static str, &'static str) {
    const PROVISIONED: &str = "ProvisionedThroughputExceededException";
    match (throttle, reads) {
        (Throttle::Partition, true) => {
            ("DDB-4", "throttled: the key's partition has no read units left", "", PROVISIONED)
        }
        (Throttle::Partition, false) => {
            ("DDB-4", "throttled: the key's partition has no write units left", "", PROVISIONED)
        }
        (Throttle::Provisioned, true) => {
            ("DDB-3", "throttled: no read units left, stored ones included", "ReadCapacityUnits", PROVISIONED)
        }
        (Throttle::Provisioned, false) => {
            ("DDB-3", "throttled: no write units left, stored ones included", "WriteCapacityUnits", PROVISIONED)
        }
        (Throttle::OnDemand, true) => (
            "DDB-6",
            "throttled: more reads than the table takes on demand",
            "MaxReadRequestUnits",
            "ThrottlingException",
        ),
        (Throttle::OnDemand, false) => (
            "DDB-6",
            "throttled: more writes than the table takes on demand",
            "MaxWriteRequestUnits",
            "ThrottlingException",
        ),
    }
}

impl Behaviour for Table {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let (config, now) = (cx.config(), cx.now());
        let on_demand = BILLING_MODE.of(&config) == "PAY_PER_REQUEST";
        let mode = |units: i64, cap: Option<i64>| {
            if on_demand { Mode::OnDemand(cap.map(|c| c as f64)) } else { Mode::Provisioned(units as f64) }
        };
        let read = mode(READ_UNITS.of(&config), MAX_READ.of(&config));
        let write = mode(WRITE_UNITS.of(&config), MAX_WRITE.of(&config));
        let sides = self.sides.get_or_insert_with(|| Sides {
            on_demand,
            read: Capacity::new(READS, read, now),
            write: Capacity::new(WRITES, write, now),
        });
        sides.on_demand = on_demand;
        sides.read.configure(read, now);
        sides.write.configure(write, now);
        sides.spread(now);
        for (metric, mode) in [(PROVISIONED_READ, read), (PROVISIONED_WRITE, write)] {
            let units = if let Mode::Provisioned(units) = mode { units } else { 0.0 };
            cx.gauge(metric, units);
        }
        let wires = cx.links(ITEMS).into_iter();
        self.consistent = wires.filter(|link| CONSISTENT_READ.of(&cx.link_config(*link))).collect();
        self.stock = INITIAL_STOCK.of(&config) as u64;
        self.errors = ERRORS.of(&config) / 100.0;
        self.lag = LAG.of(&config);
        self.read_time = Some(Delay::spread(READ_P50.of(&config), READ_P99.of(&config)));
        self.write_time = Some(Delay::spread(WRITE_P50.of(&config), WRITE_P99.of(&config)));
    }

    fn ask(&mut self, cx: &mut Context, mut call: Call) {
        let asked = std::mem::replace(&mut call.ask, Ask::Delete(Vec::new().into()));
        let Ask::Item(item) = asked else {
            cx.answer(call.id, Answer::failed(Fault::Client, 400, "ValidationException"), Span::ZERO);
            return;
        };
        let ItemAsk { op, key, body, quantity, about } = *item;
        self.tidy(cx.now());
        let reads = op == ItemOp::Get;
        let time = if reads { self.read_time } else { self.write_time };
        let after = time.map_or(Span::ZERO, |delay| delay.draw(cx.stream()));
        let job = Job { call, op, place: place(&key), about, after };
        if key.is_empty() {
            let text = "refused: the body has no such key";
            cx.note(job.reason("DDB-10", Kind::Failed, text).because("Key"));
            job.fail(cx, Fault::Client, 400, "ValidationException");
        } else if body.bytes() > LARGEST && !reads {
            let text = "refused: an item has at most 400 KB, and this one has {a} bytes";
            cx.note(job.reason("DDB-2", Kind::Failed, text).a(body.bytes() as i64));
            job.fail(cx, Fault::Client, 400, "ValidationException");
        } else if cx.stream().chance(self.errors) {
            cx.count(SYSTEM_ERRORS, 1);
            cx.note(job.reason("", Kind::Failed, "the table failed by itself").because("ErrorPercent"));
            job.fail(cx, Fault::Unavailable, 500, "InternalServerError");
        } else if reads {
            self.read(cx, &job);
        } else {
            self.change(cx, &job, body.bytes().max(1) as u32, quantity);
        }
    }

    fn sample(&mut self, cx: &mut Context) {
        let now = cx.now();
        if let Some(sides) = &mut self.sides {
            sides.read.minute(now);
            sides.write.minute(now);
            sides.spread(now);
        }
    }

    fn status(&self, view: &View) -> Status {
        let (reads, writes) = (self.reads.per_second(view.now), self.writes.per_second(view.now));
        let throttled = self.throttled.per_second(view.now);
        let reading = if writes == 0.0 && reads > 0.0 { (reads, "reads/s") } else { (writes, "writes/s") };
        let mode = if BILLING_MODE.of(view.config) == "PAY_PER_REQUEST" {
            "on demand".to_owned()
        } else {
            format!("{} WCU, {} RCU", WRITE_UNITS.of(view.config), READ_UNITS.of(view.config))
        };
        let busy = throttled > 0.0;
        let small = match (busy, self.count) {
            (true, _) => format!("{mode}, {throttled:.0}/s throttled"),
            (false, 0) => mode,
            (false, 1) => format!("{mode}, 1 item"),
            (false, n) => format!("{mode}, {n} items"),
        };
        Status {
            reading: Reading::Number(reading.0, reading.1),
            small,
            tone: if busy { Tone::Warning } else { Tone::Plain },
            trend: reading.0,
            notice: self.last_throttle.filter(|_| busy).map(|throttle| notice(throttle, throttled)),
        }
    }
}

fn notice(throttle: Throttle, throttled: f64) -> Notice {
    let (text, rule) = match throttle {
        Throttle::Provisioned => (
            "The table uses more units than are provisioned, and what it had stored is spent. Callers get 400 and try again.",
            "DDB-3",
        ),
        Throttle::OnDemand => (
            "More than the on-demand table takes at the moment, or than its cap. Callers get 400 and try again.",
            "DDB-6",
        ),
        Throttle::Partition => (
            "One partition has reached its limit of 1,000 writes or 3,000 reads a second: a key, or a few, get most of the calls.",
            "DDB-4",
        ),
    };
    Notice { title: format!("Throttling {throttled:.0}/s."), text: text.into(), rule }
}
