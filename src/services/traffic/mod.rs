//! Customers: where requests come from. A model of our own, not a service of AWS.

mod behaviour;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{HTTP, INVOKE, INVOKE_EVENT, METRIC, PUBLISH, PUT_EVENTS, PUT_STREAM, SEND_MESSAGE, WEBSOCKET};
use crate::catalog::{
    Fact, Family, FaultPreset, Finding, Key, Language, Look, Millis, Port, Preset, Seconds, Service, Severity, Words, choice,
    opt_whole, real, text, whole,
};
use crate::catalog::{millis, seconds};
use crate::sim::{Metric, Unit};

const WHO: &str = "The customer";
const LOAD: &str = "The load";

const ARRIVALS: Key<Words> = choice("Arrivals", &["Poisson", "constant", "bursts", "ramp"])
    .help("Poisson: at random, independent of each other. Constant: evenly spaced. Bursts: many at once. Ramp: from Rate to RampTo.")
    .under(LOAD);
const RATE: Key<f64> = real("Rate")
    .between(0.0, 100_000.0)
    .initially_real(10.0)
    .unit("/s")
    .help("Requests a second.")
    .under(LOAD);
const BURST_SIZE: Key<i64> = whole("BurstSize")
    .within(1, 100_000)
    .initially(50)
    .help("Requests in each burst.")
    .under(LOAD)
    .when("Arrivals", "bursts");
const BURST_EVERY: Key<Seconds> = seconds("BurstEvery")
    .within(1, 86_400)
    .initially(30)
    .help("How often a burst comes.")
    .under(LOAD)
    .when("Arrivals", "bursts");
const RAMP_TO: Key<f64> = real("RampTo")
    .between(0.0, 100_000.0)
    .initially_real(100.0)
    .unit("/s")
    .help("The rate at the end of the ramp.")
    .under(LOAD)
    .when("Arrivals", "ramp");
const RAMP_OVER: Key<Seconds> = seconds("RampOver")
    .within(1, 86_400)
    .initially(300)
    .help("How long the rate grows.")
    .under(LOAD)
    .when("Arrivals", "ramp");
const START_AFTER: Key<Seconds> = seconds("StartAfter").within(0, 86_400).help("When the first request may come.").under(LOAD);
const STOP_AFTER: Key<Option<i64>> =
    opt_whole("StopAfter").within(0, 1_000_000_000).help("The number of requests after which no more are made.").under(LOAD);
const BODY: Key<Words> = text("Body")
    .lines(16_384, Language::Template)
    .initially_word("{\"orderId\":\"{{uuid}}\",\"sku\":\"{{pick lamp:5 chair:3 desk:2}}\",\"quantity\":{{number 1 3}},\"amount\":{{number 5 250 2}}}")
    .help("The body of each request. {{counter}}, {{uuid}}, {{pick a:3 b:1}}, {{number 1 100}} and {{timestamp}} are filled in anew each time.")
    .under("The request");
const ATTRIBUTES: Key<Words> = text("MessageAttributes")
    .lines(4_096, Language::Json)
    .help("A JSON object of names and texts, sent as message attributes to queues and topics.")
    .under("The request");
const PATIENCE: Key<Millis> = millis("Patience")
    .between(1.0, 900_000.0)
    .initially_real(3_000.0)
    .help("How long a customer waits for an answer.")
    .source("a choice of this model")
    .assumed()
    .under(WHO);
const RETRIES: Key<i64> =
    whole("Retries").within(0, 100).help("How often a request is made again after 429, 5xx or lost patience.").under(WHO);
const RETRY_DELAY: Key<Millis> = millis("RetryDelay")
    .between(0.0, 900_000.0)
    .initially_real(1_000.0)
    .help("How long a customer waits before trying again.")
    .source("a choice of this model")
    .assumed()
    .under(WHO);
const BACKOFF: Key<Words> = choice("RetryBackoff", &["fixed", "exponential"])
    .help("Whether each retry waits the same, or twice as long as the one before.")
    .source("SIM-3")
    .under(WHO);
const MOST_DELAY: Key<Millis> = millis("RetryDelayMost")
    .between(0.0, 900_000.0)
    .initially_real(20_000.0)
    .help("No delay that grows, exponentially or with decorrelated jitter, becomes longer.")
    .source("SIM-3; 20 s as SDKs have it")
    .under(WHO);
