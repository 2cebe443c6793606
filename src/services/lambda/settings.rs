//! What the settings of a function come to, read once whenever they change.

use super::aliases::Aliases;
use super::fields::*;
use super::steps::Step;
use super::mapping::Pace;
use super::streams::StreamSettings;
use super::wires::*;
use super::{CALLS, DEAD_LETTERS, EVENTS, INVOKE_PORT, DISCARDED_BATCHES, ON_FAILURE, ON_SUCCESS, SOURCE, STREAM};
use crate::languages::event_pattern::EventPattern;
use crate::languages::template::DerivedTemplate;
use crate::model::Config;
use crate::sim::{Body, Context, Delay, LinkId, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The memory that comes with one processor; below it a cold start is slower (LAM-20).
const FULL_PROCESSOR: f64 = 1_769.0;
/// From the median to the 99th percentile of a log-normal with sigma 0.35: exp(0.35 · 2.3263).
const COLD_SPREAD: f64 = 2.257_3;

/// A body made from the incoming one; without a template it is the incoming one.
#[derive(Clone, Debug, Default)]
pub struct Fill(Option<DerivedTemplate>);

impl Fill {
    /// Reads a template. One that cannot be read counts as none; the checks say so.
    pub fn of(text: &str) -> Self {
        Self(if text.trim().is_empty() { None } else { DerivedTemplate::parse(text).ok() })
    }

    /// Whether there is a template.
    pub fn is_set(&self) -> bool {
        self.0.is_some()
    }

    /// The text that it makes of a body.
    pub fn text(&self, body: &Body) -> String {
        let mut out = String::new();
        match &self.0 {
            Some(template) => template.render(&mut out, body.text(), body.json()),
            None => out.push_str(body.text()),
        }
        out
    }

    /// The body that it makes of a body; without a template the text is shared.
    pub fn body(&self, body: &Body) -> Body {
        if self.is_set() { Body::new(self.text(body)) } else { body.clone() }
    }
}

/// The settings of a function.
#[derive(Clone, Debug)]
pub struct Settings {
    pub gigabytes: f64,
    pub arm: bool,
    pub timeout: Span,
    pub init: Delay,
    pub reserved: Option<u64>,
    pub provisioned: u64,
    /// What it says of the account's limit, if anything.
    pub account: Option<u64>,
    pub idle: Span,
    pub retries: u32,
    pub event_age: Span,
    pub event_twice: f64,
    /// Whether a chain of requests may run the function without end (LAM-19).
    pub loops: bool,
    pub work: Delay,
    pub slow: f64,
    pub per_batch: bool,
    pub parses: bool,
    pub errors: f64,
    pub invalid: f64,
    pub invalid_status: u16,
    pub success_status: u16,
    pub rejected_status: u16,
    /// The names by which it is invoked.
    pub aliases: Aliases,
    /// Those that wires use.
    qualifiers: BTreeMap<LinkId, Arc<str>>,
    pub additional: Additional,
    pub response: Fill,
    pub overhead: Delay,
    pub steps: Arc<[Step]>,
    pub mappings: BTreeMap<LinkId, MappingSettings>,
    pub streams: BTreeMap<LinkId, StreamSettings>,
    /// Where it is told which batches of streams were discarded.
    pub discarded: Option<LinkId>,
    pub on_success: Option<LinkId>,
    pub on_failure: Option<LinkId>,
    pub dead_letter: Option<LinkId>,
}

/// The additional version of an alias, as far as it differs from the present one.
#[derive(Clone, Copy, Debug)]
pub struct Additional {
    /// Its own share of errors; `None`: that of the present one.
    pub errors: Option<f64>,
    pub work: f64,
}

/// The settings of an event source mapping.
#[derive(Clone, Debug)]
pub struct MappingSettings {
    pub batch: usize,
    pub window: Span,
    pub maximum: Option<u64>,
    /// How many batches at once it has, by itself or with provisioned pollers.
    pub pace: Pace,
    pub partial: bool,
    /// Whether the handler lists a failed record and all after it (LAM-26).
    pub stops: bool,
    /// What it returns.
    pub response: Response,
    pub filter: Option<Arc<EventPattern>>,
    pub enabled: bool,
    pub back_off: bool,
    pub visibility: Span,
}

impl Settings {
    /// Reads them.
    pub fn read(cx: &Context) -> Self {
        let c = &*cx.config();
        let on = MAPPINGS.of(c);
        let aliases = Aliases::read(c);
        let qualifier = |link: LinkId| Some((link, Some(QUALIFIER.of(&cx.link_config(link)).trim()).filter(|name| !name.is_empty())?.into()));
        let wires = [INVOKE_PORT, EVENTS, SOURCE, STREAM].map(|port| cx.links(port)).concat();
        let qualifiers: BTreeMap<LinkId, Arc<str>> = wires.into_iter().filter_map(qualifier).collect();
        // A mapping to a name that leads nowhere could not be made.
        let leads = |link| aliases.share(qualifiers.get(&link).map(|name| &**name)).is_some();
        let mapping = |link| (link, MappingSettings::read(cx, link, on && leads(link)));
        let mappings = cx.links(SOURCE).into_iter().map(mapping).collect();
        let stream = |link| (link, StreamSettings::read(cx, link, on && leads(link)));
        let streams = cx.links(STREAM).into_iter().map(stream).collect();
        Self {
            gigabytes: MEMORY.of(c) as f64 / 1_024.0,
            arm: ARCHITECTURE.of(c) == "arm64",
            timeout: TIMEOUT.of(c),
            init: init(c),
            reserved: RESERVED.of(c).map(|n| n as u64),
            provisioned: PROVISIONED.of(c).unwrap_or(0) as u64,
            account: ACCOUNT.is_set(c).then(|| ACCOUNT.of(c) as u64),
            idle: IDLE.of(c),
            retries: RETRIES.of(c) as u32,
            event_age: EVENT_AGE.of(c),
            event_twice: EVENT_TWICE.of(c) / 100.0,
            loops: RECURSIVE_LOOP.of(c) == "Allow",
            work: Delay::spread(WORK_P50.of(c), WORK_P99.of(c)),
            slow: SLOW.of(c) * processor(c),
            per_batch: WORK_PER.of(c) == "batch",
            parses: PARSES.of(c),
            errors: ERROR_PERCENT.of(c) / 100.0,
            invalid: INVALID.of(c) / 100.0,
            invalid_status: INVALID_STATUS.of(c) as u16,
            success_status: SUCCESS_STATUS.of(c) as u16,
            rejected_status: REJECTED_STATUS.of(c) as u16,
            aliases,
            qualifiers,
            additional: Additional {
                errors: ADDITIONAL_ERRORS.of(c).map(|percent| percent / 100.0),
                work: ADDITIONAL_WORK.of(c),
            },
            response: Fill::of(RESPONSE.of(c)),
            overhead: Delay::spread(OVERHEAD_P50.of(c), OVERHEAD_P99.of(c)),
            steps: steps(cx),
            mappings,
            streams,
            discarded: cx.links(DISCARDED_BATCHES).first().copied(),
            on_success: cx.links(ON_SUCCESS).first().copied(),
            on_failure: cx.links(ON_FAILURE).first().copied(),
            dead_letter: cx.links(DEAD_LETTERS).first().copied(),
        }
    }

    /// The alias or version by which a wire invokes the function, if it names one.
    pub fn qualifier(&self, link: LinkId) -> Option<&Arc<str>> {
        self.qualifiers.get(&link)
    }
}

/// How many times as long the work takes with this memory as with a whole processor.
fn processor(c: &Config) -> f64 {
    let computing = CPU_BOUND.of(c) / 100.0;
    1.0 - computing + computing * (FULL_PROCESSOR / MEMORY.of(c) as f64).max(1.0)
}

/// What the handler returns for a batch (LAM-26).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Response {
    /// The list of what failed.
    Right,
    /// Something that Lambda cannot use.
    Unusable,
    /// An empty list, whatever failed.
    Empty,
}

