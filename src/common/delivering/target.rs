//! A target: what it gets, how long it is tried, and what its answers mean.

use super::destination;
use super::fields::*;
use super::gate::Gate;
use super::shape::Shape;
use super::tokens::Tokens;
use crate::catalog::roles::{
    PUT_EVENTS, TARGET_BUS, TARGET_FIREHOSE, TARGET_FUNCTION, TARGET_HTTP, TARGET_QUEUE, TARGET_STREAM,
};
use crate::common::account::PLACE;
use crate::model::Config;
use crate::sim::{Answer, Attribute, Attributes, Fault, LinkId, Span, Time};
use std::collections::BTreeMap;

/// The kind of target, as far as delivery differs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Endpoint {
    Queue,
    Function,
    Topic,
    Bus,
    DeliveryStream,
    DataStream,
    Http,
}

/// A target of a rule.
#[derive(Clone, Debug)]
pub struct Target {
    pub link: LinkId,
    pub endpoint: Endpoint,
    pub shape: Shape,
    pub retries: u32,
    pub age: Span,
    /// If it has a dead-letter queue: the name of it, empty for the first.
    pub dead_letter: Option<String>,
    /// The rate limit of an API destination (EB-30).
    pub gate: Option<Gate>,
    /// Whether the connection of an API destination has lost its authorisation.
    pub deauthorized: bool,
    /// The access token of an API destination with OAuth.
    pub tokens: Tokens,
    pub arn: String,
    /// Whether the wire was deleted: such a target gets no more events, and what is under way finds it gone (EB-25).
    pub gone: bool,
}

impl Target {
    /// Reads the settings of a target's wire; `role` is the role that the wire plays.
    pub fn read(link: LinkId, role: &str, peer: &str, config: &Config, now: Time) -> Self {
        let endpoint = match role {
            r if r == TARGET_QUEUE.key => Endpoint::Queue,
            r if r == TARGET_FUNCTION.key => Endpoint::Function,
            r if r == TARGET_BUS.key || r == PUT_EVENTS.key => Endpoint::Bus,
            r if r == TARGET_HTTP.key => Endpoint::Http,
            r if r == TARGET_FIREHOSE.key => Endpoint::DeliveryStream,
            r if r == TARGET_STREAM.key => Endpoint::DataStream,
            _ => Endpoint::Topic,
        };
        let arn = match endpoint {
            Endpoint::Queue => format!("arn:aws:sqs:{PLACE}:{peer}"),
            Endpoint::Function => format!("arn:aws:lambda:{PLACE}:function:{peer}"),
            Endpoint::Topic => format!("arn:aws:sns:{PLACE}:{peer}"),
            Endpoint::Bus => format!("arn:aws:events:{PLACE}:event-bus/{peer}"),
            Endpoint::DataStream => format!("arn:aws:kinesis:{PLACE}:stream/{peer}"),
            Endpoint::DeliveryStream => format!("arn:aws:firehose:{PLACE}:deliverystream/{peer}"),
            Endpoint::Http => format!("arn:aws:events:{PLACE}:api-destination/{peer}"),
        };
        Self {
            link,
            endpoint,
            shape: if role == TARGET_BUS.key { Shape::Whole } else { Shape::read(config) },
            retries: MAXIMUM_RETRIES.of(config) as u32,
            age: MAXIMUM_AGE.of(config),
            dead_letter: DEAD_LETTER_CONFIG.of(config).then(|| DEAD_LETTER_ARN.of(config).to_owned()),
            gate: destination::gate(role, config, now),
            deauthorized: endpoint == Endpoint::Http && CONNECTION_STATE.of(config) == "DEAUTHORIZED",
            tokens: Tokens::read(config, endpoint == Endpoint::Http),
            arn,
            gone: false,
        }
    }

    /// What an answer means.
    ///
    /// # Errors
    /// How the attempt failed.
    pub fn judge(&self, answer: &Answer) -> Result<(), Failure> {
        let http = self.endpoint == Endpoint::Http && !self.gone;
        let (fault, status, after) = match answer {
            // An API destination's 1xx, 3xx and 4xx are mistakes, not successes (EB-30).
            Answer::Done { status, .. } if http && !(200..300).contains(status) => (Fault::Client, *status, None),
            Answer::Done { .. } | Answer::Messages { .. } => return Ok(()),
            Answer::Failed { fault, status, after, .. } => (*fault, *status, *after),
        };
        let may_not = matches!(answer, Answer::Failed { fault: Fault::Denied, code: "AccessDenied", .. });
        let (code, message) = match fault {
            // The call of the endpoint itself was not permitted (EB-31); the endpoint never saw it.
            Fault::Denied if may_not => ("NO_PERMISSIONS", "The rule may not invoke the target."),
            Fault::Throttled => ("THROTTLING", "The target takes fewer requests."),
            Fault::TimedOut => ("TIMEOUT", "The target did not answer in time."),
            Fault::Refused => ("CONNECTION_FAILURE", "The connection was refused."),
            _ if http => ("ERROR_FROM_TARGET", "The target answered with an error."),
            Fault::Unavailable => ("INTERNAL_ERROR", "The target has a fault."),
            Fault::Denied => ("NO_PERMISSIONS", "The rule may not invoke the target."),
            Fault::NotFound => ("NO_RESOURCE", "The target does not exist."),
            Fault::Client | Fault::ConditionFailed => ("INVALID_PARAMETER", "The target does not take this input."),
        };
        Err(Failure { code, message, status, after, fault: Some(fault), setting: "" })
    }
}

