//! The handler's calls: order, templates, time, retries, conditions (RETRY-1 to 5, EXT-2, EXT-6).

use super::{count, exact, mapped, sends, times, values};
use crate::testing::run;

/// A caller `p`, a function `f` with settings, and a callee `x` with a script behind one wire with settings.
fn calling(function: &str, wire: &str, callee: &str, script: &str) -> String {
    format!(
        "node p probe Script=\"{script}\"
         node f lambda {function}
         node x probe Script=\"{callee}\"
         wire p.out -> f.invoke
         wire f.calls -> x.in {wire}"
    )
}

/// The same with an external API as callee.
fn paying(function: &str, wire: &str, api: &str, script: &str) -> String {
    format!(
        "node p probe Script=\"{script}\"
         node f lambda {function}
         node x http_api LatencyMedian=300 LatencyP99=300 {api}
         wire p.out -> f.invoke
         wire f.calls -> x.requests {wire}"
    )
}

#[test]
fn calls_are_made_in_their_order_after_the_own_work() {
    let scenario = "node p probe Script=\"at 0s send hello\"
        node f lambda WorkMedian=100 WorkP99=100 ColdStart=0
        node a probe Script=\"answer 200 after 50ms\"
        node b probe
        node c probe
        wire p.out -> f.invoke
        wire f.calls -> a.in Order=2
        wire f.calls -> b.in Order=3 IncludedInWork=no
        wire f.calls -> c.in Order=1 IncludedInWork=yes";
    let r = run(scenario, "1m");
    assert_eq!(
        [r.log("c"), r.log("a"), r.log("b")].concat(),
        ["0.1 asked hello", "0.1 asked hello", "0.15 asked hello"]
    );
}

#[test]
fn a_call_inside_the_own_work_takes_no_time_of_its_own() {
    let of = |included: &str| {
        let wire = format!("IncludedInWork={included}");
        run(&calling(&exact(100), &wire, "answer 200 after 50ms", "at 0s send x"), "1m").log("p")
    };
    assert_eq!(of("yes"), ["0.1 answered 200"]);
    assert_eq!(of("no"), ["0.15 answered 200"]);
    // A probe is joined as an HTTP callee: its time counts unless somebody says otherwise.
    assert_eq!(
        run(&calling(&exact(100), "", "answer 200 after 50ms", "at 0s send x"), "1m").log("p"),
        ["0.15 answered 200"]
    );
}

#[test]
fn aws_calls_are_inside_the_own_work_unless_told_otherwise() {
    let of = |wire: &str| {
        let scenario = format!(
            "node p probe Script=\"at 0s send x\"\nnode f lambda {}\nnode q sqs LatencyMedian=8 LatencyP99=8
             wire p.out -> f.invoke\nwire f.calls -> q.send {wire}",
            exact(100)
        );
        run(&scenario, "1s").log("p")
    };
    assert_eq!(
        (of(""), of("IncludedInWork=no")),
        (vec!["0.1 answered 200".to_owned()], vec!["0.108 answered 200".to_owned()])
    );
}

