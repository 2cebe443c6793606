//! What a bus does: take entries, make events of them, offer each to every rule.

use super::entry::{Entry, Put, Refused, Sender, whole};
use super::loops::{Families, SUSPECT};
use super::resending::Again;
use super::*;
use crate::common::buses::{FILTER_ARNS, PARTNER, is_listed};
use crate::sim::parts::Rate;
use crate::sim::{
    Answer, Ask, Attributes, Behaviour, Body, Call, CallId, Context, Delay, Fate, Fault, Held, Kind, LinkId, MessageId,
    Notice, Parcel, Place, Query, Reading, Reason, Span, Status, Time, Token, Tone, View,
};
use std::collections::BTreeMap;

/// One billed unit of an event, in bytes.
const BILLED_BYTES: u64 = 65_536;

/// What a rule answers to an event that it matches.
const MATCHED_IT: u16 = 200;

/// An event that rules are looking at.
#[derive(Clone, Copy, Debug)]
struct Offered {
    message: MessageId,
    open: u32,
    asked: u32,
    matched: u32,
}

/// The three kinds of buses (3.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Sort {
    #[default]
    Default,
    Custom,
    Partner,
}

/// The PutEvents requests a second of all buses, and its usual rate and burst (EB-4).
const PUTS: &str = "put-events";
const USUAL_PUTS: (f64, f64) = (10_000.0, 10_000.0);

/// An event bus.
#[derive(Clone, Default)]
pub struct Bus {
    sort: Sort,
    latency: Option<Delay>,
    senders: BTreeMap<LinkId, Sender>,
    rules: Vec<LinkId>,
    archives: Vec<LinkId>,
    offered: BTreeMap<u64, Offered>,
    numbered: u64,
    families: Families,
    looping: Option<Time>,
    arrivals: Rate,
    unmatched: Rate,
    throttled: Rate,
    refused: Rate,
    turned_away: Rate,
    /// The share of entries that fail by a fault of the bus.
    faults: f64,
    /// Entries that their senders put again.
    pub(super) again: BTreeMap<u64, Again>,
}

impl Bus {
    /// PutEvents.
    fn put(&mut self, cx: &mut Context, call: &Call, parcel: Parcel) -> Answer {
        let reason = |rule, kind, text| Reason::new(rule, kind, text).maybe_about(parcel.about).on(call.link);
        if !self.has_quota(cx) {
            cx.note(
                reason("EB-4", Kind::Throttled, "PutEvents throttled: more requests than the quota")
                    .because("PutEventsRate"),
            );
            return Answer::failed(Fault::Throttled, 400, "ThrottlingException");
        }
        cx.gauge(REQUEST_SIZE, parcel.body.bytes() as f64);
        let put = match self.senders.get(&call.link) {
            Some(sender) => sender.put(&parcel.body, &parcel.attributes),
            None => Put::One(Err(Refused::Incomplete)),
        };
        match put {
            Put::Refused(why) => {
                self.refuse(cx, &reason, why);
                cx.count(FAILURES, 1);
                Answer::failed(Fault::Client, 400, why.code())
            }
            Put::One(entry) => self.put_entries(cx, &reason, vec![entry], &parcel, call.link),
            Put::Several(entries) => {
                let (all, failed) = (entries.len(), entries.iter().filter(|entry| entry.is_err()).count());
                let text = "PutEvents with {a} entries answers 200: FailedEntryCount is {b}";
                let kind = if failed > 0 { Kind::Failed } else { Kind::Answered };
                cx.note(reason("EB-1", kind, text).a(all as i64).b(failed as i64));
                self.put_entries(cx, &reason, entries, &parcel, call.link)
            }
        }
    }

    /// The entries of a request: each succeeds or fails by itself, and the answer tells of each in order (EB-1).
    fn put_entries(
        &mut self,
        cx: &mut Context,
        reason: &impl Fn(&'static str, Kind, &'static str) -> Reason,
        entries: Vec<Result<Entry, Refused>>,
        parcel: &Parcel,
        over: LinkId,
    ) -> Answer {
        cx.count(SUCCESSES, 1);
        let (mut first, mut failed, mut told) = (None, 0, Vec::with_capacity(entries.len()));
        let name = cx.name();
        let names = [&*name, if self.sort == Sort::Default { "default" } else { "" }];
        for (at, entry) in entries.into_iter().enumerate() {
            let entry = entry.and_then(|entry| if entry.is_for(&names) { Ok(entry) } else { Err(Refused::OtherBus) });
            let entry = match entry {
                Ok(entry) if self.has_fault(cx) => {
                    self.put_again(cx, Again { entry, over, cause: parcel.cause(at), tries: 0 });
                    Err(Refused::Internal)
                }
                other => other,
            };
            told.push(match entry {
                Ok(entry) => {
                    let (made, id) = self.accept(cx, entry, parcel.cause(at));
                    first.get_or_insert(made);
                    format!("{{\"EventId\":\"{id}\"}}")
                }
                Err(why) => {
                    failed += 1;
                    self.refuse(cx, reason, why);
                    format!("{{\"ErrorCode\":\"{}\",\"ErrorMessage\":\"{}\"}}", why.code(), why.message())
                }
            });
        }
        let body = Body::new(format!("{{\"FailedEntryCount\":{failed},\"Entries\":[{}]}}", told.join(",")));
        Answer::Done { status: 200, body: Some(body), made: first }
    }

