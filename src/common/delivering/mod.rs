//! What rules and schedules share: handing an event to targets, each with its input, its retries, its rate and its end.
//!
//! Not a service. A service that delivers owns a [`Deliverer`], passes its answers and wake-ups on to it, and says in a
//! [`Manner`] which rules of the fact sheet and which metrics of its own stand for what happens.

mod attempts;
pub mod destination;
pub mod fields;
pub mod gate;
mod shape;
mod target;
mod tokens;

use attempts::Invocation;
pub use shape::problems;
use target::Target;

use crate::sim::parts::Rate;
use crate::sim::{Answer, Context, Delay, Held, LinkId, MessageId, MetricId, PortId, Span, Time, Token, View};
use fields::{BACKOFF_BASE, BACKOFF_CAP, INVOCATION_LIMIT, JITTER, LATENCY_P50, LATENCY_P99};
use gate::Gate;
use std::collections::BTreeMap;

/// Wake-ups that belong to a deliverer; its owner's own begin at [`FIRST_FREE`].
const ATTEMPT: u32 = 0;
const RELEASE: u32 = 1;
const EXPIRE: u32 = 2;
const TOKEN_CAME: u32 = 3;
/// The first number for the owner's own wake-ups.
pub const FIRST_FREE: u32 = 4;

/// A first attempt that comes later than this after its event is late (EB-32), and is remembered for so long.
const LATE: Span = Span::seconds(30);
const LATE_FOR: Span = Span::seconds(60);

/// Numbers of asks to the dead-letter queue have this bit.
const DEAD: u64 = 1 << 63;

/// The gate before all targets among those of each.
const ALL_TARGETS: u64 = u64::MAX;

/// The rules and the metrics of whoever delivers.
pub struct Manner {
    /// The rule by which each target is invoked by itself.
    pub apart: &'static str,
    /// The rule by which a target may be invoked twice.
    pub twice: &'static str,
    /// The rule of retries.
    pub retry: &'static str,
    /// The rule of failures that are final.
    pub refusal: &'static str,
    /// The rule of what is given up.
    pub end: &'static str,
    /// The rule of the quota on invocations.
    pub quota: &'static str,
    /// The account's bucket of invocations, and its usual rate and burst.
    pub bucket: (&'static str, (f64, f64)),
    /// Its metrics.
    pub meters: Meters,
}

/// The metrics of whoever delivers; `None` where the service has no such metric.
pub struct Meters {
    /// Begun invocations.
    pub created: Option<MetricId>,
    /// Attempts, retries included.
    pub attempts: Option<MetricId>,
    /// Attempts after the first one.
    pub retries: Option<MetricId>,
    /// Attempts that failed.
    pub errors: Option<MetricId>,
    /// Attempts that succeeded.
    pub successes: Option<MetricId>,
    /// Finished invocations, well or not.
    pub invocations: Option<MetricId>,
    /// Given up for good.
    pub failed: Option<MetricId>,
    /// Delayed by the quota.
    pub throttled: Option<MetricId>,
    /// Sent to the dead-letter queue.
    pub sent_to_dlq: Option<MetricId>,
    /// Refused by the dead-letter queue.
    pub not_sent_to_dlq: Option<MetricId>,
    /// Time to the first attempt.
    pub start_latency: Option<MetricId>,
    /// Time to the end of the first attempt, well or not.
    pub complete_latency: Option<MetricId>,
    /// Time to success.
    pub success_latency: Option<MetricId>,
    /// Calls of HTTP endpoints, for the bill.
    pub api_calls: Option<MetricId>,
}

impl Meters {
    /// No metrics.
    pub const NONE: Meters = Meters {
        created: None,
        attempts: None,
        retries: None,
        errors: None,
        successes: None,
        invocations: None,
        failed: None,
        throttled: None,
        sent_to_dlq: None,
        not_sent_to_dlq: None,
        start_latency: None,
        complete_latency: None,
        success_latency: None,
        api_calls: None,
    };
}

/// Targets and the events on their way to them.
#[derive(Clone)]
pub struct Deliverer {
    manner: &'static Manner,
    /// Who delivers: the name of the attribute of a dead letter, and the ARN in it.
    pub source: (&'static str, String),
    /// The targets, deleted ones with events under way included.
    targets: Vec<Target>,
    /// The port of dead-letter queues.
    dead_letters: PortId,
    /// The account's quota.
    gate: Gate,
    latency: Delay,
    base: Span,
    cap: Span,
    jitter: f64,
    invocations: BTreeMap<u64, Invocation>,
    numbered: u64,
    failing: Rate,
    lost: Rate,
    /// The last first attempt that came too late (EB-32), and by how much.
    late: Option<(Time, Span)>,
}

impl Deliverer {
    /// Without targets.
    pub fn new(manner: &'static Manner) -> Self {
        Self {
            manner,
            source: ("", String::new()),
            targets: Vec::new(),
            dead_letters: PortId(0),
            gate: Gate::common(manner.bucket.0, manner.bucket.1),
            latency: Delay::NONE,
            base: Span::ZERO,
            cap: Span::ZERO,
            jitter: 0.0,
            invocations: BTreeMap::new(),
            numbered: 0,
            failing: Rate::default(),
            lost: Rate::default(),
            late: None,
        }
    }

