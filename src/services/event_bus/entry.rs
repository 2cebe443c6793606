//! From what a sender puts to an event: the checks of an entry (EB-1 to EB-3) and the envelope (EventBridge 3.2).

use super::fields::{DETAIL_TYPE, SOURCE};
use crate::common::buses::Envelope;
use crate::common::ticking::{event_id, timestamp};
use crate::languages::template::DerivedTemplate;
use crate::model::Config;
use crate::sim::{Attributes, Body, Stream, Time};
use jiff::Timestamp;
use serde_json::Value;

/// The entries of one call (EB-1).
pub const MOST_ENTRIES: usize = 10;
/// What a Time adds to the size of an entry, in bytes (EB-2).
const TIME_BYTES: u64 = 14;
/// The largest call, in bytes: 1 MB since January 2026 (EB-2).
pub const LARGEST: u64 = 1_048_576;

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
    /// No entry, or more than ten: the request fails (EB-1).
    Count(usize),
    /// A Time that is no instant: the request fails.
    Time,
    /// A source that begins with `aws.` (EB-3).
    Reserved,
    /// No source or no detail-type.
    Incomplete,
    /// The detail is no JSON object (EB-3).
    MalformedDetail,
    /// EventBusName names another bus than the one that the call comes to.
    OtherBus,
    /// A fault of the bus itself.
    Internal,
}

impl Refused {
    /// The error code.
    pub const fn code(self) -> &'static str {
        match self {
            Refused::TooLarge(_) | Refused::Count(_) => "ValidationException",
            Refused::Time => "SerializationException",
            Refused::Reserved => "NotAuthorizedForSourceException",
            Refused::Incomplete => "InvalidArgument",
            Refused::MalformedDetail => "MalformedDetail",
            Refused::OtherBus => "ResourceNotFoundException",
            Refused::Internal => "InternalFailure",
        }
    }

    /// What the answer says beside the code of an entry that failed.
    pub const fn message(self) -> &'static str {
        match self {
            // The request fails as a whole: no entry is answered.
            Refused::TooLarge(_) | Refused::Count(_) | Refused::Time => "",
            Refused::Reserved => "Not authorized for the source.",
            Refused::Incomplete => "Source and DetailType are required.",
            Refused::MalformedDetail => "Detail is malformed.",
            Refused::OtherBus => "The event bus is not this one.",
            Refused::Internal => "Internal failure.",
        }
    }
}

/// An entry that was checked.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    source: String,
    detail_type: String,
    resources: Vec<String>,
    /// The Time that the sender gave, in whole seconds.
    time: Option<Timestamp>,
    /// EventBusName, if the sender gave one: a name or an ARN.
    bus: Option<String>,
    detail: Body,
    /// Its size as EB-2 counts it, in bytes.
    pub size: u64,
}

