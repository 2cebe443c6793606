//! How a connection opens: the client is checked, the limits are asked, $connect runs (APIGW-32).

use super::behaviour::{Step, Waiting, WebSocketApi};
use super::connections::Name;
use super::*;
use crate::common::authorizing::{Client, Closed, Passage, Verdict};
use crate::common::fifo::said;
use crate::sim::{Answer, Context, Kind, Parcel, Reason};
use serde_json::json;

/// Why there is no connection: status, rule, sentence and setting.
type Why = (u16, &'static str, &'static str, &'static str);

impl WebSocketApi {
    /// A client without a connection wants to send a message.
    pub(super) fn open(&mut self, cx: &mut Context, waiting: Waiting, name: Name, parcel: Parcel) {
        let wire = cx.link_config(waiting.link);
        let verdict = Verdict::read(AUTHORIZED.of(&wire));
        let client = Client { verdict, token: said(TOKEN.of(&wire), &parcel), method: None };
        let (passage, _) = self.gate.check(self.check, client, cx.now());
        self.pass(cx, waiting, name, parcel, passage);
    }

    fn pass(&mut self, cx: &mut Context, waiting: Waiting, name: Name, parcel: Parcel, passage: Passage) {
        let why: Why = match (passage, self.authorizer) {
            (Passage::Open, _) => return self.checked(cx, waiting, name, parcel),
            (Passage::Ask(token), Some(authorizer)) => {
                let reason = Reason::new("APIGW-10", Kind::Sent, "the authorizer is asked before $connect");
                cx.note(reason.maybe_about(parcel.about).on(authorizer).because("AuthorizationType"));
                self.opening.insert(name.clone(), Vec::new());
                let event = json!({
                    "type": "REQUEST",
                    "headers": {"Authorization": token},
                    "requestContext": {"routeKey": "$connect", "eventType": "CONNECT"},
                });
                let step = Step::Authorize(Box::new((name, parcel, token)));
                return self.call(cx, Waiting { step, ..waiting }, authorizer, event);
            }
            (Passage::Ask(_), None) => {
                (500, "APIGW-10", "no connection: answered {a}, no authorizer function is wired", "AuthorizationType")
            }
            (Passage::Closed(closed), _) => match closed {
                Closed::Unsigned | Closed::BadSignature => (403, "APIGW-32", "no connection: answered {a}, the client may not connect", "Authorized"),
                Closed::NoToken => (401, "APIGW-10", "no connection: answered {a}, there is no token; the authorizer is not asked", "Authorization"),
                Closed::Unauthorized => (401, "APIGW-10", "no connection: answered {a}, the token is not valid", "Authorized"),
                Closed::Denied | Closed::OtherMethod | Closed::NoScope => (403, "APIGW-10", "no connection: answered {a}, the authorizer says no", "Authorized"),
                Closed::Broken => (500, "APIGW-10", "no connection: answered {a}, the authorizer function failed", "AuthorizationType"),
            },
        };
        self.not_opened(cx, waiting, &name, why);
    }

    /// The authorizer answered.
    pub(super) fn authorized(&mut self, cx: &mut Context, waiting: Waiting, asked: (Name, Parcel, String), answer: &Answer) {
        let (name, parcel, token) = asked;
        let verdict = Verdict::read(AUTHORIZED.of(&cx.link(waiting.link).config));
        let passage = self.gate.answered(verdict, token, None, answer, cx.now());
        self.pass(cx, waiting, name, parcel, passage);
    }

    /// The client may connect: the limits, then $connect.
    fn checked(&mut self, cx: &mut Context, waiting: Waiting, name: Name, parcel: Parcel) {
        let now = cx.now();
        if self.bucket.as_mut().is_some_and(|bucket| !bucket.has(now, 1)) {
            let text = "no connection: answered {a}, more new connections a second than the quota";
            return self.not_opened(cx, waiting, &name, (429, "APIGW-34", text, "NewConnectionsRate"));
        }
        if let Err(setting) = self.admit(cx, true) {
            let text = "no connection: answered {a}, more than the throttle lets through";
            return self.not_opened(cx, waiting, &name, (429, "APIGW-2", text, setting));
        }
        self.bucket.as_mut().map(|bucket| bucket.take(now, 1));
        let Some(to) = self.route("$connect").map(|route| route.link) else {
            return self.opened(cx, waiting, &name, parcel);
        };
        cx.count(CONNECTS, 1);
        self.opening.entry(name.clone()).or_default();
        let reason = Reason::new("APIGW-32", Kind::Sent, "the $connect route is asked before the connection opens");
        cx.note(reason.maybe_about(waiting.about).on(to).because("RouteKey"));
        let event = json!({"requestContext": {"routeKey": "$connect", "eventType": "CONNECT"}});
        self.call(cx, Waiting { step: Step::Connect(Box::new((name, parcel))), ..waiting }, to, event);
    }

    /// The connection is open: its messages go.
    pub(super) fn opened(&mut self, cx: &mut Context, waiting: Waiting, name: &Name, parcel: Parcel) {
        let later = self.opening.remove(name).unwrap_or_default();
        self.connected(cx, name, waiting.about);
        self.send(cx, waiting, name, parcel);
        later.into_iter().for_each(|(waiting, parcel)| self.send(cx, waiting, name, parcel));
    }

    /// There is no connection: every message that waited for it is answered so.
    pub(super) fn not_opened(&mut self, cx: &mut Context, waiting: Waiting, name: &Name, why: Why) {
        let later = self.opening.remove(name).unwrap_or_default();
        let (status, rule, text, because) = why;
        // What $connect itself answered is no refusal of the API.
        let refused = status < 500 && because != "RouteKey";
        for waiting in std::iter::once(waiting).chain(later.into_iter().map(|(waiting, _)| waiting)) {
            if refused {
                cx.count(CLIENT_ERRORS, 1);
            }
            self.answer_error(cx, &waiting, status, rule, text, because);
        }
    }
}
