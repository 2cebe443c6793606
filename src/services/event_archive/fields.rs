//! The settings of an archive and of its replays, with AWS's names, ranges and defaults.

use crate::catalog::{Key, Language, Seconds, Words, opt_seconds, seconds, text, whole};

const HOW: &str = "How this model behaves";

pub const EVENT_PATTERN: Key<Words> = text("EventPattern")
    .lines(16_384, Language::EventPattern)
    .help("Which events are kept, shaped like the events. Empty: all.")
    .source("EventBridge 3.1, EB-44");
pub const RETENTION_DAYS: Key<i64> = whole("RetentionDays")
    .within(0, 36_500)
    .initially(0)
    .unit("d")
    .help("How long events are kept. 0: for ever.")
    .source("EventBridge 3.1, EB-44");
pub const ARRIVAL_DELAY: Key<Seconds> = seconds("ArrivalDelay")
    .within(0, 3_600)
    .initially(60)
    .help("How long it takes until an event can be replayed. AWS gives no figure and advises to wait 10 minutes.")
    .source("EB-44, a choice of this model")
    .assumed()
    .under(HOW);
pub const REPLAY_RATE: Key<i64> = whole("ReplayRate")
    .within(1, 100_000)
    .initially(1_000)
    .unit("/s")
    .help("Events a second that a replay sends at most.")
    .source("EB-45: AWS publishes no figure")
    .assumed()
    .under(HOW);

/// Of a replay.
pub const REPLAY_FROM: Key<Seconds> =
    seconds("EventStartTime").within(0, 31_536_000).help("From this time of the run on, in seconds.").source("EB-45");
/// Of a replay.
pub const REPLAY_TO: Key<Option<Seconds>> = opt_seconds("EventEndTime")
    .within(0, 31_536_000)
    .help("Up to this time of the run, in seconds, itself not included. Unset: up to now.")
    .source("EB-45");
/// Of a replay.
pub const FILTER: Key<Words> = text("FilterArns")
    .help("The rules that get the events, by their names or ARNs, separated by commas. Empty: all rules of the bus.")
    .source("EB-45");
/// Of a replay.
pub const REPLAY_NAME: Key<Words> = text("ReplayName")
    .help("What the events carry as replay-name. Empty: the archive's name and a number; to stop, all replays.")
    .source("EB-45");
