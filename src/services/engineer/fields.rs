//! The settings of an engineer. All of them are choices of this model.

use crate::catalog::{Key, Seconds, flag, real, seconds};

pub const ACK_MEDIAN: Key<Seconds> = seconds("AckDelayMedian")
    .within(0, 86_400)
    .initially(240)
    .help("Half of all pages are acknowledged sooner.")
    .source("section 16, a choice of this model")
    .assumed();
pub const ACK_SIGMA: Key<f64> = real("AckDelaySigma")
    .between(0.0, 3.0)
    .initially_real(0.5)
    .help("How much the delay varies: the sigma of its log-normal distribution. 0: always the median.")
    .source("section 16, a choice of this model")
    .assumed();
pub const FIX_MEDIAN: Key<Seconds> = seconds("FixTimeMedian")
    .within(0, 604_800)
    .initially(1_200)
    .help("Half of all troubles are mended sooner, from the beginning of the work.")
    .source("section 16, a choice of this model")
    .assumed();
pub const FIX_SIGMA: Key<f64> = real("FixTimeSigma")
    .between(0.0, 3.0)
    .initially_real(0.5)
    .help("How much the work varies: the sigma of its log-normal distribution. 0: always the median.")
    .source("section 16, a choice of this model")
    .assumed();
pub const NIGHT: Key<bool> = flag("Night", false)
    .help("At night, acknowledging takes NightFactor times as long.")
    .source("section 16, a choice of this model")
    .assumed();
pub const NIGHT_FACTOR: Key<f64> = real("NightFactor")
    .between(1.0, 100.0)
    .initially_real(2.0)
    .help("How many times as long acknowledging takes at night.")
    .source("section 16, a choice of this model")
    .when("Night", "true")
    .assumed();
pub const ASLEEP: Key<bool> = flag("Asleep", false)
    .help("Sleeps so soundly that no page is heard. After waking up, pages are acknowledged as if they had just come.")
    .source("A choice of this model")
    .assumed();
pub const RESOLVES: Key<bool> = flag("ResolvesWhenFixed", true)
    .help("Whether the engineer closes the incident when the work is done. If not, only the alarm's OK closes it.")
    .source("PD-4, a choice of this model")
    .assumed();
