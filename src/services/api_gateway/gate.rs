//! Who may send a request: no check, a signature, a token of a user pool, or what an authorizer function says (APIGW-9 to 12).

use super::fields::*;
use super::wires::{TOKEN, VERDICT};
use crate::common::fifo::said;
use crate::model::Config;
use crate::sim::{Answer, Parcel, Span, Time};
use std::collections::BTreeMap;

/// What an authorizer says of a client.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Allow,
    Deny,
    Unauthorized,
}

impl Verdict {
    fn read(word: &str) -> Self {
        match word {
            "Deny" => Verdict::Deny,
            "Unauthorized" => Verdict::Unauthorized,
            _ => Verdict::Allow,
        }
    }
}

/// Why a request does not get in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Closed {
    /// The request is not signed, or signed by someone without permission.
    Unsigned,
    /// No token, or an invalid one: the authorizer is not asked.
    NoToken,
    /// The authorizer threw “Unauthorized”, or the token is not valid.
    Unauthorized,
    /// The authorizer said no.
    Denied,
    /// The authorizer function failed.
    Broken,
}

/// What happens to a request at the gate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Passage {
    Open,
    Closed(Closed),
    /// The authorizer function must be asked about this token.
    Ask(String),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Kind {
    #[default]
    None,
    Iam,
    Custom,
    Pool,
}

/// The gate of a method, with the results that it remembers.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    kind: Kind,
    ttl: Span,
    known: BTreeMap<String, (Time, Verdict)>,
}

impl Gate {
    /// Reads the settings; what is remembered stays.
    pub fn configure(&mut self, config: &Config) {
        self.kind = match AUTHORIZATION_TYPE.of(config) {
            "AWS_IAM" => Kind::Iam,
            "CUSTOM" => Kind::Custom,
            "COGNITO_USER_POOLS" => Kind::Pool,
            _ => Kind::None,
        };
        self.ttl = AUTHORIZER_TTL.of(config);
    }

    /// Whether a request comes in; `wire` has the settings of the client's wire. Also whether a remembered result decided.
    pub fn check(&mut self, wire: &Config, parcel: &Parcel, now: Time) -> (Passage, bool) {
        let verdict = Verdict::read(VERDICT.of(wire));
        let token = said(TOKEN.of(wire), parcel);
        let passage = match (self.kind, token) {
            (Kind::None, _) => Passage::Open,
            (Kind::Iam, _) if verdict == Verdict::Allow => Passage::Open,
            (Kind::Iam, _) => Passage::Closed(Closed::Unsigned),
            (_, None) => Passage::Closed(Closed::NoToken),
            (Kind::Pool, Some(_)) => closed(verdict),
            (Kind::Custom, Some(token)) => match self.known.get(&token) {
                Some((ends, verdict)) if *ends > now => return (closed(*verdict), true),
                _ => Passage::Ask(token),
            },
        };
        (passage, false)
    }

    /// The authorizer function answered about a token; `wire` says what it thinks of this client.
    pub fn answered(&mut self, wire: &Config, token: String, answer: &Answer, now: Time) -> Passage {
        if !matches!(answer, Answer::Done { status: 200..=299, .. }) {
            return Passage::Closed(Closed::Broken);
        }
        let verdict = Verdict::read(VERDICT.of(wire));
        // “Unauthorized” is an error that the function throws: there is no policy to remember.
        if self.ttl > Span::ZERO && verdict != Verdict::Unauthorized {
            self.known.retain(|_, (ends, _)| *ends > now);
            self.known.insert(token, (now + self.ttl, verdict));
        }
        closed(verdict)
    }
}

fn closed(verdict: Verdict) -> Passage {
    match verdict {
        Verdict::Allow => Passage::Open,
        Verdict::Deny => Passage::Closed(Closed::Denied),
        Verdict::Unauthorized => Passage::Closed(Closed::Unauthorized),
    }
}
