//! The response cache, validation, mock integrations and HTTP APIs, a test each.

use crate::testing::{Run, run};

/// A client `c`, an API `api` that answers GET with a cache that is ready at once, and an integration `f` of half a second.
fn bench(api: &str, client: &str, wire: &str) -> String {
    format!(
        "node api api_gateway LatencyMedian=0 LatencyP99=0 CacheHitLatencyMedian=0 CacheHitLatencyP99=0 HttpMethod=GET CachingEnabled=true CacheCreationTime=0 {api}
         node c probe Script=\"{client}\"
         node f probe Script=\"answer 200 after 500ms\"
         wire c.out -> api.requests {wire}
         wire api.integration -> f.in"
    )
}

fn asked(r: &Run) -> usize {
    r.log("f").iter().filter(|line| line.contains("asked")).count()
}

const TWICE: &str = "at 0s send {`id`:1}; at 10s send {`id`:1}";

#[test]
fn apigw_14_a_second_request_is_answered_from_the_cache_until_the_entry_ends() {
    let r = run(&bench("", "at 0s send x; at 10s send x; at 300.4s send x; at 301s send x", ""), "310s");
    assert_eq!(r.log("c"), ["0.5 answered 200", "10 answered 200", "300.4 answered 200", "301.5 answered 200"]);
    assert_eq!((r.value("api", "CacheHitCount"), r.value("api", "CacheMissCount"), asked(&r)), (2.0, 2.0, 2));
    assert_eq!(r.metric("api", "IntegrationLatency").total().count, 2, "5.7: a hit has no IntegrationLatency");
    assert_eq!(r.value("api", "RestApiRequests"), 4.0, "APIGW-17: a hit is billed");
}

#[test]
fn apigw_14_the_key_tells_requests_apart_and_without_one_all_are_the_same() {
    let script = "at 0s send {`id`:1}; at 10s send {`id`:2}; at 20s send {`id`:1}";
    assert_eq!(asked(&run(&bench("", script, ""), "30s")), 1);
    assert_eq!(asked(&run(&bench("CacheKeyParameters=$.id", script, ""), "30s")), 2);
}

#[test]
fn apigw_14_only_get_is_cached_and_a_ttl_of_0_caches_nothing() {
    assert_eq!(asked(&run(&bench("HttpMethod=POST", TWICE, ""), "20s")), 2);
    assert_eq!(asked(&run(&bench("CacheTtlInSeconds=0", TWICE, ""), "20s")), 2);
}

#[test]
fn apigw_15_errors_are_not_cached() {
    let failing = bench("", TWICE, "").replace("answer 200", "answer 503");
    assert_eq!(asked(&run(&failing, "20s")), 2);
}

#[test]
fn apigw_16_max_age_0_refreshes_the_entry() {
    let more = "\nnode d probe Script=\"at 5s send x\"\nwire d.out -> api.requests CacheControlMaxAge0=true";
    let r = run(&(bench("", "at 0s send x; at 302s send x", "") + more), "310s");
    assert_eq!(asked(&r), 2, "the entry of 5.5 s still holds at 302 s");
    assert_eq!(r.times("api", "APIGW-16"), [5.0]);
}

#[test]
fn apigw_17_a_new_cache_takes_four_minutes_and_hits_pass_the_limits() {
    let slow = bench("", "at 0s send x; at 10s send x; at 241s send x; at 242s send x", "").replace("CacheCreationTime=0", "");
    assert_eq!(asked(&run(&slow, "250s")), 3, "two before it is ready, one that fills it");
    let limited = bench("ThrottlingRateLimit=1 ThrottlingBurstLimit=1", "at 0s send x; at 10s send x; at 10s send x", "");
    assert_eq!(run(&limited, "20s").value("api", "4XXError"), 1.0);
}

#[test]
fn apigw_17_deleting_a_cache_empties_it() {
    let scenario = bench("", TWICE, "") + "\nat 5s api CachingEnabled=false for 1s";
    assert_eq!(asked(&run(&scenario, "20s")), 2);
}

#[test]
fn apigw_23_a_mock_integration_answers_by_itself() {
    let mock = "node api api_gateway LatencyMedian=0 LatencyP99=0 MockStatusCode=418
         node c probe Script=\"at 0s send x\"
         wire c.out -> api.requests";
    let r = run(mock, "1s");
    assert!(r.log("c")[0].starts_with("0 failed 418"), "{:?}", r.log("c"));
    assert_eq!(run(&mock.replace("418", "202"), "1s").log("c"), ["0 answered 202"]);
}

#[test]
fn apigw_28_a_body_without_a_required_field_is_refused_before_the_integration() {
    let script = "at 0s send {`id`:1}; at 1s send {`id`:1,`who`:{`name`:`Ada`}}; at 2s send plain";
    let r = run(&bench("RequiredFields=\"id, who.name\" CachingEnabled=false", script, ""), "3s");
    assert_eq!(asked(&r), 1);
    assert_eq!(r.log("c"), ["0 failed 400 Client BAD_REQUEST_BODY", "1.5 answered 200", "2 failed 400 Client BAD_REQUEST_BODY"]);
}

#[test]
fn apigw_7_30_an_http_api_has_no_cache_no_keys_no_validation_and_other_errors() {
    let http = "ProtocolType=HTTP ApiKeyRequired=true RequiredFields=none";
    let r = run(&bench(http, TWICE, ""), "20s");
    assert_eq!((asked(&r), r.value("api", "4xx"), r.value("api", "HttpApiRequests")), (2, 0.0, 2.0));
    assert_eq!((r.value("api", "RestApiRequests"), r.metric("api", "4XXError").total().count), (0.0, 0));
    let slow = bench("ProtocolType=HTTP TimeoutInMillis=100", "at 0s send x", "");
    assert_eq!(run(&slow, "1s").log("c"), ["0.1 failed 503 Unavailable ServiceUnavailable"]);
    let rest = bench("TimeoutInMillis=100", "at 0s send x", "");
    assert_eq!(run(&rest, "1s").log("c"), ["0.1 failed 504 Unavailable INTEGRATION_TIMEOUT"]);
}
