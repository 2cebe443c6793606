//! The settings of a pager and of the wires to those it pages.

use crate::catalog::{Key, Millis, Seconds, Words, choice, flag, millis, opt_seconds, seconds, whole};

const HOW: &str = "How this model behaves";

pub const ESCALATION_DELAY: Key<Seconds> = seconds("EscalationDelay")
    .within(1, 86_400)
    .initially(300)
    .help("How long an incident waits for somebody to acknowledge it before the next level is paged.")
    .source("PD-3: 30 minutes are usual; 5 here")
    .assumed();
pub const NUM_LOOPS: Key<i64> = whole("NumLoops")
    .within(0, 9)
    .initially(2)
    .help("How often the levels are gone through again when nobody has acknowledged.")
    .source("PD-3, a choice of this model")
    .assumed();
pub const ACKNOWLEDGEMENT_TIMEOUT: Key<Option<Seconds>> = opt_seconds("AcknowledgementTimeout")
    .within(60, 86_400)
    .help("After so long an acknowledged incident that is not resolved is triggered again. Unset: never.")
    .source("PD-3: optional, 30 minutes are usual");
pub const MAINTENANCE: Key<bool> = flag("MaintenanceMode", false)
    .help("Alerts are dropped: nobody is paged, and no incident is opened. Resolves still count.")
    .source("PD-4");
pub const MODE: Key<Words> = choice("Mode", &["UP", "DOWN"])
    .help("DOWN answers every alert with 503, so that senders try again.")
    .source("SUB-1");
pub const LATENCY_P50: Key<Millis> = millis("LatencyMedian")
    .between(0.0, 600_000.0)
    .initially_real(120.0)
    .help("The median time of an answer.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);
pub const LATENCY_P99: Key<Millis> = millis("LatencyP99")
    .between(0.0, 600_000.0)
    .initially_real(1_500.0)
    .help("99 of 100 answers are faster.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);

/// Of the wire to a person.
pub const LEVEL: Key<i64> = whole("EscalationLevel")
    .within(1, 9)
    .initially(1)
    .help("Level 1 is paged first; the next one when nobody of it has acknowledged. All of a level are paged together.")
    .source("PD-3");
