//! APIGW-27: parameter mapping of HTTP APIs, a test each.

use crate::testing::{catalog, diagram, run};

#[test]
fn apigw_27_a_mapped_header_reaches_a_server_as_its_idempotency_key() {
    let of = |protocol: &str| {
        let scenario = format!(
            "node c probe Script=\"at 0s send {{`orderId`:7}}; at 1s send {{`orderId`:7}}; at 2s send {{`orderId`:8}}\"
             node api api_gateway LatencyMedian=0 LatencyP99=0 ProtocolType={protocol}
             node x http_api LatencyMedian=100 LatencyP99=100
             wire c.out -> api.requests
             wire api.integration -> x.requests RequestParameters={{'append:header.Idempotency-Key':'order-${{request.body.orderId}}'}}"
        );
        let r = run(&scenario, "3s");
        (r.value("x", "Charges"), r.value("x", "DuplicateRequests"), r.notes("api", "APIGW-27").len())
    };
    assert_eq!(of("HTTP"), (2.0, 1.0, 3));
    assert_eq!(of("REST"), (3.0, 0.0, 0), "a REST API has templates instead");
}

#[test]
fn apigw_21_27_a_queue_gets_the_message_group_and_deduplication_id_that_are_mapped() {
    let parameters = "{'MessageBody':'$request.body.order','MessageGroupId':'$request.path.user','MessageDeduplicationId':'$request.querystring.once'}";
    let scenario = format!(
        "node c probe Script=\"at 0s send {{`p`:`/ann?once=1`,`order`:{{`id`:7}}}}; at 1s send {{`p`:`/ann?once=1`,`order`:8}}; at 2s send {{`p`:`/bob?once=2`,`order`:9}}\"
         node api api_gateway LatencyMedian=0 LatencyP99=0 ProtocolType=HTTP
         node q sqs FifoQueue=true LatencyMedian=0 LatencyP99=0
         wire c.out -> api.requests RequestPath=$.p
         wire api.integration -> q.send ResourcePath=/{{user}} RequestParameters={parameters}"
    );
    let r = run(&scenario, "3s");
    let bodies: Vec<&str> = r.engine.ledger().iter().map(|stored| stored.body.text()).filter(|text| !text.contains("`p`") && !text.contains("\"p\"")).collect();
    assert_eq!(bodies, ["{\"id\":7}", "9"], "the second has the id of the first");
    assert_eq!(r.log("c").len(), 3);
}

#[test]
fn apigw_27_the_status_of_an_answer_is_mapped() {
    let of = |status: u16| {
        let scenario = format!(
            "node c probe Script=\"at 0s send x\"
             node api api_gateway LatencyMedian=0 LatencyP99=0 ProtocolType=HTTP
             node f api_gateway LatencyMedian=0 LatencyP99=0 MockStatusCode={status}
             wire c.out -> api.requests
             wire api.integration -> f.requests ResponseParameters={{'404':{{'overwrite:statuscode':'200'}},'200':{{'overwrite:statuscode':'503'}}}}"
        );
        run(&scenario, "1s").log("c").remove(0)
    };
    assert_eq!(of(404), "0 answered 200");
    assert_eq!(of(200), "0 failed 503 Unavailable ServiceUnavailable");
    assert_eq!(of(202), "0 answered 202");
}

#[test]
fn apigw_27_problems_of_parameter_mapping_are_told() {
    let problems = |protocol: &str, wire: &str| {
        let text = format!(
            "node c probe\nnode api api_gateway ProtocolType={protocol}\nnode f probe
             wire c.out -> api.requests\nwire api.integration -> f.in {wire}"
        );
        let found = crate::check::check(&diagram(&text), &catalog());
        found.into_iter().map(|p| p.what).collect::<Vec<_>>().join(" / ")
    };
    let right = "RequestParameters={'overwrite:path':'/x'}";
    assert!(!problems("HTTP", right).contains("arameter"), "{}", problems("HTTP", right));
    assert!(problems("REST", right).contains("The parameter mapping of f has no effect at api"));
    assert!(problems("HTTP", "RequestParameters={'append:path':'/x'}").contains("“append:path” is none that is mapped here"));
    assert!(problems("HTTP", "ResponseParameters={'404':'410'}").contains("“404” maps no status to another"));
}