/// How an attempt failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Failure {
    /// ERROR_CODE of the dead letter.
    pub code: &'static str,
    /// ERROR_MESSAGE of the dead letter.
    pub message: &'static str,
    /// The status as HTTP has it.
    pub status: u16,
    /// Retry-After.
    pub after: Option<Span>,
    /// The fault; `None` if there was no attempt.
    pub fault: Option<Fault>,
    /// The setting that made it fail, if one did.
    pub setting: &'static str,
}

impl Failure {
    /// Too old before the rate limit let it through.
    pub const HELD_BACK: Failure = Failure {
        code: "THROTTLING",
        message: "The event waited for the rate limit until it was too old.",
        status: 0,
        after: None,
        fault: None,
        setting: "",
    };

    /// There is no call without an authorised connection.
    pub const DEAUTHORIZED: Failure = Failure {
        code: "NO_PERMISSIONS",
        message: "The connection of the API destination is not authorised.",
        status: 403,
        after: None,
        fault: Some(Fault::Denied),
        setting: "ConnectionState",
    };

    /// There is no call without an access token, and the authorization server has a fault.
    pub const NO_TOKEN: Failure = Failure {
        code: "CONNECTION_FAILURE",
        message: "The authorization server gave no access token.",
        status: 503,
        after: None,
        fault: Some(Fault::Unavailable),
        setting: "OAuthEndpoint",
    };

    /// The authorization server does not know the client: the connection loses its authorisation.
    pub const UNKNOWN_CLIENT: Failure = Failure {
        code: "NO_PERMISSIONS",
        message: "The authorization server refused the client's credentials.",
        status: 401,
        after: None,
        fault: Some(Fault::Denied),
        setting: "OAuthEndpoint",
    };

    /// Whether trying again may help (EB-24, EB-25).
    pub fn retriable(&self) -> bool {
        self.fault.is_none_or(Fault::retriable)
    }

    /// The attributes of the dead letter (EB-26). `source` is the name and the value of the one that says who gave it up;
    /// `exhausted` is the limit that was reached, if one was.
    pub fn attributes(
        &self,
        source: (&str, &str),
        target: &str,
        exhausted: Option<&'static str>,
        retries: u32,
    ) -> Attributes {
        let mut all = BTreeMap::new();
        let mut add = |name: &str, data_type: &str, value: String| {
            all.insert(name.to_owned(), Attribute { data_type: data_type.to_owned(), string_value: value });
        };
        add(source.0, "String", source.1.to_owned());
        add("TARGET_ARN", "String", target.to_owned());
        add("ERROR_CODE", "String", self.code.to_owned());
        add("ERROR_MESSAGE", "String", self.message.to_owned());
        add("RETRY_ATTEMPTS", "Number", retries.to_string());
        if let Some(condition) = exhausted {
            add("EXHAUSTED_RETRY_CONDITION", "String", condition.to_owned());
        }
        Attributes::new(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::roles::TARGET_TOPIC;

    fn target(role: &str) -> Target {
        Target::read(LinkId(0), role, "z", &Config::default(), Time::START)
    }

    /// Whether an answer is tried again, and the error code; `None` for a success.
    fn judged(role: &str, answer: &Answer) -> Option<(bool, &'static str)> {
        target(role).judge(answer).err().map(|failure| (failure.retriable(), failure.code))
    }

    #[test]
    fn eb_30_of_an_endpoints_answers_only_2xx_end_well_and_only_429_and_5xx_are_tried_again() {
        let http = TARGET_HTTP.key;
        assert_eq!(judged(http, &Answer::done(202)), None);
        assert_eq!(judged(http, &Answer::done(301)), Some((false, "ERROR_FROM_TARGET")));
        for (fault, status, expected) in [
            (Fault::Client, 400, (false, "ERROR_FROM_TARGET")),
            (Fault::NotFound, 404, (false, "ERROR_FROM_TARGET")),
            (Fault::Throttled, 429, (true, "THROTTLING")),
            (Fault::Unavailable, 503, (true, "ERROR_FROM_TARGET")),
            (Fault::TimedOut, 0, (true, "TIMEOUT")),
        ] {
            assert_eq!(judged(http, &Answer::failed(fault, status, "")), Some(expected));
        }
    }

    #[test]
    fn eb_25_of_aws_services_mistakes_are_final() {
        let topic = TARGET_TOPIC.key;
        for (fault, expected) in [
            (Fault::Denied, (false, "NO_PERMISSIONS")),
            (Fault::NotFound, (false, "NO_RESOURCE")),
            (Fault::Client, (false, "INVALID_PARAMETER")),
            (Fault::Unavailable, (true, "INTERNAL_ERROR")),
        ] {
            assert_eq!(judged(topic, &Answer::failed(fault, 400, "")), Some(expected));
        }
    }

    #[test]
    fn a_bus_gets_the_whole_event_and_only_endpoints_have_a_rate() {
        let config = Config::from([("Input", "1".into())]);
        let read = |role: &str| Target::read(LinkId(0), role, "z", &config, Time::START);
        assert!(matches!(read(TARGET_BUS.key).shape, Shape::Whole));
        assert!(matches!(read(TARGET_QUEUE.key).shape, Shape::Constant(_)));
        assert!(read(TARGET_HTTP.key).gate.is_some() && read(TARGET_QUEUE.key).gate.is_none());
    }
}