/// What a call of PutEvents carries.
#[derive(Clone, Debug)]
pub enum Put {
    /// One entry, whose detail is the body.
    One(Result<Entry, Refused>),
    /// The body is a whole request with a list of entries.
    Several(Vec<Result<Entry, Refused>>),
    /// The request fails as a whole.
    Refused(Refused),
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
        let entry = Entry { source, detail_type, resources: Vec::new(), time: None, bus: None, detail: body.clone(), size: 0 }.sized();
        if entry.size > LARGEST { Err(Refused::TooLarge(entry.size)) } else { entry.checked() }
    }

    /// What a parcel puts: the entries of its body, if that is a whole request (`{"Entries": [{"Detail": …}, …]}`), else one.
    /// A body of somebody's own that happens to have a list of this name is a detail like any other.
    pub fn put(&self, body: &Body, attributes: &Attributes) -> Put {
        let list = body.json().and_then(|body| body.get("Entries")).and_then(Value::as_array);
        let Some(list) = list.filter(|list| is_request(list)) else {
            return match self.entry(body, attributes) {
                Err(why @ Refused::TooLarge(_)) => Put::Refused(why),
                one => Put::One(one),
            };
        };
        if list.is_empty() || list.len() > MOST_ENTRIES {
            return Put::Refused(Refused::Count(list.len()));
        }
        let entries: Result<Vec<Entry>, Refused> = list.iter().map(|entry| self.given(entry)).collect();
        let entries = match entries {
            Ok(entries) => entries,
            Err(why) => return Put::Refused(why),
        };
        let size = entries.iter().map(|entry| entry.size).sum();
        if size > LARGEST {
            return Put::Refused(Refused::TooLarge(size));
        }
        Put::Several(entries.into_iter().map(Entry::checked).collect())
    }

    /// An entry of a request. What it does not say, the wire does; a detail may be a text, as in the API, or an object.
    ///
    /// # Errors
    /// Its Time is none.
    fn given(&self, entry: &Value) -> Result<Entry, Refused> {
        let text = |key| entry.get(key).and_then(Value::as_str).map(str::to_owned);
        let detail = match entry.get("Detail") {
            Some(Value::String(text)) => Body::new(text.as_str()),
            Some(other) => Body::new(other.to_string()),
            None => Body::new(""),
        };
        let resources = entry.get("Resources").and_then(Value::as_array).into_iter().flatten();
        let entry = Entry {
            source: text("Source").unwrap_or_else(|| self.source.of(&detail)),
            detail_type: text("DetailType").unwrap_or_else(|| self.detail_type.of(&detail)),
            resources: resources.filter_map(Value::as_str).map(str::to_owned).collect(),
            bus: text("EventBusName").filter(|name| !name.is_empty()),
            time: entry.get("Time").filter(|time| !time.is_null()).map(instant).transpose()?,
            detail,
            size: 0,
        };
        Ok(entry.sized())
    }
}

/// Whether a list named Entries is one of PutEvents: objects, of which some have a Detail. AWS wants it in all of them; one
/// that lacks it fails by itself. An empty list is a request too, and refused (EB-1).
fn is_request(list: &[Value]) -> bool {
    list.is_empty() || list.iter().all(Value::is_object) && list.iter().any(|entry| entry.get("Detail").is_some())
}

/// A Time, as an SDK sends it (seconds since 1970) or as a person writes it (RFC 3339); events have whole seconds.
fn instant(time: &Value) -> Result<Timestamp, Refused> {
    let seconds = match time {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|seconds| seconds.floor() as i64)),
        Value::String(text) => text.parse::<Timestamp>().ok().map(Timestamp::as_second),
        _ => None,
    };
    seconds.and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or(Refused::Time)
}

impl Entry {
    /// With its size: a Time, source, detail-type, detail and resources (EB-2).
    fn sized(mut self) -> Self {
        let texts = [&self.source, &self.detail_type].into_iter().chain(&self.resources);
        let texts: u64 = texts.map(|text| text.len() as u64).sum();
        self.size = texts + self.detail.bytes() + if self.time.is_some() { TIME_BYTES } else { 0 };
        self
    }

    fn checked(self) -> Result<Self, Refused> {
        if self.source.is_empty() || self.detail_type.is_empty() {
            return Err(Refused::Incomplete);
        }
        if self.source.starts_with("aws.") {
            return Err(Refused::Reserved);
        }
        if !self.detail.json().is_some_and(Value::is_object) {
            return Err(Refused::MalformedDetail);
        }
        Ok(self)
    }

    /// Whether the entry is for the bus that is called so, or for any.
    pub fn is_for(&self, names: &[&str]) -> bool {
        self.bus.as_deref().is_none_or(|bus| names.contains(&bus.rsplit('/').next().unwrap_or(bus)))
    }

