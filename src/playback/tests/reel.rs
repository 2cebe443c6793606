//! Going back: the replay is the run.

use super::*;
use crate::catalog::assemble;
use crate::model::{Config, Diagram, Happening, NodeId, Value, What};
use crate::testing;
use proptest::prelude::*;
use std::sync::Arc;

/// Customers, a queue that loses its consumer's work now and then, a dead-letter queue.
const SHOP: &str = "
    node c traffic Rate=20 Body=\"{'orderId':{{counter}}}\"
    node q sqs VisibilityTimeout=5
    node dead sqs
    node f lambda ErrorPercent=30
    wire c.requests -> q.send
    wire q.consumers -> f.source
    wire q.dead_letter_queue -> dead.dead_letters maxReceiveCount=3";

fn shop() -> Diagram {
    testing::diagram(SHOP)
}

fn plan(diagram: &Diagram) -> Plan {
    assemble(diagram, &testing::catalog())
}

fn at(seconds: u64) -> Time {
    Time(seconds * 1_000_000)
}

fn with(diagram: &Diagram, node: &str, property: &str, value: impl Into<Value>) -> Diagram {
    let mut edited = diagram.clone();
    let node = edited.nodes.get_mut(&NodeId::new(node)).expect("it is there");
    Arc::make_mut(node).config.set(property, value);
    edited
}

fn silence(seconds: u64) -> Happening {
    let patch = Config::from([("Rate", Value::Real(0.0))]);
    let what = What::Set { patch, lasts: Some(3_000_000) };
    Happening { at: seconds * 1_000_000, node: NodeId::new("c"), what, label: String::new() }
}

fn fingerprint(playback: &Playback) -> (Time, u64, String) {
    let engine = playback.engine();
    (engine.now(), engine.events(), engine.trace().digest())
}

#[test]
fn a_look_back_shows_the_run_as_it_was_and_playing_again_gives_the_same() {
    let mut playback = Playback::new(plan(&shop()));
    playback.seek(at(200));
    let then = fingerprint(&playback);
    playback.seek(at(600));
    let end = fingerprint(&playback);
    assert!(playback.reel().size().0 > 2, "the run is long enough for key-frames");
    for moment in [200, 17, 599, 0, 200] {
        playback.seek(at(moment));
        assert_eq!(playback.engine().now(), at(moment));
    }
    assert_eq!(fingerprint(&playback), then);
    playback.seek(at(600));
    assert_eq!(fingerprint(&playback), end);
}

#[test]
fn a_step_back_undoes_a_step() {
    let mut playback = Playback::new(plan(&shop()));
    playback.seek(at(30));
    let steps: Vec<_> = (0..40)
        .map(|_| {
            playback.step();
            fingerprint(&playback)
        })
        .collect();
    for before in steps.iter().rev().skip(1) {
        assert!(playback.step_back());
        assert_eq!(fingerprint(&playback), *before);
    }
    playback.seek_events(0);
    assert!(!playback.step_back(), "there is nothing before the start");
}

#[test]
fn the_end_is_where_the_run_has_been_after_any_look_back() {
    let mut playback = Playback::new(plan(&shop()));
    playback.play();
    playback.set_speed(100.0);
    (0..10).for_each(|_| playback.frame(50.0, &mut || true));
    playback.pause();
    let end = fingerprint(&playback);
    playback.step_back();
    playback.step();
    for _ in 0..2 {
        playback.seek(Time::START);
        playback.seek_events(0);
        assert_eq!(playback.reel().furthest(), at(50));
        playback.seek(playback.reel().furthest());
        assert_eq!(fingerprint(&playback), end);
    }
}

#[test]
fn the_end_of_a_run_that_paused_amid_an_instant_is_amid_that_instant() {
    let mut scout = Playback::new(plan(&shop()));
    scout.seek(at(30));
    let mut before = scout.engine().now();
    while scout.step() && scout.engine().now() > before {
        before = scout.engine().now();
    }
    // The last event shared its instant with the one before it, so without it the instant is half done.
    let half = scout.engine().events() - 1;

    let mut playback = Playback::new(plan(&shop()));
    playback.seek_events(half);
    let here = fingerprint(&playback);
    playback.seek(Time::START);
    playback.seek_moment(playback.reel().end());
    assert_eq!(fingerprint(&playback), here);
    playback.seek(playback.reel().furthest());
    assert!(fingerprint(&playback) != here, "an instant as a whole is more");
}

#[test]
fn a_step_during_a_jump_ends_the_jump() {
    let mut playback = Playback::new(plan(&shop()));
    playback.aim(Moment::at(at(3_600)));
    playback.frame(0.0, &mut || false);
    playback.step();
    let here = fingerprint(&playback);
    playback.frame(16.0, &mut || true);
    assert_eq!((playback.seeking(), fingerprint(&playback)), (None, here));
}

#[test]
fn edits_and_faults_by_hand_replay_at_their_places() {
    let diagram = shop();
    let mut playback = Playback::new(plan(&diagram));
    playback.seek(at(20));
    playback.inject(silence(20));
    playback.seek(at(40));
    let slower = with(&diagram, "q", "VisibilityTimeout", 9);
    playback.adopt(plan(&slower));
    playback.seek(at(90));
    let end = fingerprint(&playback);
    assert_eq!(playback.reel().log().len(), 2);
    for moment in [10, 30, 50] {
        playback.seek(at(moment));
        playback.seek(at(90));
        assert_eq!(fingerprint(&playback), end, "after a look at {moment} s");
    }
}

