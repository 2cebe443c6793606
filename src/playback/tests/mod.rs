//! Pace, and a run that goes back.

mod reel;
mod stops;

use super::*;

#[test]
fn simulated_time_follows_wall_time_at_the_speed_and_loses_no_fraction() {
    let mut playback = Playback::new(Plan::default());
    playback.set_speed(0.01);
    playback.play();
    for _ in 0..1_000 {
        playback.frame(16.6667, &mut || true);
    }
    // 1000 frames of 16.6667 ms at a hundredth: 166.667 ms, to within one frame's microsecond.
    assert!(playback.engine().now().0.abs_diff(166_667) <= 1, "{:?}", playback.engine().now());
}

#[test]
fn a_paused_run_stands_still_and_a_reset_goes_back() {
    let mut playback = Playback::new(Plan::default());
    playback.set_speed(100.0);
    playback.play();
    playback.frame(100.0, &mut || true);
    playback.pause();
    playback.frame(100.0, &mut || true);
    assert_eq!(playback.engine().now(), Time(10_000_000));
    playback.reset(Plan::default());
    assert_eq!((playback.engine().now(), playback.speed(), playback.playing()), (Time::START, 100.0, false));
}

#[test]
fn nothing_to_wait_for_is_nothing_to_skip() {
    let mut playback = Playback::new(Plan::default());
    playback.set_skip_idle(true);
    playback.play();
    playback.frame(16.0, &mut || true);
    // Nothing ever happens in an empty design but the ends of minutes, which nobody waits for.
    assert_eq!((playback.engine().now(), playback.skipped()), (Time(16_000), None));
}

#[test]
fn sqs_3_idle_time_is_skipped_up_to_the_next_event_and_what_comes_is_named() {
    let diagram = crate::testing::diagram(
        "node q sqs DelaySeconds=600\nnode p probe Script=\"at 1s send hello\"\nwire p.out -> q.send",
    );
    let mut playback = Playback::new(crate::catalog::assemble(&diagram, &crate::testing::catalog()));
    playback.seek(Time(2_000_000));
    playback.set_skip_idle(true);
    playback.play();
    playback.frame(16.0, &mut || true);
    // Ten minutes end on the way; a delay of 600 s ends at 601 s, and the sending took its time.
    let (span, next) = playback.skipped().expect("it jumps");
    assert_eq!(next.what, "a visibility timeout or a delay ends");
    assert!(next.at >= Time(601_000_000) && next.at < Time(602_000_000), "{}", next.at);
    assert_eq!(Time(2_000_000) + span, Time(next.at.0 - 1));
    assert_eq!(playback.engine().now(), Time(next.at.0 - 1));
}
