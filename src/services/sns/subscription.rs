//! One subscription: what it wants, how it is tried again, how fast it takes deliveries.

use super::fields::*;
use super::policy::{MAIL, MANAGED, Policy};
use crate::catalog::roles::{
    SUBSCRIBE_EMAIL, SUBSCRIBE_FIREHOSE, SUBSCRIBE_HTTPS, SUBSCRIBE_PUSH, SUBSCRIBE_QUEUE, SUBSCRIBE_SMS,
};
use crate::catalog::wire_fields::{MAIL_JSON, PLATFORM, PLATFORMS};
use crate::languages::filter_policy::{FilterPolicy, Scope};
use crate::model::Config;
use crate::sim::parts::TokenBucket;
use crate::sim::{Attributes, Body, Fault, LinkId, Span, Time};
use std::collections::VecDeque;

/// The kind of endpoint, as far as delivery differs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Endpoint {
    Queue,
    Function,
    Https,
    /// E-mail or text messages, by the name of the protocol.
    Mail(&'static str),
    /// A mobile app, by the name of its platform.
    Push(&'static str),
    /// A delivery stream of Firehose.
    Stream,
}

impl Endpoint {
    /// The protocol's name in a message with MessageStructure json (SNS-18).
    pub fn protocol(self) -> &'static str {
        match self {
            Endpoint::Queue => "sqs",
            Endpoint::Function => "lambda",
            Endpoint::Https => "https",
            Endpoint::Mail(name) | Endpoint::Push(name) => name,
            Endpoint::Stream => "firehose",
        }
    }
}

/// Why a copy is not wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unwanted {
    /// A FIFO topic, and the subscriber is no queue.
    NotInOrder,
    Unconfirmed,
    Attributes,
    NoAttributes,
    InvalidAttributes,
    Body,
    InvalidBody,
}

/// A subscription.
#[derive(Clone, Debug)]
pub struct Subscription {
    pub link: LinkId,
    pub endpoint: Endpoint,
    pub policy: Policy,
    pub raw: bool,
    /// If it has a dead-letter queue: the name of it, empty for the first.
    pub redrive: Option<String>,
    confirmed: bool,
    held_back: bool,
    /// When it confirms, counted from the request, if it has not yet.
    after: Option<Span>,
    filter: Option<FilterPolicy>,
    /// A limit on deliveries, and the copies that wait for it (SNS-10).
    pub limit: Option<TokenBucket>,
    pub queue: VecDeque<u64>,
}

/// An HTTPS endpoint must answer within this time (SNS-9).
pub const HTTPS_PATIENCE: Span = Span::seconds(15);

impl Subscription {
    /// Reads the settings of a subscription's wire; `role` is the role that the wire plays.
    pub fn read(link: LinkId, role: &str, config: &Config, now: Time) -> Self {
        let endpoint = match role {
            r if r == SUBSCRIBE_QUEUE.key => Endpoint::Queue,
            r if r == SUBSCRIBE_HTTPS.key => Endpoint::Https,
            r if r == SUBSCRIBE_EMAIL.key => Endpoint::Mail(if MAIL_JSON.of(config) { "email-json" } else { "email" }),
            r if r == SUBSCRIBE_SMS.key => Endpoint::Mail("sms"),
            r if r == SUBSCRIBE_PUSH.key => Endpoint::Push(platform(config)),
            r if r == SUBSCRIBE_FIREHOSE.key => Endpoint::Stream,
            _ => Endpoint::Function,
        };
        let policy = match endpoint {
            Endpoint::Https => Policy::http(config),
            Endpoint::Mail(_) | Endpoint::Push(_) => MAIL,
            Endpoint::Queue | Endpoint::Function | Endpoint::Stream => MANAGED,
        };
        // Who does not have to confirm cannot have failed to (SNS-4).
        let at_once = matches!(endpoint, Endpoint::Push(_) | Endpoint::Stream);
        let scope = if FILTER_SCOPE.of(config) == "MessageBody" { Scope::MessageBody } else { Scope::MessageAttributes };
        let text = FILTER_POLICY.of(config);
        let limit = MAX_RECEIVES.of(config).filter(|_| endpoint == Endpoint::Https);
        Self {
            link,
            endpoint,
            policy,
            raw: RAW.of(config) && matches!(endpoint, Endpoint::Queue | Endpoint::Https | Endpoint::Stream),
            redrive: REDRIVE.of(config).then(|| DEAD_LETTER_TARGET.of(config).to_owned()),
            confirmed: at_once || CONFIRMED.of(config),
            held_back: false,
            after: CONFIRMED_AFTER.of(config).filter(|_| matches!(endpoint, Endpoint::Https | Endpoint::Mail("email" | "email-json"))),
            // A policy with a mistake is a problem that the checks report; AWS would have refused it.
            filter: (!text.trim().is_empty()).then(|| FilterPolicy::parse(text, scope).ok()).flatten(),
            limit: limit.map(|rate| TokenBucket::new(rate as f64, rate as f64, now)),
            queue: VecDeque::new(),
        }
    }

