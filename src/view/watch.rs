//! Tells screen readers what a run has to tell: that it plays or stands, the first message that is dead-lettered, and every
//! alarm or its kin that changes its state, all changes of a beat at once.

use super::app::App;
use super::meaning::Meaning;
use super::parts::words;
use crate::model::NodeId;
use crate::sim::{Census, Time, Transition};
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
    motion(app);
    dead_letters(app);
    states(app);
}

/// That simulated time begins to move, or stands. Why a run paused by itself is said where it is shown.
fn motion(app: App) {
    let playing = Memo::new(move |_| app.live.with(|live| live.playing));
    Effect::new(move |before: Option<bool>| {
        let playing = playing.get();
        app.ui.voice.set_playing(playing);
        if before.is_some_and(|before| before != playing) {
            let said = app.live.with_untracked(|live| match (playing, &live.halt) {
                (true, _) => Some(format!("Playing, {} ×.", words::speed(live.speed))),
                (false, None) => Some(format!("Paused at {}. {}", live.now, where_they_are(&live.census))),
                (false, Some(_)) => None,
            });
            if let Some(said) = said {
                app.ui.announce(said);
            }
        }
        playing
    });
}

/// How many messages there are, and what became of them, in a sentence; empty before there is one.
fn where_they_are(census: &Census) -> String {
    if census.created == 0 {
        return String::new();
    }
    let dead = match census.dead_lettered {
        0 => String::new(),
        n => format!(", {} dead-lettered", words::count(n)),
    };
    let (created, delivered) = (words::count(census.created), words::count(census.delivered));
    format!("{created} created, {delivered} delivered{dead}.")
}

/// The first message of a run that is set aside in a dead-letter queue.
fn dead_letters(app: App) {
    let dead = Memo::new(move |_| app.live.with(|live| live.census.dead_lettered > 0));
    Effect::new(move |before: Option<bool>| {
        let dead = dead.get();
        if dead && before == Some(false) {
            let now = app.live.with_untracked(|live| live.now);
            app.ui.voice.report(format!("A first message was dead-lettered by {now}."));
        }
        dead
    });
}

/// Alarms and their kin.
fn states(app: App) {
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
            app.ui.voice.report(said);
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
    fn a_pause_says_what_became_of_the_messages() {
        let census = Census { created: 1_204, delivered: 1_200, dead_lettered: 4, ..Census::default() };
        assert_eq!(where_they_are(&census), "1,204 created, 1,200 delivered, 4 dead-lettered.");
        assert_eq!(where_they_are(&Census::default()), "");
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
