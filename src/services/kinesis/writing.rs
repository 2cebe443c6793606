//! Puts: which shard, whether it has room, one record or many (KIN-1 to KIN-4).

use super::behaviour::Stream;
use super::shard::{Entry, random_key};
use super::*;
use crate::common::fifo::said;
use crate::common::shards::{hash, sequence_number, shard_id};
use crate::sim::{Answer, Attributes, Body, Context, Fault, Kind, LinkId, Parcel, Place, Reason};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::sync::Arc;

/// A record has at most so many bytes, and a call of PutRecords so many and so many records (KIN 7.1).
const LARGEST: u64 = 10 * 1_048_576;
const MOST_RECORDS: usize = 500;
/// A partition key has at most so many characters (KIN 7.1).
const LONGEST_KEY: usize = 256;
/// A put is billed in units of so many bytes (KIN 7.5).
const UNIT: u64 = 25 * 1_024;

/// What a record is refused with.
type Refusal = (Fault, u16, &'static str);

/// A record, and where it went.
struct Stored {
    made: crate::sim::MessageId,
    shard: u32,
    number: u64,
}

impl Stored {
    fn told(&self) -> Value {
        json!({"ShardId": shard_id(self.shard), "SequenceNumber": sequence_number(self.number)})
    }
}

fn refused((fault, status, code): Refusal) -> Answer {
    Answer::failed(fault, status, code)
}

impl Stream {
    /// PutRecord or PutRecords.
    pub(super) fn take(&mut self, cx: &mut Context, over: LinkId, parcel: Parcel) -> Answer {
        let list = parcel.body.json().and_then(|body| body.get("Records")).and_then(Value::as_array);
        let entry = |r: &Value| {
            let key = r.get("PartitionKey").and_then(Value::as_str).map(Arc::from);
            Some((Body::new(r.get("Data")?.as_str()?), key))
        };
        let entries = list.and_then(|list| list.iter().map(entry).collect::<Option<Vec<_>>>());
        match entries.filter(|entries| !entries.is_empty()) {
            Some(entries) => self.take_all(cx, over, &parcel, entries),
            None => self.take_one(cx, over, parcel),
        }
    }

    /// PutRecord: all or nothing.
    fn take_one(&mut self, cx: &mut Context, over: LinkId, parcel: Parcel) -> Answer {
        let (parcel, key) = match whole_call(&parcel.body) {
            Some(Ok((data, key))) => (Parcel { body: data, ..parcel }, Some(key)),
            Some(Err(())) => {
                let reason = Reason::new("KIN-3", Kind::Failed, "refused: the Data of a call is Base64, and this is not");
                cx.note(reason.maybe_about(parcel.about).on(over));
                return Answer::failed(Fault::Client, 400, "SerializationException");
            }
            None => (parcel, None),
        };
        match self.put(cx, over, parcel, key) {
            Ok(stored) => {
                Answer::Done { status: 200, body: Some(Body::new(stored.told().to_string())), made: Some(stored.made) }
            }
            Err(refusal) => refused(refusal),
        }
    }

    /// PutRecords: each entry by itself, in an answer of 200.
    fn take_all(&mut self, cx: &mut Context, over: LinkId, parcel: &Parcel, entries: Vec<(Body, Option<Arc<str>>)>) -> Answer {
        let (all, bytes) = (entries.len(), entries.iter().map(|(body, _)| body.bytes()).sum::<u64>());
        if all > MOST_RECORDS || bytes > LARGEST {
            let text = "PutRecords refused: {a} records of {b} bytes are more than 500, or than 10 MiB";
            let reason = Reason::new("KIN-3", Kind::Failed, text).maybe_about(parcel.about).on(over);
            cx.note(reason.a(all as i64).b(bytes as i64));
            return Answer::failed(Fault::Client, 400, "InvalidArgumentException");
        }
        if self.down(cx, over, parcel) {
            return Answer::failed(Fault::Unavailable, 500, "InternalFailure");
        }
        let (mut failed, mut told) = (0, Vec::with_capacity(all));
        for (at, (body, key)) in entries.into_iter().enumerate() {
            match self.put(cx, over, Parcel::new(body, parcel.cause(at)), key) {
                Ok(stored) => told.push(stored.told()),
                Err((_, _, code)) => {
                    failed += 1;
                    told.push(json!({"ErrorCode": code}));
                }
            }
        }
        cx.count(PUT_RECORDS_FAILED, failed);
        let kind = if failed > 0 { Kind::Failed } else { Kind::Answered };
        let reason = Reason::new("KIN-3", kind, "PutRecords with {a} records answers 200: {b} failed");
        cx.note(reason.maybe_about(parcel.about).on(over).a(all as i64).b(failed as i64));
        let body = json!({"FailedRecordCount": failed, "Records": told});
        Answer::Done { status: 200, body: Some(Body::new(body.to_string())), made: None }
    }

    /// Whether every put is answered 500 now.
    fn down(&self, cx: &mut Context, over: LinkId, parcel: &Parcel) -> bool {
        let down = self.mode == "ERROR";
        if down {
            let reason = Reason::new("", Kind::Failed, "the stream answers 500").maybe_about(parcel.about).on(over);
            cx.note(reason.because("Mode"));
        }
        down
    }

    /// One record.
    fn put(&mut self, cx: &mut Context, over: LinkId, parcel: Parcel, key: Option<Arc<str>>) -> Result<Stored, Refusal> {
        if self.down(cx, over, &parcel) {
            return Err((Fault::Unavailable, 500, "InternalFailure"));
        }
        let own = key.or_else(|| said(PARTITION_KEY.of(&cx.link_config(over)), &parcel).map(Arc::from));
        let own = own.or_else(|| parcel.extra.as_ref().and_then(|extra| extra.group.clone()));
        let chosen = own.is_some();
        let key = own.unwrap_or_else(|| random_key(cx.stream().bits(), cx.stream().bits()));
        let bytes = parcel.body.bytes() + key.len() as u64;
        if key.is_empty() || key.chars().count() > LONGEST_KEY || bytes > LARGEST {
            let text = "refused: a record has 10 MiB at most and a partition key of 1 to 256 characters; this has {a} bytes";
            let reason = Reason::new("KIN-3", Kind::Failed, text).maybe_about(parcel.about).on(over);
            cx.note(reason.a(bytes as i64).because("PartitionKey"));
            return Err((Fault::Client, 400, "InvalidArgumentException"));
        }
        let (shard, setting) = self.admitted(cx, hash(&key), bytes);
        if !setting.is_empty() {
            self.throttled.add(cx.now(), 1);
            cx.count(WRITE_EXCEEDED, 1);
            let text = "throttled: shard {a} takes 1 MiB and 1,000 records a second";
            let reason = Reason::new("KIN-2", Kind::Throttled, text).maybe_about(parcel.about).on(over);
            cx.note(reason.a(i64::from(shard)).because(setting));
            return Err((Fault::Throttled, 400, "ProvisionedThroughputExceededException"));
        }
        Ok(self.store(cx, over, parcel, (key, chosen), (shard, bytes)))
    }

    /// The shard of a key; the setting that decided if it has no room, else nothing.
    fn admitted(&mut self, cx: &Context, place: u128, bytes: u64) -> (u32, &'static str) {
        let (now, id) = (cx.now(), self.shard_of(place));
        if self.mode == "THROTTLED" {
            return (id, "Mode");
        }
        if self.shards.get_mut(&id).is_some_and(|shard| shard.write(now, bytes)) {
            return (id, "");
        }
        // Where another shard has room, it is the key that decided: it has one shard, however many there are.
        let elsewhere = self.shards.values_mut().any(|shard| shard.has_room(now, bytes));
        let setting = match (elsewhere, self.on_demand) {
            (true, _) => "PartitionKey",
            (false, true) => "StreamMode",
            (false, false) => "ShardCount",
        };
        (id, setting)
    }

    fn store(
        &mut self,
        cx: &mut Context,
        over: LinkId,
        parcel: Parcel,
        (key, chosen): (Arc<str>, bool),
        (id, bytes): (u32, u64),
    ) -> Stored {
        let now = cx.now();
        self.rate.add(now, 1);
        cx.count(INCOMING, 1);
        cx.count(BYTES, bytes);
        if self.on_demand {
            cx.count(ON_DEMAND_IN, bytes);
        } else {
            cx.count(PUT_UNITS, bytes.div_ceil(UNIT).max(1));
        }
        let lineage = parcel.lineage().cloned();
        let made = cx.create(parcel.about, parcel.body, Attributes::NONE, Place::Waiting);
        cx.descend(made, lineage);
        cx.group(made, key);
        let number = self.next;
        self.next += 1;
        let text = if chosen { "stored in shard {a} by its partition key" } else { "stored in shard {a}: without a partition key any will do" };
        cx.note(Reason::new("KIN-1", Kind::Waiting, text).about(made).on(over).a(i64::from(id)).because("PartitionKey"));
        if let Some(shard) = self.shards.get_mut(&id) {
            let bytes = bytes as u32;
            let entry = Entry { number, message: made, bytes, at: now, seen: 0, done: 0, discarded: false, settled: false };
            shard.entries.push_back(entry);
        }
        self.held += 1;
        cx.gauge(HELD, self.held as f64);
        self.expect_expiry(cx);
        self.push(cx, id);
        Stored { made, shard: id, number }
    }
}

/// A body that is the call itself, as an API's mapping template makes it: Base64 data and a key.
fn whole_call(body: &Body) -> Option<Result<(Body, Arc<str>), ()>> {
    let call = body.json()?.as_object()?;
    let known = |name: &String| matches!(name.as_str(), "Data" | "PartitionKey" | "StreamName" | "StreamARN" | "ExplicitHashKey");
    let (data, key) = (call.get("Data")?.as_str()?, call.get("PartitionKey")?.as_str()?);
    call.keys().all(known).then(|| {
        let decoded = STANDARD.decode(data).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        decoded.map(|text| (Body::new(text), key.into())).ok_or(())
    })
}
