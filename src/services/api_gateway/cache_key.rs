//! What tells the requests to a method apart in the cache: parameters of the path, the query string and headers (APIGW-14).

use super::behaviour::Waiting;
use super::wires::{API_KEY, CONTENT_TYPE, TOKEN};
use crate::common::fifo::said;
use crate::model::Config;
use crate::sim::Parcel;
use serde_json::{Map, Value};

/// The headers that clients send here.
pub const HEADERS: [&str; 3] = ["authorization", "content-type", "x-api-key"];

/// A parameter of a request, as CacheKeyParameters name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Parameter {
    /// `method.request.path.id`
    Path(String),
    /// `method.request.querystring.page`
    Query(String),
    /// `method.request.header.Authorization`, in small letters.
    Header(String),
}

impl Parameter {
    /// Reads a name; `None` if it names none.
    pub fn read(text: &str) -> Option<Self> {
        let (kind, name) = text.strip_prefix("method.request.")?.split_once('.').filter(|(_, name)| !name.is_empty())?;
        match kind {
            "path" => Some(Parameter::Path(name.to_owned())),
            "querystring" => Some(Parameter::Query(name.to_owned())),
            "header" => Some(Parameter::Header(name.to_ascii_lowercase())),
            _ => None,
        }
    }
}

/// The names in a setting, with commas between them.
pub fn names(setting: &str) -> impl Iterator<Item = &str> {
    setting.split(',').map(str::trim).filter(|name| !name.is_empty())
}

/// The key of a request by these parameters; `client` has the settings of the client's wire.
pub fn key(parameters: &[(String, Parameter)], waiting: &Waiting, client: &Config, parcel: &Parcel) -> String {
    let value = |parameter: &Parameter| value(parameter, waiting, client, parcel);
    let said: Map<String, Value> =
        parameters.iter().filter_map(|(name, parameter)| Some((name.clone(), value(parameter)?))).collect();
    Value::Object(said).to_string()
}

/// What a request has as this parameter; `client` has the settings of the client's wire.
pub fn value(parameter: &Parameter, waiting: &Waiting, client: &Config, parcel: &Parcel) -> Option<Value> {
    match parameter {
        Parameter::Path(name) => waiting.params.as_ref()?.get(name).cloned(),
        Parameter::Query(name) => waiting.asked.as_ref()?.querystring.get(name).cloned(),
        Parameter::Header(name) => match name.as_str() {
            "authorization" => said(TOKEN.of(client), parcel).map(Value::from),
            "content-type" => Some(CONTENT_TYPE.of(client).trim().into()),
            "x-api-key" => Some(API_KEY.of(client).trim().into()),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apigw_14_parameters_are_of_the_path_the_query_string_or_a_header() {
        let read = |name: &str| Parameter::read(name);
        assert_eq!(read("method.request.path.id"), Some(Parameter::Path("id".into())));
        assert_eq!(read("method.request.querystring.page.size"), Some(Parameter::Query("page.size".into())));
        assert_eq!(read("method.request.header.Authorization"), Some(Parameter::Header("authorization".into())));
        for bad in ["", "id", "method.request.path", "method.request.path.", "method.request.body.id", "request.path.id"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(names(" a, b ,,c").collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
