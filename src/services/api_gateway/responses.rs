//! Gateway responses: the statuses of the answers that a REST API gives by itself (APIGW-13). AWS has a type for each, and
//! the API may give a type a status of its own; DEFAULT_4XX and DEFAULT_5XX stand for the types that it does not name.

use super::mapping::Reply;
use serde_json::Value;
use std::collections::BTreeMap;

const CLIENT: &str = "DEFAULT_4XX";
const SERVER: &str = "DEFAULT_5XX";

/// The types that answers here have as their code.
const TYPES: &[&str] = &[
    "ACCESS_DENIED",
    "API_CONFIGURATION_ERROR",
    "AUTHORIZER_CONFIGURATION_ERROR",
    "AUTHORIZER_FAILURE",
    "BAD_REQUEST_BODY",
    "BAD_REQUEST_PARAMETERS",
    "INTEGRATION_FAILURE",
    "INTEGRATION_TIMEOUT",
    "INVALID_API_KEY",
    "INVALID_SIGNATURE",
    "MISSING_AUTHENTICATION_TOKEN",
    "QUOTA_EXCEEDED",
    "REQUEST_TOO_LARGE",
    "THROTTLED",
    "UNAUTHORIZED",
    "UNSUPPORTED_MEDIA_TYPE",
];

/// Types that AWS has besides: no answer here is one of them.
const OTHERS: &[&str] = &["EXPIRED_TOKEN", "RESOURCE_NOT_FOUND", "WAF_FILTERED", CLIENT, SERVER];

/// The statuses that an API sets, by type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Responses(BTreeMap<String, u16>);

impl Responses {
    /// Reads the setting; an empty text sets nothing.
    ///
    /// # Errors
    /// What is wrong with it, to stand after "is wrong:".
    pub fn read(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let all: BTreeMap<String, Value> =
            serde_json::from_str(text).map_err(|_| "it is no JSON object of types and statuses".to_owned())?;
        let one = |(name, value): (String, Value)| {
            if !TYPES.contains(&name.as_str()) && !OTHERS.contains(&name.as_str()) {
                return Err(format!("{name} is no type of gateway response"));
            }
            // CloudFormation writes a status as text.
            let status = value.as_u64().or_else(|| value.as_str()?.parse().ok()).filter(|status| (200..600).contains(status));
            status.map(|status| (name.clone(), status as u16)).ok_or(format!("the status of {name} is {value}"))
        };
        all.into_iter().map(one).collect::<Result<_, _>>().map(Self)
    }

    /// The status that the API sets for this answer, if it is one of the API itself and has another.
    pub fn status(&self, reply: &Reply) -> Option<u16> {
        let passed_on = matches!(reply.rule, "APIGW-20" | "APIGW-21") && reply.code != "INTEGRATION_FAILURE";
        // A function that fails has no type of its own.
        let own = TYPES.contains(&reply.code) || reply.rule == "APIGW-30";
        if self.0.is_empty() || passed_on || !own || reply.status < 400 {
            return None;
        }
        let usual = if reply.status < 500 { CLIENT } else { SERVER };
        let set = self.0.get(reply.code).or_else(|| self.0.get(usual)).copied();
        set.filter(|status| *status != reply.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apigw_13_a_type_goes_before_the_default_of_its_class() {
        let responses = Responses::read(r#"{"THROTTLED": 503, "DEFAULT_4XX": "418"}"#).unwrap();
        let status = |status, code, rule| responses.status(&Reply::error(status, code, rule, ""));
        assert_eq!(status(429, "THROTTLED", "APIGW-1"), Some(503));
        assert_eq!(status(429, "QUOTA_EXCEEDED", "APIGW-4"), Some(418));
        assert_eq!(status(500, "AUTHORIZER_FAILURE", "APIGW-10"), None);
        assert_eq!(status(404, "NotFound", "APIGW-18"), None, "the function's own answer");
        assert_eq!(status(429, "THROTTLED", "APIGW-20"), None, "the server's own answer");
        let server = Responses::read(r#"{"DEFAULT_5XX": 502}"#).unwrap();
        assert_eq!(server.status(&Reply::error(500, "InternalServerError", "APIGW-30", "")), Some(502));
        assert_eq!(server.status(&Reply::error(504, "INTEGRATION_FAILURE", "APIGW-20", "")), Some(502));
    }

    #[test]
    fn what_is_no_setting_is_told() {
        for (text, part) in [("[]", "no JSON object"), (r#"{"TEAPOT": 418}"#, "TEAPOT is no type"), (r#"{"THROTTLED": 42}"#, "is 42")] {
            assert!(Responses::read(text).unwrap_err().contains(part), "{text}");
        }
        assert_eq!(Responses::read(" "), Ok(Responses::default()));
    }
}
