//! An alias that sends a share of its invocations to an additional version.

use super::{count, exact, invoked, sends, times, values};
use crate::testing::run;

/// A request every 100 ms.
fn steady(n: u32) -> String {
    (0..n).map(|k| format!("at {}ms send x; ", k * 100)).collect()
}

#[test]
fn an_alias_sends_its_weight_to_the_additional_version() {
    let settings = exact(10) + " AdditionalVersionWeight=30 AdditionalVersionErrorPercent=100 ErrorPercent=0";
    let r = run(&invoked(&settings, &steady(1_000)), "2m");
    let [all, additional, errors] = values(&r, "f", ["Invocations", "AdditionalVersionInvocations", "Errors"]);
    assert_eq!((all, r.value("f", "AdditionalVersionErrors")), (1_000.0, errors));
    assert_eq!(errors, additional, "all of the additional version's fail, none of the other's");
    // Binomial: 300 with a standard deviation of 14.5.
    assert!((additional - 300.0).abs() < 5.0 * 14.5, "{additional}");
    assert_eq!(count(&r.notes("f", ""), "the alias sends 30 % there"), additional as usize);
}

#[test]
fn all_or_nothing_draws_nothing() {
    for (weight, additional) in [("0", 0.0), ("100", 20.0)] {
        let settings = format!("{} AdditionalVersionWeight={weight} AdditionalVersionErrorPercent=100", exact(10));
        let r = run(&invoked(&settings, &steady(20)), "1m");
        assert_eq!(values(&r, "f", ["AdditionalVersionInvocations", "Errors"]), [additional, additional]);
    }
}

#[test]
fn a_version_has_environments_of_its_own_and_keeps_them_over_a_shift() {
    // The present version runs for a second, then the additional one, then the present one again.
    let settings = exact(10).replace("ColdStart=0", "ColdStart=50");
    let shift = "\nat 950ms f AdditionalVersionWeight=100 for 1s";
    let r = run(&(invoked(&settings, &steady(30)) + shift), "10s");
    assert_eq!(values(&r, "f", ["AdditionalVersionInvocations", "ColdStarts"]), [10.0, 2.0]);
    // 50 ms for each of the two first requests, 10 ms for all.
    let slow: Vec<f64> = times(&r.log("p")).into_iter().filter(|t| (t * 10.0).fract() > 0.5).collect();
    assert_eq!(slow, [0.06, 1.06]);
}

#[test]
fn the_additional_version_takes_its_own_time() {
    let settings = exact(100) + " AdditionalVersionWeight=100 AdditionalVersionWorkFactor=3 SlowFactor=2";
    let r = run(&invoked(&settings, "at 0s send x"), "10s");
    assert_eq!(r.log("p"), ["0.6 answered 200"]);
    assert_eq!(values(&r, "f", ["Duration", "AdditionalVersionDuration"]), [600.0, 600.0]);
}

#[test]
fn an_unset_error_rate_is_that_of_the_present_version() {
    let settings = exact(10) + " AdditionalVersionWeight=100 ErrorPercent=100";
    let r = run(&invoked(&settings, "at 0s send x"), "1s");
    assert_eq!((r.value("f", "AdditionalVersionErrors"), r.decided("f", "LAM-12")[0]), (1.0, "ErrorPercent"));
    let own = exact(10) + " AdditionalVersionWeight=100 AdditionalVersionErrorPercent=100";
    assert_eq!(run(&invoked(&own, "at 0s send x"), "1s").decided("f", "LAM-12")[0], "AdditionalVersionErrorPercent");
}

#[test]
fn lam_7_provisioned_concurrency_belongs_to_the_present_version() {
    let settings = exact(100).replace("ColdStart=0", "ColdStart=300")
        + " ProvisionedConcurrentExecutions=2 AdditionalVersionWeight=100";
    let r = run(&invoked(&settings, &sends("0s", 1)), "1s");
    assert_eq!(r.log("p"), ["0.4 answered 200"]);
    let names = ["ProvisionedConcurrencyInvocations", "ProvisionedConcurrencySpilloverInvocations", "ColdStarts"];
    assert_eq!(values(&r, "f", names), [0.0, 0.0, 1.0]);
}

#[test]
fn lam_16_a_record_names_the_alias_and_the_version_that_ran() {
    let bench = |settings: &str| {
        let scenario = format!(
            "node p probe Script=\"at 0s send x\"
             node f lambda {} {settings}
             node ok probe
             wire p.out -> f.events
             wire f.on_success -> ok.in",
            exact(10)
        );
        run(&scenario, "1m").log("ok").join("")
    };
    let named = |record: &str, alias: &str, version: &str| {
        record.contains(&format!(":function:f:{alias}\"")) && record.contains(&format!("\"executedVersion\":\"{version}\""))
    };
    assert!(named(&bench(""), "$LATEST", "$LATEST"));
    assert!(named(&bench("Alias=prod"), "prod", "1"));
    assert!(named(&bench("Alias=prod AdditionalVersionWeight=100"), "prod", "2"));
    assert!(named(&bench("AdditionalVersionWeight=100"), "live", "2"));
}
