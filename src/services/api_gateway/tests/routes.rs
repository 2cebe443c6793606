//! Methods and paths, and the limits of methods, a test for each rule.

use crate::catalog::assemble;
use crate::model::WireId;
use crate::testing::{Run, catalog, diagram, run};

/// A client `c`, an API `api` and two integrations, `a` and `b`, with the settings of their wires.
fn bench(api: &str, client: &str, wire: &str, a: &str, b: &str) -> String {
    format!(
        "node api api_gateway LatencyMedian=0 LatencyP99=0 {api}
         node c probe Script=\"{client}\"
         node a probe
         node b probe
         wire c.out -> api.requests {wire}
         wire api.integration -> a.in {a}
         wire api.integration -> b.in {b}"
    )
}

const LIST: &str = "Method=GET ResourcePath=/orders";
const ONE: &str = "ResourcePath=/orders/{id}";

#[test]
fn apigw_13_method_and_path_say_which_integration_is_asked() {
    let sends = "at 0s send {`m`:`GET`,`p`:`/orders?page=2`}; at 1s send {`m`:`DELETE`,`p`:`/orders/7`}; at 2s send {`m`:`POST`,`p`:`/orders`}; at 3s send {`m`:`GET`,`p`:`/`}";
    let wire = "RequestMethod=$.m RequestPath=$.p";
    let r = run(&bench("", sends, wire, LIST, ONE), "4s");
    assert_eq!((r.log("a").len(), r.log("b").len()), (1, 1));
    assert_eq!(r.log("c"), [
        "0 answered 200",
        "1 answered 200",
        "2 failed 403 Denied MISSING_AUTHENTICATION_TOKEN",
        "3 failed 403 Denied MISSING_AUTHENTICATION_TOKEN",
    ]);
    assert_eq!((r.value("api", "Count"), r.value("api", "4XXError")), (4.0, 2.0));
    let http = run(&bench("ProtocolType=HTTP", sends, wire, LIST, ONE), "4s");
    assert_eq!(http.log("c")[2..], ["2 failed 404 NotFound NotFound", "3 failed 404 NotFound NotFound"]);
}

#[test]
fn apigw_13_a_refused_path_costs_neither_authorizer_nor_tokens() {
    let limits = "ThrottlingRateLimit=0 ThrottlingBurstLimit=1 AuthorizationType=COGNITO_USER_POOLS";
    let sends = "at 0s send {`p`:`/x`}; at 1s send {`p`:`/orders/7`}";
    let r = run(&bench(limits, sends, "RequestPath=$.p Authorization=t", LIST, ONE), "2s");
    assert_eq!(r.log("c"), ["0 failed 403 Denied MISSING_AUTHENTICATION_TOKEN", "1 answered 200"]);
}

#[test]
fn apigw_3_a_methods_own_throttle_stands_in_place_of_the_stages() {
    let own = format!("{LIST} MethodThrottlingRateLimit=0 MethodThrottlingBurstLimit=2");
    let list = "at 0s send {`p`:`/orders`}; ".repeat(3);
    let one = "at 1s send {`p`:`/orders/1`}; ".repeat(2);
    let stage = "HttpMethod=GET ThrottlingRateLimit=0 ThrottlingBurstLimit=1";
    let r = run(&bench(stage, &format!("{list}{one}"), "RequestPath=$.p", &own, ONE), "2s");
    let count = |line: &str| r.log("c").iter().filter(|l| l.as_str() == line).count();
    assert_eq!((count("0 answered 200"), count("0 failed 429 Throttled THROTTLED")), (2, 1), "the method's own two");
    assert_eq!((count("1 answered 200"), count("1 failed 429 Throttled THROTTLED")), (1, 1), "the stage's one is whole");
    assert_eq!((r.times("api", "APIGW-3"), r.times("api", "APIGW-1").len()), (vec![0.0], 1));
}

#[test]
fn apigw_2_3_the_plans_throttle_of_a_method_comes_first_and_is_per_key() {
    let own = format!("{LIST} PlanMethodRateLimit=0 PlanMethodBurstLimit=1 MethodThrottlingRateLimit=0 MethodThrottlingBurstLimit=2");
    let plan = "HttpMethod=GET ApiKeyRequired=true RateLimit=0 BurstLimit=3";
    let sends = "at 0s send x; at 0s send x; at 0s send x";
    let other = "
         node d probe Script=\"at 1s send x; at 2s send x\"
         wire d.out -> api.requests ApiKey=k2 RequestPath=/orders";
    let r = run(&(bench(plan, sends, "ApiKey=k1 RequestPath=/orders", &own, ONE) + other), "3s");
    let passed = |probe: &str| r.log(probe).iter().filter(|line| line.contains("answered 200")).count();
    assert_eq!((passed("c"), passed("d")), (1, 1));
    // k1 was refused twice by its plan, which took no token of the method; so the second of k2 is refused by its plan too.
    let said = r.notes("api", "APIGW-3");
    assert!(said.len() == 3 && said.iter().all(|line| line.contains("in its usage plan")), "{said:?}");
}

