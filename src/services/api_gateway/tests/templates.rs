//! APIGW-19 and APIGW-26: mapping templates in a run, a test each.

use crate::testing::run;

/// A client `c`, an API `api` with stage variables, and its integration `f`, a stand-in that is invoked.
fn bench(client: &str, wire: &str, integration: &str, answer: &str) -> String {
    format!(
        "node api api_gateway LatencyMedian=0 LatencyP99=0 StageVariables={{'table':'orders'}}
         node c probe Script=\"{client}\"
         node f probe Script=\"{answer}\"
         wire c.out -> api.requests {wire}
         wire api.integration -> f.in IntegrationType=CUSTOM {integration}"
    )
}

#[test]
fn apigw_26_the_integration_gets_what_the_template_makes() {
    // The bench writes ' for a double quote, which VTL takes as well.
    let template = "RequestTemplate={'o':$input.json('$.id'),'t':'$stageVariables.table','m':'$context.httpMethod','r':'$context.resourcePath','id':'$input.params('id')','q':'$input.params('page')'}";
    let wire = "RequestMethod=PUT RequestPath=/orders/17?page=2";
    let r = run(&bench("at 0s send {`id`:7}", wire, &format!("ResourcePath=/orders/{{id}} {template}"), ""), "1s");
    let seen = r.log("f")[0].strip_prefix("0 asked ").map(str::to_owned).expect("asked");
    let seen: serde_json::Value = serde_json::from_str(&seen).expect("JSON");
    let expected = serde_json::json!({"o": 7, "t": "orders", "m": "PUT", "r": "/orders/{id}", "id": "17", "q": "2"});
    assert_eq!(seen, expected);
    assert_eq!(r.log("c"), ["0 answered 200"]);
    assert_eq!(r.notes("api", "APIGW-26").len(), 1);
}

#[test]
fn apigw_26_the_content_type_chooses_among_several_templates() {
    let seen = |content_type: &str| {
        let more = "RequestTemplate=<$input.body> \"RequestTemplates={'text/plain':'[$input.body]','text/csv':'($input.body)'}\"";
        run(&bench("at 0s send hello", &format!("ContentType={content_type}"), more, ""), "1s").log("f").remove(0)
    };
    assert_eq!(seen("application/json"), "0 asked <hello>");
    assert_eq!(seen("text/plain"), "0 asked [hello]");
    assert_eq!(seen("text/csv"), "0 asked (hello)");
    assert_eq!(seen("text/html"), "0 asked hello", "WHEN_NO_MATCH");
}

#[test]
fn apigw_26_a_content_type_without_a_template() {
    let seen = |behavior: &str, template: &str, content_type: &str| {
        let integration = format!("PassthroughBehavior={behavior} {template}");
        let r = run(&bench("at 0s send hello", &format!("ContentType={content_type}"), &integration, ""), "1s");
        (r.log("c").remove(0), r.log("f").first().cloned().unwrap_or_default())
    };
    let unsupported = ("0 failed 415 Client UNSUPPORTED_MEDIA_TYPE".to_owned(), String::new());
    let through = ("0 answered 200".to_owned(), "0 asked hello".to_owned());
    let mapped = ("0 answered 200".to_owned(), "0 asked <hello>".to_owned());
    let template = "RequestTemplate=<$input.body>";
    for (behavior, template, content_type, expected) in [
        ("WHEN_NO_MATCH", template, "text/plain", &through),
        ("WHEN_NO_MATCH", template, "application/json", &mapped),
        ("WHEN_NO_TEMPLATES", template, "text/plain", &unsupported),
        ("WHEN_NO_TEMPLATES", "", "text/plain", &through),
        ("NEVER", template, "text/plain", &unsupported),
        ("NEVER", template, "application/json", &mapped),
        ("NEVER", "", "application/json", &unsupported),
        ("NEVER", "RequestTemplate=<$input.body> RequestTemplateContentType=text/plain", "text/plain", &mapped),
    ] {
        assert_eq!(&seen(behavior, template, content_type), expected, "{behavior} {template} {content_type}");
    }
}

#[test]
fn apigw_26_a_template_that_fails_is_400_or_500() {
    let r = run(&bench("at 0s send plain", "", "RequestTemplate=$input.json('$')", ""), "1s");
    assert_eq!((r.log("c"), r.log("f").len()), (vec!["0 failed 400 Client BAD_REQUEST_BODY".to_owned()], 0));
    let r = run(&bench("at 0s send plain", "", "RequestTemplate=$util.parseJson($input.body)", ""), "1s");
    assert_eq!(r.log("c"), ["0 failed 500 Unavailable API_CONFIGURATION_ERROR"]);
    let r = run(&bench("at 0s send plain", "", "ResponseTemplate=$util.parseJson($input.body)", ""), "1s");
    assert_eq!((r.log("c"), r.log("f").len()), (vec!["0 failed 500 Unavailable API_CONFIGURATION_ERROR".to_owned()], 1));
}

