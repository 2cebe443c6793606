//! The settings of a composite alarm, with the names of AWS::CloudWatch::CompositeAlarm.

use crate::catalog::{Key, Language, Seconds, Words, seconds, text};

const SUPPRESSION: &str = "Suppression";

pub const ALARM_RULE: Key<Words> = text("AlarmRule")
    .lines(10_240, Language::AlarmRule)
    .help("When it is in ALARM, by the names of the wired alarms: ALARM(a) AND NOT OK(b), or AT_LEAST(2, ALARM, (a, b, c)).")
    .source("CloudWatch 2.4, CW-60");
pub const WAIT: Key<Seconds> = seconds("ActionsSuppressorWaitPeriod")
    .within(0, 86_400)
    .initially(60)
    .help("How long actions wait for the suppressor to go to ALARM, after each change of state.")
    .source("CW-67; AWS recommends 60 s")
    .assumed()
    .under(SUPPRESSION);
pub const EXTENSION: Key<Seconds> = seconds("ActionsSuppressorExtensionPeriod")
    .within(0, 86_400)
    .initially(60)
    .help("How long actions stay held back after the suppressor has left ALARM.")
    .source("CW-68; AWS recommends 60 s")
    .assumed()
    .under(SUPPRESSION);
