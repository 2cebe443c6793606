//! The response cache, validation, mock integrations and HTTP APIs, a test each.

use crate::catalog::Severity;
use crate::testing::{Run, catalog, diagram, run};

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

/// How often the integration behind /orders/{id} is asked, if its requests are told apart by these parameters.
fn asked_with(keys: &str, paths: &[&str], more: &str) -> usize {
    let send = |(n, path): (usize, &&str)| format!("at {}s send {{`p`:`{path}`}}; ", n * 10);
    let script: String = paths.iter().enumerate().map(send).collect();
    let method = format!("api.integration -> f.in ResourcePath=/orders/{{id}} CacheKeyParameters=\"{keys}\"");
    let scenario = bench("", &script, "RequestPath=$.p Authorization=a").replace("api.integration -> f.in", &method);
    asked(&run(&(scenario + more), "100s"))
}

#[test]
fn apigw_14_a_methods_parameters_tell_its_requests_apart() {
    let paths = ["/orders/1", "/orders/2", "/orders/1?page=2"];
    assert_eq!(asked_with("", &paths, ""), 1, "without any even another id gets the same answer");
    assert_eq!(asked_with("method.request.path.id", &paths, ""), 2);
    assert_eq!(asked_with("method.request.querystring.page", &paths, ""), 2);
    assert_eq!(asked_with("method.request.path.id, method.request.querystring.page", &paths, ""), 3);
    // The order of the query string does not matter, nor what is no parameter of the key.
    let queries = ["/orders/1?page=1&x=1", "/orders/1?x=2&page=1", "/orders/1?page=&x=1", "/orders/1?x=1"];
    assert_eq!(asked_with("method.request.querystring.page", &queries, ""), 3, "an empty page is none that is missing");
}

#[test]
fn apigw_14_headers_tell_clients_apart() {
    let more = "\nnode d probe Script=\"at 50s send x\"\nwire d.out -> api.requests RequestPath=/orders/1 Authorization=b";
    assert_eq!(asked_with("method.request.path.id", &["/orders/1"], more), 1);
    assert_eq!(asked_with("method.request.header.Authorization", &["/orders/1"], more), 2);
    assert_eq!(asked_with("method.request.header.Content-Type", &["/orders/1"], more), 1, "both send JSON");
}

#[test]
fn apigw_14_every_method_has_parameters_of_its_own() {
    let script = "at 0s send {`p`:`/a/1`,`k`:1}; at 10s send {`p`:`/a/2`,`k`:1}; at 20s send {`p`:`/f`,`k`:1}; at 30s send {`p`:`/f`,`k`:2}; at 40s send {`p`:`/f`,`k`:1}";
    let more = "\nnode a probe\nwire api.integration -> a.in ResourcePath=/a/{n} CacheKeyParameters=method.request.path.n";
    let r = run(&(bench("CacheKeyParameters=$.k", script, "RequestPath=$.p").replace("f.in", "f.in ResourcePath=/f") + more), "50s");
    assert_eq!((r.log("a").len(), asked(&r)), (2, 2), "the one by its path, the other by what the API says");
}

#[test]
fn apigw_14_parameters_that_tell_nothing_apart_are_told() {
    let found = |api: &str, keys: &str| {
        let method = format!("api.integration -> f.in ResourcePath=/orders/{{id}} CacheKeyParameters={keys}");
        let d = diagram(&bench(api, "", "").replace("api.integration -> f.in", &method));
        let problems = crate::check::check(&d, &catalog()).into_iter();
        problems.filter(|p| p.rule == "APIGW-14").map(|p| p.severity).collect::<Vec<_>>()
    };
    assert_eq!(found("", "method.request.path.id,method.request.querystring.q,method.request.header.Authorization"), []);
    assert_eq!(found("", "id"), [Severity::Error]);
    assert_eq!(found("", "method.request.path.page"), [Severity::Warning]);
    assert_eq!(found("", "method.request.header.Accept"), [Severity::Warning]);
    assert_eq!(found("CachingEnabled=false", "method.request.path.id"), [Severity::Warning]);
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
fn apigw_16_a_client_without_permission_may_not_refresh_the_entry() {
    let of = |strategy: &str, client: &str| {
        let api = format!("RequireAuthorizationForCacheControl=true UnauthorizedCacheControlHeaderStrategy={strategy}");
        let more = format!("\nnode d probe Script=\"at 5s send x\"\nwire d.out -> api.requests CacheControlMaxAge0=true {client}");
        let r = run(&(bench(&api, "at 0s send x", "") + &more), "10s");
        (r.log("d").remove(0), asked(&r), r.times("api", "APIGW-16").len())
    };
    assert_eq!(of("FAIL_WITH_403", ""), ("5 failed 403 Denied ACCESS_DENIED".to_owned(), 1, 1));
    for ignored in ["SUCCEED_WITH_RESPONSE_HEADER", "SUCCEED_WITHOUT_RESPONSE_HEADER"] {
        assert_eq!(of(ignored, ""), ("5 answered 200".to_owned(), 1, 1), "{ignored}: from the cache");
    }
    assert_eq!(of("FAIL_WITH_403", "MayInvalidateCache=true"), ("5.5 answered 200".to_owned(), 2, 1), "refreshed");
}

#[test]
fn apigw_17_a_cache_is_paid_for_by_its_size_and_time() {
    let dollars = |api: &str, more: &str| {
        let r = run(&(bench(api, "at 0s send x", "") + more), "3600s");
        r.metric("api", "CacheDollars").total().sum
    };
    let near = |cost: f64, wanted: f64| assert!((cost - wanted).abs() < 1e-9, "{cost} instead of {wanted}");
    near(dollars("", ""), 0.02);
    let listed = [("0.5", 0.02), ("1.6", 0.038), ("6.1", 0.20), ("13.5", 0.25), ("28.4", 0.50), ("58.2", 1.0), ("118", 1.90), ("237", 3.80)];
    listed.into_iter().for_each(|(size, an_hour)| near(super::super::behaviour::hourly(size), an_hour));
    near(dollars("CachingEnabled=false", ""), 0.0);
    // Deleted for the second half hour; or for the middle of a minute, which is not paid.
    near(dollars("", "\nat 1800s api CachingEnabled=false for 3000s"), 0.01);
    near(dollars("", "\nat 1810s api CachingEnabled=false for 36s"), 0.02 * 0.99);
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