    /// Whether an entry fails by a fault of the bus.
    pub(super) fn has_fault(&self, cx: &mut Context) -> bool {
        cx.stream().chance(self.faults)
    }

    /// One more call of PutEvents; false if it is throttled (EB-4).
    pub(super) fn has_quota(&mut self, cx: &mut Context) -> bool {
        cx.count(CALLS, 1);
        let now = cx.now();
        let passes = cx.bucket(PUTS, USUAL_PUTS).take(now, 1);
        if !passes {
            cx.count(THROTTLED, 1);
            self.throttled.add(now, 1);
        }
        passes
    }

    /// An entry becomes an event.
    pub(super) fn accept(&mut self, cx: &mut Context, entry: Entry, parent: Option<MessageId>) -> (MessageId, String) {
        cx.count(ENTRIES, 1);
        cx.count(UNITS, entry.size.div_ceil(BILLED_BYTES).max(1));
        let now = cx.now();
        let (event, id) = entry.event(now, cx.stream());
        (self.offer(cx, event, parent, None), id)
    }

    /// A request that fails as a whole (EB-2), or an entry that fails although the call answers 200 (EB-1).
    fn refuse(
        &mut self,
        cx: &mut Context,
        reason: &impl Fn(&'static str, Kind, &'static str) -> Reason,
        why: Refused,
    ) {
        self.refused.add(cx.now(), 1);
        let (rule, text, setting) = match why {
            Refused::TooLarge(_) => ("EB-2", "PutEvents refused: {a} bytes in all are more than 1 MB", ""),
            Refused::Time => (
                "EB-1",
                "PutEvents refused: a Time is neither an instant such as 2026-01-01T00:00:00Z nor seconds since 1970",
                "",
            ),
            Refused::Count(_) => ("EB-1", "PutEvents refused: a call takes 1 to 10 entries, and this one has {a}", ""),
            Refused::Reserved => (
                "EB-3",
                "the entry failed (FailedEntryCount, though the call answers 200): only AWS may use sources that begin with aws.",
                "Source",
            ),
            Refused::Incomplete => (
                "EB-1",
                "the entry failed (FailedEntryCount, though the call answers 200): it has no Source or no DetailType",
                "Source",
            ),
            Refused::OtherBus => (
                "EB-1",
                "the entry failed (FailedEntryCount, though the call answers 200): its EventBusName is another bus",
                "",
            ),
            Refused::Internal => (
                "EB-1",
                "the entry failed (FailedEntryCount, though the call answers 200): a fault of the bus",
                "EntryErrorPercent",
            ),
            Refused::MalformedDetail => (
                "EB-3",
                "the entry failed (FailedEntryCount, though the call answers 200): the detail is no JSON object",
                "",
            ),
        };
        let reason = reason(rule, Kind::Failed, text).because(setting);
        match why {
            Refused::TooLarge(size) => cx.note(reason.a(size as i64)),
            Refused::Count(count) => cx.note(reason.a(count as i64)),
            Refused::Time => cx.note(reason),
            _ => {
                cx.count(ENTRIES, 1);
                cx.count(FAILED_ENTRIES, 1);
                cx.note(reason);
            }
        }
    }