#[test]
fn apigw_26_the_client_gets_what_the_response_template_makes() {
    let r = run(&bench("at 0s send x", "", "ResponseTemplate=done", ""), "1s");
    assert_eq!(r.log("c"), ["0 answered 200 done"]);
    let created = "\"ResponseTemplate=#set($context.responseOverride.status = 201)made\"";
    assert_eq!(run(&bench("at 0s send x", "", created, ""), "1s").log("c"), ["0 answered 201 made"]);
    let missing = "\"ResponseTemplate=#set($context.responseOverride.status = 404)none\"";
    assert_eq!(run(&bench("at 0s send x", "", missing, ""), "1s").log("c"), ["0 failed 404 NotFound ResponseOverride"]);
}

#[test]
fn apigw_18_26_a_proxy_applies_no_template() {
    let proxy = bench("at 0s send hello", "", "RequestTemplate=x ResponseTemplate=y PassthroughBehavior=NEVER", "")
        .replace("IntegrationType=CUSTOM", "");
    let r = run(&proxy, "1s");
    assert_eq!((r.log("c"), r.log("f")), (vec!["0 answered 200".to_owned()], vec!["0 asked hello".to_owned()]));
    let http = bench("at 0s send hello", "", "RequestTemplate=x", "").replace("LatencyP99=0", "LatencyP99=0 ProtocolType=HTTP");
    assert_eq!(run(&http, "1s").log("f"), ["0 asked hello"], "APIGW-27");
}

/// What the client of a custom integration with a function gets.
fn function(settings: &str, send: &str, wire: &str) -> Vec<String> {
    let scenario = format!(
        "node api api_gateway LatencyMedian=0 LatencyP99=0
         node c probe Script=\"at 0s send {send}\"
         node f lambda {settings}
         wire c.out -> api.requests
         wire api.integration -> f.invoke IntegrationType=CUSTOM {wire}"
    );
    let log = run(&scenario, "10s").log("c");
    log.iter().filter_map(|line| line.split_once(' ')).map(|(_, what)| what.to_owned()).collect()
}

#[test]
fn apigw_19_a_custom_functions_errors_come_back_as_200_unless_they_are_mapped() {
    assert_eq!(function("ParsesJson=true", "{", ""), ["answered 200 {\"errorMessage\":\"Unhandled\"}"]);
    assert_eq!(function("ParsesJson=true", "{", "ErrorStatusCode=422"), ["failed 422 Client ClientError"]);
    assert_eq!(function("SuccessStatus=202", "x", "ErrorStatusCode=422"), ["answered 200"]);
    let throttled = function("ReservedConcurrentExecutions=0", "x", "ErrorStatusCode=422");
    assert_eq!(throttled, ["failed 500 Unavailable InternalServerError"], "APIGW-30");
}

#[test]
fn apigw_21_26_a_queue_gets_the_message_that_the_template_writes() {
    let queue = |template: &str| {
        let scenario = format!(
            "node api api_gateway LatencyMedian=0 LatencyP99=0
             node c probe Script=\"at 0s send a&b\"
             node q sqs
             node p probe Script=\"poll 1 wait 20s\"
             wire c.out -> api.requests
             wire api.integration -> q.send RequestTemplate={template}
             wire q.consumers -> p.in"
        );
        run(&scenario, "10s").log("p").remove(0)
    };
    assert!(queue("Action=SendMessage&MessageBody=$util.urlEncode($input.body)").ends_with("got a&b(1)"));
    assert!(queue("<$input.body>").ends_with("got <a&b>(1)"));
}

#[test]
fn apigw_21_26_a_fifo_queue_gets_group_and_deduplication_id_from_the_form() {
    let form = "Action=SendMessage&MessageGroupId=$input.params('g')&MessageDeduplicationId=$input.json('$.id')&MessageBody=$util.urlEncode($input.body)";
    let scenario = format!(
        "node api api_gateway LatencyMedian=0 LatencyP99=0
         node c probe Script=\"at 0s send {{`id`:7}}; at 1s send {{`id`:7}}; at 2s send {{`id`:8}}\"
         node q sqs FifoQueue=true
         wire c.out -> api.requests RequestPath=/orders?g=eins%26zwei
         wire api.integration -> q.send \"RequestTemplate={form}\""
    );
    let r = run(&scenario, "3s");
    assert_eq!(r.log("c").iter().filter(|line| line.contains("answered 200")).count(), 3, "{:?}", r.log("c"));
    assert_eq!((r.census().created, r.times("q", "SQS-20").len()), (2, 1), "the second is a duplicate of the first");
    let groups: Vec<_> = r.engine.ledger().iter().filter_map(|message| message.group.clone()).collect();
    // The form cuts what is not encoded again: $input.params gives the decoded text.
    assert_eq!(groups.len(), 2);
    assert!(groups.iter().all(|group| &**group == "eins"), "{groups:?}");
}
