//! An SMS subscriber: a person's phone.

use crate::catalog::roles::{METRIC, SUBSCRIBE_SMS};
use crate::catalog::{Fact, Family, Key, Port, Price, Service, Words, choice, real};
use crate::sim::{
    Answer, Ask, Behaviour, Call, Context, Fault, Kind, Metric, Reading, Reason, Span, Status, Tone, Unit, View,
};

const SPEND_LIMIT: Key<f64> = real("MonthlySpendLimit")
    .between(0.0, 1_000_000.0)
    .initially_real(1.0)
    .unit("USD")
    .help("When the month's texts have cost this much, further ones are dropped silently.")
    .source("section 16: AWS starts accounts with 1 USD");
const PRICE: Key<f64> = real("PricePerPart")
    .between(0.0, 10.0)
    .initially_real(0.00645)
    .unit("USD")
    .help("What one part of 140 bytes costs. It depends on the country.")
    .source("a choice of this model")
    .assumed();
const KIND: Key<Words> =
    choice("SMSType", &["Promotional", "Transactional"]).help("Transactional texts get the better routes. It has no effect on a run.");

crate::ports! {
    /// Where texts come in.
    TEXTS = Port::input("texts", "Texts", &[SUBSCRIBE_SMS]).help("Copies of the topics that this number subscribed to.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control();
}

crate::metrics! {
    /// Texts.
    SENT = Metric::counter("Sent", Unit::Count, "Texts that reached the phone.").steady().custom();
    /// Parts.
    PARTS = Metric::counter("Parts", Unit::Count, "Parts of 140 bytes, as they are paid for.").custom();
    /// Over the limit.
    UNSENT = Metric::counter("DroppedOverSpendLimit", Unit::Count, "Texts dropped silently at the spending limit.").custom();
    /// Money.
    SPENT = Metric::gauge("SMSMonthToDateSpentUSD", Unit::None, "What the texts of this run have cost, in USD.");
    /// For the bill.
    SPENT_MICRO = Metric::counter("SMSSpentMicroUSD", Unit::Count, "What the texts have cost, in millionths of a USD, for the bill (a number of this model, not of CloudWatch).");
    /// How many of them.
    SUCCESS = Metric::sample("SMSSuccessRate", Unit::None, "The share of texts that reached the phone: the mean of 1 for each that did, and 0.");
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "sms",
    code: 7,
    name: "SMS",
    stem: "SMS",
    family: Family::People,
    tagline: "A phone, subscribed to a topic.",
    keywords: "sms text phone mobile subscriber person notification",
    icon: include_str!("icon.svg"),
    fields: &[SPEND_LIMIT.field, PRICE.field, KIND.field],
    ports: PORTS,
    metrics: METRICS,
    namespace: "Signalbox/Subscribers",
    prices: &[Price {
        what: "text messages, by PricePerPart (USD)",
        usd: 1.0,
        per: 1e6,
        counted: &["SMSSpentMicroUSD"],
        free: 0.0,
        tiers: &[],
        source: "PricePerPart, which is assumed: the price depends on the country",
    }],
    facts: &[Fact::modelled("SNS-1", "A text is sent in parts of 140 bytes, at most 1,600 bytes in all.")],
    not_modelled: &["Opting out, sender ids, carriers; the spending limit is per phone here, per account in AWS."],
    faults: &[],
    commands: &[],
    cfn: None,
    subtitle: |_| "Subscriber",
    check: Service::no_check,
    behaviour: || Box::new(Phone::default()),
};

const PART: u64 = 140;
const LONGEST: u64 = 1_600;

#[derive(Clone, Default)]
struct Phone {
    sent: u64,
    unsent: u64,
    /// Millionths of a dollar.
    spent: u64,
    limit: u64,
    price: u64,
}

impl Behaviour for Phone {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let config = cx.config();
        self.limit = (SPEND_LIMIT.of(&config) * 1e6).round() as u64;
        self.price = (PRICE.of(&config) * 1e6).round() as u64;
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let Ask::Deliver(parcel) = &call.ask else {
            return cx.answer(call.id, Answer::failed(Fault::Client, 400, "BadRequest"), Span::ZERO);
        };
        let bytes = parcel.body.bytes();
        let reason = |kind, text| Reason::new("SNS-1", kind, text).maybe_about(parcel.about).on(call.link);
        if bytes > LONGEST {
            cx.note(reason(Kind::Failed, "refused: {a} bytes are more than 1,600").a(bytes as i64));
            return cx.answer(call.id, Answer::failed(Fault::Client, 400, "InvalidParameter"), Span::ZERO);
        }
        let parts = bytes.div_ceil(PART).max(1);
        let cost = parts * self.price;
        if self.spent + cost > self.limit {
            self.unsent += 1;
            cx.count(UNSENT, 1);
            cx.gauge(SUCCESS, 0.0);
            cx.note(reason(Kind::Dropped, "dropped silently: the spending limit is reached").because("MonthlySpendLimit"));
        } else {
            self.spent += cost;
            self.sent += 1;
            cx.count(SENT, 1);
            cx.gauge(SUCCESS, 1.0);
            cx.count(PARTS, parts);
            cx.count(SPENT_MICRO, cost);
            cx.gauge(SPENT, self.spent as f64 / 1e6);
            let said = if parts == 1 { "text sent in one part" } else { "text sent in {a} parts" };
            cx.note(reason(Kind::Received, said).a(parts as i64));
        }
        cx.answer(call.id, Answer::done(200), Span::ZERO);
    }

    fn status(&self, _view: &View) -> Status {
        let spent = self.spent as f64 / 1e6;
        let (small, tone) = match self.unsent {
            0 => (format!("{spent:.2} USD spent"), Tone::Plain),
            n => (format!("{n} dropped at the limit"), Tone::Warning),
        };
        let sent = self.sent as f64;
        Status { reading: Reading::Number(sent, "texts"), small, tone, trend: sent, notice: None }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::run;

    #[test]
    fn texts_beyond_the_spending_limit_are_dropped_silently() {
        // One part costs 0.4 USD, so that two of three fit into 1 USD.
        let scenario = "node t sns LatencyMedian=0 LatencyP99=0
                        node p probe Script=\"at 0s send one; at 1s send two; at 2s send three\"
                        node m sms PricePerPart=0.4
                        wire p.out -> t.publish
                        wire t.subscriptions -> m.texts";
        let r = run(scenario, "3s");
        assert_eq!((r.value("m", "Sent"), r.value("m", "DroppedOverSpendLimit")), (2.0, 1.0));
        let rate = r.metric("m", "SMSSuccessRate").total();
        assert_eq!((rate.sum, rate.count), (2.0, 3));
        assert_eq!(r.value("t", "NumberOfNotificationsDelivered"), 3.0, "the topic is not told");
        assert_eq!(r.value("m", "SMSSpentMicroUSD"), 800_000.0, "two parts of 0.4 USD are billed");
    }
}
