//! The rules of REST APIs, a test each.

use crate::testing::{Run, run};

/// A client `c` with a script, an API `api` with settings, and a stand-in `f` for its integration.
fn bench(api: &str, client: &str, integration: &str) -> String {
    format!(
        "node api api_gateway LatencyMedian=0 LatencyP99=0 {api}
         node c probe Script=\"{client}\"
         node f probe Script=\"{integration}\"
         wire c.out -> api.requests ApiKey=k1
         wire api.integration -> f.in"
    )
}

/// So many sends at each instant.
fn burst(sends: &[(&str, usize)]) -> String {
    let each = sends.iter().flat_map(|(at, n)| std::iter::repeat_n(format!("at {at} send x"), *n));
    each.collect::<Vec<_>>().join("; ")
}

/// How many lines of the client's log say this at this second.
fn count(r: &Run, line: &str) -> usize {
    r.log("c").iter().filter(|l| l.as_str() == line).count()
}

#[test]
fn t_14_apigw_1_rate_10_burst_20_lets_20_of_50_through_then_10_of_50() {
    let r = run(&bench("ThrottlingRateLimit=10 ThrottlingBurstLimit=20", &burst(&[("0s", 50), ("1s", 50)]), ""), "2s");
    assert_eq!(count(&r, "0 answered 200"), 20);
    assert_eq!(count(&r, "0 failed 429 Throttled THROTTLED"), 30);
    assert_eq!(count(&r, "1 answered 200"), 10);
    assert_eq!(count(&r, "1 failed 429 Throttled THROTTLED"), 40);
    assert_eq!(r.times("api", "APIGW-1").len(), 70);
    assert_eq!(r.log("f").len(), 30, "APIGW-6: a refused request does not reach the integration");
    assert_eq!((r.value("api", "Count"), r.value("api", "4XXError")), (100.0, 70.0));
    assert_eq!(r.metric("api", "IntegrationLatency").total().count, 30, "5.7: a refusal has no IntegrationLatency");
}

#[test]
fn apigw_13_a_gateway_response_has_the_status_that_the_api_gives_it() {
    let api = "ThrottlingRateLimit=1 ThrottlingBurstLimit=1 GatewayResponses=\"{'THROTTLED':503}\"";
    let r = run(&bench(api, &burst(&[("0s", 2)]), ""), "2s");
    assert_eq!((count(&r, "0 answered 200"), count(&r, "0 failed 503 Unavailable THROTTLED")), (1, 1));
    assert_eq!((r.value("api", "4XXError"), r.value("api", "5XXError")), (0.0, 1.0));
    assert_eq!(r.notes("api", "APIGW-13"), ["0 answered 503: the API's own status for THROTTLED"]);
    assert_eq!(r.decided("api", "APIGW-13"), ["GatewayResponses"]);
    let http = bench(&format!("{api} ProtocolType=HTTP"), &burst(&[("0s", 2)]), "");
    assert_eq!(run(&http, "2s").value("api", "4xx"), 1.0, "an HTTP API has no gateway responses");
}

#[test]
fn t_15_apigw_4_request_101_of_a_quota_of_100_a_day_is_refused_until_midnight() {
    let plan = "ApiKeyRequired=true RateLimit=1000 BurstLimit=1000 QuotaLimit=100 QuotaPeriod=DAY";
    let script = burst(&[("1s", 101), ("86399s", 1), ("86400s", 1)]);
    let r = run(&bench(plan, &script, ""), "86401s");
    assert_eq!(count(&r, "1 answered 200"), 100);
    assert_eq!(count(&r, "1 failed 429 Throttled QUOTA_EXCEEDED"), 1);
    assert_eq!(count(&r, "86399 failed 429 Throttled QUOTA_EXCEEDED"), 1);
    assert_eq!(count(&r, "86400 answered 200"), 1);
}