#[test]
fn bodies_and_attributes_are_made_from_the_incoming_body() {
    let scenario = format!(
        "node p probe Script=\"at 0s send {{`orderId`:`o-7`,`amount`:12}}\"
         node f lambda {}
         node t sns
         node q sqs
         wire p.out -> f.invoke
         wire f.calls -> t.publish \"Body={{'order':'{{{{body.orderId}}}}','paid':{{{{body.amount}}}}}}\" \"MessageAttributes={{'status':'PAID','order':'{{{{body.orderId}}}}','empty':''}}\"
         wire t.subscriptions -> q.send RawMessageDelivery=true \"FilterPolicy={{'status':['PAID'],'order':['o-7'],'empty':[{{'exists':false}}]}}\"",
        exact(1)
    );
    let r = run(&scenario, "1m");
    let stored = r.engine.ledger().iter().next().expect("one message");
    assert_eq!(stored.body.text(), r#"{"order":"o-7","paid":12}"#);
    assert_eq!(stored.attributes.map().len(), 2);
}

#[test]
fn the_answer_may_carry_a_body_of_the_request() {
    let scenario = calling(&exact(1), "", "", "at 0s send {`orderId`:5}")
        .replace("node f lambda", "node f lambda \"ResponseBody={'orderId':{{body.orderId}}}\"");
    assert_eq!(run(&scenario, "1m").log("p"), ["0.001 answered 200 {\"orderId\":5}"]);
}

#[test]
fn ext_6_an_answer_exactly_at_the_clients_timeout_comes_too_late_and_the_charge_is_made() {
    let r = run(&paying(&(exact(100) + " Timeout=10"), "", "Mode=SLOW", "at 0s send {`orderId`:1}"), "1m");
    assert_eq!(r.log("p"), ["3.1 failed 200 Unavailable Unhandled"], "100 ms of its own and 3 s of patience");
    assert_eq!((r.value("x", "Charges"), r.value("f", "Duration")), (1.0, 3_100.0));
    let r = run(&paying(&(exact(100) + " Timeout=10"), "ClientTimeout=3001", "Mode=SLOW", "at 0s send x"), "1m");
    assert_eq!(r.log("p"), ["3.1 answered 200"]);
}

#[test]
fn ext_3_without_a_client_timeout_a_black_hole_lasts_until_the_functions_timeout() {
    let r = run(&calling(&(exact(100) + " Timeout=5"), "ClientTimeout=60000", "answer never", "at 0s send x"), "1m");
    assert_eq!(r.log("p"), ["5 failed 200 Unavailable Unhandled"]);
    assert_eq!(r.notes("f", "LAM-10").len(), 1);
}

#[test]
fn retry_1_http_requests_are_made_once_unless_told_otherwise() {
    let of = |wire: &str| run(&calling(&exact(0), wire, "answer 503", "at 0s send x"), "1m").log("x").len();
    assert_eq!((of(""), of("MaxAttempts=3")), (1, 3));
}

#[test]
fn retry_5_only_what_may_help_is_tried_again() {
    for (status, attempts) in [(429, 3), (500, 3), (0, 3), (400, 1), (403, 1), (404, 1)] {
        let callee = format!("answer {status}");
        let r = run(&calling(&(exact(0) + " Timeout=60"), "MaxAttempts=3", &callee, "at 0s send x"), "2m");
        assert_eq!(r.log("x").len(), attempts, "status {status}");
        assert_eq!(r.log("p").len(), 1);
    }
}

#[test]
fn retry_1_delays_stay_below_their_bounds() {
    let script: String = (0..50).map(|k| format!("at {k}s send x; ")).collect();
    let r = run(&calling(&exact(0), "MaxAttempts=2", "answer 503", &script), "2m");
    let at = times(&r.log("x"));
    // Attempts come in pairs: the second less than 50 ms after the first. The quota of 500 allows 35 (RETRY-4).
    let waits: Vec<f64> = at.windows(2).map(|w| w[1] - w[0]).filter(|w| *w < 0.5).collect();
    assert_eq!(waits.len(), 35);
    assert!(waits.iter().all(|w| *w < 0.05), "{waits:?}");
    assert_eq!(r.notes("f", "RETRY-2").len(), 15);
}

#[test]
fn retry_15_a_budget_allows_a_tenth_of_the_calls_to_be_tried_again() {
    let script: String = (0..50).map(|k| format!("at {k}s send x; ")).collect();
    let r = run(&calling(&exact(0), "MaxAttempts=2 \"RetryMode=retry budget\"", "answer 503", &script), "2m");
    // Ten calls in 10 s pay for one retry: of the tenth, the twentieth and so on.
    assert_eq!(r.log("x").len(), 50 + 5);
    assert_eq!(r.notes("f", "RETRY-15").len(), 45);
}

#[test]
fn retry_6_an_adaptive_client_holds_back_first_attempts_after_a_throttling() {
    let script = "at 0s send x; at 1s send x; at 3s send x; at 5s send x; at 7s send x";
    let of = |mode: &str| {
        let wire = format!("MaxAttempts=1 \"RetryMode={mode}\"");
        let r = run(&calling(&(exact(0) + " Timeout=60"), &wire, "answer 429", script), "1m");
        (times(&r.log("x")), r.notes("f", "RETRY-6").len())
    };
    assert_eq!(of("standard 2026"), (vec![0.0, 1.0, 3.0, 5.0, 7.0], 0));
    // Every answer is 429, so the rate is its least, half a request a second.
    assert_eq!(of("adaptive"), (vec![0.0, 2.0, 4.0, 6.0, 8.0], 4));
}

#[test]
fn retry_6_faults_that_are_no_throttling_hold_nothing_back() {
    let script = "at 0s send x; at 1s send x; at 2s send x";
    let r = run(&calling(&exact(0), "MaxAttempts=1 RetryMode=adaptive", "answer 503", script), "1m");
    assert_eq!((times(&r.log("x")), r.notes("f", "RETRY-6").len()), (vec![0.0, 1.0, 2.0], 0));
}

#[test]
fn retry_7_legacy_mode_makes_five_attempts_and_has_no_quota() {
    let script: String = (0..50).map(|k| format!("at {k}m send x; ")).collect();
    let r = run(&calling(&(exact(0) + " Timeout=60"), "MaxAttempts=5 RetryMode=legacy", "answer 503", &script), "1h");
    assert_eq!(r.log("x").len(), 50 * 5);
    // Four delays below 1, 2, 4 and 8 s.
    let longest = times(&r.log("x")).chunks(5).map(|tries| tries[4] - tries[0]).fold(0.0, f64::max);
    assert!(longest < 15.0 && longest > 1.0, "{longest}");
}

#[test]
fn retry_12_a_table_is_tried_four_times_and_sooner() {
    let script: String = (0..10).map(|k| format!("at {k}s send {{`id`:`{k}`}}; ")).collect();
    let scenario = format!(
        "node p probe Script=\"{script}\"
         node f lambda {}
         node t dynamodb ErrorPercent=100
         wire p.out -> f.invoke
         wire f.calls -> t.items Key=id",
        exact(0)
    );
    let r = run(&scenario, "1m");
    let failed: Vec<f64> = r.notes("f", "LAM-12").iter().filter(|note| note.contains("the call failed")).map(|note| times(std::slice::from_ref(note))[0]).collect();
    assert_eq!(failed.len(), 40, "four attempts of each");
    // Waits below 25, 50 and 100 ms; ten uniform draws all below half their bound have a chance of 1 in 1,024.
    for (n, bound) in [0.025, 0.05, 0.1].into_iter().enumerate() {
        let waits: Vec<f64> = failed.chunks(4).map(|tries| tries[n + 1] - tries[n]).collect();
        let longest = waits.iter().copied().fold(0.0, f64::max);
        assert!(longest < bound && longest > bound / 2.0, "{waits:?}");
    }
}

#[test]
fn retry_2_the_quota_is_one_for_each_environment() {
    // Two requests at once use two environments: each has 35 retries.
    let script: String = (0..50).map(|k| sends(&format!("{k}s"), 2)).collect();
    let r = run(&calling(&exact(100), "MaxAttempts=2", "answer 503", &script), "2m");
    assert_eq!(r.log("x").len(), 100 + 70);
}

#[test]
fn on_error_decides_what_becomes_of_the_request() {
    for (word, answer) in
        [("throw", "failed 200 Unavailable Unhandled"), ("ignore", "answered 200"), ("answer 503", "answered 503")]
    {
        let wire = format!("\"OnError={word}\"");
        let r = run(&calling(&exact(100), &wire, "answer 503", "at 0s send x"), "1m");
        assert_eq!(r.log("p"), [format!("0.1 {answer}")]);
        assert_eq!(r.value("f", "Errors"), f64::from(u8::from(word == "throw")));
    }
}

#[test]
fn answer_503_to_a_message_counts_as_failed() {
    let scenario = mapped("VisibilityTimeout=30", &exact(10), "", "at 0s send x", 5)
        + "\nnode x probe Script=\"answer 503\"\nwire f.calls -> x.in \"OnError=answer 503\"";
    let r = run(&scenario, "20s");
    assert_eq!((r.value("f", "Errors"), r.census().delivered), (1.0, 0), "a message must not vanish because of a 503");
}

#[test]
fn ext_2_an_idempotency_key_is_sent_from_the_body() {
    let twice = "at 0s send {`orderId`:1}; at 1s send {`orderId`:1}";
    let of = |wire: &str| {
        values(&run(&paying(&exact(0), wire, "", twice), "1m"), "x", ["Charges", "DoubleCharges", "DuplicateRequests"])
    };
    assert_eq!(of("IdempotencyKey=orderId"), [1.0, 0.0, 1.0]);
    assert_eq!(of(""), [2.0, 1.0, 0.0]);
}

/// A function that takes stock, writes the order if it is new, sends it on, and says so if it is rejected.
fn inventory(taken: &str, new: &str, script: &str) -> String {
    format!(
        "node p probe Script=\"{script}\"
         node f lambda {} SuccessStatus=202
         node stock dynamodb InitialStock=3
         node orders dynamodb
         node next probe
         node no probe
         wire p.out -> f.invoke
         wire f.calls -> orders.items Order=1 \"Operation=PutItem if new\" Key=orderId \"OnConditionFailed={new}\"
         wire f.calls -> stock.items Order=2 Operation=Take Key=sku Quantity=quantity \"OnConditionFailed={taken}\"
         wire f.calls -> next.in Order=3
         wire f.calls -> no.in Order=3 \"Runs=if a condition failed\"",
        exact(10)
    )
}

#[test]
fn a_false_condition_rejects_and_other_calls_are_made() {
    let order = |n: u32, quantity: u32| format!("at {n}s send {{`orderId`:{n},`sku`:`lamp`,`quantity`:{quantity}}}; ");
    let r = run(&inventory("reject", "done", &(order(1, 2) + &order(2, 2) + &order(3, 1))), "1m");
    assert_eq!(r.log("p"), ["1.01 answered 202", "2.01 answered 409", "3.01 answered 202"]);
    assert_eq!((times(&r.log("next")), times(&r.log("no"))), (vec![1.01, 3.01], vec![2.01]));
    assert_eq!(r.value("f", "Errors"), 0.0);
}

#[test]
fn a_false_condition_may_mean_done_go_on_or_an_error() {
    let twice = "at 1s send {`orderId`:1,`sku`:`a`,`quantity`:1}; at 2s send {`orderId`:1,`sku`:`a`,`quantity`:1}";
    for (word, calls, answer) in
        [("done", 1, "answered 202"), ("go on", 2, "answered 202"), ("throw", 1, "failed 200 Unavailable Unhandled")]
    {
        let r = run(&inventory("reject", word, twice), "1m");
        assert_eq!((r.log("next").len(), r.log("p")[1].as_str()), (calls, format!("2.01 {answer}").as_str()), "{word}");
    }
}

#[test]
fn a_body_without_the_key_of_the_item_makes_the_handler_throw() {
    let r = run(
        &inventory("reject", "done", "at 1s send {`sku`:`a`}; at 2s send {`orderId`:1,`sku`:`a`,`quantity`:`x`}"),
        "1m",
    );
    assert_eq!(count(&r.log("p"), "Unhandled"), 2);
    assert_eq!(r.notes("f", "LAM-12").iter().filter(|n| n.contains("the body has no field")).count(), 1);
}

#[test]
fn runs_always_is_made_in_both_cases() {
    let scenario = inventory(
        "reject",
        "done",
        "at 1s send {`orderId`:1,`sku`:`a`,`quantity`:9}; at 2s send {`orderId`:2,`sku`:`a`,`quantity`:1}",
    ) + "\nnode log probe\nwire f.calls -> log.in Order=9 Runs=always";
    assert_eq!(times(&run(&scenario, "1m").log("log")), [1.01, 2.01]);
}

#[test]
fn invalid_requests_make_no_call() {
    let r = run(&calling(&(exact(10) + " InvalidPercent=100"), "", "answer 200", "at 0s send x"), "1m");
    assert_eq!((r.log("p"), r.log("x").len()), (vec!["0.01 answered 400".to_owned()], 0));
    assert_eq!(values(&r, "f", ["Invocations", "Errors"]), [1.0, 0.0]);
}

#[test]
fn functions_call_functions_and_wait_or_not() {
    let of = |port: &str| {
        let scenario = format!(
            "node p probe Script=\"at 0s send x\"\nnode f lambda {}\nnode g lambda {} Timeout=60
             wire p.out -> f.invoke\nwire f.calls -> g.{port}",
            exact(100),
            exact(2_000)
        );
        let r = run(&scenario, "1m");
        (r.log("p"), r.value("g", "Invocations"))
    };
    assert_eq!(of("invoke"), (vec!["2.1 answered 200".to_owned()], 1.0));
    assert_eq!(of("events"), (vec!["0.1 answered 200".to_owned()], 1.0));
}

#[test]
fn retry_9_cbrk_7_layers_of_retries_multiply() {
    // 3 attempts of f, each an invocation of g that throws after 3 attempts of its own: 9 calls at the bottom.
    let scenario = format!(
        "node p probe Script=\"at 0s send x\"\nnode f lambda {0} Timeout=60\nnode g lambda {0} Timeout=60\nnode x probe Script=\"answer 503\"
         wire p.out -> f.invoke\nwire f.calls -> g.invoke MaxAttempts=3\nwire g.calls -> x.in MaxAttempts=3",
        exact(0)
    );
    assert_eq!(run(&scenario, "1m").log("x").len(), 9);
}

#[test]
fn lam_13_a_dry_run_is_answered_204_and_runs_nothing() {
    let dry = calling(&exact(100), "", "", "at 0s send x").replace("f.invoke", "f.invoke InvocationType=DryRun");
    let r = run(&dry, "1m");
    assert_eq!((r.log("p"), r.log("x").len(), r.value("f", "Invocations")), (vec!["0 answered 204".to_owned()], 0, 0.0));
}
