//! What a metric alarm does: once a minute it looks at the data that is visible, decides on its state, and on a change
//! runs its actions.

use super::fields::*;
use super::windows::{Point, Statistic, points};
use super::{ACTIONS, EVENTS, METRICS_IN, STATE};
use crate::languages::alarm_state::{AlarmRule, AlarmState, Comparison, TreatMissing, evaluate, evaluation_range};
use crate::languages::metric_math::Expression;
use crate::model::Config;
use crate::common::alarming::{AGAIN, Announcer, Change, DESCRIPTION, Details, Ports};
use crate::sim::{
    Answer, Behaviour, CallId, Class, Context, Kind, LinkId, Notice, Reason, Series, Span, Status, Time, Token,
    Datum, Transition, View, WakeKey,
};
use serde_json::{Value, json};

const EVALUATE: u32 = 0;
const ACT: u32 = 1;

/// The settings, read.
#[derive(Clone)]
pub struct Settings {
    /// What decides the state.
    pub rule: AlarmRule,
    /// How values become data points.
    pub statistic: Statistic,
    /// Metric math, if there is any.
    pub expression: Option<Expression>,
    /// The metric's name; empty: the first.
    pub metric: String,
    /// Whether percentiles of a few values keep the state.
    pub ignore_low: bool,
}

/// Reads the settings.
///
/// # Errors
/// A sentence that says what is wrong, and the property.
pub fn settings(config: &Config) -> Result<Settings, (String, &'static str)> {
    let n = EVALUATION_PERIODS.of(config) as u32;
    let comparison = match COMPARISON.of(config) {
        "GreaterThanOrEqualToThreshold" => Comparison::GreaterThanOrEqualToThreshold,
        "LessThanThreshold" => Comparison::LessThanThreshold,
        "LessThanOrEqualToThreshold" => Comparison::LessThanOrEqualToThreshold,
        _ => Comparison::GreaterThanThreshold,
    };
    let treat_missing = match TREAT_MISSING.of(config) {
        "ignore" => TreatMissing::Ignore,
        "breaching" => TreatMissing::Breaching,
        "notBreaching" => TreatMissing::NotBreaching,
        _ => TreatMissing::Missing,
    };
    let rule = AlarmRule {
        period: (PERIOD.of(config).0 / 1_000_000) as u32,
        evaluation_periods: n,
        datapoints_to_alarm: DATAPOINTS_TO_ALARM.of(config).map_or(n, |m| m as u32),
        threshold: THRESHOLD.of(config),
        comparison,
        treat_missing,
    };
    rule.check().map_err(|what| (what, "EvaluationPeriods"))?;
    let text = EXPRESSION.of(config).trim();
    let expression = match text {
        "" => None,
        text => Some(Expression::parse(text).map_err(|e| (format!("Expression: {e}"), "Expression"))?),
    };
    let sum = expression.is_some() && config.get(STATISTIC.field.name).is_none();
    let statistic = if sum { "Sum" } else { STATISTIC.of(config) };
    let statistic = Statistic::parse(statistic, EXTENDED_STATISTIC.of(config)).map_err(|e| (e, "ExtendedStatistic"))?;
    let metric = METRIC_NAME.of(config).trim().to_owned();
    Ok(Settings { rule, statistic, expression, metric, ignore_low: LOW_SAMPLES.of(config) == "ignore" })
}

/// A metric alarm.
#[derive(Clone, Default)]
pub struct Alarm {
    announcer: Announcer,
    settings: Option<Settings>,
    problem: Option<String>,
    delay: Span,
    offset: Span,
    description: String,
    /// The wires to what is watched, with their names in the expression.
    wires: Vec<(LinkId, String)>,
    next: Option<WakeKey>,
    /// When it was evaluated last.
    looked: Option<Time>,
    latest: Option<f64>,
    /// Changes whose actions run at the end of this instant.
    changes: Vec<Change>,
}

/// The newest data points, and whether alarms on them keep their state while data is missing (CW-42).
type Data = (Vec<Option<Point>>, bool);