#[test]
fn apigw_4_the_offset_shortens_the_first_period_only() {
    let plan = "ApiKeyRequired=true QuotaLimit=3 QuotaOffset=2 QuotaPeriod=WEEK";
    let r = run(&bench(plan, &burst(&[("0s", 2), ("3d", 4)]), ""), "4d");
    assert_eq!(count(&r, "0 answered 200"), 1);
    assert_eq!(count(&r, "259200 answered 200"), 3);
}

#[test]
fn apigw_4_a_request_over_the_rate_does_not_use_up_the_quota() {
    let plan = "ApiKeyRequired=true RateLimit=1 BurstLimit=1 QuotaLimit=2";
    let r = run(&bench(plan, &burst(&[("0s", 5), ("1s", 1), ("2s", 1)]), ""), "3s");
    assert_eq!(count(&r, "0 answered 200"), 1);
    assert_eq!(count(&r, "0 failed 429 Throttled THROTTLED"), 4);
    assert_eq!(count(&r, "1 answered 200"), 1);
    assert_eq!(count(&r, "2 failed 429 Throttled QUOTA_EXCEEDED"), 1);
}

#[test]
fn apigw_4_each_api_key_has_limits_of_its_own_and_equal_keys_share_them() {
    let plan = "ApiKeyRequired=true RateLimit=1 BurstLimit=2";
    let more = "
         node c2 probe Script=\"at 0s send x; at 0s send x; at 0s send x\"
         node c3 probe Script=\"at 0s send x\"
         wire c2.out -> api.requests ApiKey=k2
         wire c3.out -> api.requests ApiKey=k1";
    let r = run(&(bench(plan, &burst(&[("0s", 3)]), "") + more), "1s");
    assert_eq!(count(&r, "0 answered 200"), 2);
    assert_eq!(r.log("c2").iter().filter(|l| l.contains("answered 200")).count(), 2);
    assert_eq!(r.log("c3"), ["0 failed 429 Throttled THROTTLED"], "k1 was spent by the first client");
}

#[test]
fn apigw_5_without_a_key_of_the_plan_403() {
    let r = run(&bench("ApiKeyRequired=true UsagePlanKeys=k2,k3", "at 0s send x", ""), "1s");
    assert_eq!(r.log("c"), ["0 failed 403 Denied INVALID_API_KEY"]);
    let r = run(&bench("ApiKeyRequired=true UsagePlanKeys=k2,k1", "at 0s send x", ""), "1s");
    assert_eq!(r.log("c"), ["0 answered 200"]);
    let keyless = bench("ApiKeyRequired=true", "at 0s send x", "").replace(" ApiKey=k1", "");
    assert_eq!(run(&keyless, "1s").log("c"), ["0 failed 403 Denied INVALID_API_KEY"]);
}

#[test]
fn apigw_1_2_a_refused_request_takes_no_token_of_any_layer() {
    // The plan lets 1 through at once, the stage 2: had refused requests taken stage tokens, k2 would get none.
    let plan = "ApiKeyRequired=true RateLimit=0 BurstLimit=1 ThrottlingRateLimit=0 ThrottlingBurstLimit=2";
    let more = "
         node d probe Script=\"at 1s send x\"
         wire d.out -> api.requests ApiKey=k2";
    let r = run(&(bench(plan, &burst(&[("0s", 5)]), "") + more), "2s");
    assert_eq!(count(&r, "0 answered 200"), 1);
    assert_eq!(r.log("d"), ["1 answered 200"]);
}

#[test]
fn apigw_2_3_no_stage_limit_exceeds_the_account() {
    let limits = "AccountRateLimit=1 AccountBurstLimit=3 ThrottlingRateLimit=100 ThrottlingBurstLimit=100";
    let r = run(&bench(limits, &burst(&[("0s", 5)]), ""), "1s");
    assert_eq!(count(&r, "0 answered 200"), 3);
    assert_eq!(r.notes("api", "APIGW-2").len(), 2);
}

