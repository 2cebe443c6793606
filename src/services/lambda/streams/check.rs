//! What is wrong or risky about a mapping of a stream.

use super::super::fields::MAPPINGS;
use super::super::wires::{AFTER_FAILURE, FILTER, PARTIAL};
use super::fields::{BISECT, RECORD_AGE, RETRIES};
use crate::catalog::{Finding, Look, Neighbour, Severity};
use crate::languages::event_pattern::EventPattern;

/// The least MaximumRecordAgeInSeconds, beside -1 (LAM 4.6).
const LEAST_AGE: i64 = 60;

/// Looks at the mapping of one stream.
pub fn check(look: &Look, n: &Neighbour, found: &mut Vec<Finding>) {
    let (name, peer, c) = (&look.node.name, &n.peer.name, &n.wire.config);
    let (retries, age) = (RETRIES.of(c), RECORD_AGE.of(c));
    if (0..LEAST_AGE).contains(&age) {
        let what = format!("AWS refuses the mapping of {peer} to {name}: MaximumRecordAgeInSeconds is {age}, and at least {LEAST_AGE} if it is set.");
        let finding = Finding::new(Severity::Error, what, "Set it to 60 or more, or to −1.");
        found.push(finding.rule("LAM-35").field(RECORD_AGE.field.name).wire(n.id));
    }
    if MAPPINGS.of(look.config()) && retries < 0 && age < 0 {
        let what = format!("One record of {peer} that {name} cannot work on blocks its shard until the stream no longer has it.");
        let remedy = "Set MaximumRetryAttempts, and let Discarded batches lead to a queue or a topic.";
        found.push(Finding::new(Severity::Hint, what, remedy).rule("LAM-34").field(RETRIES.field.name).wire(n.id));
    } else if look.at("discarded").next().is_none() {
        let what = format!("{name} discards records of {peer} that it cannot work on, and nobody hears of it.");
        let remedy = "Let Discarded batches lead to a queue or a topic.";
        found.push(Finding::new(Severity::Hint, what, remedy).rule("LAM-38").field(RETRIES.field.name).wire(n.id));
    }
    if retries >= 0 && !BISECT.of(c) && !PARTIAL.of(c) {
        let what = format!("{name} discards a whole batch of {peer} for one bad record.");
        let remedy = "Switch BisectBatchOnFunctionError or ReportBatchItemFailures on.";
        found.push(Finding::new(Severity::Hint, what, remedy).rule("LAM-36").field(BISECT.field.name).wire(n.id));
    }
    if PARTIAL.of(c) && AFTER_FAILURE.of(c) != "stop" {
        let what = format!("{name} goes on after a failed record of {peer}, and then works on all that is behind it once more.");
        let remedy = "Set AfterFailedRecord to stop: the batch begins again at the first failed record.";
        found.push(Finding::new(Severity::Warning, what, remedy).rule("LAM-37").field(AFTER_FAILURE.field.name).wire(n.id));
    }
    let filter = FILTER.of(c);
    if let (false, Err(error)) = (filter.trim().is_empty(), EventPattern::parse(filter)) {
        let what = format!("The FilterCriteria of the mapping of {peer} to {name} cannot be read: {error}");
        let finding = Finding::new(Severity::Error, what, "Correct the pattern. Until then every record passes.");
        found.push(finding.rule("LAM-39").field(FILTER.field.name).wire(n.id));
    }
}