    /// Why this bus does not take what comes over a wire of this role, if it does not (EB-7).
    fn turns_away(&self, role: &str) -> Option<&'static str> {
        match self.sort {
            _ if role == ARCHIVE.key => None,
            Sort::Partner if role == PARTNER_EVENT.key => None,
            Sort::Partner => Some("refused: a partner bus takes the events of its partner only"),
            _ if role == PARTNER_EVENT.key => Some("refused: a partner's events go to a partner bus only"),
            Sort::Custom if role == SERVICE_EVENT.key => Some("refused: events of AWS services go to the default bus only"),
            Sort::Default | Sort::Custom => None,
        }
    }

    /// An AWS service or a partner reports an event, or a rule of another bus forwards one; it stays as it is (EB-7).
    fn take_whole(&mut self, cx: &mut Context, call: &Call, parcel: Parcel) -> Answer {
        let Some(event) = whole(&parcel.body, cx.stream()) else {
            let reason = Reason::new("EB-3", Kind::Failed, "refused: what comes over this wire must be a whole event");
            cx.note(reason.maybe_about(parcel.about).on(call.link));
            return Answer::failed(Fault::Client, 400, "MalformedDetail");
        };
        if cx.link(call.link).role == PARTNER_EVENT.key {
            if !event.field("source").is_some_and(|source| source.starts_with(PARTNER)) {
                let reason = Reason::new("EB-7", Kind::Failed, "refused: a partner's source begins with aws.partner/");
                cx.note(reason.on(call.link));
                return Answer::failed(Fault::Client, 400, "NotAuthorizedForSourceException");
            }
            cx.count(UNITS, event.bytes().div_ceil(BILLED_BYTES).max(1));
        }
        let only = parcel.attributes.map().get(FILTER_ARNS).map(|list| list.string_value.as_str());
        let made = self.offer(cx, event, parcel.about, only);
        Answer::Done { status: 200, body: None, made: Some(made) }
    }

    /// Asks every rule whether it matches; of a replay only those that it is for (EB-45).
    fn offer(&mut self, cx: &mut Context, event: Body, parent: Option<MessageId>, only: Option<&str>) -> MessageId {
        let now = cx.now();
        self.arrivals.add(now, 1);
        let message = cx.create(parent, event.clone(), Attributes::NONE, Place::InFlight);
        let meant = |link: &&LinkId| only.is_none_or(|list| is_listed(list, &cx.peer_name(**link)));
        let rules: Vec<LinkId> = self.rules.iter().filter(meant).copied().collect();
        let asked = rules.len() as u32;
        cx.note(
            Reason::new("EB-1", Kind::Created, "accepted; offered to {a} rules").about(message).a(i64::from(asked)),
        );
        let root = cx.message(message).map(|m| m.root).filter(|root| *root != message.serial);
        if root.map(|root| self.families.count(root)) == Some(SUSPECT) {
            self.looping = Some(now);
            let reason =
                Reason::new("EB-17", Kind::Changed, "event number {a} of one family: rules set each other off");
            cx.note(reason.about(message).a(i64::from(SUSPECT)));
        }
        self.numbered += 1;
        let offered = Offered { message, open: asked, asked, matched: 0 };
        self.offered.insert(self.numbered, offered);
        for link in rules {
            let parcel = Parcel::new(event.clone(), Some(message));
            cx.ask(Query::new(link, Ask::Deliver(parcel)).tag(self.numbered).instant(true));
        }
        // What is replayed is not kept again (EB-45).
        if event.json().is_none_or(|event| event.get("replay-name").is_none()) {
            for link in &self.archives {
                let parcel = Parcel::new(event.clone(), Some(message));
                cx.ask(Query::new(*link, Ask::Deliver(parcel)).unanswered());
            }
        }
        if asked == 0 {
            self.finish(cx, self.numbered);
        }
        message
    }

    fn finish(&mut self, cx: &mut Context, n: u64) {
        let Some(Offered { message, asked, matched, .. }) = self.offered.remove(&n) else { return };
        let (a, b) = (i64::from(matched), i64::from(asked));
        if matched > 0 {
            cx.count(MATCHED, 1);
            cx.note(Reason::new("EB-8", Kind::Delivered, "matched by {a} of {b} rules").about(message).a(a).b(b));
            cx.settle(message, Fate::Delivered);
        } else {
            cx.count(UNMATCHED, 1);
            self.unmatched.add(cx.now(), 1);
            cx.note(
                Reason::new("EB-5", Kind::Filtered, "none of {b} rules matches: dropped, and nobody is told")
                    .about(message)
                    .b(b),
            );
            cx.settle(message, Fate::Filtered);
        }
    }

    fn notice(&self, now: Time) -> Option<(Tone, Notice)> {
        let say = |tone, title: String, text: &str, rule| Some((tone, Notice { title, text: text.to_owned(), rule }));
        let (throttled, refused) = (self.throttled.per_second(now), self.refused.per_second(now));
        let (arriving, unmatched) = (self.arrivals.per_second(now), self.unmatched.per_second(now));
        if throttled > 0.0 {
            let text = "More PutEvents requests come than PutEventsRate allows. Senders must try again later.";
            return say(Tone::Warning, format!("Throttling {throttled:.0}/s."), text, "EB-4");
        }
        if self.turned_away.per_second(now) > 0.0 {
            let text = "A bus of this type does not take what comes over one of its wires. The problems say which.";
            return say(Tone::Bad, "Turning events away.".into(), text, "EB-7");
        }
        if refused > 0.0 {
            let text =
                "The call answers 200 all the same: a sender that does not look at FailedEntryCount loses the event.";
            return say(Tone::Bad, format!("Refusing {refused:.0} entries/s."), text, "EB-1");
        }
        if self.looping.is_some_and(|at| now.since(at) < Span::minutes(5)) {
            let text = "A hundred events have come from one. A target seems to put events that its own rule matches; AWS does not stop that.";
            return say(Tone::Warning, "Events go round in a circle.".into(), text, "EB-17");
        }
        if unmatched > 0.0 && unmatched >= arriving {
            let text =
                "Events that no rule matches are dropped silently, and billed. Compare the patterns with an event.";
            return say(Tone::Warning, "No rule matches.".into(), text, "EB-5");
        }
        None
    }
}

