//! The rules of pipes, a test each.

use crate::testing::{Run, run};

/// A sender `a`, a queue `q`, a pipe `p` without overhead, and its target `z`, a probe that plays the function `f`.
fn bench(sender: &str, pipe: &str, target: &str, more: &str) -> String {
    format!(
        "node a probe Script=\"{sender}\"
         node q sqs LatencyMedian=0 LatencyP99=0 ReorderPercent=0 VisibilityTimeout=30
         node p pipe OverheadMedian=0 OverheadP99=0 {pipe}
         node z {target}
         wire a.out -> q.send
         wire q.consumers -> p.source
         {more}"
    )
}

const TO_QUEUE: &str = "wire p.target -> z.send";

fn sends(n: usize) -> String {
    (0..n).map(|n| format!("at 0s send {{`n`:{n}}}")).collect::<Vec<_>>().join("; ")
}

fn asked(r: &Run, probe: &str) -> Vec<String> {
    r.log(probe).into_iter().filter(|line| line.contains("asked")).collect()
}

#[test]
fn eb_39_what_passes_arrives_and_is_deleted() {
    let r = run(&bench(&sends(25), "", "sqs", TO_QUEUE), "5s");
    assert_eq!((r.value("z", "NumberOfMessagesSent"), r.value("q", "NumberOfMessagesDeleted")), (25.0, 25.0));
    assert_eq!((r.value("p", "EventCount"), r.value("p", "PipeRequests"), r.census().delivered), (25.0, 25.0, 25));
}

#[test]
fn eb_16_41_what_the_filter_keeps_out_is_deleted() {
    let r = run(&bench(&sends(20), "FilterCriteria=\"{'body':{'n':[{'numeric':['<',5]}]}}\"", "sqs", TO_QUEUE), "5s");
    assert_eq!((r.value("z", "NumberOfMessagesSent"), r.value("p", "FilteredEvents")), (5.0, 15.0));
    assert_eq!((r.value("q", "NumberOfMessagesDeleted"), r.value("p", "PipeRequests")), (20.0, 5.0), "filtered ones cost nothing");
    let broken = run(&bench(&sends(1), "FilterCriteria=\"{'body':1}\"", "sqs", TO_QUEUE), "5s");
    assert_eq!(broken.value("q", "NumberOfMessagesReceived"), 0.0);
}

#[test]
fn eb_39_the_enrichments_answer_goes_on() {
    let more = format!("node e lambda WorkMedian=0 WorkP99=0 ResponseBody=\"{{'enriched':true}}\"\nwire p.enrichment -> e.invoke\n{TO_QUEUE}");
    let r = run(&bench(&sends(3), "", "sqs", &more), "5s");
    assert_eq!(r.value("e", "Invocations"), r.value("p", "Invocations"));
    let bodies: Vec<String> = r.engine.ledger().iter().map(|m| m.body.text().to_owned()).collect();
    assert!(!bodies.is_empty() && bodies.iter().all(|b| b.contains("enriched")), "{bodies:?}");
    let failing = more.replace("WorkMedian=0", "ErrorPercent=100 WorkMedian=0");
    let r = run(&bench(&sends(3), "", "sqs", &failing), "5s");
    assert_eq!((r.value("z", "NumberOfMessagesSent"), r.census().delivered), (0.0, 0));
    assert!(r.value("p", "EnrichmentStageFailed") >= 1.0);
}

