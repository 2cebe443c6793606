//! An e-mail subscriber: a person's mailbox.

use crate::catalog::roles::{METRIC, SUBSCRIBE_EMAIL};
use crate::catalog::wire_fields::MAIL_JSON;
use crate::catalog::{Fact, Family, Key, Port, Seconds, Service, seconds};
use crate::sim::{
    Answer, Ask, Behaviour, Call, Class, Context, Fault, Kind, Metric, Reading, Reason, Span, Status, Token, Unit, View,
};

const SLOWEST: Key<Seconds> = seconds("DeliveryUpTo")
    .within(1, 3_600)
    .initially(5)
    .help("A mail arrives one second after it was accepted at the earliest and after so long at the latest.")
    .source("section 16, a choice of this model")
    .assumed();

crate::ports! {
    /// Where mails come in.
    MAILS = Port::input("mails", "Mails", &[SUBSCRIBE_EMAIL])
        .with(&[MAIL_JSON.field])
        .help("Copies of the topics that this address subscribed to.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control();
}

crate::metrics! {
    /// Mails.
    ARRIVED = Metric::counter("Arrived", Unit::Count, "Mails that arrived.").steady().custom();
    /// On their way.
    COMING = Metric::gauge("OnTheirWay", Unit::Count, "Mails that were accepted and have not arrived.").custom();
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "email",
    code: 6,
    name: "E-mail",
    stem: "E-mail",
    family: Family::People,
    tagline: "A mailbox, subscribed to a topic.",
    keywords: "email mail subscriber person notification smtp",
    icon: include_str!("icon.svg"),
    fields: &[SLOWEST.field],
    ports: PORTS,
    metrics: METRICS,
    namespace: "Signalbox/Subscribers",
    prices: &[],
    facts: &[Fact::approximated("SNS-4", "Confirmation is a switch of the subscription.")],
    not_modelled: &["Bounces, spam filters, unsubscribing."],
    faults: &[],
    commands: &[],
    cfn: None,
    subtitle: |_| "Subscriber",
    check: Service::no_check,
    behaviour: || Box::new(Mailbox::default()),
};

#[derive(Clone, Default)]
struct Mailbox {
    arrived: u64,
    coming: u64,
    slowest: Span,
}

impl Behaviour for Mailbox {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        self.slowest = SLOWEST.of(&cx.config());
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let Ask::Deliver(parcel) = &call.ask else {
            return cx.answer(call.id, Answer::failed(Fault::Client, 400, "BadRequest"), Span::ZERO);
        };
        self.coming += 1;
        cx.gauge(COMING, self.coming as f64);
        cx.note(Reason::new("SNS-1", Kind::Received, "mail accepted").maybe_about(parcel.about).on(call.link));
        let earliest = Span::seconds(1);
        let delay = earliest + cx.stream().up_to(self.slowest - earliest);
        cx.wake_after(Class::Completion, delay, Token::new(0, 0));
        cx.answer(call.id, Answer::done(250), Span::ZERO);
    }

    fn wake(&mut self, cx: &mut Context, _token: Token) {
        self.coming -= 1;
        self.arrived += 1;
        cx.count(ARRIVED, 1);
        cx.gauge(COMING, self.coming as f64);
    }

    fn status(&self, _view: &View) -> Status {
        let small = if self.coming > 0 { format!("{} on their way", self.coming) } else { "nothing on its way".into() };
        let arrived = self.arrived as f64;
        Status { reading: Reading::Number(arrived, "mails"), small, trend: arrived, ..Status::default() }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::run;

    #[test]
    fn mail_is_accepted_at_once_and_arrives_within_its_time() {
        let scenario = "node t sns LatencyMedian=0 LatencyP99=0
                        node p probe Script=\"at 0s send hello\"
                        node m email
                        wire p.out -> t.publish
                        wire t.subscriptions -> m.mails";
        let mut r = run(scenario, "0.999s");
        assert_eq!((r.census().delivered, r.value("m", "Arrived")), (1, 0.0));
        r.go("5s");
        assert_eq!(r.value("m", "Arrived"), 1.0);
    }

    #[test]
    fn sns_5_18_email_json_has_the_envelope_and_a_text_of_its_own() {
        let scenario = "node t sns LatencyMedian=100 LatencyP99=100
                        node p probe Script=\"at 0s send {`default`:`d`,`email`:`plain`,`email-json`:`framed`}\"
                        node m email
                        node j email
                        wire p.out -> t.publish MessageStructure=json
                        wire t.subscriptions -> m.mails
                        wire t.subscriptions -> j.mails EmailJson=true";
        let r = run(scenario, "0s");
        let bodies: Vec<String> = r.engine.ledger().iter().map(|m| m.body.text().to_owned()).collect();
        assert!(bodies.iter().any(|body| body == "plain"), "{bodies:?}");
        let framed = |body: &String| body.contains("\"Type\":\"Notification\"") && body.contains("\"Message\":\"framed\"");
        assert!(bodies.iter().any(framed), "{bodies:?}");
        assert_eq!(run(scenario, "1s").value("t", "EmailDeliveries"), 2.0);
    }
}
