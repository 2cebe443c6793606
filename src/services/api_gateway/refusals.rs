//! What a client gets that does not come in (APIGW-1 to 13).

use super::behaviour::Api;
use super::limits::Refusal;
use super::mapping::Reply;
use crate::common::authorizing::Closed;
use crate::sim::Context;

/// The answer to a request that the gate does not let in, and the setting that decided; `None`: nobody is there to ask.
pub fn closed(why: Option<Closed>, http_api: bool) -> (Reply, &'static str) {
    let error = Reply::error;
    let reply = match why {
        None => error(500, "AUTHORIZER_CONFIGURATION_ERROR", "APIGW-10", "answered 500: no authorizer function is wired"),
        Some(Closed::Unsigned) => error(403, "ACCESS_DENIED", "APIGW-9", "answered 403: not signed by someone who may call it"),
        Some(Closed::BadSignature) => error(403, "INVALID_SIGNATURE", "APIGW-9", "answered 403: the signature is not valid"),
        Some(Closed::NoToken) => error(401, "UNAUTHORIZED", "APIGW-10", "answered 401: there is no token; the authorizer is not asked"),
        Some(Closed::Unauthorized) => error(401, "UNAUTHORIZED", "APIGW-10", "answered 401: the token is not valid"),
        Some(Closed::Denied) => error(403, "ACCESS_DENIED", "APIGW-10", "answered 403: the client may not call it"),
        Some(Closed::OtherMethod) => {
            let text = "answered 403: the remembered policy names another method only";
            return (error(403, "ACCESS_DENIED", "APIGW-11", text), "AuthorizerPolicy");
        }
        Some(Closed::NoScope) => {
            let (status, code) = if http_api { (403, "ACCESS_DENIED") } else { (401, "UNAUTHORIZED") };
            let text = "answered {a}: the token has none of the method's scopes";
            return (error(status, code, "APIGW-12", text), "AuthorizationScopes");
        }
        Some(Closed::Broken) => error(500, "AUTHORIZER_FAILURE", "APIGW-10", "answered 500: the authorizer function failed"),
    };
    (reply, "AuthorizationType")
}

impl Api {
    /// The answer to a request that meets a limit.
    pub(super) fn refuse(&mut self, cx: &mut Context, refusal: Refusal) -> Reply {
        if refusal != Refusal::Key {
            self.throttled.add(cx.now(), 1);
            self.refused_by = Some(refusal);
        }
        match refusal {
            Refusal::Key => Reply::error(
                403,
                "INVALID_API_KEY",
                "APIGW-5",
                "answered 403 Forbidden: the method needs an API key of the usage plan",
            ),
            Refusal::Quota => Reply::error(
                429,
                "QUOTA_EXCEEDED",
                "APIGW-4",
                "answered 429 Limit Exceeded: the API key has used up its quota until the period ends",
            ),
            Refusal::PlanMethod => Reply::error(
                429,
                "THROTTLED",
                "APIGW-3",
                "answered 429 Too Many Requests: the API key has no token left for this method in its usage plan",
            ),
            Refusal::Method => Reply::error(
                429,
                "THROTTLED",
                "APIGW-3",
                "answered 429 Too Many Requests: no token left in the method's own bucket",
            ),
            Refusal::Plan => Reply::error(
                429,
                "THROTTLED",
                "APIGW-4",
                "answered 429 Too Many Requests: the API key has no token left in its usage plan",
            ),
            Refusal::Stage => Reply::error(
                429,
                "THROTTLED",
                "APIGW-1",
                "answered 429 Too Many Requests: no token left in the stage's bucket",
            ),
            Refusal::Account => Reply::error(
                429,
                "THROTTLED",
                "APIGW-2",
                "answered 429 Too Many Requests: no token left in the account's bucket",
            ),
        }
    }
}