impl Behaviour for Bus {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let config = cx.config();
        self.sort = match BUS_TYPE.of(&config) {
            "custom" => Sort::Custom,
            "partner" => Sort::Partner,
            _ => Sort::Default,
        };
        let rate = PUT_EVENTS_RATE.of(&config) as f64;
        cx.size_bucket(PUTS, Some((rate, rate)));
        self.latency = Some(Delay::spread(LATENCY_P50.of(&config), LATENCY_P99.of(&config)));
        self.faults = ENTRY_FAULTS.of(&config) / 100.0;
        let puts = |link: &LinkId| cx.link(*link).role == PUT_EVENTS.key;
        let senders = cx.links(EVENTS).into_iter().filter(puts);
        self.senders = senders.map(|link| (link, Sender::read(&cx.link_config(link)))).collect();
        self.rules = cx.links(RULES);
        self.archives = cx.links(ARCHIVES);
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let latency = self.latency.unwrap_or(Delay::NONE).draw(cx.stream());
        let Ask::Deliver(parcel) = call.ask.clone() else {
            return cx.answer(call.id, Answer::failed(Fault::Client, 400, "InvalidAction"), latency);
        };
        if let Some(text) = self.turns_away(cx.link(call.link).role) {
            self.turned_away.add(cx.now(), 1);
            let reason = Reason::new("EB-7", Kind::Failed, text).maybe_about(parcel.about).on(call.link);
            cx.note(reason.because("BusType"));
            return cx.answer(call.id, Answer::failed(Fault::Client, 400, "InvalidOperation"), latency);
        }
        let answer = if cx.link(call.link).role == PUT_EVENTS.key {
            cx.gauge(CALL_LATENCY, latency.as_millis());
            self.put(cx, &call, parcel)
        } else {
            self.take_whole(cx, &call, parcel)
        };
        cx.answer(call.id, answer, latency);
    }

    fn answered(&mut self, cx: &mut Context, _call: CallId, n: u64, answer: Answer) {
        let Some(offered) = self.offered.get_mut(&n) else { return };
        offered.open -= 1;
        offered.matched += u32::from(matches!(answer, Answer::Done { status: MATCHED_IT, .. }));
        if offered.open == 0 {
            self.finish(cx, n);
        }
    }

    fn awaits(&self, _token: Token) -> Option<&'static str> {
        Some("a sender puts a failed entry again")
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        self.resend(cx, token.n);
    }

    fn status(&self, view: &View) -> Status {
        let rate = self.arrivals.per_second(view.now);
        let unmatched = view.metrics()[UNMATCHED.0 as usize].total().sum;
        let rules = self.rules.len();
        let mut small = format!("{rules} rule{}", if rules == 1 { "" } else { "s" });
        if unmatched > 0.0 {
            small.push_str(&format!(", {unmatched:.0} matched none"));
        }
        let (tone, notice) = match self.notice(view.now) {
            Some((tone, notice)) => (tone, Some(notice)),
            None => (Tone::Plain, None),
        };
        Status { reading: Reading::Number(rate, "/s"), small, tone, trend: rate, notice }
    }

    fn holds(&self, into: &mut Vec<MessageId>) {
        into.extend(self.offered.values().map(|o| o.message));
    }

    fn contents(&self, _view: &View, most: usize) -> Vec<Held> {
        let held = |o: &Offered| Held {
            message: o.message,
            doing: "offered to the rules",
            next: Some(Span::ZERO),
            tries: 0,
            link: None,
        };
        self.offered.values().take(most).map(held).collect()
    }
}