    /// How long after the request it confirms; `None` if it has already, or never will (SNS-4).
    pub fn confirms_after(&self) -> Option<Span> {
        self.after.filter(|_| self.confirmed)
    }

    /// Whether it gets nothing because it has not confirmed yet.
    pub fn hold_back(&mut self, yes: bool) {
        self.held_back = yes;
    }

    /// Whether this subscriber gets a copy (SNS-3).
    pub fn wants(&self, body: &Body, attributes: &Attributes) -> Result<(), Unwanted> {
        if !self.confirmed || self.held_back {
            return Err(Unwanted::Unconfirmed);
        }
        let Some(filter) = &self.filter else { return Ok(()) };
        if filter.scope() == Scope::MessageAttributes {
            return match filter.matches_attributes(attributes.map()) {
                true => Ok(()),
                false if attributes.map().is_empty() => Err(Unwanted::NoAttributes),
                false if FilterPolicy::invalid_attributes(attributes.map()) => Err(Unwanted::InvalidAttributes),
                false => Err(Unwanted::Attributes),
            };
        }
        match body.json() {
            Some(value) if filter.matches_body(value) => Ok(()),
            Some(value) if value.is_object() => Err(Unwanted::Body),
            _ => Err(Unwanted::InvalidBody),
        }
    }

    /// Whether its filter policy looks into bodies, which is billed.
    pub fn looks_into_bodies(&self) -> bool {
        self.filter.as_ref().is_some_and(|filter| filter.scope() == Scope::MessageBody)
    }

    /// Whether a failed delivery may be tried again (SNS-8, SNS-9).
    pub fn retries(&self, fault: Fault) -> bool {
        fault.retriable()
    }

    /// The delay before the next try after so many failures before this one, `throttled` of them throttles. A delivery stream's
    /// throttles follow the slow policy, its other faults that of queues; each counts its own (SNS 2.3).
    pub fn delay(&self, fault: Fault, failures: u32, throttled: u32) -> Option<Span> {
        match (self.endpoint, fault) {
            (Endpoint::Stream, Fault::Throttled) => MAIL.delay(throttled),
            (Endpoint::Stream, _) => self.policy.delay(failures - throttled),
            _ => self.policy.delay(failures),
        }
    }
}

/// The platform of an app's wire.
fn platform(config: &Config) -> &'static str {
    let said = PLATFORM.of(config);
    PLATFORMS.iter().copied().find(|known| *known == said).unwrap_or(PLATFORMS[0])
}

impl crate::languages::filter_policy::Typed for crate::sim::Attribute {
    fn data_type(&self) -> &str {
        &self.data_type
    }
    fn string_value(&self) -> &str {
        &self.string_value
    }
}
