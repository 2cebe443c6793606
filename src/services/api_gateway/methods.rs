//! What a method has of its own, in place of what the API says: who may call it, what its requests must have, how long its
//! answers are kept (API Gateway 5.1).

use super::cache_key::{Parameter, names};
use super::gate::check;
use super::wires::*;
use crate::common::authorizing::Check;
use crate::languages::json_schema::Schema;
use crate::model::Config;
use crate::sim::Span;
use std::sync::Arc;

/// The settings of one method.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// Who may call it; `None`: as the API says.
    pub check: Option<Check>,
    /// Scopes, one of which a token must have; none: whatever its scopes.
    pub scopes: Vec<String>,
    /// Whether it needs an API key; `None`: as the API says.
    pub key: Option<bool>,
    /// Parameters without which a request is refused.
    pub required: Vec<Parameter>,
    /// What a JSON body must fit. A text that is no schema is none; AWS would have refused it.
    pub model: Option<Arc<Schema>>,
    /// Whether its answers are kept; `None`: those to GET are.
    pub cached: Option<bool>,
    /// How long; `None`: as the API says.
    pub ttl: Option<Span>,
}

/// The words of a list with spaces or commas between.
pub fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ' ']).map(str::trim).filter(|word| !word.is_empty())
}

impl Own {
    /// Reads the settings of an integration's wire. An HTTP API validates nothing and has neither keys nor cache (APIGW-7).
    pub fn read(config: &Config, http_api: bool) -> Self {
        let own = Self {
            check: check(METHOD_AUTHORIZATION.of(config)),
            scopes: list(METHOD_SCOPES.of(config)).map(str::to_owned).collect(),
            ..Self::default()
        };
        if http_api {
            return own;
        }
        let model = METHOD_MODEL.of(config).trim();
        Self {
            key: match METHOD_KEY.of(config) {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            required: names(REQUIRED_PARAMETERS.of(config)).filter_map(Parameter::read).collect(),
            model: if model.is_empty() { None } else { Schema::parse(model).ok().map(Arc::new) },
            cached: match METHOD_CACHING.of(config) {
                "on" => Some(true),
                "off" => Some(false),
                _ => None,
            },
            ttl: METHOD_TTL.of(config),
            ..own
        }
    }
}