#[test]
fn apigw_3_no_method_exceeds_the_account() {
    let own = format!("{LIST} MethodThrottlingRateLimit=100 MethodThrottlingBurstLimit=100");
    let limits = "HttpMethod=GET AccountRateLimit=1 AccountBurstLimit=2";
    let r = run(&bench(limits, &"at 0s send x; ".repeat(5), "RequestPath=/orders", &own, ONE), "1s");
    assert_eq!((r.log("a").len(), r.notes("api", "APIGW-2").len()), (2, 3));
}

#[test]
fn apigw_14_each_resource_is_cached_for_itself_and_only_get() {
    let sends = "at 0s send {`p`:`/orders`}; at 1s send {`p`:`/orders`}; at 2s send {`p`:`/orders/1`}; at 3s send {`p`:`/orders/2`}";
    let cached = "HttpMethod=GET CachingEnabled=true CacheCreationTime=0 CacheHitLatencyMedian=0 CacheHitLatencyP99=0";
    let r = run(&bench(cached, sends, "RequestPath=$.p", LIST, ONE), "4s");
    assert_eq!((r.log("a").len(), r.log("b").len()), (1, 1), "without key parameters /orders/1 and /orders/2 are one");
    let r = run(&bench(cached, sends, "RequestPath=$.p RequestMethod=put", "ResourcePath=/orders", ONE), "4s");
    assert_eq!((r.log("a").len(), r.log("b").len()), (2, 2));
}

/// Runs a scenario, deletes the wire to the integration `a` at an instant, and goes on.
fn without_a(scenario: &str, at: &str, until: &str) -> Run {
    let mut r = run(scenario, at);
    let mut fewer = diagram(scenario);
    assert!(fewer.wires.remove(&WireId::new("api-a")).is_some(), "there is a wire to delete");
    r.engine.adopt(assemble(&fewer, &catalog()));
    r.go(until);
    r
}

#[test]
fn apigw_14_a_deleted_integration_leaves_waiting_requests_and_cached_answers_where_they_belong() {
    let sends = "at 0s send {`p`:`/a`}; at 1s send {`p`:`/b`}; at 5s send {`p`:`/b`}; at 6s send {`p`:`/a`}";
    let cached = "HttpMethod=GET CachingEnabled=true CacheCreationTime=0 CacheHitLatencyMedian=0 CacheHitLatencyP99=0";
    let answers = |name: &str| format!("ResourcePath=/{name} IntegrationType=CUSTOM ResponseTemplate={name}");
    let scenario = bench(cached, sends, "RequestPath=$.p", &answers("a"), &answers("b"))
        .replace("node b probe", "node b probe Script=\"answer 200 after 2s\"");
    // The request of 1 s waits for b until 3 s; the first of two integrations goes at 2 s.
    let r = without_a(&scenario, "2s", "7s");
    let seen = ["0 answered 200 a", "3 answered 200 b", "5 answered 200 b", "6 failed 403 Denied MISSING_AUTHENTICATION_TOKEN"];
    assert_eq!(r.log("c"), seen);
    assert_eq!((r.log("b").len(), r.value("api", "CacheHitCount")), (1, 1.0), "its own answer was kept for it");
}

#[test]
fn apigw_3_a_methods_bucket_stays_its_own_when_another_integration_is_deleted() {
    let own = |name: &str, burst: u32| {
        format!("ResourcePath=/{name} MethodThrottlingRateLimit=0 MethodThrottlingBurstLimit={burst}")
    };
    let sends = "at 0s send {`p`:`/b`}; at 0s send {`p`:`/b`}; at 2s send {`p`:`/b`}; at 2s send {`p`:`/b`}";
    let scenario = bench("", sends, "RequestPath=$.p", &own("a", 9), &own("b", 3));
    let r = without_a(&scenario, "1s", "3s");
    assert_eq!((r.log("b").len(), r.times("api", "APIGW-3")), (3, vec![2.0]), "two of three tokens were spent before");
}

