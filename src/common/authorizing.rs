//! Who may send a request to an API: no check, a signature, a token, or what an authorizer function says, which may be
//! remembered for a while (APIGW-9 to 12, 32).

use crate::sim::{Answer, LinkId, Span, Time};
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
    /// The signature is not valid.
    BadSignature,
    /// No token, or an invalid one: the authorizer is not asked.
    NoToken,
    /// The authorizer threw “Unauthorized”, or the token is not valid.
    Unauthorized,
    /// The authorizer said no.
    Denied,
    /// A remembered policy names another method only.
    OtherMethod,
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

/// Who asks to come in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Client {
    /// What the check comes to for this client.
    pub verdict: Verdict,
    /// Its token: the identity source.
    pub token: Option<String>,
    /// The method that it asks for, by the integration's wire.
    pub method: Option<LinkId>,
}

/// What is remembered of a token: until when, what, and the only method that it holds for, if the policy names one.
type Known = (Time, Verdict, Option<LinkId>);

/// The results of an authorizer function that an API remembers.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    /// How long results are remembered; zero: not at all.
    pub ttl: Span,
    known: BTreeMap<String, Known>,
}

impl Gate {
    /// Whether a client comes in. Also whether a remembered result decided.
    pub fn check(&self, check: Check, client: Client, now: Time) -> (Passage, bool) {
        let verdict = client.verdict;
        let passage = match (check, client.token) {
            (Check::Nothing, _) => Passage::Open,
            (Check::Signature, _) if verdict == Verdict::Allow => Passage::Open,
            (Check::Signature, _) if verdict == Verdict::Unauthorized => Passage::Closed(Closed::BadSignature),
            (Check::Signature, _) => Passage::Closed(Closed::Unsigned),
            (_, None) => Passage::Closed(Closed::NoToken),
            (Check::Token, Some(_)) => closed(verdict),
            (Check::Function, Some(token)) => match self.known.get(&token) {
                Some((ends, verdict, only)) if *ends > now => {
                    // A policy covers what it names, whichever method it was made for (APIGW-11).
                    let covered = *verdict != Verdict::Allow || only.is_none_or(|only| client.method == Some(only));
                    return (if covered { closed(*verdict) } else { Passage::Closed(Closed::OtherMethod) }, true);
                }
                _ => Passage::Ask(token),
            },
        };
        (passage, false)
    }

    /// The authorizer function answered about a token; `verdict` is what it thinks of this client, `only` the one method that
    /// its policy names.
    pub fn answered(
        &mut self,
        verdict: Verdict,
        token: String,
        only: Option<LinkId>,
        answer: &Answer,
        now: Time,
    ) -> Passage {
        if !matches!(answer, Answer::Done { status: 200..=299, .. }) {
            return Passage::Closed(Closed::Broken);
        }
        // “Unauthorized” is an error that the function throws: there is no policy to remember.
        if self.ttl > Span::ZERO && verdict != Verdict::Unauthorized {
            self.known.retain(|_, (ends, ..)| *ends > now);
            self.known.insert(token, (now + self.ttl, verdict, only));
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