#[test]
fn an_edit_in_the_past_takes_later_edits_off_and_keeps_later_faults() {
    let diagram = shop();
    let mut playback = Playback::new(plan(&diagram));
    playback.seek(at(60));
    playback.adopt(plan(&with(&diagram, "q", "VisibilityTimeout", 9)));
    playback.inject(silence(60));
    playback.seek(at(30));
    assert_eq!(playback.adopt(plan(&with(&diagram, "c", "Rate", 2))), 1);
    let log = playback.reel().log();
    assert!(matches!(log[0].what, Act::Adopt(_)) && matches!(log[1].what, Act::Happen(_)) && log.len() == 2);
    playback.seek(at(100));
    assert_eq!(playback.reel().log()[1].at, at(60));
    let end = fingerprint(&playback);
    playback.seek(at(59));
    playback.seek(at(100));
    assert_eq!(fingerprint(&playback), end);
}

#[test]
fn a_change_of_settings_can_be_taken_back_whatever_came_after_it() {
    let diagram = shop();
    let mut playback = Playback::new(plan(&diagram));
    playback.seek(at(20));
    let one = with(&diagram, "q", "VisibilityTimeout", 9);
    playback.adopt(plan(&one));
    playback.seek(at(40));
    playback.adopt(plan(&with(&one, "c", "Rate", 5)));
    playback.seek(at(80));
    assert!(playback.take_back(0));

    let mut without = Playback::new(plan(&diagram));
    without.seek(at(40));
    without.adopt(plan(&with(&diagram, "c", "Rate", 5)));
    without.seek(at(80));
    assert_eq!(fingerprint(&playback), fingerprint(&without));
}

#[test]
fn a_planned_event_that_is_taken_off_never_happens() {
    let mut diagram = shop();
    let mut without = Playback::new(plan(&diagram));
    without.seek(at(80));
    diagram.happenings.push(silence(50));
    let mut playback = Playback::new(plan(&diagram));
    playback.seek(at(80));
    assert_ne!(fingerprint(&playback).2, fingerprint(&without).2);
    playback.unplan(&silence(50));
    assert_eq!(fingerprint(&playback).2, fingerprint(&without).2);
}

#[test]
fn key_frames_stay_few_and_near() {
    // Nothing but the ends of minutes, one event each.
    let mut playback = Playback::new(Plan::default());
    let all = 1_000_000;
    playback.seek_events(all);
    let past: Vec<u64> = playback.reel().past().iter().map(|frame| frame.engine.events()).collect();
    // The bound that the module states.
    let bound = 16.0 * libm::log(all as f64 / (16.0 * 8_192.0)) + 32.0;
    assert!((past.len() as f64) < bound, "{} key-frames, at most {bound}", past.len());
    assert_eq!(past[0], 0);
    for pair in past.windows(2) {
        let (gap, since) = (pair[1] - pair[0], all - pair[1]);
        assert!(gap <= (since / 16).max(8_192) + 1_024, "{gap} events between key-frames, {since} events ago");
    }
}

#[test]
fn the_story_of_a_dead_letter_is_told_from_its_beginning() {
    let mut playback = Playback::new(plan(&shop()));
    playback.seek(at(120));
    let engine = playback.engine();
    let dead = engine.ledger().iter().filter(|m| m.place == crate::sim::Place::DeadLettered).min_by_key(|m| m.created);
    let dead = dead.expect("0.3³ of 2,400 orders die");
    let (serial, root) = (dead.id.serial, dead.root);
    let story = Inquiry::new(playback.reel(), root).answered();
    let births: Vec<u64> = story.family().births().iter().map(|b| b.id.serial).collect();
    assert!(births.contains(&root) && births.contains(&serial));
    assert!(story.family().births()[0].body.text().contains("orderId"));
    let outcome = story.outcome();
    assert_eq!((outcome.receives, outcome.dead_lettered), (3, 1));
    let rules: Vec<&str> = story.family().notes().iter().map(|told| told.note.reason.rule).collect();
    assert!(rules.contains(&"SQS-7"), "{rules:?}");
    // With more receives it has another chance, and no fewer receives than before.
    let wire =
        engine.nodes().find_map(|_| playback.reel().plan_after(0).wires.keys().find(|w| w.as_str().contains("dead")));
    let what = WhatIf {
        owner: Owner::Wire(wire.expect("the redrive wire").clone()),
        property: "maxReceiveCount".into(),
        value: Some(Value::Whole(50)),
    };
    let other = Inquiry::what_if(playback.reel(), root, &what).answered().outcome();
    assert_eq!((other.dead_lettered, other.delivered), (0, outcome.delivered + 1));
    assert!(other.receives > 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Any way through the run, with edits and faults on the way: whoever goes straight arrives at the same.
    #[test]
    fn whatever_way_one_takes_the_run_is_the_same(ways in proptest::collection::vec((0u64..120, 0u8..4), 1..12)) {
        let diagram = shop();
        let mut playback = Playback::new(plan(&diagram));
        for (second, what) in ways {
            playback.seek(at(second));
            match what {
                0 => playback.inject(silence(second)),
                1 => drop(playback.adopt(plan(&with(&diagram, "q", "VisibilityTimeout", second as i64 + 1)))),
                2 => drop(playback.step_back()),
                _ => {}
            }
        }
        playback.seek(at(150));
        let end = fingerprint(&playback);
        let mut copy = playback.clone();
        copy.seek(Time::START);
        copy.seek(at(150));
        prop_assert_eq!(fingerprint(&copy), end);
        prop_assert_eq!(copy.engine().audit(), Ok(()));
    }
}
