//! The settings of a rule, with AWS's names, ranges and defaults.

use crate::catalog::{Key, Language, Seconds, Words, choice, real, seconds, text, whole};

const HOW: &str = "How this model behaves";

pub const EVENT_PATTERN: Key<Words> = text("EventPattern")
    .lines(16_384, Language::EventPattern)
    .initially_word("{\"source\": [{\"prefix\": \"\"}]}")
    .help("Which events the rule picks, shaped like the events: {\"detail\": {\"status\": [\"PAID\"]}}. The first pattern here matches every event.")
    .source("EventBridge 3.1, EB-8")
    .assumed();
pub const STATE: Key<Words> = choice("State", &["ENABLED", "DISABLED"])
    .help("A disabled rule matches nothing. What it matched before is still delivered.")
    .source("EventBridge 3.1");
pub const INVOCATIONS_RATE: Key<i64> = whole("InvocationsRate")
    .within(1, 100_000)
    .initially(18_750)
    .unit("/s")
    .help("The quota of invocations a second; more are delayed, not failed. It is one of the account and the Region: all rules of the design have it together, and the least that one of them says counts.")
    .source("EB-27, us-east-1; adjustable");
pub const DUPLICATES: Key<f64> = real("DuplicatePercent")
    .between(0.0, 100.0)
    .unit("%")
    .help("How often a target is invoked a second time for the same event.")
    .source("EB-6: AWS gives no figure")
    .assumed()
    .under(HOW);

pub const SCHEDULE_EXPRESSION: Key<Words> = text("ScheduleExpression")
    .help("When the rule fires by the clock, in UTC: rate(5 minutes) or cron(0 12 * * ? *). A run starts on 2026-01-01 at 0:00. On AWS only rules of the default bus have one.")
    .source("EventBridge 3.1, EB-33, EB-34")
    .under("Schedule");
pub const SPREAD: Key<Seconds> = seconds("FiresWithin")
    .within(0, 60)
    .initially(60)
    .help("A schedule fires within the minute, not on its first second: somewhere in so many seconds after its time.")
    .source("EB-33: AWS gives the minute only")
    .assumed()
    .under("Schedule");