impl Response {
    /// By the word of BatchResponse.
    pub fn of(word: &str) -> Self {
        match word {
            "right" => Response::Right,
            "an empty list" => Response::Empty,
            _ => Response::Unusable,
        }
    }
}

impl MappingSettings {
    fn read(cx: &Context, link: LinkId, on: bool) -> Self {
        let c = &*cx.link_config(link);
        let filter = FILTER.of(c);
        let maximum = MAXIMUM.of(c).map(|n| n as u64);
        let pace = match (POLLERS_LEAST.of(c), POLLERS_MOST.of(c)) {
            (None, None) => Pace { low: if maximum.is_some() { 5 } else { LOW_TRAFFIC.of(c) as u64 }, ..Pace::usual(maximum) },
            (least, most) => {
                let least = least.unwrap_or(2) as u64;
                Pace::provisioned(least, most.map_or(200, |n| n as u64))
            }
        };
        Self {
            batch: BATCH_SIZE.of(c) as usize,
            window: WINDOW.of(c),
            maximum,
            pace,
            partial: PARTIAL.of(c),
            stops: AFTER_FAILURE.of(c) == "stop",
            response: Response::of(BATCH_RESPONSE.of(c)),
            filter: EventPattern::parse(filter).ok().filter(|_| !filter.trim().is_empty()).map(Arc::new),
            enabled: on && ENABLED.of(c),
            back_off: BACK_OFF.of(c),
            visibility: super::VISIBILITY.of(&cx.peer_config(link)),
        }
    }
}

