//! Tells screen readers when an alarm or its kin changes its state during a run: politely, all changes of a beat at once.

use super::app::App;
use super::meaning::Meaning;
use crate::model::NodeId;
use crate::sim::{Time, Transition};
use leptos::prelude::*;

/// How many changes are named one by one.
const MOST: usize = 3;

/// The changes that tell something: into an alarm, and out of one. That a state became known at all is none of them.
pub fn telling(changes: &[Transition]) -> impl DoubleEndedIterator<Item = &Transition> {
    let loud = |change: &Transition| Meaning::of_state(change.to) == Meaning::Dead;
    let pairs = changes.iter().enumerate();
    pairs.filter(move |(n, change)| loud(change) || *n > 0 && loud(&changes[n - 1])).map(|(_, change)| change)
}

/// Begins to watch.
pub fn watch(app: App) {
    Effect::new(move |before: Option<Time>| {
        app.beat.track();
        let (now, fresh) = app.engine(|engine| {
            let since = before.unwrap_or(Time::START);
            let mut fresh: Vec<(Time, NodeId, String)> = Vec::new();
            for ix in engine.nodes() {
                let (id, name) = engine.who(ix);
                let changes = engine.transitions(ix).unwrap_or_default();
                let new = telling(changes).rev().take_while(|t| t.at > since);
                fresh.extend(new.map(|t| (t.at, id.clone(), format!("{name} is {}", t.to))));
            }
            (engine.now(), fresh)
        });
        if let Some(said) = sentence(fresh) {
            app.ui.announce(said);
        }
        // After a reset the run is younger than before: what comes is new again.
        now
    });
}

/// The changes in a sentence; nothing if there are none.
fn sentence(mut fresh: Vec<(Time, NodeId, String)>) -> Option<String> {
    fresh.sort();
    let said: Vec<String> = fresh.iter().take(MOST).map(|(.., text)| text.clone()).collect();
    let more = fresh.len().saturating_sub(MOST);
    let rest = if more > 0 { format!(", and {more} more changes of state") } else { String::new() };
    (!said.is_empty()).then(|| format!("{}{rest}.", said.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ways_into_and_out_of_an_alarm_tell_something() {
        let change = |at, to| Transition { at: Time(at), to, why: String::new(), data: Vec::new() };
        let all = [change(0, "INSUFFICIENT_DATA"), change(1, "OK"), change(2, "ALARM"), change(3, "OK")];
        assert_eq!(telling(&all).map(|t| t.at.0).collect::<Vec<_>>(), [2, 3]);
    }

    #[test]
    fn changes_are_said_in_order_and_many_are_counted() {
        let change = |at, name: &str| (Time(at), NodeId::new(name), format!("{name} is ALARM"));
        assert_eq!(sentence(vec![]), None);
        assert_eq!(sentence(vec![change(2, "B"), change(1, "A")]).as_deref(), Some("A is ALARM, B is ALARM."));
        let five = (1..=5).map(|n| change(n, "A")).collect();
        assert_eq!(sentence(five).as_deref(), Some("A is ALARM, A is ALARM, A is ALARM, and 2 more changes of state."));
    }
}