const JITTER: Key<Words> = choice("RetryJitter", &["none", "full", "equal", "decorrelated"])
    .help(
        "Chance spreads retries, so that customers that failed together don't come back together. Full: any time up to the \
         delay. Equal: half of it, and any time up to the other half. Decorrelated: between RetryDelay and three times the \
         delay before.",
    )
    .source("SIM-3, RETRY-11")
    .under(WHO);

crate::ports! {
    /// Where requests leave.
    REQUESTS = Port::output("requests", "Requests", &[HTTP, SEND_MESSAGE, PUBLISH, PUT_EVENTS, INVOKE, INVOKE_EVENT, WEBSOCKET, PUT_STREAM])
        .help("Each wire gets a copy of every request.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the customers' metrics here.");
}

crate::metrics! {
    /// First tries.
    MADE = Metric::counter("Requests", Unit::Count, "Requests made, retries not counted.").steady().custom();
    /// Answered well.
    ANSWERED = Metric::counter("Succeeded", Unit::Count, "Requests answered with 2xx or 3xx.").steady().custom();
    /// Answered 4xx.
    REFUSED = Metric::counter("Rejected", Unit::Count, "Requests answered with a 4xx that no retry can mend.").steady().custom();
    /// Never answered well.
    GAVE_UP = Metric::counter("Failed", Unit::Count, "Requests without a good answer after all retries.").steady().custom();
    /// Further tries.
    AGAIN = Metric::counter("Retries", Unit::Count, "Requests made again.").steady().custom();
    /// How long answers took.
    LATENCY = Metric::sample("Latency", Unit::Milliseconds, "From the first try to the final good answer.").custom();
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "traffic",
    code: 1,
    name: "Customers",
    stem: "Customers",
    family: Family::People,
    tagline: "Makes requests: steadily, at random, in bursts or growing, with patience and retries.",
    keywords: "traffic source producer client load generator user poisson",
    icon: include_str!("icon.svg"),
    fields: &[
        ARRIVALS.field,
        RATE.field,
        BURST_SIZE.field,
        BURST_EVERY.field,
        RAMP_TO.field,
        RAMP_OVER.field,
        START_AFTER.field,
        STOP_AFTER.field,
        BODY.field,
        ATTRIBUTES.field,
        PATIENCE.field,
        RETRIES.field,
        RETRY_DELAY.field,
        BACKOFF.field,
        MOST_DELAY.field,
        JITTER.field,
    ],
    ports: PORTS,
    metrics: METRICS,
    namespace: "Signalbox/Customers",
    prices: &[],
    facts: &[
        Fact::modelled("HTTP-3", "A 4xx other than 408, 425 and 429 is final; 429, 5xx and lost patience may be tried again."),
        Fact::modelled("RETRY-9", "Every layer that retries multiplies the load of the next."),
        Fact::modelled("RETRY-11", "Delays have no jitter, or full, equal or decorrelated jitter."),
        Fact::modelled("SIM-3", "Full jitter draws a delay between nothing and a bound that doubles up to a limit."),
    ],
    not_modelled: &["Think time between the requests of one customer: arrivals don't depend on answers."],
    faults: &[
        FaultPreset {
            label: "Flash sale",
            help: "Ten times the usual load: 100 requests a second.",
            set: &[("Arrivals", Preset::Text("Poisson")), ("Rate", Preset::Real(100.0))],
            lasts: 120,
        },
        FaultPreset { label: "Silence", help: "Nobody asks for anything.", set: &[("Rate", Preset::Real(0.0))], lasts: 120 },
    ],
    commands: &[],
    cfn: None,
    subtitle: |_| "Traffic source",
    check,
    behaviour: || Box::new(behaviour::Traffic::default()),
};

fn check(look: &Look) -> Vec<Finding> {
    if look.at("requests").next().is_some() {
        return Vec::new();
    }
    let what = format!("{} has nobody to send requests to.", look.node.name);
    vec![Finding::new(Severity::Warning, what, "Wire it to an API, a queue, a topic, a bus or a function.")]
}
