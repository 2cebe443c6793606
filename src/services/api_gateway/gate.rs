//! Who may send a request: what an API and its methods check (APIGW-9 to 12).

use super::behaviour::Api;
use super::fields::*;
use super::methods::list;
use super::refusals::closed;
use super::requests::Way;
use super::wires::{SCOPES, TOKEN, VERDICT};
use crate::common::authorizing::{Check, Client, Closed, Passage, Verdict};
use crate::common::fifo::said;
use crate::model::Config;
use crate::sim::{Answer, Ask, Body, Context, Kind, Parcel, Query, Reason, Span};
use regex_lite::Regex;
use serde_json::json;

use super::behaviour::{Stage, Waiting};

/// How long an authorizer function may take: of a REST API, of an HTTP API (APIGW-12).
const PATIENCE: [Span; 2] = [Span::seconds(29), Span::seconds(10)];
/// How long its result is remembered unless somebody says otherwise: of a REST API, of an HTTP API (APIGW-11, APIGW-12).
const REMEMBERED: [Span; 2] = [Span::seconds(300), Span::ZERO];

/// What an AuthorizationType checks; `None` for one that leaves it to the API.
pub fn check(word: &str) -> Option<Check> {
    Some(match word {
        "NONE" => Check::Nothing,
        "AWS_IAM" => Check::Signature,
        "CUSTOM" => Check::Function,
        "COGNITO_USER_POOLS" | "JWT" => Check::Token,
        _ => return None,
    })
}

impl Api {
    /// Reads what is checked; what is remembered stays.
    pub(super) fn configure_gate(&mut self, config: &Config) {
        self.check = check(AUTHORIZATION_TYPE.of(config)).unwrap_or_default();
        self.gate.ttl = AUTHORIZER_TTL.of(config).unwrap_or(REMEMBERED[usize::from(self.http_api)]);
        // An HTTP API has no TOKEN authorizers. A text that is no expression is none; the checks say so.
        let pattern = Some(TOKEN_PATTERN.of(config).trim()).filter(|pattern| !pattern.is_empty() && !self.http_api);
        self.token_pattern = pattern.and_then(|pattern| Regex::new(pattern).ok());
        self.one_method = AUTHORIZER_POLICY.of(config) != "all methods";
    }

    /// A request whose method is known comes to the gate.
    pub(super) fn at_gate(&mut self, cx: &mut Context, waiting: Waiting, parcel: Parcel) -> Way {
        let wire = cx.link_config(waiting.link);
        let own = self.target(waiting.route).map(|target| &target.own);
        let check = own.and_then(|own| own.check).unwrap_or(self.check);
        let verdict = Verdict::read(VERDICT.of(&wire));
        let fits = |token: &String| {
            let pattern = self.token_pattern.as_ref().filter(|_| check == Check::Function);
            pattern.is_none_or(|pattern| pattern.is_match(token))
        };
        let client = Client { verdict, token: said(TOKEN.of(&wire), &parcel).filter(fits), method: waiting.route };
        let scopes = own.map_or(&[][..], |own| &own.scopes);
        let scoped = scopes.is_empty() || list(SCOPES.of(&wire)).any(|has| scopes.iter().any(|wanted| wanted == has));
        let (passage, remembered) = self.gate.check(check, client, cx.now());
        let passage = match passage {
            Passage::Open if check == Check::Token && !scoped => Passage::Closed(Closed::NoScope),
            passage => passage,
        };
        if remembered {
            let text = "the authorizer is not asked: its result for this token is remembered";
            let reason = Reason::new("APIGW-11", Kind::Skipped, text).maybe_about(waiting.about).on(waiting.link);
            cx.note(reason.because("AuthorizerResultTtlInSeconds"));
        }
        self.pass(cx, waiting, parcel, passage)
    }

    /// What the gate said.
    fn pass(&mut self, cx: &mut Context, waiting: Waiting, parcel: Parcel, passage: Passage) -> Way {
        match (passage, self.authorizer) {
            (Passage::Open, _) => Way::In(waiting, parcel),
            (Passage::Ask(token), Some(authorizer)) => {
                let reason = Reason::new("APIGW-10", Kind::Sent, "the authorizer is asked").maybe_about(parcel.about);
                cx.note(reason.on(authorizer).because("AuthorizationType"));
                let question = json!({ "type": "TOKEN", "authorizationToken": token }).to_string();
                let about = parcel.about;
                let stage = Stage::Authorizer(Box::new((parcel, token)));
                let tag = self.wait(Waiting { stage, ..waiting });
                let ask = Ask::Deliver(Parcel::new(Body::new(question), about));
                cx.ask(Query::new(authorizer, ask).within(PATIENCE[usize::from(self.http_api)]).tag(tag));
                Way::Waits
            }
            (Passage::Ask(_), None) => {
                let (reply, because) = closed(None, self.http_api);
                Way::Out(waiting, reply, because)
            }
            (Passage::Closed(why), _) => {
                let (reply, because) = closed(Some(why), self.http_api);
                Way::Out(waiting, reply, because)
            }
        }
    }

    /// The authorizer function answered.
    pub(super) fn authorized(&mut self, cx: &mut Context, waiting: Waiting, asked: (Parcel, String), answer: &Answer) -> Way {
        let (parcel, token) = asked;
        let verdict = Verdict::read(VERDICT.of(&cx.link(waiting.link).config));
        let only = waiting.route.filter(|_| self.one_method);
        let passage = self.gate.answered(verdict, token, only, answer, cx.now());
        self.pass(cx, waiting, parcel, passage)
    }
}
