//! The account's concurrency, which all functions share (LAM-3, LAM-4, LAM-7).

use super::{count, exact, sends, values};
use crate::catalog::{Finding, Look, Severity, assemble};
use crate::testing::{Run, catalog, diagram, run};

/// Two functions, each with a caller: `p` invokes `f`, `s` invokes `g`.
fn two(f: &str, g: &str, for_f: &str, for_g: &str) -> String {
    let work = exact(1_000);
    format!(
        "node f lambda {work} {f}
         node g lambda {work} {g}
         node p probe Script=\"{for_f}\"
         node s probe Script=\"{for_g}\"
         wire p.out -> f.invoke
         wire s.out -> g.invoke"
    )
}

fn ran(r: &Run) -> [f64; 2] {
    [r.value("f", "Invocations"), r.value("g", "Invocations")]
}

#[test]
fn lam_3_functions_share_the_accounts_limit() {
    // g comes first and takes eight of ten.
    let r = run(&two("AccountConcurrency=10", "", &sends("500ms", 5), &sends("0s", 8)), "900ms");
    assert_eq!(ran(&r), [2.0, 8.0]);
    assert_eq!(count(&r.notes("f", "LAM-3"), "ConcurrentInvocationLimitExceeded, 10 of the account's 10 are taken"), 3);
    let metrics = ["UnreservedConcurrentExecutions", "ClaimedAccountConcurrency", "ConcurrentExecutions"];
    assert_eq!(values(&r, "f", metrics), [10.0, 10.0, 2.0]);
}

#[test]
fn lam_3_a_place_is_free_again_when_any_function_ends() {
    let r = run(&two("AccountConcurrency=10", "", &sends("1500ms", 10), &sends("0s", 10)), "2s");
    assert_eq!((ran(&r), r.value("f", "Throttles")), ([10.0, 10.0], 0.0));
}

#[test]
fn lam_3_4_what_one_reserves_the_others_cannot_have_although_it_rests() {
    let r = run(&two("AccountConcurrency=10", "ReservedConcurrentExecutions=4", &sends("0s", 9), ""), "500ms");
    assert_eq!(ran(&r), [6.0, 0.0]);
    assert_eq!(values(&r, "f", ["UnreservedConcurrentExecutions", "ClaimedAccountConcurrency"]), [6.0, 10.0]);
    // And it is guaranteed: g gets its four while f has taken all the rest.
    let r = run(
        &two("AccountConcurrency=10", "ReservedConcurrentExecutions=4", &sends("0s", 9), &sends("500ms", 9)),
        "900ms",
    );
    assert_eq!(ran(&r), [6.0, 4.0]);
}

#[test]
fn lam_3_7_provisioned_concurrency_takes_from_the_account() {
    let r = run(&two("AccountConcurrency=10", "ProvisionedConcurrentExecutions=3", &sends("0s", 9), ""), "500ms");
    assert_eq!(ran(&r), [7.0, 0.0]);
}

#[test]
fn lam_3_the_smallest_limit_that_a_function_says_counts_and_can_change() {
    let scenario = two("AccountConcurrency=50", "AccountConcurrency=20", &sends("0s", 30), &sends("5s", 30))
        + "\nat 2s g AccountConcurrency=40";
    let mut r = run(&scenario, "1s");
    assert_eq!(ran(&r), [20.0, 0.0]);
    r.go("6s");
    assert_eq!(ran(&r), [20.0, 30.0]);
}

#[test]
fn lam_6_the_request_rate_follows_the_accounts_limit() {
    // Ten times the ten that g speaks of, at once.
    let scenario = two("", "AccountConcurrency=10", &sends("0s", 120), "").replace("WorkMedian=1000 WorkP99=1000", "WorkMedian=0 WorkP99=0");
    assert_eq!(run(&scenario, "0s").notes("f", "LAM-6").len(), 20);
}

#[test]
fn lam_6_the_accounts_request_rate_is_one_of_all_functions() {
    // A hundred requests at once are what ten times ten allow; g comes first and leaves f forty of them.
    let scenario = two("AccountConcurrency=10", "", &sends("1ms", 50), &sends("0s", 60)).replace("WorkMedian=1000 WorkP99=1000", "WorkMedian=0 WorkP99=0");
    let r = run(&scenario, "1ms");
    assert_eq!((r.notes("g", "LAM-6").len(), r.notes("f", "LAM-6").len()), (0, 10));
}

#[test]
fn lam_3_a_deleted_function_gives_back_what_it_had() {
    let scenario = two("AccountConcurrency=10", "ReservedConcurrentExecutions=8", &sends("1s", 9), "");
    let mut r = run(&scenario, "500ms");
    let mut without = diagram(&scenario);
    without.nodes.remove(&"g".into());
    without.wires.retain(|_, w| w.to.as_str() != "g");
    r.engine.adopt(assemble(&without, &catalog()));
    r.go("1500ms");
    assert_eq!(r.value("f", "Invocations"), 9.0);
}

#[test]
fn lam_3_problems_of_the_account_are_told() {
    let found = |f: &str, g: &str| -> Vec<Finding> {
        let d = diagram(&two(f, g, "", ""));
        let (id, _) = d.nodes.get_key_value(&"f".into()).expect("f");
        (super::super::SERVICE.check)(&Look::at_node(&d, id, &catalog()).expect("f"))
    };
    assert_eq!(found("ReservedConcurrentExecutions=400", "ReservedConcurrentExecutions=500"), []);
    let both = found("ReservedConcurrentExecutions=400", "ReservedConcurrentExecutions=501");
    assert_eq!((both.len(), both[0].rule, both[0].severity), (1, "LAM-3", Severity::Error));
    assert!(both[0].what.contains("reserve 901"), "{}", both[0].what);
    assert_eq!(found("", "ReservedConcurrentExecutions=901"), [], "that is g's problem");
    let limits = found("AccountConcurrency=3000", "AccountConcurrency=2000");
    assert_eq!((limits.len(), limits[0].severity, limits[0].field), (1, Severity::Hint, "AccountConcurrency"));
}