#[test]
fn apigw_2_all_apis_take_from_the_account() {
    // Three requests at the first API leave nothing for those at the second, which says less of a burst than the first.
    let scenario = "node a api_gateway LatencyMedian=0 LatencyP99=0 MockStatusCode=200 AccountRateLimit=1
         node b api_gateway LatencyMedian=0 LatencyP99=0 MockStatusCode=200 AccountRateLimit=1 AccountBurstLimit=3
         node c probe Script=\"at 0s send x; at 0s send x; at 0s send x\"
         node d probe Script=\"at 0.5s send x; at 1s send x; at 1s send x\"
         wire c.out -> a.requests
         wire d.out -> b.requests";
    let r = run(scenario, "2s");
    assert_eq!(r.log("c"), ["0 answered 200"; 3]);
    let refused = |line: &String| line.contains("failed 429");
    let d = r.log("d");
    assert_eq!(d.iter().map(refused).collect::<Vec<_>>(), [true, false, true], "{d:?}");
    assert_eq!(r.notes("b", "APIGW-2").len(), 2);
}

#[test]
fn t_16_apigw_24_the_client_gets_504_at_29_s_and_the_integration_works_on() {
    let r = run(&bench("", "at 0s send x", "answer 200 after 60s"), "2m");
    assert_eq!(r.log("c"), ["29 failed 504 Unavailable INTEGRATION_TIMEOUT"]);
    assert_eq!(r.log("f"), ["0 asked x"], "APIGW-25: one call, never a second one");
    assert_eq!(r.value("api", "5XXError"), 1.0);
    assert_eq!(r.metric("api", "Latency").total().last, 29_000.0);
}

#[test]
fn sim_9_an_answer_exactly_at_the_timeout_is_in_time() {
    let r = run(&bench("TimeoutInMillis=1000", "at 0s send x", "answer 200 after 1s"), "2s");
    assert_eq!(r.log("c"), ["1 answered 200"]);
}

#[test]
fn apigw_18_25_30_a_functions_answers_and_a_throttle() {
    for (script, seen) in [
        ("answer 202", "0 answered 202"),
        ("answer 400", "0 failed 500 Unavailable InternalServerError"),
        ("answer 429", "0 failed 500 Unavailable InternalServerError"),
        ("answer 403", "0 failed 500 Unavailable InternalServerError"),
    ] {
        let r = run(&bench("", "at 0s send x", script), "1s");
        assert_eq!(
            r.log("c"),
            [seen],
            "{script}: the probe's failures are those of the invocation, not of the handler"
        );
        assert_eq!(r.log("f").len(), 1, "APIGW-25");
    }
}

#[test]
fn apigw_13_no_integration_and_too_much_payload() {
    let alone = "node api api_gateway LatencyMedian=0 LatencyP99=0
         node c probe Script=\"at 0s send x\"
         wire c.out -> api.requests";
    assert_eq!(run(alone, "1s").log("c"), ["0 failed 500 Unavailable API_CONFIGURATION_ERROR"]);
    let large = format!("at 0s send {}; at 0s send {}", "x".repeat(10 * 1024 * 1024), "x".repeat(10 * 1024 * 1024 + 1));
    let r = run(&bench("", &large, ""), "1s");
    assert_eq!(r.log("c"), ["0 failed 413 Client REQUEST_TOO_LARGE", "0 answered 200"]);
}

#[test]
fn five_7_the_average_of_5xx_error_is_the_share_of_failures() {
    let scenario = bench("", &burst(&[("0s", 3), ("30s", 1)]), "answer 200") + "\nat 20s api ThrottlingBurstLimit=0";
    let r = run(&scenario, "61s");
    let minute = |metric| r.metric("api", metric).minute(0).map(|m| (m.sum, m.count, m.average()));
    assert_eq!(minute("4XXError"), Some((1.0, 4, 0.25)));
    assert_eq!(minute("5XXError"), Some((0.0, 4, 0.0)));
}

#[test]
fn five_7_latency_is_the_integrations_time_and_the_apis_own() {
    let slow = bench("LatencyMedian=15 LatencyP99=15", "at 0s send x", "answer 200 after 100ms")
        .replace("LatencyMedian=0 LatencyP99=0 ", "");
    let r = run(&slow, "1s");
    assert_eq!(r.log("c"), ["0.115 answered 200"]);
    assert_eq!(r.metric("api", "Latency").total().last, 115.0);
    assert_eq!(r.metric("api", "IntegrationLatency").total().last, 100.0);
}