impl Alarm {
    fn schedule(&mut self, cx: &mut Context) {
        if let Some(key) = self.next.take() {
            cx.cancel(key);
        }
        let Some(settings) = &self.settings else { return };
        let every = Span::seconds(if settings.rule.period < 60 { 10 } else { 60 });
        let shift = self.offset.0 % every.0;
        // The next instant that lies `shift` after a multiple of `every`: this one too, unless it was the last.
        let after = self.looked.map_or(cx.now().0.max(1), |last| cx.now().0.max(last.0 + 1));
        let turns = (after + every.0 - 1).saturating_sub(shift) / every.0;
        self.next = Some(cx.wake_at(Class::Watch, Time(turns * every.0 + shift), Token::new(EVALUATE, 0)));
    }

    /// The series that a name stands for: of the wire whose Id it begins with, or of the first wire that has it.
    fn find<'c>(&self, cx: &'c Context, name: &str) -> Option<&'c Series> {
        // A custom metric answers to its declared name as well as to the one that a person gave it.
        let same = |series: &&Series, name: &str| {
            series.name().eq_ignore_ascii_case(name) || series.metric.name.eq_ignore_ascii_case(name)
        };
        let prefixed = self.wires.iter().find_map(|(link, id)| {
            let rest = name.strip_prefix(id.as_str()).filter(|_| !id.is_empty())?;
            let rest = rest.strip_prefix(['_', '.'])?;
            cx.peer_metrics(*link).iter().find(|s| same(s, rest))
        });
        let plain = || self.wires.iter().find_map(|(link, _)| cx.peer_metrics(*link).iter().find(|s| same(s, name)));
        prefixed.or_else(plain)
    }

    fn watched<'c>(&self, cx: &'c Context, settings: &Settings) -> Result<&'c Series, String> {
        let Some((first, _)) = self.wires.first() else {
            return Err("Nothing is wired: the alarm has no metric to watch.".into());
        };
        if settings.metric.is_empty() {
            return cx.peer_metrics(*first).first().ok_or_else(|| "The wired node has no metrics.".into());
        }
        let missing = || format!("{} publishes no metric {}.", cx.peer_name(*first), settings.metric);
        self.find(cx, &settings.metric).ok_or_else(missing)
    }

    fn data(&self, cx: &Context, settings: &Settings) -> Result<Data, String> {
        let (period, range) = (
            Span::seconds(u64::from(settings.rule.period)),
            evaluation_range(settings.rule.evaluation_periods as usize),
        );
        let read = |series: &Series| points(series, settings.statistic, period, range, self.delay, cx.now());
        let Some(expression) = &settings.expression else {
            let series = self.watched(cx, settings)?;
            return Ok((read(series), series.metric.ignores_missing));
        };
        if self.wires.is_empty() {
            return Err("Nothing is wired: the alarm has no metric to watch.".into());
        }
        let mut ignores = false;
        let mut named: Vec<(&str, Vec<Option<f64>>)> = Vec::new();
        for name in expression.identifiers() {
            let series = self.find(cx, name).ok_or_else(|| format!("No wired node publishes a metric {name}."))?;
            ignores |= series.metric.ignores_missing;
            named.push((name, read(series).into_iter().map(|p| p.map(|p| p.value)).collect()));
        }
        let of = |name: &str| named.iter().find(|(n, _)| *n == name).map(|(_, series)| &series[..]);
        let values =
            expression.evaluate(&of, f64::from(settings.rule.period)).map_err(|e| format!("Expression: {e}"))?;
        let many = |value| Point { value, samples: u64::MAX };
        Ok((values.into_iter().map(|v| v.map(many)).collect(), ignores))
    }

    fn look(&mut self, cx: &mut Context) {
        let Some(settings) = self.settings.clone() else { return };
        let (points, ignores) = match self.data(cx, &settings) {
            Ok(data) => {
                self.problem = None;
                data
            }
            Err(problem) => {
                if self.problem.as_ref() != Some(&problem) {
                    cx.note(Reason::new("CW-1", Kind::Failed, "there is no such metric: the alarm sees no data"));
                }
                self.problem = Some(problem);
                (vec![None; evaluation_range(settings.rule.evaluation_periods as usize)], false)
            }
        };
        let mut rule = settings.rule;
        if ignores {
            rule.treat_missing = TreatMissing::Ignore;
        }
        self.latest = points.iter().rev().flatten().next().map(|p| p.value);
        let current = self.announcer.state();
        if settings.ignore_low && low(settings.statistic, &points, rule.evaluation_periods as usize) {
            return;
        }
        let values: Vec<Option<f64>> = points.iter().map(|p| p.map(|p| p.value)).collect();
        let (state, why) = evaluate(&values, &rule, current);
        if state != current {
            let reason = reason(&rule, &values, state, ignores);
            let data = values.iter().map(|value| datum(&rule, *value)).collect();
            self.change(cx, state, why, reason, data);
        }
    }

    fn change(&mut self, cx: &mut Context, to: AlarmState, why: String, reason: Reason, data: Vec<Datum>) {
        if self.changes.is_empty() {
            cx.wake_at(Class::Act, cx.now(), Token::new(ACT, 0));
        }
        let change = self.announcer.enter(cx, to, why, reason, data);
        self.changes.push(change);
    }

    /// What the documents of a change say about this alarm.
    fn details(&self, cx: &Context) -> Details {
        let Some(settings) = &self.settings else { return Details::default() };
        let rule = &settings.rule;
        let first = self.wires.first().map(|(link, _)| *link);
        let namespace = first.map_or("", |link| cx.peer_namespace(link));
        let peer = first.map(|link| cx.peer_name(link).to_string()).unwrap_or_default();
        let metric = self.watched(cx, settings).map(|s| s.name().to_owned()).unwrap_or_default();
        let statistic = settings.statistic.name();
        let expression = EXPRESSION.of(&cx.config()).trim().to_owned();
        let mut trigger = serde_json::to_value(rule).unwrap_or_default();
        let mut metrics = json!([{"id": "m1", "metricStat": {
            "metric": {"namespace": namespace, "name": metric, "dimensions": {"Name": peer}},
            "period": rule.period, "stat": statistic,
        }}]);
        if let Some(trigger) = trigger.as_object_mut() {
            if settings.expression.is_some() {
                metrics = json!([{"id": "e1", "expression": expression}]);
                trigger.insert("Metrics".into(), json!([{"Id": "e1", "Expression": expression}]));
            } else {
                trigger.insert("MetricName".into(), metric.into());
                trigger.insert("Namespace".into(), namespace.into());
                trigger.insert("Statistic".into(), statistic.into());
                trigger.insert("Dimensions".into(), json!([{"name": "Name", "value": peer}]));
            }
            trigger.insert("DatapointsToAlarm".into(), rule.datapoints_to_alarm.into());
        }
        let configuration: Value = json!({"description": self.description, "metrics": metrics});
        Details { description: self.description.clone(), configuration, notification: json!({"Trigger": trigger}) }
    }
}

