//! The way of a batch: enrichment, input template, calls of the target in pieces that it takes, and what their answers mean.

use super::behaviour::{Batch, ENRICH_TAG, Pipe, TARGET_TAG, record};
use super::*;
use super::rates::Stage;
use crate::sim::{Answer, Ask, Body, CallId, Context, MessageId, Parcel, Query, Received, Span};
use serde_json::{Value, json};
use std::ops::Range;

/// An execution takes so long at most, enrichment and target together (EB-40).
pub(super) const PATIENCE: Span = Span::minutes(5);
/// Entries of one call (EB-43).
const ENTRIES: usize = 10;
const RECORDS: usize = 500;
/// Bytes of one call (SQS 1.1, SNS 2.1, KIN 7.1).
const LARGEST_SEND: u64 = 1_048_576;
const LARGEST_PUBLISH: u64 = 262_144;
const LARGEST_PUT: u64 = 10 * 1_048_576;

/// How a target takes a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Takes {
    /// As one array, of which it may report failures.
    #[default]
    Whole,
    /// SendMessageBatch.
    Send,
    /// PublishBatch.
    Publish,
    /// PutEvents.
    Events,
    /// PutRecordBatch.
    Records,
    /// PutRecords.
    Stream,
}

impl Takes {
    /// By the role of the target's wire.
    pub fn of(role: &str) -> Self {
        match role {
            r if r == SEND_MESSAGE.key => Takes::Send,
            r if r == PUBLISH.key => Takes::Publish,
            r if r == PUT_EVENTS.key => Takes::Events,
            r if r == PUT_RECORD.key => Takes::Records,
            r if r == PUT_STREAM.key => Takes::Stream,
            _ => Takes::Whole,
        }
    }

    /// The most that one call takes.
    fn most(self) -> usize {
        match self {
            Takes::Whole => usize::MAX,
            Takes::Send | Takes::Publish | Takes::Events => ENTRIES,
            Takes::Records | Takes::Stream => RECORDS,
        }
    }

    /// How many bytes its entries may have in all.
    fn largest(self) -> u64 {
        match self {
            Takes::Send => LARGEST_SEND,
            Takes::Publish => LARGEST_PUBLISH,
            Takes::Stream => LARGEST_PUT,
            _ => u64::MAX,
        }
    }

    /// The messages of each call, as many as one takes.
    fn pieces(self, content: &[Body]) -> Vec<Range<usize>> {
        let mut pieces: Vec<Range<usize>> = Vec::new();
        let mut bytes = 0;
        for (at, body) in content.iter().enumerate() {
            bytes += body.bytes();
            match pieces.last_mut() {
                Some(piece) if piece.len() < self.most() && bytes <= self.largest() => piece.end = at + 1,
                _ => {
                    pieces.push(at..at + 1);
                    bytes = body.bytes();
                }
            }
        }
        pieces
    }

    /// The body of one call.
    fn body(self, content: &[Body]) -> Body {
        let text = |body: &Body| Value::from(body.text());
        let all = match (self, content) {
            (Takes::Whole, _) => {
                let values = content.iter().map(|b| b.json().cloned().unwrap_or_else(|| b.text().into()));
                Value::from(values.collect::<Vec<_>>())
            }
            (_, [one]) => return one.clone(),
            (Takes::Publish, _) => {
                let entry = |(at, body): (usize, &Body)| json!({"Id": at.to_string(), "Message": text(body)});
                json!({"PublishBatchRequestEntries": content.iter().enumerate().map(entry).collect::<Vec<_>>()})
            }
            (Takes::Send, _) => {
                let entry = |(at, body): (usize, &Body)| json!({"Id": at.to_string(), "MessageBody": text(body)});
                json!({"Entries": content.iter().enumerate().map(entry).collect::<Vec<_>>()})
            }
            (Takes::Records | Takes::Stream, _) => json!({"Records": content.iter().map(|b| json!({"Data": text(b)})).collect::<Vec<_>>()}),
            _ => json!({"Entries": content.iter().map(|b| json!({"Detail": text(b)})).collect::<Vec<_>>()}),
        };
        Body::new(all.to_string())
    }

    /// Which of the entries of a call failed, by its answer: positions among them.
    fn failed(self, body: Option<&Value>) -> Vec<usize> {
        let list = |key: &str| body.and_then(|body| body.get(key)).and_then(Value::as_array).into_iter().flatten();
        let with_code = |key| {
            let results = list(key).enumerate();
            results.filter(|(_, result)| result.get("ErrorCode").is_some()).map(|(at, _)| at).collect()
        };
        match self {
            Takes::Send | Takes::Publish => {
                let position = |failed: &Value| failed.get("Id")?.as_str()?.parse().ok();
                list("Failed").filter_map(position).collect()
            }
            Takes::Events => with_code("Entries"),
            Takes::Records => with_code("RequestResponses"),
            Takes::Stream => with_code("Records"),
            Takes::Whole => Vec::new(),
        }
    }
}

impl Pipe {
    /// Enrichment first, if there is one; else straight to the target.
    pub(super) fn begin(&mut self, cx: &mut Context, n: u64) {
        if self.enrichment.is_none() {
            self.deliver(cx, n);
        } else if self.may_call(cx, Stage::Enrichment, n) {
            self.enrich(cx, n);
        }
    }