#[test]
fn the_check_warns_of_a_missing_integration_of_keys_and_of_timeouts_that_grow_inward() {
    let found = |scenario: &str| -> Vec<String> {
        let (diagram, id) = (crate::testing::diagram(scenario), "api".into());
        let look = crate::catalog::Look::at_node(&diagram, &id, &crate::testing::catalog()).expect("a node");
        (crate::services::api_gateway::SERVICE.check)(&look).into_iter().map(|f| f.what).collect()
    };
    assert_eq!(found(&bench("", "", "")), Vec::<String>::new());
    assert_eq!(found("node api api_gateway"), ["api has no integration: every request is answered 500."]);
    let plan = found(&bench("RateLimit=5", "", ""));
    assert_eq!(plan, ["The usage plan of api has no effect, because it needs no API key."]);
    let keyless = bench("ApiKeyRequired=true", "", "").replace(" ApiKey=k1", "");
    assert_eq!(found(&keyless), ["c sends no API key, and api needs one: it gets 403."]);
    let slow = bench("", "", "").replace("node f probe", "node f probe Timeout=60");
    assert_eq!(found(&slow), ["f may run for 60 s, but api gives up after 29 s."]);
}

/// A client `c`, an API `api` without latency of its own, and a function `f` without cold starts worth mentioning.
fn function(function: &str, client: &str) -> String {
    format!(
        "node api api_gateway LatencyMedian=0 LatencyP99=0
         node f lambda {function}
         node c probe Script=\"{client}\"
         wire c.out -> api.requests
         wire api.integration -> f.invoke"
    )
}

/// What the client saw, without the instants.
fn seen(r: &Run) -> Vec<String> {
    r.log("c").into_iter().filter_map(|l| l.split_once(' ').map(|(_, what)| what.to_owned())).collect()
}

#[test]
fn t_16_apigw_24_a_function_that_sleeps_60_s_behind_an_api_ends_well_after_the_clients_504() {
    let r = run(&function("Timeout=90 WorkMedian=60000 WorkP99=60000", "at 0s send x"), "2m");
    assert_eq!(r.log("c"), ["29 failed 504 Unavailable INTEGRATION_TIMEOUT"]);
    assert_eq!(r.metric("f", "Duration").total().last, 60_000.0);
    assert_eq!((r.value("f", "Invocations"), r.value("f", "Errors")), (1.0, 0.0));
}

#[test]
fn apigw_18_the_functions_own_status_goes_through() {
    assert_eq!(seen(&run(&function("SuccessStatus=202", "at 0s send x"), "9s")), ["answered 202"]);
    let invalid = run(&function("InvalidPercent=100", "at 0s send x"), "9s");
    assert_eq!(seen(&invalid), ["failed 400 Client BadRequest"]);
    assert_eq!((invalid.value("api", "4XXError"), invalid.value("f", "Errors")), (1.0, 0.0));
}

#[test]
fn apigw_30_a_throttled_invocation_is_500_and_a_failing_or_late_function_502() {
    let throttled = run(&function("ReservedConcurrentExecutions=0", "at 0s send x"), "9s");
    assert_eq!(seen(&throttled), ["failed 500 Unavailable InternalServerError"]);
    assert_eq!((throttled.value("f", "Throttles"), throttled.value("f", "Invocations")), (1.0, 0.0));
    let late = run(&function("Timeout=1 WorkMedian=5000 WorkP99=5000", "at 0s send x"), "9s");
    assert_eq!(seen(&late), ["failed 502 Unavailable InternalServerError"]);
    assert_eq!(late.value("f", "Errors"), 1.0);
    let throwing = run(&function("ParsesJson=true", "at 0s send {"), "9s");
    assert_eq!(seen(&throwing), ["failed 502 Unavailable InternalServerError"]);
}