/// A data point as the rule sees it: a missing one speaks for the alarm if it counts as breaching (CW-35).
fn datum(rule: &AlarmRule, value: Option<f64>) -> Datum {
    let missing = rule.treat_missing == TreatMissing::Breaching;
    Datum { value, breaches: value.map_or(missing, |v| rule.comparison.breaches(v, rule.threshold)) }
}

/// Whether the newest data points are percentiles of too few values (CW-43).
fn low(statistic: Statistic, points: &[Option<Point>], n: usize) -> bool {
    let Statistic::Percentile(p) = statistic else { return false };
    let share = p / 100.0;
    let least = if share >= 0.5 { 10.0 / (1.0 - share) } else { 10.0 / share };
    // 1 - 0.99 is a little more than 0.01: rounding keeps the limit at 1,000.
    let least = libm::round(least * 1e6) / 1e6;
    points.iter().rev().flatten().take(n).any(|point| (point.samples as f64) < least)
}

/// Why the state changed, as a note has it.
fn reason(rule: &AlarmRule, values: &[Option<f64>], state: AlarmState, ignores: bool) -> Reason {
    let real: Vec<f64> = values.iter().flatten().copied().collect();
    let n = rule.evaluation_periods as usize;
    let used = &real[real.len().saturating_sub(n)..];
    let breaching = used.iter().filter(|v| rule.comparison.breaches(**v, rule.threshold)).count();
    let (id, text, setting) = if real.len() >= n {
        ("CW-34", "{word}: {a} of the newest {b} data points breach the threshold", "Threshold")
    } else if ignores {
        ("CW-42", "{word}: {a} of {b} data points breach the threshold, and missing ones are ignored", "Threshold")
    } else if real.is_empty() {
        ("CW-35", "{word}: there is no data at all", "TreatMissingData")
    } else if state == AlarmState::Alarm
        && rule.treat_missing == TreatMissing::Missing
        && breaching < rule.datapoints_to_alarm as usize
    {
        (
            "CW-36",
            "{word}: {a} of {b} data points breach the threshold, and the oldest of them is old enough",
            "TreatMissingData",
        )
    } else {
        ("CW-35", "{word}: {a} of {b} data points breach the threshold, and others are missing", "TreatMissingData")
    };
    let reason = Reason::new(id, Kind::State, text).word(state.name()).because(setting);
    reason.a(breaching as i64).b(used.len() as i64)
}

