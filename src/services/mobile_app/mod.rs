//! A mobile app that subscribes to a topic by push notifications: its platform endpoint, and the push service behind it.

mod behaviour;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{METRIC, SUBSCRIBE_PUSH};
use crate::catalog::wire_fields::PLATFORM;
use crate::catalog::{
    Fact, Family, FaultPreset, Key, Look, Millis, Port, Preset, Seconds, Service, Words, choice, flag, millis, seconds, whole,
};
use crate::sim::{Metric, Unit};

const HOW: &str = "How this model behaves";

const ENABLED: Key<bool> = flag("Enabled", true)
    .help("Whether the platform endpoint is switched on. To one that is not, nothing is delivered, and nothing is tried again.")
    .source("SNS-8; an attribute of platform endpoints");
const MODE: Key<Words> = choice("Mode", &["UP", "ERROR", "THROTTLED", "DOWN", "UNREGISTERED"])
    .help("The push service. UP takes notifications, ERROR answers 503, THROTTLED answers 429, DOWN refuses connections. UNREGISTERED: the app was taken off the device; SNS disables the endpoint when it hears of that.")
    .source("SNS-8; the last is general knowledge")
    .assumed();
const LARGEST: Key<i64> = whole("PayloadLimit")
    .within(256, 262_144)
    .initially(4_096)
    .unit("bytes")
    .help("A notification may have so many bytes; the push service refuses a larger one for good.")
    .source("general knowledge: 4 KB at Firebase and APNS")
    .assumed()
    .under(HOW);
const LATENCY_P50: Key<Millis> = millis("LatencyMedian")
    .between(0.0, 60_000.0)
    .initially_real(120.0)
    .help("The median time in which the push service answers.")
    .source("as an external HTTP API in latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);
const LATENCY_P99: Key<Millis> = millis("LatencyP99")
    .between(0.0, 60_000.0)
    .initially_real(1_500.0)
    .help("99 of 100 answers are faster.")
    .source("as an external HTTP API in latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);
const SLOWEST: Key<Seconds> = seconds("ArrivalUpTo")
    .within(0, 3_600)
    .initially(3)
    .help("An accepted notification is shown at once at the earliest and after so long at the latest.")
    .source("a choice of this model")
    .assumed()
    .under(HOW);

crate::ports! {
    /// Where notifications come in.
    PUSHES = Port::input("pushes", "Notifications", &[SUBSCRIBE_PUSH])
        .with(&[PLATFORM.field])
        .help("Copies of the topics to which the app's platform endpoint is subscribed.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the app's metrics here.");
}

crate::metrics! {
    /// Shown notifications.
    SHOWN = Metric::counter("Shown", Unit::Count, "Notifications that appeared on the device.").steady().custom();
    /// On their way.
    COMING = Metric::gauge("OnTheirWay", Unit::Count, "Notifications that the push service took and has not shown.").custom();
    /// Refused for good.
    REFUSED = Metric::counter("Refused", Unit::Count, "Notifications that were refused for good: endpoint disabled, app gone, or too large.").custom();
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "mobile_app",
    code: 24,
    name: "Mobile app",
    stem: "App",
    family: Family::People,
    tagline: "An app on a phone, subscribed to a topic by push notifications.",
    keywords: "mobile push notification app application platform endpoint apns gcm fcm firebase android ios subscriber phone",
    icon: include_str!("icon.svg"),
    fields: &[
        ENABLED.field,
        MODE.field,
        LARGEST.field,
        LATENCY_P50.field,
        LATENCY_P99.field,
        SLOWEST.field,
    ],
    ports: PORTS,
    metrics: METRICS,
    namespace: "Signalbox/Subscribers",
    prices: &[],
    facts: &[
        Fact::modelled("SNS-8", "A disabled endpoint, an app that is gone and a notification that is too large are mistakes: no retry. A push service that fails, throttles or refuses connections is tried again."),
        Fact::modelled("SNS-18", "With MessageStructure json an app gets the text of its platform."),
    ],
    not_modelled: &[
        "Time to live, priorities and collapsing of notifications; devices that are switched off.",
        "Certificates and keys of the platform application, and events about endpoints that were disabled.",
    ],
    faults: &[
        FaultPreset { label: "Endpoint disabled", help: "Nothing is delivered, and nothing is tried again.", set: &[("Enabled", Preset::Flag(false))], lasts: 600 },
        FaultPreset { label: "Push service down", help: "Every notification is answered 503 and tried again.", set: &[("Mode", Preset::Text("ERROR"))], lasts: 600 },
        FaultPreset { label: "Push service throttles", help: "Every notification is answered 429 and tried again.", set: &[("Mode", Preset::Text("THROTTLED"))], lasts: 600 },
    ],
    commands: &[],
    cfn: None,
    subtitle: |look: &Look| if ENABLED.of(look.config()) { "Push subscriber" } else { "Push subscriber, disabled" },
    check: Service::no_check,
    behaviour: || Box::new(behaviour::App::default()),
};
