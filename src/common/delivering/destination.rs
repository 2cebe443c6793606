//! An API destination, whoever calls it: how many calls a second it takes, how long a call may take, and what is said of one that
//! has to wait (EB-30).

use super::fields::INVOCATION_LIMIT;
use super::gate::Gate;
use crate::catalog::roles::TARGET_HTTP;
use crate::model::Config;
use crate::sim::parts::TokenBucket;
use crate::sim::{Kind, LinkId, MessageId, Reason, Span, Time};

/// An API destination must answer within this time.
pub const PATIENCE: Span = Span::seconds(5);

/// The rate of a wire's API destination; `None` if a wire of this role leads to none.
pub fn gate(role: &str, config: &Config, now: Time) -> Option<Gate> {
    let rate = INVOCATION_LIMIT.of(config) as f64;
    (role == TARGET_HTTP.key).then(|| Gate::own(TokenBucket::new(rate, rate, now)))
}

/// Why a call waits.
pub fn waits(message: MessageId, link: LinkId) -> Reason {
    let text = "waits: the endpoint is called only so many times a second";
    Reason::new("EB-30", Kind::Waiting, text).about(message).on(link).because(INVOCATION_LIMIT.field.name)
}
