//! What the checks find (LAM-3, 4, 7, 10, 23, 27, 28, 30, RETRY-14, CBRK-6).

use super::{calls_of, mapped};
use crate::catalog::{Finding, Look, Severity};
use crate::testing::diagram;

/// The findings about `f`.
fn found(scenario: &str) -> Vec<Finding> {
    let d = diagram(scenario);
    let (id, _) = d.nodes.get_key_value(&"f".into()).expect("f");
    let look = Look::at_node(&d, id, &crate::testing::catalog()).expect("f");
    (super::super::SERVICE.check)(&look)
}

/// The rules and severities of the findings.
fn rules(scenario: &str) -> Vec<(&'static str, Severity)> {
    found(scenario).into_iter().map(|f| (f.rule, f.severity)).collect()
}

const WELL: &str = "VisibilityTimeout=60";

#[test]
fn a_sound_design_has_no_findings() {
    assert_eq!(found(&mapped(WELL, "Timeout=10", "MaximumConcurrency=20", "", 5)), []);
    assert_eq!(found("node f lambda"), []);
}

#[test]
fn lam_19_a_function_that_feeds_itself() {
    let back = |function: &str| mapped(WELL, &format!("Timeout=10 {function}"), "", "", 5) + "\nwire f.calls -> q.send";
    assert_eq!(rules(&back("")), [("LAM-19", Severity::Warning)]);
    assert!(found(&back(""))[0].what.contains("16 rounds"));
    assert!(found(&back("RecursiveLoop=Allow"))[0].what.contains("nothing stops this loop"));
}

#[test]
fn lam_26_a_handler_that_goes_on_loses_the_order_of_a_fifo_queue() {
    let fifo = |wire: &str| {
        let wire = format!("{wire} ReportBatchItemFailures=true");
        rules(&mapped("VisibilityTimeout=60 FifoQueue=true", "Timeout=10", &wire, "", 5))
    };
    assert_eq!(fifo(""), [("LAM-26", Severity::Warning)]);
    assert_eq!(fifo("AfterFailedRecord=stop"), []);
}

#[test]
fn lam_27_timeout_and_visibility() {
    assert_eq!(rules(&mapped("VisibilityTimeout=9", "Timeout=10", "", "", 5)), [("LAM-27", Severity::Error)]);
    assert_eq!(rules(&mapped("VisibilityTimeout=59", "Timeout=10", "", "", 5)), [("LAM-27", Severity::Warning)]);
    // Six times the timeout and the window.
    let wire = "MaximumBatchingWindowInSeconds=5";
    assert_eq!(rules(&mapped("VisibilityTimeout=64", "Timeout=10", wire, "", 5)), [("LAM-27", Severity::Warning)]);
    assert_eq!(rules(&mapped("VisibilityTimeout=65", "Timeout=10", wire, "", 5)), []);
    // A queue's default is 30 s.
    assert_eq!(rules(&mapped("", "Timeout=31", "", "", 5)), [("LAM-27", Severity::Error)]);
}

#[test]
fn lam_23_a_large_batch_needs_a_window() {
    assert_eq!(rules(&mapped(WELL, "", "BatchSize=11", "", 5)), [("LAM-23", Severity::Error)]);
    assert_eq!(rules(&mapped(WELL, "", "BatchSize=11 MaximumBatchingWindowInSeconds=1", "", 5)), []);
}

#[test]
fn lam_3_4_7_28_concurrency() {
    assert_eq!(rules("node f lambda ReservedConcurrentExecutions=0"), [("LAM-4", Severity::Warning)]);
    assert_eq!(rules("node f lambda ReservedConcurrentExecutions=901"), [("LAM-3", Severity::Error)]);
    assert_eq!(rules("node f lambda ReservedConcurrentExecutions=900"), []);
    let more = "node f lambda ReservedConcurrentExecutions=5 ProvisionedConcurrentExecutions=6";
    assert_eq!(rules(more), [("LAM-7", Severity::Error)]);
    let scenario = mapped(WELL, "ReservedConcurrentExecutions=10", "MaximumConcurrency=11", "", 5);
    assert_eq!(rules(&scenario), [("LAM-28", Severity::Warning)]);
}

#[test]
fn lam_10_work_longer_than_the_timeout() {
    assert_eq!(rules("node f lambda WorkMedian=4000 WorkP99=4000"), [("LAM-10", Severity::Warning)]);
}

#[test]
fn retry_14_timeouts_shrink_inwards() {
    assert_eq!(rules(&calls_of("Timeout=3", "ClientTimeout=3000")), [("RETRY-14", Severity::Warning)]);
    assert_eq!(rules(&calls_of("Timeout=4", "ClientTimeout=3000")), []);
}

#[test]
fn cbrk_6_a_breaker_that_pauses_needs_a_mapping() {
    assert_eq!(rules(&calls_of("", "\"CircuitBreaker=pause the mapping\"")), [("CBRK-6", Severity::Warning)]);
}

#[test]
fn texts_that_cannot_be_read_are_errors_with_their_field() {
    for (wire, field) in [
        ("Body={{bodi}}", "Body"),
        ("MessageAttributes=PAID", "MessageAttributes"),
        ("MessageAttributes={'a':'{{x}}'}", "MessageAttributes"),
    ] {
        let all = found(&calls_of("", wire));
        assert_eq!((all.len(), all[0].severity, all[0].field), (1, Severity::Error, field));
        assert!(all[0].wire.is_some());
    }
    let all = found(&mapped(WELL, "", "FilterCriteria={'a':1}", "", 5));
    assert_eq!((all[0].rule, all[0].field), ("LAM-30", "FilterCriteria"));
    assert_eq!(found("node f lambda ResponseBody={{x}}")[0].field, "ResponseBody");
}
