//! How an engineer works, with a pager that is a scripted stand-in.

use crate::testing::run;

/// A pager `p` with a script and an engineer `e` without spread.
fn bench(script: &str, engineer: &str) -> String {
    format!(
        "node p probe Script=\"{script}\"
         node e engineer AckDelaySigma=0 FixTimeSigma=0 {engineer}
         wire p.out -> e.pages"
    )
}

/// What the stand-in heard back, without its own answers.
fn heard(r: &crate::testing::Run) -> Vec<String> {
    r.log("p").into_iter().filter(|l| l.contains("signal")).collect()
}

#[test]
fn pd_3_one_thing_after_another() {
    let r = run(&bench("at 0s send {`incident`:1}; at 60s send {`incident`:2}", ""), "3000s");
    // Both are acknowledged after 240 s; the second waits for the 1,200 s of the first.
    let expected =
        ["240 signal e acknowledged", "300 signal e acknowledged", "1440 signal e resolved", "2640 signal e resolved"];
    assert_eq!(heard(&r), expected);
    assert_eq!(r.metric("e", "TimeToAcknowledge").total().sum, 480.0);
    assert_eq!(r.metric("e", "TimeToFix").total().sum, 1_440.0 + 2_580.0);
}

#[test]
fn at_night_acknowledging_takes_twice_as_long() {
    let r = run(&bench("at 0s send {`incident`:1}", "Night=true"), "2000s");
    assert_eq!(heard(&r), ["480 signal e acknowledged", "1680 signal e resolved"]);
}

#[test]
fn asleep_no_page_is_heard_and_waking_up_is_like_a_page() {
    let scenario = bench("at 100s send {`incident`:1}", "ResolvesWhenFixed=false") + "\nat 50s e Asleep=true for 1000s";
    let r = run(&scenario, "5000s");
    assert_eq!(heard(&r), ["1290 signal e acknowledged"], "1,050 s and 240 s more");
    assert_eq!(r.metric("e", "TimeToAcknowledge").total().last, 1_190.0);
    assert_eq!(r.value("e", "Resolved"), 1.0, "mended, and left to the alarm");
}

#[test]
fn who_falls_asleep_before_acknowledging_does_not() {
    let r = run(&(bench("at 0s send {`incident`:1}", "") + "\nat 200s e Asleep=true"), "5000s");
    assert!(heard(&r).is_empty());
}

#[test]
fn a_repeated_page_changes_nothing_until_it_was_acknowledged() {
    let r =
        run(&bench("at 0s send {`incident`:1}; at 200s send {`incident`:1}; at 300s send {`incident`:1}", ""), "1000s");
    assert_eq!(heard(&r), ["240 signal e acknowledged", "540 signal e acknowledged"]);
    assert_eq!((r.value("e", "Pages"), r.value("e", "Acknowledged")), (3.0, 2.0));
}

#[test]
fn what_is_no_page_is_refused() {
    let r = run(&bench("at 0s send hello", ""), "1s");
    assert_eq!(r.log("p"), ["0 failed 400 Client InvalidPage"]);
}