    pub(super) fn enrich(&mut self, cx: &mut Context, n: u64) {
        let (Some(batch), Some(enrichment)) = (self.batches.get(&n), self.enrichment) else { return };
        let about = batch.records.first().map(|r| r.receipt.message);
        let shaped = |r: &Received| match &self.enrichment_template {
            Some(template) => {
                let body = template.fill(cx, &record(r));
                body.json().cloned().unwrap_or_else(|| body.text().into())
            }
            None => record(r),
        };
        let all: Vec<Value> = batch.records.iter().map(shaped).collect();
        let patience = self.patience(cx, Stage::Enrichment, batch);
        let parcel = Parcel::new(Body::new(Value::from(all).to_string()), about);
        cx.ask(Query::new(enrichment, Ask::Deliver(parcel)).within(patience).tag(ENRICH_TAG | n));
        self.called(cx, Stage::Enrichment);
    }

    pub(super) fn enriched(&mut self, cx: &mut Context, n: u64, answer: Answer) {
        let Some(batch) = self.batches.get_mut(&n) else { return };
        let Answer::Done { status: 200..=299, body, .. } = answer else {
            cx.count(ENRICHMENT_FAILED, 1);
            return self.fail(cx, n, "the enrichment failed");
        };
        // An array goes on element by element, anything else as one; without an answer the records go on as they are.
        match body.as_ref().map(|body| (body, body.json())) {
            Some((_, Some(Value::Array(all)))) => batch.content = Some(all.iter().map(|v| Body::new(v.to_string())).collect()),
            Some((body, _)) => batch.content = Some(vec![body.clone()]),
            None => {}
        }
        self.deliver(cx, n);
    }

    /// What the target gets: what the enrichment made of the records or their bodies, each through the input template.
    fn content(&self, cx: &Context, batch: &Batch) -> Vec<Body> {
        match (&self.target_template, &batch.content) {
            (None, Some(content)) => content.clone(),
            (None, None) => batch.records.iter().map(|r| r.body.clone()).collect(),
            (Some(template), Some(content)) => {
                let event = |body: &Body| body.json().cloned().unwrap_or_else(|| body.text().into());
                content.iter().map(|body| template.fill(cx, &event(body))).collect()
            }
            (Some(template), None) => batch.records.iter().map(|r| template.fill(cx, &record(r))).collect(),
        }
    }

    pub(super) fn deliver(&mut self, cx: &mut Context, n: u64) {
        let empty = self.batches.get(&n).is_some_and(|batch| batch.content.as_ref().is_some_and(Vec::is_empty));
        if empty {
            self.done(cx, n);
        } else if self.target.is_none() {
            self.fail(cx, n, "the target is gone");
        } else if self.may_call(cx, Stage::Target, n) {
            self.call_target(cx, n);
        }
    }

    pub(super) fn call_target(&mut self, cx: &mut Context, n: u64) {
        let (Some(batch), Some(target)) = (self.batches.get(&n), self.target) else { return };
        let (content, patience) = (self.content(cx, batch), self.patience(cx, Stage::Target, batch));
        let causes: Vec<MessageId> = batch.records.iter().map(|r| r.receipt.message).collect();
        // An enrichment that changed the number of messages has cut the ties between them.
        let tied = content.len() == causes.len();
        let mut calls: Vec<(Range<usize>, Parcel)> = Vec::new();
        for range in self.takes.pieces(&content) {
            let own = if tied { causes[range.clone()].to_vec() } else { vec![causes[0]; range.len()] };
            let parcel = Parcel::new(self.takes.body(&content[range.clone()]), own.first().copied());
            let several = self.takes != Takes::Whole && range.len() > 1;
            calls.push((range, if several { parcel.caused_by(own) } else { parcel }));
        }
        let asked = calls.into_iter().map(|(range, parcel)| {
            (cx.ask(Query::new(target, Ask::Deliver(parcel)).within(patience).tag(TARGET_TAG | n)), range)
        });
        let open = asked.collect();
        self.called(cx, Stage::Target);
        if let Some(batch) = self.batches.get_mut(&n) {
            batch.open = open;
            batch.tied = tied;
        }
    }

    pub(super) fn delivered(&mut self, cx: &mut Context, call: CallId, n: u64, answer: Answer) {
        let takes = self.takes;
        let Some(batch) = self.batches.get_mut(&n) else { return };
        let Some(range) = batch.open.remove(&call) else { return };
        match answer {
            Answer::Done { status: 200..=299, body, .. } => {
                let told = body.as_ref().and_then(Body::json);
                if takes == Takes::Whole {
                    let listed = told.and_then(|b| b.get("batchItemFailures")).and_then(Value::as_array);
                    let named = |r: &&Received| {
                        let id = super::behaviour::id(r);
                        listed.into_iter().flatten().any(|f| f.get("itemIdentifier").and_then(Value::as_str) == Some(&id))
                    };
                    let failed: Vec<_> = batch.records.iter().filter(named).map(|r| r.receipt).collect();
                    batch.failed.extend(failed);
                } else {
                    for at in takes.failed(told) {
                        batch.fail(range.start + at..range.start + at + 1);
                    }
                }
            }
            _ => batch.fail(range),
        }
        if batch.open.is_empty() {
            self.done(cx, n);
        }
    }
}
