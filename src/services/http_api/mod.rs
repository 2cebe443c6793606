//! External API: somebody else's HTTP service, with its latency, its limits and its bad days (EXT-1 to 7, HTTP-1).

mod behaviour;
mod fields;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{HTTP, METRIC, TARGET_HTTP};
use crate::catalog::{Fact, Family, FaultPreset, Finding, Look, Port, Preset, Service, Severity};
use crate::sim::{Metric, Unit};
use fields::*;

crate::ports! {
    /// Where requests arrive.
    REQUESTS = Port::input("requests", "Requests", &[HTTP, TARGET_HTTP]).help("HTTPS requests of programs and of rules.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the API's metrics here.");
}

crate::metrics! {
    /// All requests.
    COUNT = Metric::counter("Requests", Unit::Count, "Requests that reached the API; refused connections don't.").steady().custom();
    /// Successes.
    SUCCEEDED = Metric::counter("Succeeded", Unit::Count, "Requests answered with 200.").steady().custom();
    /// Failures.
    FAILED = Metric::counter("Failed", Unit::Count, "Requests answered with 5xx, refused, or never answered.").steady().custom();
    /// Throttles.
    THROTTLED = Metric::counter("Throttled", Unit::Count, "Requests answered with 429.").steady().custom();
    /// How long answers took.
    LATENCY = Metric::sample("Latency", Unit::Milliseconds, "How long a success or a 500 took.").custom();
    /// Requests at work.
    IN_PROGRESS = Metric::gauge("InProgress", Unit::Count, "Requests being worked on.").custom();
    /// Effects.
    CHARGES = Metric::counter("Charges", Unit::Count, "Requests that had their effect.").custom();
    /// Second effects.
    DOUBLE_CHARGES = Metric::counter("DoubleCharges", Unit::Count, "Effects for something that had been charged before (EXT-2).").steady().custom();
    /// Repeats that were recognised.
    DUPLICATES = Metric::counter("DuplicateRequests", Unit::Count, "Requests answered with a stored result because of their Idempotency-Key.").custom();
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "http_api",
    code: 10,
    name: "External API",
    stem: "Partner",
    family: Family::People,
    tagline: "Somebody else's HTTP service: it has a latency, a capacity and bad days.",
    keywords: "external http https rest partner third party payment provider webhook outage mock",
    icon: include_str!("icon.svg"),
    fields: &[
        MODE.field,
        LATENCY_P50.field,
        LATENCY_P99.field,
        CAPACITY_TPS.field,
        LIMIT_TPS.field,
        CONCURRENCY.field,
        ERROR_PERCENT.field,
        LOST_PERCENT.field,
        COMMITS.field,
        SLOW_FACTOR.field,
        HONOURS_KEY.field,
        CHARGE_KEY.field,
    ],
    ports: PORTS,
    metrics: METRICS,
    namespace: "Signalbox/ExternalApi",
    prices: &[],
    facts: FACTS,
    not_modelled: &[
        "Connections, TLS and DNS: a refused connection takes 10 ms, everything else is in the latency.",
        "A queue of requests in front of the concurrency limit: what is above it gets 503 at once.",
        "Idempotency keys are remembered for 24 hours, and double charges are recognised within 24 hours.",
    ],
    faults: &[
        fault("Down", "Connections are refused.", &[("Mode", Preset::Text("DOWN"))]),
        fault("Errors", "Every request gets 503.", &[("Mode", Preset::Text("ERROR"))]),
        fault("Slow", "Answers take ten times as long.", &[("Mode", Preset::Text("SLOW"))]),
        fault("Rate limit", "Only LimitTps requests a second pass.", &[("Mode", Preset::Text("RATE_LIMIT"))]),
        fault("No answers", "Requests vanish: nothing comes back.", &[("Mode", Preset::Text("BLACKHOLE"))]),
        fault(
            "Charges, then silence",
            "Requests have their effect, but no answer comes back (EXT-4).",
            &[("Mode", Preset::Text("BLACKHOLE")), ("CommitsInBlackhole", Preset::Flag(true))],
        ),
        fault("One answer in a hundred is lost", "Work is done, the answer gets lost.", &[("LostReplyPercent", Preset::Real(1.0))]),
    ],
    commands: &[],
    cfn: None,
    subtitle: |_| "External HTTP",
    check,
    behaviour: || Box::new(behaviour::Api::default()),
};

const fn fault(label: &'static str, help: &'static str, set: &'static [(&'static str, Preset)]) -> FaultPreset {
    FaultPreset { label, help, set, lasts: 600 }
}

fn check(look: &Look) -> Vec<Finding> {
    let (p50, p99) = (LATENCY_P50.of(look.config()), LATENCY_P99.of(look.config()));
    let mut found = Vec::new();
    if p99 < p50 {
        found.push(
            Finding::new(
                Severity::Warning,
                format!("{}'s LatencyP99 is below its median, so every answer takes the median.", look.node.name),
                "Raise LatencyP99, or set it equal to LatencyMedian if that is meant.",
            )
            .rule("EXT-1")
            .field("LatencyP99"),
        );
    }
    found
}

const FACTS: &[Fact] = &[
    Fact::modelled("EXT-1", "Latency, capacity, error share and six modes; the mode at the start of a call counts."),
    Fact::modelled("EXT-2", "A repeated Idempotency-Key gets the stored result; without one a repeat charges twice."),
    Fact::modelled("EXT-4", "A timeout leaves open whether the effect was made: in a black hole that commits it was."),
    Fact::modelled("EXT-5", "Order of checks: down, black hole, error, rate, concurrency, error share, success."),
    Fact::modelled("EXT-6", "A slow answer that comes after the caller's patience is lost, and its effect is made."),
    Fact::modelled("EXT-7", "Capacity follows the mean of the latency, not its median."),
    Fact::modelled("RETRY-10", "A lost reply leaves its effect: whoever tries again without a key makes it twice."),
    Fact::approximated("HTTP-2", "API destinations wait 5 s for an answer, topics 15 s, APIs 29 s; there is no HTTP task of Step Functions."),
    Fact::approximated("HTTP-1", "Requests above the concurrency limit are refused rather than queued."),
];
