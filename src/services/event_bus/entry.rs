//! From what a sender puts to an event: the checks of an entry (EB-2, EB-3) and the envelope (EventBridge 3.2).

use super::fields::{DETAIL_TYPE, SOURCE};
use crate::languages::template::{DerivedTemplate, Template};
use crate::model::Config;
use crate::sim::{Attributes, Body, Stream, Time};
use serde_json::Value;
use std::sync::LazyLock;

/// The largest entry, in bytes: 1 MB since January 2026 (EB-2).
pub const LARGEST: u64 = 1_048_576;

/// The account and the Region of every event here.
const ACCOUNT: &str = "123456789012";
const REGION: &str = "us-east-1";

static ID: LazyLock<Template> = LazyLock::new(|| Template::parse("{{uuid}}").expect("a placeholder that exists"));
static CLOCK: LazyLock<Template> =
    LazyLock::new(|| Template::parse("{{timestamp}}").expect("a placeholder that exists"));

/// A text of a wire: fixed, or taken from each body.
#[derive(Clone, Debug)]
enum Word {
    Fixed(String),
    Derived(DerivedTemplate),
}

impl Word {
    fn read(text: &str) -> Self {
        // A template with a mistake is a problem that the check reports; the run takes it as it stands.
        // Between quotes a path that leads nowhere gives nothing; elsewhere it would give the word null.
        match DerivedTemplate::parse(&format!("\"{text}\"")) {
            Ok(template) if text.contains("{{") => Word::Derived(template),
            _ => Word::Fixed(text.to_owned()),
        }
    }

    fn of(&self, body: &Body) -> String {
        match self {
            Word::Fixed(text) => text.clone(),
            Word::Derived(template) => {
                let mut text = String::new();
                template.render(&mut text, body.text(), body.json());
                text[1..text.len() - 1].to_owned()
            }
        }
    }
}

/// What the wire of a sender adds to a body.
#[derive(Clone, Debug)]
pub struct Sender {
    source: Word,
    detail_type: Word,
}

/// Why an entry is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    /// More than 1 MB, with its size: the request fails (EB-2).
    TooLarge(u64),
    /// A source that begins with `aws.` (EB-3).
    Reserved,
    /// No source or no detail-type.
    Incomplete,
    /// The detail is no JSON object (EB-3).
    MalformedDetail,
}

impl Refused {
    /// The error code.
    pub const fn code(self) -> &'static str {
        match self {
            Refused::TooLarge(_) => "ValidationException",
            Refused::Reserved => "NotAuthorizedForSourceException",
            Refused::Incomplete => "InvalidArgument",
            Refused::MalformedDetail => "MalformedDetail",
        }
    }
}

/// An entry that was checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    source: String,
    detail_type: String,
    /// Its size as EB-2 counts it, in bytes.
    pub size: u64,
}

impl Sender {
    /// Reads the settings of a wire.
    pub fn read(config: &Config) -> Self {
        Self { source: Word::read(SOURCE.of(config)), detail_type: Word::read(DETAIL_TYPE.of(config)) }
    }

    /// The entry that a parcel becomes; its body is the detail. A program that names source and detail-type itself, in
    /// attributes of these names, has its way.
    ///
    /// # Errors
    /// Why EventBridge does not take it.
    pub fn entry(&self, body: &Body, attributes: &Attributes) -> Result<Entry, Refused> {
        let own = |name: &str| attributes.map().get(name).map(|a| a.string_value.clone());
        let source = own("source").unwrap_or_else(|| self.source.of(body));
        let detail_type = own("detail-type").unwrap_or_else(|| self.detail_type.of(body));
        // No Time and no Resources are given, so they add nothing.
        let size = source.len() as u64 + detail_type.len() as u64 + body.bytes();
        if size > LARGEST {
            return Err(Refused::TooLarge(size));
        }
        if source.is_empty() || detail_type.is_empty() {
            return Err(Refused::Incomplete);
        }
        if source.starts_with("aws.") {
            return Err(Refused::Reserved);
        }
        if !body.json().is_some_and(Value::is_object) {
            return Err(Refused::MalformedDetail);
        }
        Ok(Entry { source, detail_type, size })
    }
}