#[test]
fn eb_41_failed_messages_come_back_after_their_visibility_timeout() {
    let r = run(&bench("at 0s send {`n`:1}", "", "probe Script=\"answer 503\"", "wire p.target -> z.in"), "65s");
    let times: Vec<String> = asked(&r, "z").iter().map(|l| l.split(' ').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(times, ["0", "30", "60"]);
    assert_eq!((r.value("p", "ExecutionFailed"), r.value("p", "TargetStageFailed")), (3.0, 3.0));
}

#[test]
fn eb_42_only_what_the_target_reports_comes_back() {
    // The queue's messages are the first two of the run: 1 and 2.
    let target = "lambda WorkMedian=0 WorkP99=0 ResponseBody=\"{'batchItemFailures':[{'itemIdentifier':'2'}]}\"";
    // It starts when both are there, so that they come in one batch.
    let later = "\nat 0s p DesiredState=STOPPED for 5s";
    let r = run(&(bench(&sends(2), "", target, "wire p.target -> z.invoke") + later), "10s");
    assert_eq!(r.value("q", "NumberOfMessagesDeleted"), 1.0);
    assert_eq!((r.value("p", "ExecutionPartiallyFailed"), r.census().in_flight), (1.0, 1));
}

#[test]
fn eb_40_41_five_batches_at_first_and_sixty_more_a_minute() {
    let slow = "probe Script=\"answer 200 after 200s\"";
    let mut r = run(&bench(&sends(700), "", slow, "wire p.target -> z.in"), "0.5s");
    assert_eq!(r.value("p", "Concurrency"), 5.0);
    r.go("60.5s");
    assert_eq!(r.value("p", "Concurrency"), 65.0);
    let mut long = run(&bench(&sends(1), "", "probe Script=\"answer never\"", "wire p.target -> z.in"), "299s");
    assert_eq!(long.value("p", "ExecutionFailed"), 0.0);
    long.go("300s");
    assert_eq!(long.value("p", "ExecutionFailed"), 1.0, "an execution ends after five minutes");
}

#[test]
fn a_stopped_pipe_does_not_poll() {
    let r = run(&(bench("at 0s send a; at 20s send b", "", "sqs", TO_QUEUE) + "\nat 10s p DesiredState=STOPPED for 30s"), "39s");
    assert_eq!(r.value("z", "NumberOfMessagesSent"), 1.0);
    let r = run(&(bench("at 0s send a; at 20s send b", "", "sqs", TO_QUEUE) + "\nat 10s p DesiredState=STOPPED for 30s"), "41s");
    assert_eq!(r.value("z", "NumberOfMessagesSent"), 2.0);
}

/// A source whose messages are gathered: `window` are the settings of the queue's wire.
fn gathering(n: usize, window: &str, target: &str, more: &str) -> String {
    bench(&sends(n), "", target, more).replace("q.consumers -> p.source", &format!("q.consumers -> p.source {window}"))
}

#[test]
fn eb_43_a_window_gathers_more_than_ten_messages_and_ends_with_its_time_or_its_size() {
    let r = run(&gathering(25, "BatchSize=100 MaximumBatchingWindowInSeconds=5", "probe Script=\"answer 200\"", "wire p.target -> z.in"), "20s");
    let calls = asked(&r, "z");
    // A probe speaks the first role of both, which is SendMessage: calls of ten messages, but all at 5 s.
    assert_eq!((calls.len(), calls.iter().filter(|line| line.starts_with("5 ")).count(), r.value("p", "Invocations")), (3, 3, 1.0));
    let function = "lambda WorkMedian=0 WorkP99=0";
    let r = run(&gathering(25, "BatchSize=20 MaximumBatchingWindowInSeconds=5", function, "wire p.target -> z.invoke"), "20s");
    assert_eq!((r.value("p", "Invocations"), r.value("z", "Invocations")), (2.0, 2.0), "20 at once, 5 after the window");
    assert_eq!((r.times("p", "EB-43"), r.value("q", "NumberOfMessagesDeleted")), (vec![0.0, 0.0], 25.0));
    let r = run(&gathering(25, "BatchSize=100", "probe Script=\"answer 200\"", "wire p.target -> z.in"), "20s");
    assert!(r.value("p", "Invocations") >= 3.0, "without a window a batch has ten at most");
}

/// The messages that are left are those that [`gathering`] sent, each descended from another message of the source.
fn are_copies_of_all(r: &Run, n: usize) {
    let mut bodies: Vec<String> = r.engine.ledger().iter().map(|m| m.body.text().to_owned()).collect();
    let mut expected: Vec<String> = (0..n).map(|n| format!("{{\"n\":{n}}}")).collect();
    bodies.sort();
    expected.sort();
    assert_eq!(bodies, expected);
    let roots: std::collections::BTreeSet<u64> = r.engine.ledger().iter().map(|m| m.root).collect();
    assert_eq!(roots.len(), n);
}

#[test]
fn eb_43_batches_go_to_topics_and_buses_in_calls_of_ten_and_every_message_has_its_own_cause() {
    let window = "BatchSize=25 MaximumBatchingWindowInSeconds=5";
    let bus = "wire p.target -> z.events Source=pipe DetailType=T\nnode r event_rule LatencyMedian=0 LatencyP99=0\nnode y probe\nwire z.rules -> r.bus\nwire r.targets -> y.in";
    let r = run(&gathering(25, window, "event_bus", bus), "20s");
    assert_eq!((r.value("z", "PutEventsApproximateCallCount"), r.value("z", "PutEventsEntriesCount")), (3.0, 25.0));
    assert_eq!(r.value("q", "NumberOfMessagesDeleted"), 25.0);
    let topic = "wire p.target -> z.publish\nnode y sqs\nwire z.subscriptions -> y.send RawMessageDelivery=true";
    let r = run(&gathering(25, window, "sns LatencyMedian=0 LatencyP99=0", topic), "20s");
    assert_eq!((r.value("z", "NumberOfMessagesPublished"), r.value("y", "NumberOfMessagesSent")), (25.0, 25.0));
    assert_eq!(r.times("z", "SNS-17").len(), 3, "PublishBatch with 10, 10 and 5 entries");
    are_copies_of_all(&r, 25);
}

#[test]
fn eb_43_sqs_26_a_queue_gets_ten_messages_in_one_request() {
    let r = run(&gathering(25, "BatchSize=25 MaximumBatchingWindowInSeconds=5", "sqs", TO_QUEUE), "20s");
    assert_eq!((r.times("z", "SQS-26").len(), r.value("z", "Requests")), (3, 3.0), "SendMessageBatch with 10, 10 and 5 entries");
    assert_eq!((r.value("z", "NumberOfMessagesSent"), r.value("q", "NumberOfMessagesDeleted")), (25.0, 25.0));
    are_copies_of_all(&r, 25);
}

#[test]
fn eb_43_sqs_26_a_batch_for_a_queue_is_billed_by_64_kilobytes_and_is_at_most_one_mebibyte() {
    let large = |bytes: usize| {
        let script = format!("at 0s send {}; ", "x".repeat(bytes)).repeat(10);
        let scenario = bench(script.trim_end_matches("; "), "", "sqs", TO_QUEUE);
        let r = run(&scenario.replace("q.consumers -> p.source", "q.consumers -> p.source MaximumBatchingWindowInSeconds=5"), "20s");
        (r.value("z", "NumberOfMessagesSent"), r.times("z", "SQS-26").len(), r.value("z", "Requests"))
    };
    // 600,000 / 65,536 = 9.2.
    assert_eq!(large(60_000), (10.0, 1, 10.0));
    // Three fit into a mebibyte: 3, 3, 3 and 1; 900,000 / 65,536 = 13.7, and 4.6 of the last one.
    assert_eq!(large(300_000), (10.0, 3, 3.0 * 14.0 + 5.0));
}

#[test]
fn eb_42_43_only_the_messages_that_a_queue_refused_come_back() {
    // The second names no group, which a FIFO queue refuses.
    let script = "at 0s send {`g`:`a`,`n`:1}; at 0s send {`n`:2}; at 0s send {`g`:`b`,`n`:3}";
    let wire = "wire p.target -> z.send MessageGroupId=$.g MessageDeduplicationId=$.n";
    let scenario = |wire: &str| {
        bench(script, "", "sqs FifoQueue=true", wire)
            .replace("q.consumers -> p.source", "q.consumers -> p.source MaximumBatchingWindowInSeconds=5")
    };
    let r = run(&scenario(wire), "20s");
    assert_eq!((r.value("z", "NumberOfMessagesSent"), r.value("z", "FifoRequests")), (2.0, 1.0));
    assert_eq!((r.value("q", "NumberOfMessagesDeleted"), r.value("p", "ExecutionPartiallyFailed")), (2.0, 1.0));
    assert_eq!((r.times("p", "EB-42").len(), r.value("p", "TargetStageFailed")), (1, 0.0));
    let r = run(&scenario(&format!("{wire} QueuePolicyAllows=false")), "20s");
    assert_eq!((r.value("z", "NumberOfMessagesSent"), r.value("q", "NumberOfMessagesDeleted")), (0.0, 0.0));
    assert_eq!((r.value("p", "TargetStageFailed"), r.value("z", "FifoRequests")), (1.0, 0.0), "the call is denied as a whole");
}

#[test]
fn eb_43_a_delivery_stream_gets_up_to_500_records_in_a_call() {
    let r = run(&gathering(25, "BatchSize=25 MaximumBatchingWindowInSeconds=5", "firehose", "wire p.target -> z.records"), "20s");
    assert_eq!((r.value("z", "IncomingPutRequests"), r.value("z", "IncomingRecords")), (1.0, 25.0));
}

#[test]
fn eb_42_43_only_the_entries_that_failed_come_back() {
    // A bus takes details that are JSON objects only.
    let script = "at 0s send {`n`:1}; at 0s send hello; at 0s send {`n`:2}";
    let scenario = bench(script, "", "event_bus", "wire p.target -> z.events Source=pipe DetailType=T")
        .replace("q.consumers -> p.source", "q.consumers -> p.source MaximumBatchingWindowInSeconds=5");
    let r = run(&scenario, "20s");
    assert_eq!((r.value("q", "NumberOfMessagesDeleted"), r.value("p", "ExecutionPartiallyFailed")), (2.0, 1.0));
    assert_eq!((r.times("p", "EB-42").len(), r.value("z", "PutEventsFailedEntriesCount")), (1, 1.0));
}

#[test]
fn eb_19_templates_shape_what_enrichment_and_target_get() {
    let more = "wire p.target -> z.in InputTemplate=\"{'order': <$.body.n>, 'from': '<aws.pipes.pipe-name>'}\"";
    let r = run(&bench("at 0s send {`n`:5}", "", "probe Script=\"answer 200\"", more), "5s");
    assert_eq!(asked(&r, "z"), ["0 asked {\"order\": 5, \"from\": \"p\"}"]);
    // The enrichment gets an array of what its template makes; its answer is what the target's template looks at.
    let more = "node e lambda WorkMedian=0 WorkP99=0 ResponseBody=\"{'total':9}\"
         wire p.enrichment -> e.invoke InputTemplate=\"{'n': <$.body.n>}\"
         wire p.target -> z.in InputTemplate=\"{'sum': <$.total>, 'none': <$.body>}\"";
    let r = run(&bench("at 0s send {`n`:5}", "", "probe Script=\"answer 200\"", more), "5s");
    assert_eq!(asked(&r, "z").len(), 1);
    assert!(asked(&r, "z")[0].ends_with("{\"sum\": 9, \"none\": null}"), "{:?}", asked(&r, "z"));
}

#[test]
fn eb_39_an_endpoint_can_enrich_and_be_the_target() {
    let more = "node e http_api LatencyMedian=10 LatencyP99=10\nwire p.enrichment -> e.requests\nwire p.target -> z.requests";
    let r = run(&bench("at 0s send {`n`:5}", "", "http_api LatencyMedian=10 LatencyP99=10", more), "5s");
    assert_eq!((r.value("e", "Succeeded"), r.value("z", "Succeeded"), r.value("q", "NumberOfMessagesDeleted")), (1.0, 1.0, 1.0));
    let r = run(&bench("at 0s send {`n`:5}", "", "http_api", &more.replace("LatencyP99=10", "LatencyP99=10 Mode=ERROR")), "5s");
    assert_eq!((r.value("p", "EnrichmentStageFailed"), r.value("z", "Requests")), (1.0, 0.0));
}

#[test]
fn eb_40_five_minutes_are_for_enrichment_and_target_together() {
    // 200 s for the enrichment leave 100 s for the target, which needs 150 s.
    let more = "node e lambda Timeout=300 WorkMedian=200000 WorkP99=200000 ColdStartMedian=0 ColdStartP99=0\nwire p.enrichment -> e.invoke\nwire p.target -> z.in";
    let mut r = run(&bench("at 0s send {`n`:1}", "", "probe Script=\"answer 200 after 150s\"", more).replace("VisibilityTimeout=30", "VisibilityTimeout=900"), "299s");
    assert_eq!((asked(&r, "z").len(), r.value("p", "ExecutionFailed")), (1, 0.0));
    r.go("301s");
    assert_eq!((r.value("p", "ExecutionFailed"), r.times("p", "EB-41")), (1.0, vec![300.0]));
}

#[test]
fn eb_40_all_pipes_share_the_accounts_executions() {
    let slow = "probe Script=\"answer 200 after 100s\"";
    let second = "wire p.target -> z.in\nnode b probe Script=\"at 0s send {}; at 0s send {}; at 0s send {}; at 0s send {}\"\nnode q2 sqs LatencyMedian=0 LatencyP99=0 ReorderPercent=0
         node p2 pipe OverheadMedian=0 OverheadP99=0\nnode z2 probe Script=\"answer 200 after 100s\"
         wire b.out -> q2.send\nwire q2.consumers -> p2.source\nwire p2.target -> z2.in";
    let scenario = |limit: &str| {
        let text = bench(&sends(4), limit, slow, second).replace("VisibilityTimeout=30", "VisibilityTimeout=900");
        text.replace("node q2 sqs", "node q2 sqs VisibilityTimeout=900")
    };
    let busy = |r: &Run| r.value("p", "Concurrency") + r.value("p2", "Concurrency");
    let free = run(&scenario(""), "50s");
    let mut r = run(&scenario("AccountExecutions=3"), "50s");
    assert_eq!((busy(&free), busy(&r)), (8.0, 3.0));
    assert!(!r.times("p", "EB-40").is_empty() || !r.times("p2", "EB-40").is_empty());
    r.go("500s");
    assert_eq!(r.value("q", "NumberOfMessagesDeleted") + r.value("q2", "NumberOfMessagesDeleted"), 8.0, "the others follow");
}

#[test]
fn iam_4_a_pipe_acts_through_its_role() {
    let r = run(&bench("at 0s send {}", "", "lambda", "wire p.target -> z.invoke Permitted=false"), "5s");
    assert_eq!((r.value("z", "Invocations"), r.value("p", "TargetStageFailed")), (0.0, 1.0));
    let d = crate::testing::diagram(&bench("", "", "lambda", "wire p.target -> z.invoke Permitted=false"));
    let found = crate::check::check(&d, &crate::testing::catalog());
    assert!(found.iter().any(|p| p.rule == "IAM-4" && p.what.contains("lambda:InvokeFunction is not allowed in the pipe's role")));
}

#[test]
fn eb_19_43_its_check_finds_templates_and_batches_that_aws_refuses() {
    let rules = |source: &str, target: &str| {
        let text = bench("", "", "probe", &format!("wire p.target -> z.in {target}"));
        let d = crate::testing::diagram(&text.replace("p.source", &format!("p.source {source}")));
        let (id, catalog) = (crate::model::NodeId::new("p"), crate::testing::catalog());
        let look = crate::catalog::Look::at_node(&d, &id, &catalog).expect("a pipe");
        (super::SERVICE.check)(&look).into_iter().map(|f| f.rule).collect::<Vec<_>>()
    };
    assert!(rules("BatchSize=100 MaximumBatchingWindowInSeconds=1", "InputTemplate=<$.body>").is_empty());
    assert_eq!(rules("BatchSize=100", "InputTemplate=<body>"), ["EB-43", "EB-19"]);
}

/// A sender of `n` messages, which go one by one to the API destination `z`.
fn calling(n: usize, pipe: &str, endpoint: &str, wire: &str) -> String {
    bench(&sends(n), pipe, endpoint, &format!("wire p.target -> z.requests {wire}"))
        .replace("VisibilityTimeout=30", "VisibilityTimeout=900")
        .replace("q.consumers -> p.source", "q.consumers -> p.source BatchSize=1")
}

#[test]
fn eb_30_an_api_destination_behind_a_pipe_has_its_rate_and_its_price() {
    let scenario = calling(5, "", "http_api LatencyMedian=0 LatencyP99=0", "InvocationRateLimitPerSecond=1");
    let mut r = run(&scenario, "0.5s");
    // One at once, then one a second: at 0, 1, 2, 3 and 4 s.
    assert_eq!((r.value("z", "Requests"), r.times("p", "EB-30").len()), (1.0, 4));
    assert_eq!(r.go("2.5s").value("z", "Requests"), 3.0);
    assert_eq!(r.go("3.9s").value("z", "Requests"), 4.0);
    r.go("4.1s");
    assert_eq!((r.value("z", "Requests"), r.value("p", "ApiDestinationCalls"), r.value("q", "NumberOfMessagesDeleted")), (5.0, 5.0, 5.0));
    let bill = |target: &str, wire: &str| run(&bench(&sends(5), "", target, wire), "5s").value("p", "ApiDestinationCalls");
    assert_eq!(bill("sqs", TO_QUEUE), 0.0);
    let calls = super::SERVICE.prices.iter().find(|price| price.counted == ["ApiDestinationCalls"]);
    assert_eq!(calls.map(|price| (price.usd, price.per)), Some((0.20, 1e6)));
}

#[test]
fn eb_30_an_enrichment_has_a_rate_of_its_own() {
    let more = "node e http_api LatencyMedian=0 LatencyP99=0\nwire p.enrichment -> e.requests InvocationRateLimitPerSecond=1";
    let scenario = calling(4, "", "http_api LatencyMedian=0 LatencyP99=0", "InvocationRateLimitPerSecond=100");
    let mut r = run(&format!("{scenario}\n{more}"), "1.5s");
    assert_eq!((r.value("e", "Requests"), r.value("z", "Requests")), (2.0, 2.0));
    r.go("3.5s");
    assert_eq!((r.value("e", "Requests"), r.value("z", "Requests"), r.value("p", "ApiDestinationCalls")), (4.0, 4.0, 8.0));
}

#[test]
fn eb_30_an_api_destination_behind_a_pipe_answers_within_five_seconds() {
    let mut r = run(&calling(1, "", "http_api LatencyMedian=6000 LatencyP99=6000", ""), "4.9s");
    assert_eq!(r.value("p", "ExecutionFailed"), 0.0);
    r.go("5s");
    assert_eq!((r.value("p", "ExecutionFailed"), r.value("p", "TargetStageFailed")), (1.0, 1.0));
}

#[test]
fn eb_30_40_a_batch_waits_for_the_rate_within_its_five_minutes() {
    // Calls at 0, 1, … 299 s; what is left then has waited for five minutes.
    let scenario = calling(310, "FirstBatches=400", "http_api LatencyMedian=0 LatencyP99=0", "InvocationRateLimitPerSecond=1");
    let mut r = run(&scenario, "299.9s");
    assert_eq!((r.value("z", "Requests"), r.value("p", "ExecutionFailed")), (300.0, 0.0));
    r.go("310s");
    assert_eq!((r.value("z", "Requests"), r.value("p", "ExecutionFailed")), (300.0, 10.0));
    assert_eq!(r.times("p", "EB-41"), vec![300.0; 10]);
}

#[test]
fn eb_30_a_new_rate_counts_for_those_that_wait() {
    let scenario = calling(5, "", "http_api LatencyMedian=0 LatencyP99=0", "InvocationRateLimitPerSecond=1");
    let mut faster = run(&scenario, "0.5s");
    let plan = crate::catalog::assemble(&crate::testing::diagram(&scenario.replace("PerSecond=1", "PerSecond=10")), &crate::testing::catalog());
    faster.engine.adopt(plan);
    // Half a token is there; the next come every 100 ms.
    faster.go("0.95s");
    assert_eq!(faster.value("z", "Requests"), 5.0);
}
