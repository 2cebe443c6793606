//! The settings of a metric alarm, with the names and ranges of AWS::CloudWatch::Alarm.

use crate::catalog::{Key, Language, Seconds, Words, choice, opt_whole, real, seconds, text, whole};

const METRIC: &str = "Metric";
const CONDITION: &str = "Condition";
const HOW: &str = "How this model behaves";

pub const METRIC_NAME: Key<Words> = text("MetricName")
    .help("Which metric of the wired node is watched. Empty: its first one.")
    .source("CloudWatch 2.1")
    .under(METRIC);
pub const STATISTIC: Key<Words> = choice("Statistic", &["SampleCount", "Average", "Sum", "Minimum", "Maximum"])
    .initially_word("Average")
    .help("How the values of one period become one data point. In an Expression, where nothing is set here: the Sum.")
    .source("CloudWatch 1.3")
    .under(METRIC);
pub const EXTENDED_STATISTIC: Key<Words> = text("ExtendedStatistic")
    .help("A percentile instead of the Statistic, such as p99.")
    .source("CloudWatch 1.3")
    .under(METRIC);
pub const EXPRESSION: Key<Words> = text("Expression")
    .lines(1_024, Language::MetricMath)
    .help("Metric math over the metrics of the wired nodes instead of one metric, such as 100 * Errors / Invocations.")
    .source("CloudWatch 1.5, CW-15")
    .under(METRIC);

pub const PERIOD: Key<Seconds> = seconds("Period")
    .within(10, 86_400)
    .initially(60)
    .help("How long a period is: 10, 20 or 30 s, or whole minutes. Standard metrics have one data point a minute, so that shorter periods mostly lack data.")
    .source("CloudWatch 2.1, CW-31")
    .under(CONDITION);
pub const EVALUATION_PERIODS: Key<i64> = whole("EvaluationPeriods")
    .within(1, 8_640)
    .initially(1)
    .help("How many of the newest periods are looked at (N).")
    .source("CloudWatch 2.1")
    .under(CONDITION);
pub const DATAPOINTS_TO_ALARM: Key<Option<i64>> = opt_whole("DatapointsToAlarm")
    .within(1, 8_640)
    .help("How many of them must breach the threshold (M). Unset: all.")
    .source("CloudWatch 2.1")
    .under(CONDITION);
pub const COMPARISON: Key<Words> = choice(
    "ComparisonOperator",
    &["GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"],
)
.help("How a data point breaches the threshold.")
.source("CloudWatch 2.1, CW-32")
.under(CONDITION);
pub const THRESHOLD: Key<f64> = real("Threshold")
    .between(-1e15, 1e15)
    .help("The number that data points are compared with.")
    .source("CloudWatch 2.1")
    .under(CONDITION);
pub const TREAT_MISSING: Key<Words> = choice("TreatMissingData", &["missing", "ignore", "breaching", "notBreaching"])
    .help("What a period without data counts as, when too few have data.")
    .source("CloudWatch 2.1, CW-35")
    .under(CONDITION);
pub const LOW_SAMPLES: Key<Words> = choice("EvaluateLowSampleCountPercentile", &["evaluate", "ignore"])
    .help("Whether a percentile of only a few values is evaluated, or the state is kept.")
    .source("CloudWatch 2.1, CW-43")
    .under(CONDITION);

pub const OFFSET: Key<Seconds> = seconds("EvaluationOffset")
    .within(0, 59)
    .help("At which second of each minute the alarm is evaluated.")
    .source("CW-49, a choice of this model")
    .assumed()
    .under(HOW);
pub const DELAY: Key<Seconds> = seconds("MetricDelay")
    .within(0, 900)
    .initially(60)
    .help("How long after its end a minute's data point of a service becomes visible. Custom metrics have no delay.")
    .source("CW-14, a choice of this model")
    .assumed()
    .under(HOW);

/// Of the wire from a watched node.
pub const ID: Key<Words> = text("Id")
    .help("A short name for this node in the Expression, where several have the same metric: with the Id pay, pay_Errors is its Errors.")
    .source("CW-15");
/// Of the command SetAlarmState.
pub const STATE_VALUE: Key<Words> =
    choice("StateValue", &["ALARM", "OK", "INSUFFICIENT_DATA"]).help("The state to go to.").source("CW-45");
/// Of the command SetAlarmState.
pub const STATE_REASON: Key<Words> =
    text("StateReason").initially_word("set by hand").help("Why; notifications carry it.").source("CW-45");
