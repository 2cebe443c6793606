//! The settings of a schedule, with AWS's names, ranges and defaults.

use crate::catalog::{Key, Seconds, Words, choice, real, seconds, text, whole};

pub const EXPRESSION: Key<Words> = text("ScheduleExpression")
    .initially_word("rate(1 minute)")
    .help("rate(5 minutes), cron(0 12 * * ? *) or at(2026-01-01T12:00:00). A run starts on 2026-01-01 at 0:00 UTC.")
    .source("EB-36")
    .assumed();
pub const TIME_ZONE: Key<Words> = text("ScheduleExpressionTimezone")
    .help("The time zone of cron and at, such as Europe/Berlin. Empty: UTC.")
    .source("EB-36");
pub const STATE: Key<Words> =
    choice("State", &["ENABLED", "DISABLED"]).help("A disabled schedule does not fire.").source("EB-36");
pub const START: Key<Words> = text("StartDate")
    .help("Nothing fires before: 2026-01-01T08:00:00Z. Rates count from here.")
    .source("EB-36");
pub const END: Key<Words> = text("EndDate").help("Nothing fires after: 2026-01-01T20:00:00Z.").source("EB-36");
pub const WINDOW_MODE: Key<Words> = choice("FlexibleTimeWindow", &["OFF", "FLEXIBLE"])
    .help("Whether it may fire anywhere in a window, so that many schedules don't fire at once.")
    .source("EB-36");
pub const WINDOW: Key<i64> = whole("MaximumWindowInMinutes")
    .within(1, 1_440)
    .initially(15)
    .unit("min")
    .when("FlexibleTimeWindow", "FLEXIBLE")
    .help("How long the window is.")
    .source("EB-36; AWS has no default")
    .assumed();
pub const AFTER_COMPLETION: Key<Words> = choice("ActionAfterCompletion", &["NONE", "DELETE"])
    .help("Whether AWS deletes the schedule after its last firing. Here it stays on the canvas and says so.")
    .source("EB-37");
pub const SPREAD: Key<Seconds> = seconds("FiresWithin")
    .within(0, 60)
    .initially(60)
    .help("The precision is a minute: without a window it fires somewhere in so many seconds after its time.")
    .source("EB-36: AWS gives the minute only")
    .assumed()
    .under("How this model behaves");
pub const INVOCATIONS_RATE: Key<i64> = whole("InvocationsRate")
    .within(1, 100_000)
    .initially(1_000)
    .unit("/s")
    .help("The quota of invocations a second; more wait. It is one of the account: all schedules of the design have it together, and the least that one of them says counts.")
    .source("EB-38, adjustable");
pub const DUPLICATES: Key<f64> = real("DuplicatePercent")
    .between(0.0, 100.0)
    .unit("%")
    .help("How often the target is invoked a second time for one firing.")
    .source("EB-37: at least once; AWS gives no figure")
    .assumed()
    .under("How this model behaves");
