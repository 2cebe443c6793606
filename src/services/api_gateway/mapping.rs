//! What the client gets for what the integration answered: the mappings of each integration type (APIGW-13, 18 to 30).

use crate::catalog::roles::{HTTP, INVOKE, TABLE};
use crate::sim::{Answer, Body, Fault, MessageId, Span};

/// The kind of an integration, by the role of its wire.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// AWS_PROXY: a function is invoked, and its answer is the API's.
    Function,
    /// HTTP_PROXY: the request goes on to a URL.
    Http,
    /// AWS: a call of another service, answered 200 when it was accepted.
    Service,
    /// AWS: an item of a table.
    Table,
}

impl Kind {
    /// The kind of the integration whose wire plays this role.
    pub fn of(role: &str) -> Self {
        if role == INVOKE.key {
            Kind::Function
        } else if role == HTTP.key {
            Kind::Http
        } else if role == TABLE.key {
            Kind::Table
        } else {
            Kind::Service
        }
    }
}

/// What the client gets.
#[derive(Clone, PartialEq, Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Option<Body>,
    /// The message that the integration made of the request.
    pub made: Option<MessageId>,
    /// The error code, if it is an error.
    pub code: &'static str,
    /// Retry-After.
    pub after: Option<Span>,
    /// The rule that decided.
    pub rule: &'static str,
    /// The sentence of the note; `{a}` is the status, `{b:t}` the time since the request came, `{word}` the word below.
    pub text: &'static str,
    /// A word of the sentence.
    pub word: &'static str,
}

impl Reply {
    /// An error of the API itself.
    pub const fn error(status: u16, code: &'static str, rule: &'static str, text: &'static str) -> Self {
        Self { status, body: None, made: None, code, after: None, rule, text, word: "" }
    }

    /// The answer as the client's side of the wire has it.
    pub fn answer(self) -> Answer {
        let Reply { status, body, made, code, after, .. } = self;
        let fault = match status {
            0..=399 => return Answer::Done { status, body, made },
            401 | 403 => Fault::Denied,
            404 => Fault::NotFound,
            429 => Fault::Throttled,
            400..=499 => Fault::Client,
            _ => Fault::Unavailable,
        };
        Answer::Failed { fault, status, code, after }
    }
}

/// Maps the answer of an integration.
pub fn reply(kind: Kind, answer: Answer) -> Reply {
    let failed = |status, code, after, rule, text| Reply { after, ..Reply::error(status, code, rule, text) };
    let (fault, status, code, after) = match answer {
        Answer::Done { status, body, made } => {
            let (rule, text) = match kind {
                Kind::Function => ("APIGW-18", "answered {a}, as the function said, after {b:t}"),
                Kind::Http => ("APIGW-20", "answered {a}, as the server said, after {b:t}"),
                Kind::Service | Kind::Table => ("APIGW-21", "accepted by the integration: answered {a} after {b:t}"),
            };
            let status = if matches!(kind, Kind::Function | Kind::Http) { status } else { 200 };
            return Reply { body, made, ..Reply::error(status, code_of(status), rule, text) };
        }
        Answer::Messages { .. } => {
            return Reply::error(502, "InternalServerError", "APIGW-18", "answered 502: the reply had the wrong shape");
        }
        Answer::Failed { fault, status, code, after } => (fault, status, code, after),
    };
    if fault == Fault::TimedOut && status == 0 {
        let text = "answered 504 after {b:t}: no answer within TimeoutInMillis; the integration works on";
        return failed(504, "INTEGRATION_TIMEOUT", None, "APIGW-24", text);
    }
    match (kind, fault) {
        (Kind::Function, Fault::Throttled) => {
            failed(500, "InternalServerError", None, "APIGW-30", "answered 500: the invocation was throttled")
        }
        (Kind::Function, Fault::Unavailable | Fault::TimedOut) if status < 500 => {
            failed(502, "InternalServerError", None, "APIGW-30", "answered 502: the function failed")
        }
        (Kind::Function, _) => {
            failed(500, "InternalServerError", None, "APIGW-30", "answered 500: the function could not be invoked")
        }
        (_, Fault::Refused) => {
            failed(504, "INTEGRATION_FAILURE", None, "APIGW-20", "answered 504: the connection was refused")
        }
        _ if status == 0 => {
            failed(504, "INTEGRATION_FAILURE", None, "APIGW-13", "answered 504: the integration gave no HTTP answer")
        }
        (Kind::Http, _) => failed(status, code, after, "APIGW-20", "answered {a}, as the server said, after {b:t}"),
        _ => failed(status, code, after, "APIGW-21", "answered {a}: the integration's error is passed on"),
    }
}

/// Maps the answer of a function that is no proxy: its errors come back as 200, unless a status is set for them (APIGW-19).
pub fn custom(answer: Answer, error_status: Option<u16>) -> Reply {
    match answer {
        Answer::Done { body, made, .. } => {
            let text = "answered 200 with what the function returned, after {b:t}";
            Reply { body, made, ..Reply::error(200, "", "APIGW-19", text) }
        }
        Answer::Failed { fault: Fault::Unavailable | Fault::TimedOut, status: 1..=499, code, .. } => match error_status {
            Some(status) => {
                let text = "answered {a}: the function's error is mapped to this status";
                Reply::error(status, code_of(status), "APIGW-19", text)
            }
            None => {
                let body = Some(Body::new(serde_json::json!({ "errorMessage": code }).to_string()));
                let text = "answered 200 although the function failed: no SelectionPattern maps its error";
                Reply { body, ..Reply::error(200, "", "APIGW-19", text) }
            }
        },
        other => reply(Kind::Function, other),
    }
}

