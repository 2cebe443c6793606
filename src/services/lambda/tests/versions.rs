//! An alias that sends a share of its invocations to an additional version.

use super::{count, exact, invoked, sends, times, values};
use crate::catalog::assemble;
use crate::testing::{Run, catalog, diagram, run};

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

/// Further aliases: `beta` is version 2, `canary` sends three in ten there, `nearly` nine in ten.
const THREE: &str = "Aliases=\"[{'Name':'beta','FunctionVersion':'2'},\
    {'Name':'canary','FunctionVersion':'1','RoutingConfig':{'AdditionalVersionWeights':[{'FunctionVersion':'2','FunctionWeight':0.3}]}},\
    {'Name':'nearly','FunctionVersion':'2','RoutingConfig':{'AdditionalVersionWeights':[{'FunctionVersion':'1','FunctionWeight':0.1}]}}]\"";

/// A caller `p` whose wire has these settings, and a function with the three aliases whose version 2 always throws.
fn named(wire: &str, script: &str) -> String {
    let settings = format!("{} AdditionalVersionErrorPercent=100 {THREE}", exact(10));
    invoked(&settings, script).replace("p.out -> f.invoke", &format!("p.out -> f.invoke {wire}"))
}

/// A run in which `p` invokes `f` by a name that looks like a number, which the scenario's text would take for one.
fn by_number(scenario: &str, name: &str, until: &str) -> Run {
    let mut d = diagram(scenario);
    for wire in d.wires.values_mut().filter(|wire| wire.from.as_str() == "p") {
        let mut named = (**wire).clone();
        named.config.set("Qualifier", name);
        *wire = std::sync::Arc::new(named);
    }
    let mut r = Run { engine: crate::sim::Engine::new(assemble(&d, &catalog())) };
    r.go(until);
    r
}

#[test]
fn every_wire_names_the_alias_by_which_it_invokes() {
    let scenario = named("Qualifier=beta", "at 0s send x; at 1s send x")
        + "\nnode q probe Script=\"at 0s send x; at 1s send x; at 2s send x\"\nwire q.out -> f.invoke";
    let r = run(&scenario, "10s");
    assert_eq!((count(&r.log("p"), "Unhandled"), count(&r.log("q"), "answered 200")), (2, 3));
    assert_eq!(values(&r, "f", ["Invocations", "AdditionalVersionInvocations", "AdditionalVersionErrors"]), [5.0, 2.0, 2.0]);
    for (name, failed) in [("1", 0), ("2", 2), ("", 0)] {
        let r = by_number(&named("", "at 0s send x; at 1s send x"), name, "10s");
        assert_eq!(count(&r.log("p"), "Unhandled"), failed, "{name}");
    }
}

#[test]
fn each_alias_has_a_weight_of_its_own() {
    // Binomial, 1,000 invocations: a standard deviation of 14.5, and of 9.5.
    for (wire, expected, deviation) in [("Qualifier=canary", 300.0, 14.5), ("Qualifier=nearly", 900.0, 9.5)] {
        let additional = run(&named(wire, &steady(1_000)), "2m").value("f", "AdditionalVersionInvocations");
        assert!((additional - expected).abs() < 5.0 * deviation, "{wire}: {additional}");
    }
    // The function's own alias keeps its weight beside them.
    let both = named("", &steady(20)).replace("Aliases=", "AdditionalVersionWeight=100 Aliases=");
    assert_eq!(run(&both, "1m").value("f", "AdditionalVersionInvocations"), 20.0);
    assert_eq!(by_number(&both, "1", "1m").value("f", "AdditionalVersionInvocations"), 0.0);
}

#[test]
fn lam_16_a_record_names_the_alias_that_the_sender_used() {
    let scenario = format!(
        "node p probe Script=\"at 0s send x\"\nnode f lambda {} {THREE}\nnode ok probe\nwire p.out -> f.events\nwire f.on_success -> ok.in",
        exact(10)
    );
    for (name, alias, version) in [("beta", "beta", "2"), ("1", "1", "1"), ("", "$LATEST", "$LATEST")] {
        let record = by_number(&scenario, name, "1m").log("ok").join("");
        assert!(record.contains(&format!(":function:f:{alias}\"")), "{record}");
        assert!(record.contains(&format!("\"executedVersion\":\"{version}\"")), "{record}");
    }
}

#[test]
fn a_mapping_invokes_the_alias_of_its_wire() {
    let settings = format!("{} AdditionalVersionErrorPercent=100 {THREE}", exact(10));
    let bench = |wire: &str| super::mapped("", &settings, wire, "at 0s send x", 5);
    let r = run(&bench("Qualifier=beta"), "10s");
    assert_eq!(values(&r, "f", ["Invocations", "AdditionalVersionErrors"]), [1.0, 1.0]);
    assert_eq!(run(&bench(""), "10s").value("f", "AdditionalVersionErrors"), 0.0);
    assert_eq!(run(&bench("Qualifier=none"), "10s").value("q", "NumberOfMessagesReceived"), 0.0, "it could not be made");
}

#[test]
fn lam_12_a_name_that_the_function_does_not_have_is_answered_with_404() {
    let r = run(&named("Qualifier=none", "at 0s send x"), "1s");
    assert_eq!(r.log("p"), ["0 failed 404 NotFound ResourceNotFoundException"]);
    assert_eq!((values(&r, "f", ["Invocations", "Throttles"]), r.decided("f", "LAM-12")), ([0.0, 0.0], vec!["Qualifier"]));
    let events = named("Qualifier=none", "at 0s send x").replace("f.invoke", "f.events");
    assert_eq!(run(&events, "1s").value("f", "AsyncEventsReceived"), 0.0);
}

#[test]
fn names_and_aliases_with_a_mistake_are_told() {
    let fields = |text: &str| -> Vec<&str> {
        let (d, catalog, id) = (crate::testing::diagram(text), crate::testing::catalog(), "f".into());
        let look = crate::catalog::Look::at_node(&d, &id, &catalog).expect("f");
        (super::super::SERVICE.check)(&look).into_iter().map(|finding| finding.field).collect()
    };
    assert!(fields(&named("Qualifier=beta", "")).is_empty());
    assert_eq!(fields(&named("Qualifier=none", "")), ["Qualifier"]);
    assert_eq!(fields(&named("", "").replace("'FunctionVersion':'2'}", "'FunctionVersion':'3'}")), ["Aliases"]);
}

#[test]
fn links_number_settings_by_their_places_which_stay() {
    let place = |port: &str, name: &str| super::super::SERVICE.port(port)?.1.fields.iter().position(|field| field.name == name);
    assert_eq!((place("invoke", "InvocationType"), place("invoke", "Qualifier")), (Some(0), Some(1)));
    assert_eq!((place("source", "BatchSize"), place("source", "BatchResponse"), place("source", "Qualifier")), (Some(0), Some(11), Some(12)));
    let own = |name: &str| super::super::SERVICE.fields.iter().position(|field| field.name == name);
    assert_eq!((own("Alias"), own("CpuBoundPercent"), own("Aliases")), (Some(31), Some(35), Some(36)));
}
