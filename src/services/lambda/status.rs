//! What a function's card says.

use super::behaviour::Function;
use super::settings::Settings;
use super::streams::StreamMapping;
use super::*;
use crate::sim::parts::BreakerState;
use crate::sim::{Notice, Reading, Span, Status, Tone, View};

/// Below this share of a second a rate is not worth a word.
const WORTH: f64 = 0.05;

/// The card.
pub fn status(f: &Function, view: &View) -> Status {
    let Some((s, environments)) = f.set_up() else { return Status::default() };
    let running = environments.running();
    let rate = |rate: &crate::sim::parts::Rate| rate.per_second(view.now);
    let (invoked, failed, throttled) = (rate(&f.invoked), rate(&f.failed), rate(&f.throttled));
    let took = view.metrics().get(DURATION.0 as usize).map(|d| d.current()).filter(|m| m.count > 0);
    let took = took.map(|m| Span::of_millis(m.average()));

    let at_maximum = f.mappings.iter().find_map(|(link, m)| {
        let maximum = s.mappings.get(link)?.maximum?;
        (m.busy() >= maximum).then_some(maximum)
    });
    let breaker = f.open_breakers().next();
    let switches = s.mappings.values().map(|m| m.enabled).chain(s.streams.values().map(|m| m.enabled));
    let polls = switches.clone().next().is_none() || switches.clone().any(|on| on);
    let blocked = f.streams.values().filter_map(StreamMapping::blocked).max_by_key(|(_, failures)| *failures);
    let waiting = f.events.values().filter(|e| e.waits()).count();
    let mostly_failing = failed >= WORTH && failed >= invoked * 0.5;

    let mut small = Vec::new();
    if let Some(maximum) = at_maximum {
        small.push(format!("{running} of {maximum}, at MaximumConcurrency"));
    } else if let Some((_, state)) = breaker {
        small.push(word(state).to_owned());
    } else if s.reserved == Some(0) {
        small.push("switched off".to_owned());
    } else if !polls {
        small.push("not polling".to_owned());
    }
    if let Some((shard, _)) = blocked {
        small.push(format!("shard {shard} blocked"));
    }
    if s.aliases.share > 0.0 {
        small.push(format!("{:.0} % to the additional version", s.aliases.share * 100.0));
    }
    if failed >= WORTH && blocked.is_none() {
        small.push(format!("{failed:.1} errors/s"));
    }
    if throttled >= WORTH {
        small.push(format!("{throttled:.1} throttled/s"));
    }
    if waiting > 0 {
        small.push(format!("{waiting} events wait"));
    }
    if small.is_empty() {
        small.push(usual(s, took, environments.warm(view.now)));
    }

    let notice = if let Some((_, state)) = breaker {
        Some(breaker_notice(s, state))
    } else if let Some(maximum) = at_maximum {
        Some(maximum_notice(maximum, took))
    } else if throttled >= WORTH {
        Some(throttle_notice(s))
    } else if let Some((shard, failures)) = blocked {
        Some(Notice {
            title: "A batch blocks its shard.".into(),
            text: format!("A batch of shard {shard} has failed {failures} times in a row and is tried again. Records behind it wait, and grow older."),
            rule: "LAM-34",
        })
    } else if mostly_failing {
        Some(Notice {
            title: "Failing.".into(),
            text: format!("{failed:.1} of {invoked:.1} invocations a second end in an error or a timeout."),
            rule: "LAM-12",
        })
    } else if !polls {
        Some(Notice {
            title: "Not polling.".into(),
            text: "Its event source mappings are switched off; messages and records wait where they are.".into(),
            rule: "LAM-21",
        })
    } else {
        None
    };
    let tone = if mostly_failing {
        Tone::Bad
    } else if notice.is_some() || failed >= WORTH {
        Tone::Warning
    } else {
        Tone::Plain
    };
    Status {
        reading: Reading::Number(running as f64, "running"),
        small: small.join(", "),
        tone,
        trend: running as f64,
        notice,
    }
}

/// What it says while nothing is the matter.
fn usual(s: &Settings, took: Option<Span>, warm: usize) -> String {
    let mut parts = Vec::new();
    if let Some(m) = s.streams.values().next().filter(|_| s.mappings.is_empty()) {
        parts.push(format!("batch {}", m.batch));
        parts.extend((m.lanes > 1).then(|| format!("{} lanes a shard", m.lanes)));
    } else if let Some(m) = s.mappings.values().next() {
        parts.push(format!("batch {}", m.batch));
        parts.extend(m.maximum.map(|n| format!("max {n}")));
    } else {
        parts.extend(took.map(|t| t.to_string()));
        if s.invalid > 0.0 {
            parts.push(format!("{} % invalid", s.invalid * 100.0));
        }
    }
    match (parts.is_empty(), warm) {
        (false, _) => parts.join(", "),
        (true, 0) => "idle".to_owned(),
        (true, warm) => format!("idle, {warm} warm"),
    }
}

fn word(state: BreakerState) -> &'static str {
    match state {
        BreakerState::Closed => "breaker closed",
        BreakerState::Open(_) => "breaker open",
        BreakerState::HalfOpen => "breaker half open",
    }
}

fn breaker_notice(s: &Settings, state: BreakerState) -> Notice {
    let pauses = s.steps.iter().filter_map(|step| step.circuit).any(|c| c.pauses);
    let meanwhile = if pauses {
        "Nothing is received meanwhile: messages wait in the queue and their receive counts stay as they are."
    } else {
        "Calls fail at once meanwhile, so each message uses up a receive."
    };
    let (title, now, rule) = match state {
        BreakerState::HalfOpen => {
            ("Circuit breaker half open.", "A few calls try whether the other side is back.", "CBRK-3")
        }
        _ => ("Circuit breaker open.", "Too many calls failed.", "CBRK-1"),
    };
    Notice { title: title.into(), text: format!("{now} {meanwhile}"), rule }
}

fn maximum_notice(maximum: u64, took: Option<Span>) -> Notice {
    let pace = match took.filter(|t| *t > Span::ZERO) {
        Some(took) => format!(
            " {maximum} ÷ {took} = {:.0} batches a second; what arrives faster waits in the queue.",
            maximum as f64 / took.as_seconds()
        ),
        None => " What arrives faster waits in the queue.".to_owned(),
    };
    Notice {
        title: "At MaximumConcurrency.".into(),
        text: format!("It runs {maximum} batches at once and no more, and stops pulling meanwhile.{pace}"),
        rule: "LAM-28",
    }
}

fn throttle_notice(s: &Settings) -> Notice {
    let (text, rule) = match s.reserved {
        Some(0) => ("ReservedConcurrentExecutions is 0: the function is switched off.".to_owned(), "LAM-4"),
        Some(n) => (format!("More than its {n} reserved executions are asked for at once."), "LAM-4"),
        None => ("More is asked for at once than the account, which all functions share, or the scaling rate allows.".to_owned(), "LAM-3"),
    };
    Notice {
        title: "Throttled.".into(),
        text: format!("{text} Callers get 429; events and batches are tried again."),
        rule,
    }
}
