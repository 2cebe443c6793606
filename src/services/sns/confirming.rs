//! Confirmation: an HTTPS endpoint or a mailbox is asked before it gets anything (SNS-4).

use super::behaviour::{CONFIRM, CONFIRM_AGAIN, CONFIRM_NOW, Topic};
use super::subscription::{HTTPS_PATIENCE, Subscription};
use crate::common::account::PLACE;
use crate::sim::{Answer, Ask, Body, Class, Context, Kind, LinkId, Parcel, Query, Reason, Span, Token};
use serde_json::json;

/// A token is valid for so long (SNS-4, general knowledge).
const VALID: Span = Span::seconds(172_800);

/// How far a subscription has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It was asked, in vain so many times.
    Pending(u32),
    /// It visited the SubscribeURL.
    Confirmed,
}

impl Topic {
    /// Asks a new subscriber to confirm, if it does so later; afterwards the subscription knows whether it has.
    pub(super) fn introduce(&mut self, cx: &mut Context, subscription: &mut Subscription) {
        let Some(after) = subscription.confirms_after() else { return };
        let link = subscription.link;
        let standing = self.standings.get(&link).copied();
        subscription.hold_back(standing != Some(Standing::Confirmed));
        if standing.is_none() {
            self.standings.insert(link, Standing::Pending(0));
            let text = if after > VALID {
                "asked to confirm, which it does in {a:t}: its token is valid for {b:t} only"
            } else {
                "asked to confirm, which it does in {a:t}: it gets nothing before"
            };
            let reason = Reason::new("SNS-4", Kind::Waiting, text).on(link).a(after.0 as i64).b(VALID.0 as i64);
            cx.note(reason.because("ConfirmedAfter"));
            self.ask_to_confirm(cx, link);
        }
    }

    /// Sends the request with the token.
    pub(super) fn ask_to_confirm(&mut self, cx: &mut Context, link: LinkId) {
        let arn = format!("arn:aws:sns:{PLACE}:{}", cx.name());
        let token = format!("{:016x}", u64::from(link.0) + 1);
        let body = json!({
            "Type": "SubscriptionConfirmation",
            "TopicArn": arn,
            "Token": token,
            "Message": format!("You have been chosen to subscribe to {arn}. To confirm, visit the SubscribeURL."),
            "SubscribeURL": format!("https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn={arn}&Token={token}"),
        });
        let parcel = Parcel::new(Body::new(body.to_string()), None);
        let query = Query::new(link, Ask::Deliver(parcel)).tag(CONFIRM | u64::from(link.0));
        cx.ask(query.within(HTTPS_PATIENCE));
    }

    /// The subscriber got the request, or did not.
    pub(super) fn asked_to_confirm(&mut self, cx: &mut Context, link: LinkId, answer: &Answer) {
        let Some(Standing::Pending(tries)) = self.standings.get(&link).copied() else { return };
        let Some(subscription) = self.subscription(link) else { return };
        let (after, again) = (subscription.confirms_after().unwrap_or_default(), subscription.policy.delay(tries));
        if matches!(answer, Answer::Done { status: 200..=299, .. }) {
            cx.wake_after(Class::Completion, after.min(VALID), Token::new(CONFIRM_NOW, u64::from(link.0)));
        } else if let Some(delay) = again {
            self.standings.insert(link, Standing::Pending(tries + 1));
            let text = "the request to confirm failed ({a}): tried again in {b:t}";
            cx.note(Reason::new("SNS-4", Kind::Retried, text).on(link).a(i64::from(answer.status())).b(delay.0 as i64));
            cx.wake_after(Class::Start, delay, Token::new(CONFIRM_AGAIN, u64::from(link.0)));
        } else {
            let text = "the request to confirm could not be delivered: the subscription stays pending and gets nothing";
            cx.note(Reason::new("SNS-4", Kind::Failed, text).on(link));
        }
    }

    /// The subscriber visits the SubscribeURL, or its token has become void.
    pub(super) fn confirm(&mut self, cx: &mut Context, link: LinkId) {
        let Some(subscription) = self.subscription(link) else { return };
        if subscription.confirms_after().is_some_and(|after| after > VALID) {
            let text = "the token is void after {a:t}: the subscription was never confirmed and gets nothing";
            return cx.note(Reason::new("SNS-4", Kind::Expired, text).on(link).a(VALID.0 as i64).because("ConfirmedAfter"));
        }
        subscription.hold_back(false);
        self.standings.insert(link, Standing::Confirmed);
        let text = "confirmed: from now on the subscriber gets copies";
        cx.note(Reason::new("SNS-4", Kind::State, text).on(link).because("ConfirmedAfter"));
    }
}
