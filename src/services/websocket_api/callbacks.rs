//! What programs do with a connection: send it a message, ask about it, close it (APIGW-35).

use super::behaviour::{BILLED_BYTES, LARGEST, WebSocketApi};
use super::*;
use crate::common::fifo::said;
use crate::common::ticking::timestamp;
use crate::sim::{Answer, Body, Context, Fault, Kind, LinkId, Parcel, Reason};
use serde_json::json;

impl WebSocketApi {
    /// A program calls @connections.
    pub(super) fn callback(&mut self, cx: &mut Context, link: LinkId, parcel: &Parcel) -> Answer {
        let wire = cx.link_config(link);
        let refuse = |cx: &mut Context, kind, status, code, text, because| {
            let reason = Reason::new("APIGW-35", kind, text).maybe_about(parcel.about).on(link);
            cx.note(reason.because(because));
            let fault = if status == 429 { Fault::Throttled } else { Fault::Client };
            Answer::failed(fault, status, code)
        };
        if let Err(setting) = self.admit(cx, false) {
            let text = "answered 429: more calls than the account's throttle lets through";
            return refuse(cx, Kind::Throttled, 429, "LimitExceededException", text, setting);
        }
        let method = CALLBACK_METHOD.of(&wire);
        if method == "POST" && parcel.bytes() > LARGEST {
            let text = "push refused: more than 128 KB";
            return refuse(cx, Kind::Failed, 413, "PayloadTooLargeException", text, "");
        }
        let id = said(CONNECTION_FIELD.of(&wire), parcel).and_then(|id| id.parse().ok());
        let Some(name) = id.and_then(|id| self.connections.by_id(id)).cloned() else {
            let text = "answered 410: this connection is gone";
            return refuse(cx, Kind::Failed, 410, "GoneException", text, "ConnectionId");
        };
        let number = id.unwrap_or_default() as i64;
        match method {
            "GET" => {
                let Some((since, active)) = self.connections.times(&name) else { return Answer::done(200) };
                let reason = Reason::new("APIGW-35", Kind::Answered, "says since when connection {a} is open").on(link);
                cx.note(reason.maybe_about(parcel.about).a(number));
                let body = json!({"connectedAt": timestamp(since), "lastActiveAt": timestamp(active)});
                Answer::Done { status: 200, body: Some(Body::new(body.to_string())), made: None }
            }
            "DELETE" => {
                self.close(cx, &name, "APIGW-35", "connection {a} is closed by a program");
                Answer::done(204)
            }
            _ => {
                cx.count(MESSAGES, 1);
                cx.count(UNITS, parcel.bytes().div_ceil(BILLED_BYTES).max(1));
                self.connections.touch(&name, cx.now(), self.idle, self.life);
                self.watch(cx);
                let reason = Reason::new("APIGW-35", Kind::Delivered, "pushed to connection {a}").maybe_about(parcel.about);
                cx.note(reason.on(name.0).a(number));
                Answer::done(200)
            }
        }
    }
}
