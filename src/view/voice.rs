//! What screen readers are told, in one polite live region. Answers to what a person does are said at once. What the run has
//! to tell while it moves waits its turn: a sentence every couple of seconds at most, several things in one. A person can
//! turn it off; that is kept.

use crate::browser::{clock, storage};
use leptos::prelude::*;

/// Where it is kept that nothing shall be said.
const QUIET: &str = "signalbox.quiet";
/// Milliseconds between two sentences of a moving run.
const GAP: f64 = 2_000.0;
/// Milliseconds in which what belongs together comes together.
const SOON: f64 = 40.0;
/// How many things are said at once.
const MOST: usize = 4;

/// What waits to be said.
#[derive(Clone, PartialEq, Debug, Default)]
struct Queue {
    answers: Vec<String>,
    reports: Vec<String>,
    /// When something was said last.
    last: Option<f64>,
    /// Whether simulated time moves.
    playing: bool,
}

impl Queue {
    /// When the reports are due.
    fn due(&self) -> f64 {
        self.last.filter(|_| self.playing).map_or(0.0, |last| last + GAP)
    }

    /// Milliseconds until something is to be said; `None`: nothing is.
    fn wait(&self, now: f64) -> Option<f64> {
        match (self.answers.is_empty(), self.reports.is_empty()) {
            (true, true) => None,
            (false, _) => Some(SOON),
            (true, false) => Some((self.due() - now).max(SOON)),
        }
    }

    /// What is to be said now.
    fn take(&mut self, now: f64) -> Option<String> {
        let mut all = std::mem::take(&mut self.answers);
        if now >= self.due() {
            all.append(&mut self.reports);
        }
        if all.is_empty() {
            return None;
        }
        all.dedup();
        self.last = Some(now);
        let more = all.len().saturating_sub(MOST);
        all.truncate(MOST);
        if more > 0 {
            all.push(format!("And {more} more."));
        }
        Some(all.join(" "))
    }
}

/// The voice of the page.
#[derive(Clone, Copy)]
pub struct Voice {
    /// What the live region holds.
    said: RwSignal<String>,
    /// Whether nothing is said.
    pub quiet: RwSignal<bool>,
    queue: StoredValue<Queue>,
}

impl Voice {
    /// A voice with nothing to say.
    pub fn new() -> Self {
        Self {
            said: RwSignal::new(String::new()),
            quiet: RwSignal::new(false),
            queue: StoredValue::new(Queue::default()),
        }
    }

    /// Reads what was kept.
    pub fn remember(&self) {
        self.quiet.set(storage::read(QUIET).as_deref() == Some("yes"));
    }

    /// Turns it off or on, and keeps that.
    pub fn set_quiet(&self, quiet: bool) {
        self.quiet.set(quiet);
        self.queue.update_value(|queue| *queue = Queue { playing: queue.playing, ..Queue::default() });
        self.said.set(String::new());
        // A browser that keeps nothing asks again next time.
        let _ = storage::write(QUIET, if quiet { "yes" } else { "no" });
        self.answer("Screen readers are told what happens.");
    }

    /// Whether simulated time moves.
    pub fn set_playing(&self, playing: bool) {
        self.queue.update_value(|queue| queue.playing = playing);
        self.later();
    }

    /// Answers what a person did.
    pub fn answer(&self, text: impl Into<String>) {
        self.push(|queue| queue.answers.push(text.into()));
    }

    /// Tells what happened in the run.
    pub fn report(&self, text: impl Into<String>) {
        self.push(|queue| queue.reports.push(text.into()));
    }

    fn push(&self, add: impl FnOnce(&mut Queue)) {
        if !self.quiet.get_untracked() {
            self.queue.update_value(add);
            self.later();
        }
    }

    fn later(&self) {
        let voice = *self;
        if let Some(wait) = self.queue.with_value(|queue| queue.wait(clock::now())) {
            clock::later(wait.ceil() as i32, move || voice.speak());
        }
    }

    fn speak(&self) {
        let Some(Some(text)) = self.queue.try_update_value(|queue| queue.take(clock::now())) else { return };
        // The same words twice would be no change, and not be heard.
        let again = self.said.with_untracked(|before| *before == text);
        self.said.set(if again { text + "\u{a0}" } else { text });
        self.later();
    }
}

impl Default for Voice {
    fn default() -> Self {
        Self::new()
    }
}

/// The live region.
#[component]
pub fn Region(
    /// Whose words.
    voice: Voice,
) -> impl IntoView {
    view! { <p class="unseen" id="voice" role="status" aria-live="polite">{move || voice.said.get()}</p> }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(playing: bool) -> Queue {
        Queue { playing, ..Queue::default() }
    }

    #[test]
    fn a_moving_run_is_told_of_every_two_seconds_and_all_at_once() {
        let mut q = queue(true);
        q.reports.push("A.".into());
        assert_eq!(q.wait(100.0), Some(SOON));
        assert_eq!(q.take(100.0).as_deref(), Some("A."));
        q.reports.push("B.".into());
        q.reports.push("C.".into());
        assert_eq!(q.wait(600.0), Some(1_500.0));
        assert_eq!(q.take(2_099.0), None);
        assert_eq!(q.take(2_100.0).as_deref(), Some("B. C."));
    }

    #[test]
    fn answers_and_a_run_that_stands_do_not_wait() {
        let mut q = queue(true);
        q.last = Some(0.0);
        q.reports.push("A.".into());
        q.answers.push("Connected.".into());
        assert_eq!(q.take(10.0).as_deref(), Some("Connected."));
        q.playing = false;
        assert_eq!(q.take(20.0).as_deref(), Some("A."));
        assert_eq!(q.wait(20.0), None);
    }

    #[test]
    fn what_is_too_much_is_counted_and_what_is_the_same_is_said_once() {
        let mut q = queue(false);
        q.answers = ["A.", "A.", "B.", "C.", "D.", "E.", "F."].map(str::to_owned).to_vec();
        assert_eq!(q.take(0.0).as_deref(), Some("A. B. C. D. And 2 more."));
    }
}
