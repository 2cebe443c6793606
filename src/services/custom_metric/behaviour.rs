//! What a custom metric does: it publishes its value while it is on.

use super::{INTERVAL, METRIC_NAME, PUBLISHED, PUBLISHED_VALUE, VALUE};
use crate::model::Config;
use crate::sim::{Behaviour, Class, Context, Kind, Reading, Reason, Span, Status, Token, Tone, View, WakeKey};

/// A custom metric.
#[derive(Clone, Default)]
pub struct CustomMetric {
    /// What the setting said last: a command holds until the setting changes.
    set: bool,
    on: bool,
    value: f64,
    interval: Span,
    next: Option<WakeKey>,
}

impl CustomMetric {
    fn switch(&mut self, cx: &mut Context, on: bool) {
        if on != self.on {
            let word = if on { "on: its value is published" } else { "off: it has no data from now on" };
            cx.note(Reason::new("CW-14", Kind::Changed, "switched {word}").word(word).because("Published"));
        }
        self.on = on;
        self.publish(cx);
    }

    /// Publishes now, and again and again while it is on.
    fn publish(&mut self, cx: &mut Context) {
        if let Some(key) = self.next.take() {
            cx.cancel(key);
        }
        if self.on {
            cx.gauge(PUBLISHED_VALUE, self.value);
            self.next = Some(cx.wake_after(Class::Completion, self.interval, Token::new(0, 0)));
        }
    }
}

impl Behaviour for CustomMetric {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let config = cx.config();
        cx.name_metric(PUBLISHED_VALUE, METRIC_NAME.of(&config).trim());
        let (set, value, interval) = (PUBLISHED.of(&config), VALUE.of(&config), INTERVAL.of(&config));
        let same = (value, interval) == (self.value, self.interval);
        (self.value, self.interval) = (value, interval);
        if set != self.set {
            self.set = set;
            self.switch(cx, set);
        } else if !same {
            self.publish(cx);
        }
    }

    fn awaits(&self, _token: Token) -> Option<&'static str> {
        None
    }

    fn wake(&mut self, cx: &mut Context, _token: Token) {
        self.next = None;
        self.publish(cx);
    }

    fn command(&mut self, cx: &mut Context, command: &str, with: &Config) {
        match command {
            "SwitchOn" => self.switch(cx, true),
            "SwitchOff" => self.switch(cx, false),
            "PutMetricData" => {
                let value = if with.get(VALUE.field.name).is_some() { VALUE.of(with) } else { self.value };
                cx.gauge(PUBLISHED_VALUE, value);
                cx.note(Reason::new("CW-14", Kind::Sent, "one value was published by hand"));
            }
            _ => {}
        }
    }

    fn status(&self, view: &View) -> Status {
        let name = METRIC_NAME.of(view.config).trim();
        Status {
            reading: Reading::Word(if self.on { "On" } else { "Off" }),
            small: if self.on { format!("{name} = {}", self.value) } else { format!("{name}, no data") },
            tone: if self.on { Tone::Warning } else { Tone::Plain },
            trend: if self.on { self.value } else { 0.0 },
            notice: None,
        }
    }
}