    /// Reads the settings of the node and of the wires at its ports. `rate` is the account's quota on invocations a second, as
    /// this node says it.
    pub fn configure(&mut self, cx: &mut Context, targets: PortId, dead_letters: PortId, rate: i64) {
        let c = &*cx.config();
        self.latency = Delay::spread(LATENCY_P50.of(c), LATENCY_P99.of(c));
        (self.base, self.cap) = (BACKOFF_BASE.of(c), BACKOFF_CAP.of(c));
        self.jitter = JITTER.of(c) / 100.0;
        cx.size_bucket(self.manner.bucket.0, Some((rate as f64, rate as f64)));
        self.dead_letters = dead_letters;
        self.read_targets(cx, targets);
    }

    fn read_targets(&mut self, cx: &mut Context, port: PortId) {
        let now = cx.now();
        let mut before = std::mem::take(&mut self.targets);
        for link in cx.links(port) {
            let config = cx.link_config(link);
            let mut fresh = Target::read(link, cx.link(link).role, &cx.peer_name(link), &config, now);
            if let Some(at) = before.iter().position(|t| t.link == link) {
                let old = before.swap_remove(at);
                fresh.gate = old.gate.map(|mut gate| {
                    gate.resize(cx, INVOCATION_LIMIT.of(&config) as f64);
                    gate
                });
                fresh.tokens.keep(old.tokens);
            }
            self.targets.push(fresh);
        }
        let gone = |target| Target { gone: true, ..target };
        self.targets.extend(before.into_iter().map(gone));
        let gates: Vec<u64> = self.targets.iter().map(|t| u64::from(t.link.0)).chain([ALL_TARGETS]).collect();
        for which in gates {
            self.watch_gate(cx, which);
        }
    }

    /// The wires of the targets that are still there.
    pub fn live_targets(&self) -> Vec<LinkId> {
        self.targets.iter().filter(|t| !t.gone).map(|t| t.link).collect()
    }

    /// An answer came.
    pub fn answered(&mut self, cx: &mut Context, tag: u64, answer: &Answer) {
        if tag & DEAD != 0 { self.buried(cx, tag & !DEAD, answer) } else { self.attempted(cx, tag, answer) }
    }

    /// A wake-up below [`FIRST_FREE`] fired.
    pub fn wake(&mut self, cx: &mut Context, token: Token) {
        match token.what {
            ATTEMPT => self.approach(cx, token.n),
            RELEASE => self.release(cx, token.n),
            TOKEN_CAME => self.token_came(cx, LinkId(token.n as u32)),
            _ => self.expire(cx, token.n),
        }
    }

    /// What a wake-up below [`FIRST_FREE`] waits for.
    pub fn awaits(token: Token) -> &'static str {
        match token.what {
            ATTEMPT => "a delivery is tried",
            RELEASE => "a delivery slot is free again",
            TOKEN_CAME => "an access token comes",
            _ => "an event grows too old",
        }
    }

    /// How many wait for another attempt, and when the next one is.
    pub fn retrying(&self, now: Time) -> (usize, Option<Time>) {
        let retrying = self.invocations.values().filter(|i| i.tries > 0 && i.due > now).count();
        (retrying, self.invocations.values().map(|i| i.due).filter(|due| *due > now).min())
    }

    /// Whether attempts failed lately.
    pub fn failing(&self, now: Time) -> bool {
        self.failing.per_second(now) > 0.0
    }

    /// How late deliveries begin, if the last ones began much too late (EB-32).
    pub fn beginning_late(&self, now: Time) -> Option<Span> {
        self.late.filter(|(at, _)| now.since(*at) < LATE_FOR).map(|(_, by)| by)
    }

    /// Whether events were lost lately.
    pub fn losing(&self, now: Time) -> bool {
        self.lost.per_second(now) > 0.0
    }

    /// The messages under way.
    pub fn holds(&self, into: &mut Vec<MessageId>) {
        into.extend(self.invocations.values().map(|i| i.message));
    }

    /// The messages under way, and what each is doing.
    pub fn contents(&self, view: &View, most: usize) -> Vec<Held> {
        let held = |i: &Invocation| Held {
            message: i.message,
            doing: match (i.tries, i.due > view.now) {
                (0, _) => "on its way to the target",
                (_, true) => "waits for its next attempt",
                (_, false) => "waits for an answer or its turn",
            },
            next: (i.due > view.now).then(|| i.due.since(view.now)),
            tries: i.tries,
            link: Some(i.target),
        };
        self.invocations.values().take(most).map(held).collect()
    }

    fn count(&self, cx: &mut Context, which: fn(&Meters) -> Option<MetricId>) {
        if let Some(metric) = which(&self.manner.meters) {
            cx.count(metric, 1);
        }
    }

    fn measure(&self, cx: &mut Context, which: fn(&Meters) -> Option<MetricId>, span: Span) {
        if let Some(metric) = which(&self.manner.meters) {
            cx.gauge(metric, span.as_millis());
        }
    }
}