#[test]
fn apigw_13_a_request_whose_integration_was_deleted_finds_nobody() {
    let authorizer = "\nnode g probe Script=\"answer 200 after 2s\"\nwire api.authorizer -> g.in";
    let scenario = bench("AuthorizationType=CUSTOM", "at 0s send {`p`:`/a`}", "RequestPath=$.p Authorization=t", "ResourcePath=/a", ONE);
    let r = without_a(&(scenario + authorizer), "1s", "3s");
    assert_eq!(r.log("c"), ["2 failed 500 Unavailable API_CONFIGURATION_ERROR"]);
    assert_eq!((r.log("a").len(), r.log("b").len()), (0, 0));
}

#[test]
fn apigw_3_what_a_method_leaves_open_is_the_stages() {
    let limits = "HttpMethod=GET AccountRateLimit=100 AccountBurstLimit=100 ThrottlingRateLimit=0 ThrottlingBurstLimit=2";
    let passed = |method: &str, at: &str| {
        let sends = format!("at 0s send x; at {at} send x; ").repeat(4);
        let r = run(&bench(limits, &sends, "RequestPath=/orders", &format!("{LIST} {method}"), ONE), "2s");
        r.log("a").len()
    };
    // Only the rate is its own: the burst is the stage's two, and one token comes until 1 s.
    assert_eq!(passed("MethodThrottlingRateLimit=1", "1s"), 3);
    // Only the burst is its own: no token comes.
    assert_eq!(passed("MethodThrottlingBurstLimit=3", "1s"), 3);
}

#[test]
fn a_wires_role_says_what_kind_of_integration_it_leads_to() {
    use super::super::mapping::Kind;
    use crate::catalog::roles::{HTTP, INVOKE, INVOKE_EVENT, PUBLISH, PUT_EVENTS, SEND_MESSAGE, TABLE};
    let kinds = [INVOKE, HTTP, TABLE, SEND_MESSAGE, PUBLISH, PUT_EVENTS, INVOKE_EVENT].map(|role| Kind::of(role.key));
    let service = Kind::Service;
    assert_eq!(kinds, [Kind::Function, Kind::Http, Kind::Table, service, service, service, service]);
}

#[test]
fn apigw_22_behind_a_vpc_link_the_balancer_answers() {
    let alone = |connection: &str| {
        format!(
            "node api api_gateway LatencyMedian=0 LatencyP99=0
             node c probe Script=\"at 0s send x\"
             node s http_api Mode=DOWN
             wire c.out -> api.requests
             wire api.integration -> s.requests ConnectionType={connection} VpcLinkLatencyMedian=0 VpcLinkLatencyP99=0"
        )
    };
    assert_eq!(run(&alone("INTERNET"), "1s").log("c"), ["0.01 failed 504 Unavailable INTEGRATION_FAILURE"]);
    assert_eq!(run(&alone("VPC_LINK"), "1s").log("c"), ["0.01 failed 503 Unavailable ServiceUnavailable"]);
    let up = alone("VPC_LINK").replace("Mode=DOWN", "LatencyMedian=100 LatencyP99=100");
    assert_eq!(run(&up, "1s").log("c"), ["0.1 answered 200"]);
    let hop = up.replace("VpcLinkLatencyMedian=0 VpcLinkLatencyP99=0", "VpcLinkLatencyMedian=5 VpcLinkLatencyP99=5");
    let r = run(&hop, "1s");
    assert_eq!((r.log("c"), r.value("api", "IntegrationLatency")), (vec!["0.105 answered 200".to_owned()], 105.0), "the hop takes time");
    assert_eq!(run(&hop.replace("VPC_LINK", "INTERNET"), "1s").log("c"), ["0.1 answered 200"]);
}

#[test]
fn problems_of_methods_are_told() {
    let problems = |a: &str, b: &str| {
        let found = crate::check::check(&diagram(&bench("", "", "", a, b)), &catalog());
        found.into_iter().map(|p| p.what).collect::<Vec<_>>().join(" / ")
    };
    assert!(!problems(LIST, ONE).contains("ResourcePath"));
    assert!(problems("", "").contains("a and b stand for the same method and path of api: only a is asked"));
    assert!(problems("ResourcePath=/{a+}/b", ONE).contains("The ResourcePath of a at api is none"));
    assert!(problems("PlanMethodRateLimit=1", ONE).contains("has no effect, because api needs no API key"));
    assert!(problems("ConnectionType=VPC_LINK", ONE).contains("not reached through a VPC link"));
    assert!(problems("RequestTemplate=x", ONE).contains("The RequestTemplate of a has no effect"));
    assert!(problems("RequestTemplate=#if( IntegrationType=CUSTOM", ONE).contains("RequestTemplate is not a valid mapping template. Line 1:"));
}
