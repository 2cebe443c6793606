//! IAM in the data path (IAM-1 to IAM-4): what each kind of hop does when a permission is missing.

use super::{catalog, diagram, run};

const CLIENT: &str = "node c probe Script=\"at 0s send x\"";

#[test]
fn iam_1_4_a_denied_hop_does_what_its_service_says_of_denials() {
    // A topic's copy for a function: a mistake, given up at once (SNS-8).
    let r = run(
        &format!(
            "{CLIENT}\nnode t sns LatencyMedian=0 LatencyP99=0\nnode f lambda\nwire c.out -> t.publish\nwire t.subscriptions -> f.events Permitted=false"
        ),
        "10s",
    );
    assert_eq!((r.value("t", "NumberOfNotificationsFailed"), r.value("f", "AsyncEventsReceived")), (1.0, 0.0));
    // A rule's target: NO_PERMISSIONS, no retry (EB-25).
    let r = run(
        "node c probe Script=\"at 0s send {}\"\nnode b event_bus LatencyMedian=0 LatencyP99=0\nnode r event_rule LatencyMedian=0 LatencyP99=0\nnode f lambda
             wire c.out -> b.events Source=s DetailType=t\nwire b.rules -> r.bus\nwire r.targets -> f.events Permitted=false",
        "10s",
    );
    assert_eq!((r.value("r", "InvocationAttempts"), r.value("r", "FailedInvocations")), (1.0, 1.0));
    // An API's function: 500 (APIGW-30).
    let r = run(
        &format!(
            "{CLIENT}\nnode api api_gateway LatencyMedian=0 LatencyP99=0\nnode f lambda\nwire c.out -> api.requests\nwire api.integration -> f.invoke Permitted=false"
        ),
        "10s",
    );
    assert_eq!(r.log("c"), ["0 failed 500 Unavailable InternalServerError"]);
    // An API's queue: the integration's 403 goes on to the client (APIGW-21).
    let r = run(
        &format!(
            "{CLIENT}\nnode api api_gateway LatencyMedian=0 LatencyP99=0\nnode q sqs\nwire c.out -> api.requests\nwire api.integration -> q.send Permitted=false"
        ),
        "10s",
    );
    assert_eq!(r.log("c"), ["0 failed 403 Denied AccessDenied"]);
    // A mapping: it stops getting messages.
    let r = run(
        &format!(
            "{CLIENT}\nnode q sqs\nnode f lambda\nwire c.out -> q.send\nwire q.consumers -> f.source Permitted=false"
        ),
        "60s",
    );
    assert_eq!((r.value("f", "Invocations"), r.census().waiting), (0.0, 1));
}

#[test]
fn iam_1_the_note_names_the_statement_that_is_missing() {
    let r = run(&format!("{CLIENT}\nnode q sqs\nwire c.out -> q.send Permitted=false"), "1s");
    assert_eq!(r.log("c"), ["0 failed 403 Denied AccessDenied"]);
    assert_eq!(r.times("c", "IAM-1"), [0.0]);
    let note = r.engine.trace().notes().find(|n| n.reason.rule == "IAM-1").expect("a note");
    assert_eq!((note.reason.word, note.reason.setting), ("sqs:SendMessage", "Permitted"));
}

#[test]
fn iam_4_the_checks_say_what_is_missing_where_and_wires_without_calls_have_no_switch() {
    let text = "node c probe\nnode q sqs\nnode d sqs\nnode f lambda\nwire c.out -> q.send Permitted=false\nwire q.consumers -> f.source\nwire q.dead_letter_queue -> d.dead_letters";
    let d = diagram(text);
    let found = crate::check::check(&d, &catalog());
    let denied: Vec<&String> = found.iter().filter(|p| p.rule == "IAM-4").map(|p| &p.what).collect();
    assert_eq!(denied.len(), 1);
    assert!(denied[0].contains("sqs:SendMessage is not allowed in the caller's role"), "{denied:?}");
    let switches = d.wires.values().map(|w| catalog().wire_fields(&d, w).iter().any(|f| f.name == "Permitted"));
    assert_eq!(switches.filter(|has| *has).count(), 2, "a redrive needs no permission");
}

#[test]
fn iam_2_4_a_queue_policy_that_does_not_allow_is_told_too() {
    let text = "node t sns\nnode q sqs\nwire t.subscriptions -> q.send QueuePolicyAllows=false";
    let found = crate::check::check(&diagram(text), &catalog());
    let denied: Vec<&String> = found.iter().filter(|p| p.rule == "IAM-4").map(|p| &p.what).collect();
    assert!(denied.len() == 1 && denied[0].contains("sqs:SendMessage for sns.amazonaws.com"), "{denied:?}");
}

#[test]
fn iam_4_sns_20_a_key_whose_policy_does_not_allow_is_told_too() {
    let text =
        "node t sns\nnode q sqs KmsMasterKeyId=alias/orders\nwire t.subscriptions -> q.send KeyPolicyAllows=false";
    let denied = |text: &str| {
        let found = crate::check::check(&diagram(text), &catalog());
        found.into_iter().filter(|p| p.rule == "IAM-4").map(|p| p.what).collect::<Vec<_>>()
    };
    let told = denied(text);
    assert!(
        told.len() == 1 && told[0].contains("kms:GenerateDataKey, kms:Decrypt is not allowed in the policy of"),
        "{told:?}"
    );
    assert!(denied(&text.replace("KmsMasterKeyId=alias/orders", "")).is_empty(), "SQS's own key has no policy");
    let wire = diagram(text).wires.into_values().next().expect("a wire");
    assert_eq!(
        crate::catalog::permission::denied_by(&wire.config),
        ["KeyPolicyAllows"],
        "what assuming permissions grants"
    );
}

#[test]
fn iam_1_granting_a_permission_while_it_runs_lets_calls_through() {
    use crate::catalog::assemble;
    let text = "node c probe Script=\"at 0s send x; at 2s send y\"\nnode q sqs\nwire c.out -> q.send Permitted=false";
    let mut r = run(text, "1s");
    r.engine.adopt(assemble(&diagram(&text.replace("Permitted=false", "")), &catalog()));
    r.go("3s");
    assert_eq!(r.census().waiting, 1);
}
