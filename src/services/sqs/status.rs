//! What a queue shows of itself: its card, its notices, its messages.

use super::behaviour::Queue;
use super::messages::{State, Stored};
use crate::sim::{Held, Notice, Reading, Status, Tone, View};

impl Queue {
    /// The card.
    pub(super) fn shown_status(&self, view: &View) -> Status {
        let (visible, in_flight, delayed) = self.messages.counts();
        let dead = self.settings.as_ref().is_some_and(|s| !s.dead_letters.is_empty());
        let age = self.age(view.now);
        let growth = self.arrivals.per_second(view.now) - self.departures.per_second(view.now);
        let filling = !dead && visible > 100 && growth >= 1.0;
        let mut small = if dead && visible == 0 {
            "nothing given up".to_owned()
        } else if visible + in_flight == 0 {
            "empty".to_owned()
        } else {
            format!("{in_flight} in flight, oldest {age}")
        };
        if delayed > 0 {
            small.push_str(&format!(", {delayed} delayed"));
        }
        let notice = if filling {
            Some(Notice {
                title: format!("Filling at {growth:.0}/s."),
                text: format!(
                    "{:.0} messages arrive a second and {:.0} are done. What waits longest was sent {age} ago.",
                    self.arrivals.per_second(view.now),
                    self.departures.per_second(view.now)
                ),
                rule: "SQS-1",
            })
        } else if dead && visible > 0 {
            Some(Notice {
                title: format!("{visible} dead letters."),
                text: "Each was received as often as maxReceiveCount allows and not deleted. Mend the cause, then redrive them.".into(),
                rule: "SQS-7",
            })
        } else {
            None
        };
        let tone = if dead && visible > 0 {
            Tone::Bad
        } else if filling {
            Tone::Warning
        } else {
            Tone::Plain
        };
        let unit = if dead { "messages" } else { "waiting" };
        Status { reading: Reading::Number(visible as f64, unit), small, tone, trend: visible as f64, notice }
    }

    /// The list of messages.
    pub(super) fn shown_contents(&self, view: &View, most: usize) -> Vec<Held> {
        let held = |(_, s): (u64, &Stored)| {
            let doing = match s.state {
                State::Delayed(_) => "delayed",
                State::Visible(_) => "visible",
                State::InFlight(_) => "in flight",
            };
            let next = match s.state {
                State::InFlight(_) => self.settings.as_ref().map(|x| (s.received_at + x.visibility).since(view.now)),
                _ => None,
            };
            Held { message: s.message, doing, next, tries: s.receives, link: s.via }
        };
        self.messages.in_order().into_iter().take(most).map(held).collect()
    }
}
