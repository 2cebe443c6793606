//! What a bus, its senders, its rules and its archive must all know: which of the three kinds of bus it is (EventBridge 3.1), what
//! an event looks like (3.2), and how a replay says which rules it is for (EB-45).

use super::account::{NUMBER, REGION};
use crate::catalog::{Key, Words, choice};
use crate::sim::Body;
use serde_json::Value;

/// The kind of a bus. AWS tells them by their names.
pub const BUS_TYPE: Key<Words> = choice("BusType", &["default", "custom", "partner"])
    .help("The default bus takes the events of AWS services, and only its rules may have a schedule. A custom bus takes what programs put. A partner bus takes the events of one partner and nothing else. On AWS the name tells: default, a name of your own, or aws.partner/….")
    .source("EventBridge 3.1, EB-7");

/// The beginning of a partner's sources, and of the name of a partner bus.
pub const PARTNER: &str = "aws.partner/";

/// What stands around the detail of an event (EventBridge 3.2).
pub struct Envelope<'a> {
    /// Its id.
    pub id: &'a str,
    /// What happened.
    pub detail_type: &'a str,
    /// Who says so.
    pub source: &'a str,
    /// When, in whole seconds (RFC 3339).
    pub time: &'a str,
    /// ARNs of what it is about.
    pub resources: &'a [String],
}

impl Envelope<'_> {
    /// The event; the detail stays as it was written.
    pub fn around(&self, detail: &str) -> Body {
        let text = |text: &str| Value::from(text);
        let (id, detail_type, source, time) =
            (text(self.id), text(self.detail_type), text(self.source), text(self.time));
        let resources = Value::from(self.resources);
        Body::new(format!(
            "{{\"version\":\"0\",\"id\":{id},\"detail-type\":{detail_type},\"source\":{source},\"account\":\"{NUMBER}\",\
             \"time\":{time},\"region\":\"{REGION}\",\"resources\":{resources},\"detail\":{detail}}}"
        ))
    }
}

/// The attribute with which an archive names the rules that its replay is for: names, separated by commas (EB-45).
pub const FILTER_ARNS: &str = "FilterArns";

/// Whether a name or an ARN is among those of a list separated by commas.
pub fn is_listed(list: &str, name: &str) -> bool {
    list.split(',').map(str::trim).any(|listed| listed.rsplit('/').next() == Some(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eb_45_rules_are_listed_by_name_or_arn() {
        let list = "paid, arn:aws:events:us-east-1:123456789012:rule/bus/late";
        assert!(is_listed(list, "paid") && is_listed(list, "late"));
        assert!(!is_listed(list, "lat") && !is_listed(list, "bus") && !is_listed("", "paid"));
    }
}