    /// The event, and its id: the envelope around the detail, which stays as the sender wrote it.
    pub fn event(self, now: Time, stream: &mut Stream) -> (Body, String) {
        let id = event_id(stream);
        let time = self.time.map_or_else(|| timestamp(now), |given| given.to_string());
        let envelope = Envelope { id: &id, detail_type: &self.detail_type, source: &self.source, time: &time, resources: &self.resources };
        (envelope.around(self.detail.text()), id)
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
    event.insert("id".into(), event_id(stream).into());
    Some(Body::new(Value::Object(event).to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
        let (event, id) = entry.event(Time(61_900_000), &mut Stream::of(7, "bus"));
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
        assert_eq!(event["id"], id.as_str());
    }

    #[test]
    fn eb_1_2_a_request_has_one_to_ten_entries_and_1_mb_in_all() {
        let put = |body: &Value| sender("my.app", "Event").put(&Body::new(body.to_string()), &Attributes::NONE);
        let entries = |n: usize| json!({"Entries": vec![json!({"Detail": "{}"}); n]});
        assert!(matches!(put(&entries(0)), Put::Refused(Refused::Count(0))));
        assert!(matches!(put(&entries(11)), Put::Refused(Refused::Count(11))));
        let Put::Several(ten) = put(&entries(10)) else { panic!("ten are allowed") };
        // `my.app`, `Event` and `{}`.
        assert!(ten.len() == 10 && ten.iter().all(|entry| entry.as_ref().is_ok_and(|entry| entry.size == 13)));
        let half = |bytes: usize| json!({"Source": "a", "DetailType": "b", "Detail": format!("{{\"x\":\"{}\"}}", "x".repeat(bytes - 8))});
        // Two entries of 524,288 bytes make 1 MB.
        assert!(matches!(put(&json!({"Entries": [half(524_286), half(524_286)]})), Put::Several(_)));
        assert!(matches!(put(&json!({"Entries": [half(524_286), half(524_287)]})), Put::Refused(Refused::TooLarge(1_048_577))));
    }

    #[test]
    fn eb_1_a_body_that_only_looks_like_a_request_is_a_detail() {
        let put = |body: Value| sender("a", "b").put(&Body::new(body.to_string()), &Attributes::NONE);
        for body in [json!({"Entries": ["Detail", 2]}), json!({"Entries": [{"name": "a"}]}), json!({"Entries": {"Detail": {}}})] {
            assert!(matches!(put(body.clone()), Put::One(Ok(_))), "{body}");
        }
        let Put::Several(entries) = put(json!({"Entries": [{"Detail": {}}, {"Source": "x"}]})) else { panic!("a request") };
        assert!(matches!(entries[..], [Ok(_), Err(Refused::MalformedDetail)]), "one of them forgot its Detail");
    }

    #[test]
    fn a_time_is_text_or_seconds_and_events_have_whole_seconds() {
        let at = |time: Value| {
            let body = json!({"Entries": [{"Source": "a", "DetailType": "b", "Detail": {}, "Time": time}]});
            match sender("", "").put(&Body::new(body.to_string()), &Attributes::NONE) {
                Put::Several(mut one) => {
                    let (event, _) = one.remove(0)?.event(Time::START, &mut Stream::of(7, "bus"));
                    Ok(event.json().expect("JSON")["time"].clone())
                }
                Put::Refused(why) => Err(why),
                Put::One(_) => panic!("a request"),
            }
        };
        // 2026-05-01 is 20,574 days after 1970: 56 years of 365 days, 14 leap days, 120 days.
        let first_of_may = Ok(json!("2026-05-01T00:00:00Z"));
        assert_eq!(at(json!(1_777_593_600)), first_of_may);
        assert_eq!(at(json!(1_777_593_600.7)), first_of_may);
        assert_eq!(at(json!("2026-05-01T02:00:00.5+02:00")), first_of_may);
        assert_eq!(at(Value::Null), Ok(json!("2026-01-01T00:00:00Z")), "as if it were not there");
        for bad in [json!("tomorrow"), json!("2026-05-01"), json!(true), json!(1e300)] {
            assert_eq!(at(bad.clone()), Err(Refused::Time), "{bad}");
        }
    }

    #[test]
    fn eb_2_time_and_resources_count_and_are_kept() {
        let body = json!({"Entries": [{"Source": "ab", "DetailType": "c", "Detail": {"n": 1}, "Time": "2026-05-01T00:00:00Z", "Resources": ["xyz", "w"]}]});
        let Put::Several(mut one) = sender("", "").put(&Body::new(body.to_string()), &Attributes::NONE) else { panic!("a list") };
        let entry = one.remove(0).expect("a good entry");
        // 14 for the time, 2 + 1 for the names, 7 for the detail, 3 + 1 for the resources.
        assert_eq!(entry.size, 28);
        let (event, _) = entry.event(Time::START, &mut Stream::of(7, "bus"));
        let event = event.json().expect("JSON");
        assert_eq!((&event["time"], &event["resources"]), (&json!("2026-05-01T00:00:00Z"), &json!(["xyz", "w"])));
    }
}
