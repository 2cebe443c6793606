//! Calls with several entries: batches as services send them, programs that gather what they send into batches (SQS-26), and
//! deletes of a batch, which a FIFO queue counts by its partitions too (SQS-24, SQS-25).

use super::behaviour::{DELETE_AGAIN, GATHERED, Queue};
use super::sending::BILLED_BYTES;
use super::throughput::Action;
use super::*;
use crate::sim::parts::RetryProfile;
use crate::sim::{Answer, Body, CallId, Class, Context, Fault, Kind, LinkId, Parcel, Reason, Receipt, Span, Token, WakeKey};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// All entries of a batch together are at most so large (SQS 1.1).
const LARGEST_BATCH: u64 = 1_048_576;
/// A batch has at most so many entries.
const MOST_ENTRIES: usize = 10;
/// How a consumer's SDK tries a throttled delete again (RETRY-1).
const CONSUMER: RetryProfile = RetryProfile::standard_2026(3);

/// What a sender has gathered and not sent yet; its calls wait for their answers.
#[derive(Clone, Debug)]
pub struct Gathered {
    entries: Vec<(CallId, Parcel)>,
    bytes: u64,
    due: WakeKey,
}

/// A throttled delete that its consumer tries again.
#[derive(Clone, Debug)]
pub struct DeleteAgain {
    receipts: Vec<Receipt>,
    tries: u32,
}

impl Queue {
    /// Whether the sender behind this wire gathers messages.
    pub(super) fn is_gathered(&mut self, cx: &Context, over: LinkId) -> bool {
        self.know_door(cx, over);
        self.door(over).is_some_and(|door| door.batch.is_some())
    }

    /// A message joins what its sender gathers.
    #[inline(never)]
    pub(super) fn gather(&mut self, cx: &mut Context, call: CallId, over: LinkId, parcel: Parcel) {
        let (most, wait) = self.door(over).and_then(|door| door.batch).unwrap_or((1, Span::ZERO));
        let bytes = parcel.bytes();
        if self.gathered.get(&over).is_some_and(|g| g.bytes + bytes > LARGEST_BATCH) {
            self.send_gathered(cx, over);
        }
        let gathered = self.gathered.entry(over).or_insert_with(|| Gathered {
            entries: Vec::new(),
            bytes: 0,
            due: cx.wake_after(Class::Start, wait, Token::new(GATHERED, u64::from(over.0))),
        });
        gathered.bytes += bytes;
        gathered.entries.push((call, parcel));
        if gathered.entries.len() >= most {
            self.send_gathered(cx, over);
        }
    }

    /// What a sender has gathered is sent: every call that waits gets the answer of its entry.
    pub(super) fn send_gathered(&mut self, cx: &mut Context, over: LinkId) {
        let Some(Gathered { entries, due, .. }) = self.gathered.remove(&over) else { return };
        cx.cancel(due);
        let latency = self.settings().latency.draw(cx.stream());
        let (calls, parcels): (Vec<CallId>, Vec<Parcel>) = entries.into_iter().unzip();
        for (entry, answer) in self.take_batch(cx, over, parcels, "BatchEntries") {
            cx.answer(calls[entry], answer, latency);
        }
    }

    /// SendMessageBatch: one call, of high throughput one for each partition concerned. The answer of every entry, by its place.
    fn take_batch(&mut self, cx: &mut Context, over: LinkId, parcels: Vec<Parcel>, why: &'static str) -> Vec<(usize, Answer)> {
        let (all, bytes): (usize, u64) = (parcels.len(), parcels.iter().map(Parcel::bytes).sum());
        let groups: Vec<_> = parcels.iter().map(|parcel| self.group_of(over, parcel)).collect();
        let fair = groups.iter().any(Option::is_some);
        let mut pieces: BTreeMap<usize, Vec<(usize, Parcel)>> = BTreeMap::new();
        for (entry, group) in parcels.into_iter().enumerate().zip(groups) {
            pieces.entry(self.partition_of(group.as_deref())).or_default().push(entry);
        }
        let reason = Reason::new("SQS-26", Kind::Sent, "a batch of {a} messages, {b} calls for the throughput");
        cx.note(reason.a(all as i64).b(pieces.len() as i64).on(over).because(why));
        self.bill(cx, bytes.div_ceil(BILLED_BYTES).max(1), fair);
        let mut answers = Vec::with_capacity(all);
        for (partition, entries) in pieces {
            let passes = self.has_throughput(cx, Action::Send, Some(partition));
            for (entry, parcel) in entries {
                let answer = match passes {
                    true => self.send(cx, over, SEND, parcel, false),
                    false => Answer::failed(Fault::Throttled, 400, "ThrottlingException"),
                };
                answers.push((entry, answer));
            }
        }
        answers
    }