fn steps(cx: &Context) -> Arc<[Step]> {
    let mut steps: Vec<Step> = cx.links(CALLS).into_iter().map(|link| Step::read(cx, link)).collect();
    steps.sort_by_key(|step| step.order);
    steps.into()
}

/// How long a new environment takes to initialise (LAM-20).
fn init(c: &Config) -> Delay {
    if let Some(given) = COLD_START.of(c) {
        return Delay::Fixed(given);
    }
    let runtime = RUNTIME.of(c);
    let base = match runtime {
        "python3.13" => 220.0,
        "java21" if SNAP_START.of(c) == "PublishedVersions" => 350.0,
        "java21" => 1_200.0,
        "dotnet8" => 600.0,
        "ruby3.4" => 280.0,
        "provided.al2023" => 90.0,
        _ => 250.0,
    };
    let memory = MEMORY.of(c) as f64;
    let scale = if memory < FULL_PROCESSOR { libm::sqrt(FULL_PROCESSOR / memory) } else { 1.0 };
    let image = if PACKAGE.of(c) == "Image" { 150.0 } else { 0.0 };
    let vpc = if IN_VPC.of(c) { 10.0 } else { 0.0 };
    let median = base * scale + image + vpc;
    Delay::spread(Span::of_millis(median), Span::of_millis(median * COLD_SPREAD))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn median(pairs: &[(&str, crate::model::Value)]) -> f64 {
        let mut c = Config::default();
        for (name, value) in pairs {
            c.set(name, value.clone());
        }
        match init(&c) {
            Delay::LogNormal { p50, .. } => p50.as_millis(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn lam_20_a_cold_start_follows_runtime_memory_package_and_vpc() {
        let full = ("MemorySize", 1_769.into());
        assert_eq!(median(std::slice::from_ref(&full)), 250.0);
        assert_eq!(median(&[full.clone(), ("Runtime", "java21".into())]), 1_200.0);
        assert_eq!(
            median(&[full.clone(), ("Runtime", "java21".into()), ("SnapStart", "PublishedVersions".into())]),
            350.0
        );
        assert_eq!(median(&[full.clone(), ("PackageType", "Image".into()), ("VpcConfig", true.into())]), 410.0);
        // A quarter of the memory and a bit: 250 · sqrt(1769 / 442) = 500.1.
        assert!((median(&[("MemorySize", 442.into())]) - 500.1).abs() < 0.1);
        assert_eq!(median(&[("MemorySize", 10_240.into())]), 250.0);
    }

    #[test]
    fn lam_20_a_given_cold_start_is_exactly_that_long() {
        assert_eq!(init(&Config::from([("ColdStart", 300.into())])), Delay::Fixed(Span::millis(300)));
    }
}
