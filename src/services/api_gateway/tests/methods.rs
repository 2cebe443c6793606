//! What a method has of its own, and what a client has to show for it, a test each.

use crate::testing::{Run, catalog, diagram, run};

/// A client `c` that says its path, an API `api` with an authorizer function `g`, and two methods: `/a` with the settings
/// under test, and `/b`.
fn bench(api: &str, client: &str, wire: &str, own: &str) -> String {
    format!(
        "node api api_gateway LatencyMedian=0 LatencyP99=0 {api}
         node c probe Script=\"{client}\"
         node a probe
         node b probe
         node g probe
         wire c.out -> api.requests RequestPath=$.p {wire}
         wire api.integration -> a.in ResourcePath=/a {own}
         wire api.integration -> b.in ResourcePath=/b
         wire api.authorizer -> g.in"
    )
}

fn asked(r: &Run, probe: &str) -> usize {
    r.log(probe).iter().filter(|line| line.contains("asked")).count()
}

const BOTH: &str = "at 0s send {`p`:`/a`}; at 1s send {`p`:`/b`}";

#[test]
fn apigw_9_10_a_method_may_be_checked_otherwise_than_its_api() {
    let log = |api: &str, wire: &str, own: &str| run(&bench(api, BOTH, wire, own), "2s").log("c");
    assert_eq!(log("", "Authorized=Deny", "AuthorizationType=AWS_IAM"), ["0 failed 403 Denied ACCESS_DENIED", "1 answered 200"]);
    assert_eq!(log("AuthorizationType=AWS_IAM", "Authorized=Deny", "AuthorizationType=NONE"), ["0 answered 200", "1 failed 403 Denied ACCESS_DENIED"]);
    let r = run(&bench("", BOTH, "Authorization=t", "AuthorizationType=CUSTOM"), "2s");
    assert_eq!((asked(&r, "g"), asked(&r, "a"), asked(&r, "b")), (1, 1, 1));
}

#[test]
fn apigw_5_a_method_may_need_a_key_of_its_own() {
    let log = |api: &str, own: &str| run(&bench(api, BOTH, "", own), "2s").log("c");
    assert_eq!(log("", "ApiKeyRequired=yes"), ["0 failed 403 Denied INVALID_API_KEY", "1 answered 200"]);
    assert_eq!(log("ApiKeyRequired=true", "ApiKeyRequired=no"), ["0 answered 200", "1 failed 403 Denied INVALID_API_KEY"]);
    assert_eq!(log("ProtocolType=HTTP", "ApiKeyRequired=yes"), ["0 answered 200", "1 answered 200"], "APIGW-7");
}

#[test]
fn apigw_12_a_token_needs_one_of_the_methods_scopes() {
    let of = |protocol: &str, kind: &str, scopes: &str| {
        let api = format!("ProtocolType={protocol} AuthorizationType={kind}");
        let wire = format!("Authorization=t \"Scopes={scopes}\"");
        run(&bench(&api, BOTH, &wire, "\"AuthorizationScopes=orders.read, orders.write\""), "2s").log("c")
    };
    assert_eq!(of("REST", "COGNITO_USER_POOLS", "mail orders.write"), ["0 answered 200", "1 answered 200"]);
    assert_eq!(of("REST", "COGNITO_USER_POOLS", "mail"), ["0 failed 401 Denied UNAUTHORIZED", "1 answered 200"]);
    assert_eq!(of("HTTP", "JWT", "mail"), ["0 failed 403 Denied ACCESS_DENIED", "1 answered 200"]);
    assert_eq!(of("HTTP", "JWT", ""), ["0 failed 403 Denied ACCESS_DENIED", "1 answered 200"]);
    let none = run(&bench("ProtocolType=HTTP AuthorizationType=JWT", BOTH, "", ""), "2s").log("c");
    assert_eq!(none[0], "0 failed 401 Denied UNAUTHORIZED");
}

#[test]
fn apigw_12_an_http_api_remembers_authorizer_results_only_if_it_is_told_to() {
    let of = |api: &str| {
        let twice = "at 0s send {`p`:`/a`}; at 1s send {`p`:`/a`}";
        asked(&run(&bench(&format!("AuthorizationType=CUSTOM {api}"), twice, "Authorization=t", ""), "2s"), "g")
    };
    assert_eq!(of(""), 1, "a REST API: five minutes");
    assert_eq!(of("ProtocolType=HTTP"), 2);
    assert_eq!(of("ProtocolType=HTTP AuthorizerResultTtlInSeconds=300"), 1);
}

#[test]
fn apigw_11_a_remembered_policy_for_one_method_refuses_the_others() {
    let script = "at 0s send {`p`:`/a`}; at 1s send {`p`:`/b`}; at 2s send {`p`:`/a`}; at 301s send {`p`:`/b`}";
    let of = |policy: &str| run(&bench(&format!("AuthorizationType=CUSTOM {policy}"), script, "Authorization=t", ""), "302s");
    let all = of("");
    assert_eq!((all.log("c").iter().filter(|line| line.ends_with("answered 200")).count(), asked(&all, "g")), (4, 2));
    let one = of("\"AuthorizerPolicy=the method that was asked for\"");
    let expected = ["0 answered 200", "1 failed 403 Denied ACCESS_DENIED", "2 answered 200", "301 answered 200"];
    assert_eq!((one.log("c"), asked(&one, "g")), (expected.map(str::to_owned).to_vec(), 2));
    // Not remembered, there is nothing to trip over.
    let off = of("\"AuthorizerPolicy=the method that was asked for\" AuthorizerResultTtlInSeconds=0");
    assert_eq!((off.log("c")[1].as_str(), asked(&off, "g")), ("1 answered 200", 4));
}

