//! Settings that change during a run: faults, limits, switches, edits; and what the card says meanwhile.

use super::{exact, go, invoked, long, mapped, sends, values};
use crate::catalog::assemble;
use crate::sim::{Reading, Status, Tone};
use crate::testing::{Run, catalog, diagram, run};

fn card(r: &Run) -> Status {
    let node = r.engine.node(&"f".into()).expect("f");
    r.engine.status(node)
}

fn each(millis: u32, n: u32) -> String {
    (0..n).map(|k| format!("at {}ms send x; ", k * millis)).collect()
}

#[test]
fn every_fault_preset_is_a_setting_of_the_function() {
    let service = &super::super::SERVICE;
    for fault in service.faults {
        for (name, preset) in fault.set {
            let field = service.fields.iter().find(|f| f.name == *name).expect(name);
            assert_eq!(field.accepts(&preset.value().expect("a value")), Ok(()), "{}", fault.label);
        }
    }
}

#[test]
fn a_bug_and_slowness_come_and_go() {
    let scenario = invoked(&exact(100), &each(1_000, 10))
        + "\nat 2500ms f ErrorPercent=100 for 3s\nat 5500ms f SlowFactor=10 for 2s";
    let r = run(&scenario, "20s");
    assert_eq!(values(&r, "f", ["Invocations", "Errors"]), [10.0, 3.0]);
    // Two of ten take a second.
    assert_eq!(r.value("f", "Duration"), 8.0 * 100.0 + 2.0 * 1_000.0);
}

#[test]
fn a_change_does_not_touch_what_runs() {
    // Begun with 2 s of work and a timeout of 3 s; the change to 1 s of timeout holds for the next one.
    let scenario = invoked(&exact(2_000), "at 0s send x; at 5s send x") + "\nat 1s f Timeout=1";
    assert_eq!(run(&scenario, "20s").log("p"), ["2 answered 200", "6 failed 200 Unavailable Unhandled"]);
}

#[test]
fn a_lower_maximum_lets_running_batches_end() {
    let wire = "BatchSize=1 MaximumConcurrency=5";
    let scenario = mapped("VisibilityTimeout=600", &(exact(10_000) + " Timeout=60"), wire, &sends("0s", 20), 5);
    let mut r = run(&scenario, "5s");
    let mut lower = diagram(&scenario);
    for wire in lower.wires.values_mut().filter(|w| w.into == "source") {
        std::sync::Arc::make_mut(wire).config.set("MaximumConcurrency", 2);
    }
    r.engine.adopt(assemble(&lower, &catalog()));
    assert_eq!(r.value("f", "ConcurrentExecutions"), 5.0);
    r.go("15s");
    assert_eq!(r.value("f", "ConcurrentExecutions"), 2.0);
    r.go("3m");
    assert_eq!((r.census().delivered, r.value("q", "NumberOfMessagesReceived")), (20, 20.0));
}

#[test]
fn a_deleted_queue_ends_its_mapping_and_nothing_is_lost_in_the_books() {
    let scenario = mapped("", &exact(5_000), "BatchSize=1", &sends("0s", 3), 5);
    let mut r = run(&scenario, "1s");
    let mut without = diagram(&scenario);
    without.nodes.remove(&"q".into());
    without.wires.retain(|_, w| w.from.as_str() != "q" && w.to.as_str() != "q");
    r.engine.adopt(assemble(&without, &catalog()));
    r.go("1m");
    assert_eq!((r.value("f", "Invocations"), r.census().dropped), (3.0, 3), "the queue's messages went with it");
}

#[test]
fn a_deleted_function_gives_up_its_events_and_frees_its_queue() {
    let scenario = mapped("VisibilityTimeout=20", &exact(5_000), "", &sends("0s", 3), 5)
        + "\nnode p probe Script=\"at 0s send x\"\nwire p.out -> f.events";
    let mut r = run(&scenario, "1s");
    let mut without = diagram(&scenario);
    without.nodes.remove(&"f".into());
    without.wires.retain(|_, w| w.from.as_str() != "f" && w.to.as_str() != "f");
    r.engine.adopt(assemble(&without, &catalog()));
    r.go("1m");
    assert_eq!((r.census().dropped, r.value("q", "ApproximateNumberOfMessagesVisible")), (1, 3.0));
}

#[test]
fn equal_seeds_give_equal_runs_and_other_seeds_others() {
    let scenario = |seed: u32| {
        format!("seed {seed}\n") + &mapped("", "ErrorPercent=20", "MaximumConcurrency=3", &each(50, 200), 3)
    };
    let digest = |seed| run(&scenario(seed), "2m").engine.trace().digest();
    assert_eq!(digest(1), digest(1));
    assert_ne!(digest(1), digest(2));
}

#[test]
fn a_copy_of_a_run_goes_on_in_the_same_way() {
    let scenario = mapped("", "ErrorPercent=20 Runtime=java21", "MaximumConcurrency=3", &each(50, 200), 3);
    let mut r = long(&scenario, "5s");
    let mut copy = Run { engine: r.engine.clone() };
    go(&mut r, "2m");
    go(&mut copy, "2m");
    assert_eq!(r.engine.trace().digest(), copy.engine.trace().digest());
}

#[test]
fn the_card_says_how_many_run_and_why_it_is_stuck() {
    let wire = "BatchSize=1 MaximumConcurrency=2";
    let r = run(&mapped("VisibilityTimeout=60", &exact(1_000), wire, &sends("0s", 30), 5), "10500ms");
    let status = card(&r);
    assert_eq!((status.reading, status.tone), (Reading::Number(2.0, "running"), Tone::Warning));
    assert_eq!(status.small, "2 of 2, at MaximumConcurrency");
    let notice = status.notice.expect("a notice");
    assert_eq!((notice.title.as_str(), notice.rule), ("At MaximumConcurrency.", "LAM-28"));
    assert!(notice.text.contains("2 ÷ 1 s = 2 batches a second"), "{}", notice.text);
}

#[test]
fn the_card_says_what_fails_what_is_throttled_and_what_is_switched_off() {
    let failing = card(&run(&invoked(&format!("{} ErrorPercent=100", exact(10)), &each(100, 100)), "9950ms"));
    assert_eq!((failing.tone, failing.small.as_str()), (Tone::Bad, "10.0 errors/s"));
    let off = card(&run(&invoked("ReservedConcurrentExecutions=0", &each(100, 100)), "9950ms"));
    assert_eq!((off.tone, off.small.as_str()), (Tone::Warning, "switched off, 10.0 throttled/s"));
    let idle = card(&run(&mapped("", "EventSourceMappingsEnabled=false", "", "", 5), "1s"));
    assert_eq!(idle.small, "not polling");
    let well = card(&run(&invoked(&exact(10), "at 0s send x"), "1s"));
    assert_eq!((well.small.as_str(), well.notice), ("10 ms", None));
}
