//! APIGW-28: what is validated, a test each.

use crate::testing::{catalog, diagram, run};

const MODEL: &str =
    "RequestModel={'type':'object','required':['id'],'properties':{'id':{'type':'string'},'n':{'minimum':1}}}";

fn bench(api: &str, client: &str, wire: &str) -> String {
    format!(
        "node api api_gateway LatencyMedian=0 LatencyP99=0 {api}
         node c probe Script=\"{client}\"
         node f probe
         wire c.out -> api.requests {wire}
         wire api.integration -> f.in"
    )
}

#[test]
fn apigw_28_a_body_that_does_not_fit_the_model_is_400_and_never_reaches_the_integration() {
    for (body, word) in [
        ("{`id`:`o-1`,`n`:2}", None),
        ("{`n`:2}", Some("required")),
        ("{`id`:7}", Some("type")),
        ("{`id`:`o`,`n`:0}", Some("minimum")),
        ("[]", Some("type")),
        ("plain", Some("not JSON")),
    ] {
        let r = run(&bench(MODEL, &format!("at 0s send {body}"), ""), "1s");
        let expected = if word.is_some() { "0 failed 400 Client BAD_REQUEST_BODY" } else { "0 answered 200" };
        assert_eq!((r.log("c"), r.log("f").len()), (vec![expected.to_owned()], usize::from(word.is_none())), "{body}");
        let said = r.notes("api", "APIGW-28").concat();
        assert!(word.is_none_or(|word| said.ends_with(&format!("it does not fit the model ({word})"))), "{body}: {said}");
        assert_eq!(r.value("api", "4XXError"), f64::from(u8::from(word.is_some())), "{body}");
    }
}

#[test]
fn apigw_28_only_bodies_that_are_said_to_be_json_are_validated() {
    let seen = |wire: &str| run(&bench(MODEL, "at 0s send plain", wire), "1s").log("c").remove(0);
    assert_eq!(seen("ContentType=text/plain"), "0 answered 200");
    assert_eq!(seen("\"ContentType=Application/JSON; charset=utf-8\""), "0 failed 400 Client BAD_REQUEST_BODY");
    assert_eq!(seen("ContentType="), "0 failed 400 Client BAD_REQUEST_BODY");
}

#[test]
fn apigw_6_8_limits_come_before_validation_and_validation_before_the_cache() {
    let limited = format!("{MODEL} ThrottlingRateLimit=0 ThrottlingBurstLimit=1");
    let r = run(&bench(&limited, "at 0s send []; at 0s send []", ""), "1s");
    assert_eq!(r.log("c"), ["0 failed 400 Client BAD_REQUEST_BODY", "0 failed 429 Throttled THROTTLED"]);
    let cached = format!("{MODEL} CachingEnabled=true HttpMethod=GET CacheCreationTime=0 CacheHitLatencyMedian=0 CacheHitLatencyP99=0");
    let r = run(&bench(&cached, "at 0s send {`id`:`a`}; at 1s send []; at 2s send {`id`:`a`}", ""), "3s");
    assert_eq!(r.log("c"), ["0 answered 200", "1 failed 400 Client BAD_REQUEST_BODY", "2 answered 200"]);
    assert_eq!(r.log("f").len(), 1, "the third is answered from the cache");
}

#[test]
fn apigw_7_an_http_api_validates_nothing_and_the_checks_say_so() {
    let http = format!("{MODEL} ProtocolType=HTTP");
    assert_eq!(run(&bench(&http, "at 0s send []", ""), "1s").log("c"), ["0 answered 200"]);
    let problems = |text: &str| {
        let found = crate::check::check(&diagram(text), &catalog());
        found.into_iter().map(|p| p.what).collect::<Vec<_>>().join(" / ")
    };
    assert!(problems(&bench(&http, "", "")).contains("The model of api has no effect"));
    let wrong = problems(&bench("RequestModel={'type':'text'}", "", ""));
    assert!(wrong.contains("RequestModel is not a valid JSON schema. /type: type is one of"), "{wrong}");
}