#[test]
fn apigw_28_a_request_without_a_required_parameter_is_400() {
    let of = |path: &str, wire: &str, required: &str| {
        let own = format!("\"RequiredParameters={required}\"");
        let r = run(&bench("", &format!("at 0s send {{`p`:`{path}`}}"), wire, &own), "1s");
        (r.log("c").remove(0), asked(&r, "a"))
    };
    let (well, refused) = (("0 answered 200".to_owned(), 1), ("0 failed 400 Client BAD_REQUEST_PARAMETERS".to_owned(), 0));
    let both = "method.request.querystring.page, method.request.header.Authorization";
    assert_eq!(of("/a?page=2", "Authorization=t", both), well);
    assert_eq!(of("/a?size=2", "Authorization=t", both), refused);
    assert_eq!(of("/a?page=2", "", both), refused);
    assert_eq!(of("/a", "", "method.request.header.x-api-key"), refused);
    assert_eq!(of("/a", "ApiKey=k", "method.request.header.x-api-key"), well);
}

#[test]
fn apigw_28_a_method_may_have_a_model_of_its_own() {
    let model = "RequestModel={'required':['n']}";
    let script = "at 0s send {`p`:`/a`}; at 1s send {`p`:`/b`}; at 2s send {`p`:`/a`,`n`:1}";
    let log = run(&bench("", script, "", model), "3s").log("c");
    assert_eq!(log, ["0 failed 400 Client BAD_REQUEST_BODY", "1 answered 200", "2 answered 200"]);
    let api = "RequestModel={'required':['m']}";
    let log = run(&bench(api, script, "", model), "3s").log("c");
    assert_eq!(log[1..], ["1 failed 400 Client BAD_REQUEST_BODY", "2 answered 200"], "in place of the API's");
}

#[test]
fn apigw_14_a_method_may_be_cached_otherwise_than_its_api() {
    let twice = "at 0s send {`p`:`/a`}; at 10s send {`p`:`/a`}; at 11s send {`p`:`/b`}; at 12s send {`p`:`/b`}";
    let of = |api: &str, own: &str| {
        let r = run(&bench(&format!("CachingEnabled=true CacheCreationTime=0 {api}"), twice, "", own), "20s");
        (asked(&r, "a"), asked(&r, "b"))
    };
    assert_eq!(of("HttpMethod=GET", ""), (1, 1));
    assert_eq!(of("HttpMethod=GET", "CachingEnabled=off"), (2, 1));
    assert_eq!(of("HttpMethod=POST", "CachingEnabled=on"), (1, 2), "whatever the method");
    assert_eq!(of("HttpMethod=GET", "CacheTtlInSeconds=10"), (2, 1), "ended at 10 s");
    assert_eq!(of("HttpMethod=GET CacheTtlInSeconds=0", "CacheTtlInSeconds=60"), (1, 2));
}

#[test]
fn apigw_24_an_http_api_waits_30_s() {
    let of = |api: &str| {
        let slow = bench(api, "at 0s send {`p`:`/a`}", "", "").replace("node a probe", "node a probe Script=\"answer never\"");
        run(&slow, "40s").log("c").remove(0)
    };
    assert!(of("").starts_with("29 failed 504"), "{}", of(""));
    assert!(of("ProtocolType=HTTP").starts_with("30 failed 503"), "{}", of("ProtocolType=HTTP"));
}

#[test]
fn apigw_problems_of_methods_of_their_own_are_told() {
    let problems = |api: &str, own: &str| {
        let found = crate::check::check(&diagram(&bench(api, "", "Authorization=t", own)), &catalog());
        found.into_iter().map(|p| p.what).collect::<Vec<_>>().join(" / ")
    };
    assert!(problems("", "RequiredParameters=page").contains("page in the RequiredParameters of a is no parameter"));
    assert!(problems("ProtocolType=HTTP", "RequiredParameters=method.request.path.id").contains("has no effect: api is an HTTP API"));
    assert!(problems("TimeoutInMillis=29500", "").contains("waits for more than 29 s"));
    assert!(!problems("TimeoutInMillis=29500 ProtocolType=HTTP", "").contains("waits for more than 29 s"));
    assert!(problems("AuthorizationType=JWT", "").contains("The JWT authorizer of api has no effect"));
    assert!(!problems("", "AuthorizationType=CUSTOM").contains("never asked"));
    assert!(problems("", "RequestTemplates=[] IntegrationType=CUSTOM").contains("they are no JSON object of texts"));
    assert!(problems("", "RequestTemplates={'a/b':'#if('} IntegrationType=CUSTOM").contains("the one for a/b is no template"));
}