impl Behaviour for Alarm {
    fn start(&mut self, cx: &mut Context) {
        cx.note(Reason::new("CW-30", Kind::State, "a new alarm: INSUFFICIENT_DATA until it was evaluated"));
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let config = cx.config();
        (self.settings, self.problem) = match settings(&config) {
            Ok(settings) => (Some(settings), None),
            Err((problem, _)) => (None, Some(problem)),
        };
        self.delay = DELAY.of(&config);
        self.offset = OFFSET.of(&config);
        self.description = DESCRIPTION.of(&config).to_owned();
        let wires = cx.links(METRICS_IN).into_iter();
        self.wires = wires.map(|link| (link, ID.of(&cx.link_config(link)).trim().to_owned())).collect();
        self.announcer.configure(cx, Ports { actions: ACTIONS, state: STATE, events: EVENTS });
        self.schedule(cx);
    }

    fn awaits(&self, token: Token) -> Option<&'static str> {
        match token.what {
            EVALUATE => None,
            _ => Some("its actions run"),
        }
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        match token.what {
            EVALUATE => {
                self.next = None;
                self.looked = Some(cx.now());
                self.look(cx);
                self.schedule(cx);
            }
            ACT => {
                let details = self.details(cx);
                for change in std::mem::take(&mut self.changes) {
                    self.announcer.publish(cx, &change, &details, None);
                    self.announcer.act(cx, &change, &details);
                }
            }
            AGAIN => self.announcer.again(cx, token.n),
            _ => {}
        }
    }

    fn answered(&mut self, cx: &mut Context, _call: CallId, tag: u64, answer: Answer) {
        self.announcer.answered(cx, tag, &answer);
    }

    fn command(&mut self, cx: &mut Context, command: &str, with: &Config) {
        if command != "SetAlarmState" {
            return;
        }
        let Ok(to) = STATE_VALUE.of(with).parse::<AlarmState>() else { return };
        if to == self.announcer.state() {
            cx.note(Reason::new("CW-45", Kind::Skipped, "already in {word}: nothing changes").word(to.name()));
            return;
        }
        let reason = Reason::new("CW-45", Kind::State, "{word}: set by hand, until the next evaluation");
        self.change(cx, to, STATE_REASON.of(with).to_owned(), reason.word(to.name()), Vec::new());
    }

    fn status(&self, _view: &View) -> Status {
        let (reading, tone) = self.announcer.reading();
        let small = self.settings.as_ref().map_or("not complete".into(), |s| small(&s.rule, self.latest));
        let problem = self.problem.clone().map(|text| Notice { title: "No metric.".into(), text, rule: "CW-1" });
        let notice = problem.or_else(|| self.announcer.notice("CW-32"));
        Status { reading, small, tone, trend: self.latest.unwrap_or(0.0), notice }
    }

    fn transitions(&self) -> Option<&[Transition]> {
        Some(self.announcer.history())
    }
}

/// "0 of > 0, 1 of 1": the latest value, the condition, and M of N.
fn small(rule: &AlarmRule, latest: Option<f64>) -> String {
    let sign = match rule.comparison {
        Comparison::GreaterThanThreshold => ">",
        Comparison::GreaterThanOrEqualToThreshold => "≥",
        Comparison::LessThanThreshold => "<",
        Comparison::LessThanOrEqualToThreshold => "≤",
    };
    let latest = latest.map_or("–".into(), number);
    let (m, n) = (rule.datapoints_to_alarm, rule.evaluation_periods);
    format!("{latest} of {sign} {}, {m} of {n}", number(rule.threshold))
}

/// A number with as many decimals as a card has room for.
fn number(x: f64) -> String {
    let text = if x.abs() >= 100.0 || libm::floor(x) == x { format!("{x:.0}") } else { format!("{x:.3}") };
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