    /// A service sends a batch in one call: its answer says which entries failed. A call that is denied, too large or throttled
    /// as a whole fails as a whole.
    #[cold]
    #[inline(never)]
    pub(super) fn send_batch(&mut self, cx: &mut Context, over: LinkId, call: &Parcel) -> Answer {
        self.know_door(cx, over);
        let list = call.body.json().and_then(|body| body.get("Entries")).and_then(Value::as_array);
        let denied = self.door(over).is_some_and(|door| !door.allowed);
        let Some(list) = list.filter(|_| !denied) else { return self.send(cx, over, SEND, call.clone(), true) };
        let entry = |(at, entry): (usize, &Value)| {
            let body = entry.get("MessageBody").and_then(Value::as_str).unwrap_or_default();
            Parcel::new(Body::new(body), call.cause(at)).with(call.attributes.clone()).descended(call.lineage().cloned())
        };
        let parcels: Vec<Parcel> = list.iter().enumerate().map(entry).collect();
        let bytes: u64 = parcels.iter().map(Parcel::bytes).sum();
        if bytes > LARGEST_BATCH {
            let reason = Reason::new("SQS-26", Kind::Failed, "batch refused: {a} bytes in all are more than {b}").maybe_about(call.about);
            cx.note(reason.on(over).a(bytes as i64).b(LARGEST_BATCH as i64));
            return Answer::failed(Fault::Client, 400, "BatchRequestTooLong");
        }
        let mut answers = self.take_batch(cx, over, parcels, "");
        answers.sort_by_key(|(entry, _)| *entry);
        if answers.iter().all(|(_, answer)| answer.fault() == Some(Fault::Throttled)) {
            return Answer::failed(Fault::Throttled, 400, "ThrottlingException");
        }
        let id = |entry: usize| list[entry].get("Id").cloned().unwrap_or_default();
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        for (entry, answer) in answers {
            match answer {
                Answer::Failed { code, .. } => bad.push(json!({"Id": id(entry), "Code": code})),
                _ => good.push(json!({"Id": id(entry)})),
            }
        }
        let body = Body::new(json!({"Failed": bad, "Successful": good}).to_string());
        Answer::Done { status: 200, body: Some(body), made: None }
    }

    /// DeleteMessage or DeleteMessageBatch. What a FIFO queue throttles is told to a consumer that listens, of a batch by the
    /// list of failed entries in an answer of 200; the SDK of one that does not tries again.
    pub(super) fn delete(&mut self, cx: &mut Context, call: CallId, receipts: &[Receipt]) -> Answer {
        let all = receipts.len();
        let again = if cx.is_heard(call) { None } else { Some(1) };
        let late = self.delete_some(cx, receipts, again);
        match late {
            (0, 0) => Answer::done(200),
            (throttled, _) if throttled == all => Answer::failed(Fault::Throttled, 400, "ThrottlingException"),
            (_, refused) if refused == all => Answer::failed(Fault::Client, 400, "ReceiptHandleIsInvalid"),
            _ => Answer::done(200),
        }
    }

    /// How many were throttled, and how many receipts were no longer valid. Of a consumer that tries again: this is which try.
    fn delete_some(&mut self, cx: &mut Context, receipts: &[Receipt], tries: Option<u32>) -> (usize, usize) {
        let (mut throttled, mut refused) = (0, 0);
        for batch in receipts.chunks(MOST_ENTRIES) {
            self.bill(cx, 1, false);
            if self.throughput.is_none() {
                refused += batch.iter().filter(|receipt| !self.delete_one(cx, receipt)).count();
                continue;
            }
            for (partition, receipts) in self.by_partition(batch) {
                if self.has_throughput(cx, Action::Delete, Some(partition)) {
                    refused += receipts.iter().filter(|receipt| !self.delete_one(cx, receipt)).count();
                } else {
                    throttled += receipts.len();
                    match tries {
                        Some(tries) => self.delete_later(cx, receipts, tries),
                        None => receipts.iter().for_each(|receipt| {
                            let text = "its delete was throttled, and the consumer is told: it comes back unless that is tried again";
                            cx.note(Reason::new("SQS-24", Kind::Throttled, text).about(receipt.message));
                        }),
                    }
                }
            }
        }
        // A place in flight is free again: a receive that waited at the limit may go on (SQS-17), and so may a group.
        self.serve(cx);
        (throttled, refused)
    }

    /// The entries of a batch that concern each partition.
    #[inline(never)]
    fn by_partition(&self, batch: &[Receipt]) -> BTreeMap<usize, Vec<Receipt>> {
        let mut pieces: BTreeMap<usize, Vec<Receipt>> = BTreeMap::new();
        for receipt in batch {
            let group = self.messages.get(receipt.place).and_then(|stored| stored.group.clone());
            pieces.entry(self.partition_of(group.as_deref())).or_default().push(*receipt);
        }
        pieces
    }

    #[inline(never)]
    fn delete_later(&mut self, cx: &mut Context, receipts: Vec<Receipt>, tries: u32) {
        let goes_on = tries < CONSUMER.attempts;
        let delay = CONSUMER.delay(tries - 1, Fault::Throttled, None, cx.stream());
        for receipt in &receipts {
            let reason = if goes_on {
                Reason::new("SQS-24", Kind::Retried, "its delete was throttled: tried again in {a:t}").a(delay.0 as i64)
            } else {
                Reason::new("SQS-24", Kind::Failed, "its delete was throttled {a} times: it comes back").a(i64::from(tries))
            };
            cx.note(reason.about(receipt.message));
        }
        if goes_on {
            self.numbered += 1;
            self.deletes.insert(self.numbered, DeleteAgain { receipts, tries });
            cx.wake_after(Class::Start, delay, Token::new(DELETE_AGAIN, self.numbered));
        }
    }

    /// A throttled delete is tried again.
    pub(super) fn delete_again(&mut self, cx: &mut Context, n: u64) {
        if let Some(DeleteAgain { receipts, tries }) = self.deletes.remove(&n) {
            self.delete_some(cx, &receipts, Some(tries + 1));
        }
    }
}