impl Entry {
    /// The event: the envelope around the detail, which stays as the sender wrote it.
    pub fn event(self, detail: &Body, now: Time, stream: &mut Stream) -> Body {
        let (id, mut time) = (new_id(stream), String::new());
        CLOCK.render(&mut time, 0, now.epoch_micros(), &mut || 0);
        // Events carry whole seconds.
        time.truncate("2026-01-01T00:00:00".len());
        let (source, detail_type) = (Value::from(self.source), Value::from(self.detail_type));
        Body::new(format!(
            "{{\"version\":\"0\",\"id\":\"{id}\",\"detail-type\":{detail_type},\"source\":{source},\
             \"account\":\"{ACCOUNT}\",\"time\":\"{time}Z\",\"region\":\"{REGION}\",\"resources\":[],\"detail\":{}}}",
            detail.text()
        ))
    }
}

/// An event that comes as a whole, from another bus or from an AWS service; the bus adds what only it knows. `None` if
/// it is no event.
pub fn whole(body: &Body, stream: &mut Stream) -> Option<Body> {
    let event = body.json()?.as_object()?;
    let text = |key| event.get(key).is_some_and(Value::is_string);
    if !text("source") || !text("detail-type") || !event.get("detail").is_some_and(Value::is_object) {
        return None;
    }
    if event.contains_key("id") {
        return Some(body.clone());
    }
    let mut event = event.clone();
    event.insert("version".into(), "0".into());
    event.insert("id".into(), new_id(stream).into());
    Some(Body::new(Value::Object(event).to_string()))
}

fn new_id(stream: &mut Stream) -> String {
    let mut id = String::new();
    ID.render(&mut id, 0, 0, &mut || stream.bits());
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(source: &str, detail_type: &str) -> Sender {
        Sender::read(&Config::from([("Source", source.into()), ("DetailType", detail_type.into())]))
    }

    #[test]
    fn eb_2_the_size_counts_source_type_and_detail_and_1_mb_is_the_most() {
        let body = |bytes: usize| Body::new(format!("{{\"a\":\"{}\"}}", "x".repeat(bytes - 8)));
        // `ab` and `c` are three bytes.
        assert_eq!(sender("ab", "c").entry(&body(100), &Attributes::NONE).map(|e| e.size), Ok(103));
        assert!(sender("ab", "c").entry(&body(1_048_573), &Attributes::NONE).is_ok());
        assert_eq!(sender("ab", "c").entry(&body(1_048_574), &Attributes::NONE), Err(Refused::TooLarge(1_048_577)));
    }

    #[test]
    fn the_envelope_has_all_nine_fields_and_quotes_are_kept_apart() {
        let detail = Body::new("{\"total\": 12}");
        let entry = sender("a\"b", "{{body.total}}{{body.none}} pieces")
            .entry(&detail, &Attributes::NONE)
            .expect("a good entry");
        let event = entry.event(&detail, Time(61_900_000), &mut Stream::of(7, "bus"));
        let event = event.json().expect("JSON");
        let mut fields: Vec<&str> = event.as_object().expect("an object").keys().map(String::as_str).collect();
        fields.sort_unstable();
        assert_eq!(
            fields,
            ["account", "detail", "detail-type", "id", "region", "resources", "source", "time", "version"]
        );
        assert_eq!((&event["source"], &event["detail-type"]), (&"a\"b".into(), &"12 pieces".into()));
        assert_eq!(event["time"], "2026-01-01T00:01:01Z", "RFC 3339, whole seconds");
        assert_eq!(event["detail"]["total"], 12);
    }
}
