//! Who may send a request to an API: no check, a signature, a token, or what an authorizer function says, which may be
//! remembered for a while (APIGW-9 to 12, 32).

use crate::sim::{Answer, Span, Time};
use std::collections::BTreeMap;

/// What an authorizer says of a client.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It may.
    Allow,
    /// It may not.
    Deny,
    /// Its token is not valid.
    Unauthorized,
}

impl Verdict {
    /// The words of the setting that says it.
    pub const WORDS: &[&str] = &["Allow", "Deny", "Unauthorized"];

    /// What a word of the setting means.
    pub fn read(word: &str) -> Self {
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
    /// The token lacks the scope that the method wants.
    NoScope,
    /// The authorizer function failed.
    Broken,
}

/// What happens to a request at the gate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Passage {
    /// It comes in.
    Open,
    /// It does not.
    Closed(Closed),
    /// The authorizer function must be asked about this token.
    Ask(String),
}

/// What is checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Check {
    /// Nothing.
    #[default]
    Nothing,
    /// The signature (AWS_IAM).
    Signature,
    /// An authorizer function is asked.
    Function,
    /// A token that carries its own proof: of a user pool, or a JWT.
    Token,
}

/// The gate of an API, with the results that it remembers.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    check: Check,
    ttl: Span,
    known: BTreeMap<String, (Time, Verdict)>,
}

impl Gate {
    /// What is checked from now on, and how long results are remembered; what is remembered stays.
    pub fn set(&mut self, check: Check, ttl: Span) {
        (self.check, self.ttl) = (check, ttl);
    }

    /// Whether a request comes in; `verdict` is what the check comes to for this client. Also whether a remembered result
    /// decided.
    pub fn check(&self, verdict: Verdict, token: Option<String>, now: Time) -> (Passage, bool) {
        let passage = match (self.check, token) {
            (Check::Nothing, _) => Passage::Open,
            (Check::Signature, _) if verdict == Verdict::Allow => Passage::Open,
            (Check::Signature, _) => Passage::Closed(Closed::Unsigned),
            (_, None) => Passage::Closed(Closed::NoToken),
            (Check::Token, Some(_)) => closed(verdict),
            (Check::Function, Some(token)) => match self.known.get(&token) {
                Some((ends, verdict)) if *ends > now => return (closed(*verdict), true),
                _ => Passage::Ask(token),
            },
        };
        (passage, false)
    }

    /// The authorizer function answered about a token; `verdict` is what it thinks of this client.
    pub fn answered(&mut self, verdict: Verdict, token: String, answer: &Answer, now: Time) -> Passage {
        if !matches!(answer, Answer::Done { status: 200..=299, .. }) {
            return Passage::Closed(Closed::Broken);
        }
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
