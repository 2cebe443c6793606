//! Who gets in, a test for each rule.

use crate::testing::{Run, catalog, diagram, run};

/// A client `c`, an API `api`, its integration `f` and its authorizer function `g`, which takes 100 ms.
fn bench(api: &str, client: &str, wire: &str) -> String {
    format!(
        "node api api_gateway LatencyMedian=0 LatencyP99=0 {api}
         node c probe Script=\"{client}\"
         node f probe
         node g probe Script=\"answer 200 after 100ms\"
         wire c.out -> api.requests {wire}
         wire api.integration -> f.in
         wire api.authorizer -> g.in"
    )
}

fn asked(r: &Run, probe: &str) -> usize {
    r.log(probe).iter().filter(|line| line.contains("asked")).count()
}

const CUSTOM: &str = "AuthorizationType=CUSTOM";

#[test]
fn apigw_10_the_function_decides() {
    let answer = |says: &str| run(&bench(CUSTOM, "at 0s send x", &format!("Authorization=t Authorized={says}")), "1s").log("c").remove(0);
    assert_eq!(answer("Allow"), "0.1 answered 200");
    assert_eq!(answer("Deny"), "0.1 failed 403 Denied ACCESS_DENIED");
    assert_eq!(answer("Unauthorized"), "0.1 failed 401 Denied UNAUTHORIZED");
}

#[test]
fn apigw_10_without_a_token_the_function_is_not_asked() {
    let r = run(&bench(CUSTOM, "at 0s send x", ""), "1s");
    assert_eq!((r.log("c").remove(0), asked(&r, "g"), asked(&r, "f")), ("0 failed 401 Denied UNAUTHORIZED".into(), 0, 0));
}

#[test]
fn apigw_10_a_token_that_does_not_fit_is_401_and_the_function_is_not_asked() {
    let of = |pattern: &str, protocol: &str| {
        let api = format!("{CUSTOM} ProtocolType={protocol} \"IdentityValidationExpression={pattern}\"");
        let r = run(&bench(&api, "at 0s send {`t`:`Bearer-7`}; at 1s send {`t`:`Basic-7`}", "Authorization=$.t"), "2s");
        (r.log("c"), asked(&r, "g"))
    };
    let (log, count) = of("^Bearer-[0-9]+$", "REST");
    assert_eq!((log, count), (vec!["0.1 answered 200".to_owned(), "1 failed 401 Denied UNAUTHORIZED".to_owned()], 1));
    assert_eq!((of("", "REST").1, of("^Bearer", "HTTP").1), (2, 2), "an HTTP API has no TOKEN authorizers");
    let broken = bench(&format!("{CUSTOM} IdentityValidationExpression=("), "", "Authorization=t");
    let problems = crate::check::check(&diagram(&broken), &catalog());
    assert!(problems.iter().any(|problem| problem.what.contains("is no regular expression")));
}

#[test]
fn apigw_10_a_failing_authorizer_is_500() {
    let broken = bench(CUSTOM, "at 0s send x", "Authorization=t").replace("answer 200 after 100ms", "answer 503");
    let r = run(&broken, "1s");
    assert_eq!((r.log("c").remove(0), asked(&r, "f")), ("0 failed 500 Unavailable AUTHORIZER_FAILURE".into(), 0));
    let slow = bench(CUSTOM, "at 0s send x", "Authorization=t").replace("answer 200 after 100ms", "answer never");
    assert_eq!(run(&slow, "40s").log("c"), ["29 failed 500 Unavailable AUTHORIZER_FAILURE"]);
    let http = bench("AuthorizationType=CUSTOM ProtocolType=HTTP", "at 0s send x", "Authorization=t");
    assert_eq!(run(&http.replace("answer 200 after 100ms", "answer never"), "40s").log("c"), ["10 failed 500 Unavailable AUTHORIZER_FAILURE"], "APIGW-12");
}

#[test]
fn apigw_11_the_result_for_a_token_is_remembered() {
    let script = "at 0s send {`user`:`a`}; at 10s send {`user`:`a`}; at 20s send {`user`:`b`}; at 300s send {`user`:`a`}; at 301s send {`user`:`a`}";
    let r = run(&bench(CUSTOM, script, "Authorization=$.user"), "310s");
    assert_eq!((asked(&r, "g"), asked(&r, "f")), (3, 5), "a, b, and a again after 300 s");
    assert_eq!(r.log("c")[1], "10 answered 200", "without the function's 100 ms");
    let off = bench("AuthorizationType=CUSTOM AuthorizerResultTtlInSeconds=0", script, "Authorization=$.user");
    assert_eq!(asked(&run(&off, "310s"), "g"), 5);
    let denied = bench(CUSTOM, "at 0s send x; at 1s send x", "Authorization=t Authorized=Deny");
    assert_eq!(asked(&run(&denied, "2s"), "g"), 1, "a Deny is remembered too");
    let thrown = bench(CUSTOM, "at 0s send x; at 1s send x", "Authorization=t Authorized=Unauthorized");
    assert_eq!(asked(&run(&thrown, "2s"), "g"), 2, "an error is not");
}

#[test]
fn apigw_12_9_pools_and_signatures_are_checked_without_a_call() {
    let answer = |kind: &str, wire: &str| {
        let r = run(&bench(&format!("AuthorizationType={kind}"), "at 0s send x", wire), "1s");
        assert_eq!(asked(&r, "g"), 0);
        r.log("c").remove(0)
    };
    assert_eq!(answer("COGNITO_USER_POOLS", "Authorization=t"), "0 answered 200");
    assert_eq!(answer("COGNITO_USER_POOLS", ""), "0 failed 401 Denied UNAUTHORIZED");
    assert_eq!(answer("COGNITO_USER_POOLS", "Authorization=t Authorized=Unauthorized"), "0 failed 401 Denied UNAUTHORIZED");
    assert_eq!(answer("AWS_IAM", ""), "0 answered 200");
    assert_eq!(answer("AWS_IAM", "Authorized=Deny"), "0 failed 403 Denied ACCESS_DENIED");
    assert_eq!(answer("AWS_IAM", "Authorized=Unauthorized"), "0 failed 403 Denied INVALID_SIGNATURE", "APIGW-13");
}

#[test]
fn apigw_6_8_the_authorizer_runs_before_the_limits() {
    let limited = "AuthorizationType=CUSTOM AuthorizerResultTtlInSeconds=0 ThrottlingRateLimit=1 ThrottlingBurstLimit=1";
    let r = run(&bench(limited, "at 0s send x; at 0s send x; at 0s send x", "Authorization=t"), "1s");
    assert_eq!((asked(&r, "g"), asked(&r, "f"), r.value("api", "4XXError")), (3, 1, 2.0));
}

#[test]
fn problems_of_authorizers_are_told() {
    let problems = |text: &str| {
        crate::check::check(&diagram(text), &catalog()).into_iter().map(|p| p.what).collect::<Vec<_>>().join(" / ")
    };
    assert!(problems(&bench("", "", "")).contains("is never asked"));
    assert!(problems(&bench(CUSTOM, "", "")).contains("sends no token"));
    let unwired = bench(CUSTOM, "", "Authorization=t").replace("wire api.authorizer -> g.in", "");
    assert!(problems(&unwired).contains("none is wired"));
    let r = run(&unwired.replace("Script=\"\"", "Script=\"at 0s send x\""), "1s");
    assert!(r.log("c")[0].contains("AUTHORIZER_CONFIGURATION_ERROR"), "{:?}", r.log("c"));
}