/// What comes back through a VPC link where no server takes the request: the load balancer's own answer (APIGW-22).
pub fn over_vpc_link(reply: Reply) -> Reply {
    if reply.code != "INTEGRATION_FAILURE" {
        return reply;
    }
    let text = "answered 503 by the load balancer behind the VPC link: it has no healthy server";
    Reply::error(503, "ServiceUnavailable", "APIGW-22", text)
}

/// An answer that is too large to be passed on is an error (APIGW-29).
pub fn sized(reply: Reply, most: u64) -> Reply {
    if reply.body.as_ref().is_none_or(|body| body.bytes() <= most) {
        return reply;
    }
    let text = "answered 500: the integration's answer is larger than 10 MB";
    Reply::error(500, "INTEGRATION_FAILURE", "APIGW-29", text)
}

/// What an HTTP API makes of the errors of a REST API: 500 for every failure of a function, 503 after its timeout
/// (APIGW-30).
pub fn for_http_api(reply: Reply) -> Reply {
    let other = |status, code, text| Reply { after: reply.after, ..Reply::error(status, code, "APIGW-30", text) };
    match (reply.rule, reply.status) {
        ("APIGW-30", 502) => other(500, "InternalServerError", "answered 500: the function failed (HTTP API)"),
        ("APIGW-24", 504) => {
            other(503, "ServiceUnavailable", "answered 503 after {b:t}: no answer in time (HTTP API); the integration works on")
        }
        _ => reply,
    }
}

/// The code of a status that an integration chose.
pub const fn code_of(status: u16) -> &'static str {
    match status {
        0..=399 => "",
        400 => "BadRequest",
        403 => "Forbidden",
        404 => "NotFound",
        409 => "Conflict",
        429 => "TooManyRequests",
        503 => "ServiceUnavailable",
        _ if status < 500 => "ClientError",
        _ => "ServerError",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(kind: Kind, fault: Fault, status: u16) -> u16 {
        reply(kind, Answer::failed(fault, status, "X")).status
    }

    #[test]
    fn apigw_30_a_rejected_invocation_is_500_and_a_function_error_502() {
        assert_eq!(status(Kind::Function, Fault::Throttled, 429), 500);
        assert_eq!(status(Kind::Function, Fault::Denied, 403), 500);
        assert_eq!(status(Kind::Function, Fault::NotFound, 404), 500);
        assert_eq!(status(Kind::Function, Fault::Unavailable, 200), 502);
    }

    #[test]
    fn apigw_18_20_statuses_pass_through_a_proxy() {
        for code in [200, 202, 301, 400, 403, 404, 429, 500, 503] {
            assert_eq!(reply(Kind::Function, Answer::done(code)).status, code);
            assert_eq!(reply(Kind::Http, Answer::done(code)).status, code);
        }
        assert_eq!(status(Kind::Http, Fault::Throttled, 429), 429);
        assert_eq!(status(Kind::Http, Fault::Unavailable, 503), 503);
    }

    #[test]
    fn apigw_13_20_24_no_connection_and_no_answer_are_504_with_codes_of_their_own() {
        let code = |fault| match reply(Kind::Http, Answer::failed(fault, 0, "X")).answer() {
            Answer::Failed { fault, status, code, .. } => (fault, status, code),
            other => panic!("{other:?}"),
        };
        assert_eq!(code(Fault::Refused), (Fault::Unavailable, 504, "INTEGRATION_FAILURE"));
        assert_eq!(code(Fault::TimedOut), (Fault::Unavailable, 504, "INTEGRATION_TIMEOUT"));
    }

    #[test]
    fn apigw_21_a_service_integration_answers_200_and_passes_errors_on() {
        assert_eq!(reply(Kind::Service, Answer::done(202)).status, 200);
        assert_eq!(status(Kind::Service, Fault::Throttled, 429), 429);
        assert_eq!(status(Kind::Table, Fault::Throttled, 400), 400);
        assert_eq!(status(Kind::Table, Fault::ConditionFailed, 400), 400);
    }

    #[test]
    fn apigw_29_an_answer_of_more_than_10_mb_is_500() {
        let most = 10 * 1024 * 1024;
        let with = |bytes: usize| {
            let body = Some(Body::new("x".repeat(bytes)));
            sized(reply(Kind::Http, Answer::Done { status: 200, body, made: None }), most as u64)
        };
        assert_eq!((with(most).status, with(most + 1).status, with(most + 1).rule), (200, 500, "APIGW-29"));
    }

    #[test]
    fn apigw_22_only_a_missing_server_is_answered_by_the_balancer() {
        let status = |answer: Answer| over_vpc_link(reply(Kind::Http, answer)).status;
        assert_eq!(status(Answer::failed(Fault::Refused, 0, "X")), 503);
        assert_eq!(status(Answer::failed(Fault::TimedOut, 0, "X")), 504);
        assert_eq!(status(Answer::done(404)), 404);
    }

    #[test]
    fn the_fault_follows_the_status_that_the_client_sees() {
        let fault = |status| Reply::error(status, "X", "", "").answer().fault();
        assert_eq!(fault(202), None);
        assert_eq!(fault(400), Some(Fault::Client));
        assert_eq!(fault(403), Some(Fault::Denied));
        assert_eq!(fault(404), Some(Fault::NotFound));
        assert_eq!(fault(429), Some(Fault::Throttled));
        assert_eq!(fault(504), Some(Fault::Unavailable));
    }
}
