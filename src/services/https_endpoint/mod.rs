//! An HTTPS subscriber: a web endpoint that a topic posts to.

use crate::catalog::roles::{METRIC, SUBSCRIBE_HTTPS};
use crate::catalog::{Fact, Family, FaultPreset, Key, Millis, Port, Preset, Service, Words, choice, millis, whole};
use crate::sim::parts::Rate;
use crate::sim::{
    Answer, Ask, Behaviour, Call, Context, Delay, Fault, Kind, Metric, Reading, Reason, Span, Status, Tone, Unit, View,
};

const MODE: Key<Words> = choice("Mode", &["UP", "ERROR", "DOWN", "BLACKHOLE", "REFUSE"])
    .help("UP answers. ERROR answers 503, DOWN refuses connections, BLACKHOLE never answers, REFUSE answers a 4xx.")
    .source("EXT-1");
const REFUSAL: Key<i64> =
    whole("RefusalStatus").within(400, 499).initially(400).help("The status of mode REFUSE.").when("Mode", "REFUSE");
const LATENCY_P50: Key<Millis> = millis("LatencyMedian")
    .between(0.0, 600_000.0)
    .initially_real(120.0)
    .help("The median time of an answer.")
    .source("Latency table 0.4, a choice of this model")
    .assumed();
const LATENCY_P99: Key<Millis> = millis("LatencyP99")
    .between(0.0, 600_000.0)
    .initially_real(1_500.0)
    .help("99 of 100 answers are faster.")
    .source("Latency table 0.4, a choice of this model")
    .assumed();

crate::ports! {
    /// Where deliveries come in.
    DELIVERIES = Port::input("deliveries", "Deliveries", &[SUBSCRIBE_HTTPS]).help("POST requests of topics.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control();
}

crate::metrics! {
    /// Requests.
    REQUESTS = Metric::counter("Requests", Unit::Count, "Deliveries that came in.").steady().custom();
    /// Answered well.
    ACCEPTED = Metric::counter("Accepted", Unit::Count, "Deliveries answered with 200.").steady().custom();
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "https_endpoint",
    code: 8,
    name: "HTTPS endpoint",
    stem: "Endpoint",
    family: Family::People,
    tagline: "A web endpoint, subscribed to a topic.",
    keywords: "https http webhook endpoint subscriber post",
    icon: include_str!("icon.svg"),
    fields: &[MODE.field, REFUSAL.field, LATENCY_P50.field, LATENCY_P99.field],
    ports: PORTS,
    metrics: METRICS,
    namespace: "Signalbox/Subscribers",
    prices: &[],
    facts: &[
        Fact::modelled("SUB-1", "A delivery is accepted by a 2xx within 15 seconds."),
        Fact::modelled("SNS-9", "5xx, 429 and silence are tried again; other answers are final."),
    ],
    not_modelled: &["Redirects; a limit on its load."],
    faults: &[
        FaultPreset { label: "Down", help: "Connections are refused.", set: &[("Mode", Preset::Text("DOWN"))], lasts: 600 },
        FaultPreset { label: "Errors", help: "Every request is answered 503.", set: &[("Mode", Preset::Text("ERROR"))], lasts: 600 },
        FaultPreset { label: "Silent", help: "No request is answered.", set: &[("Mode", Preset::Text("BLACKHOLE"))], lasts: 600 },
    ],
    commands: &[],
    cfn: None,
    subtitle: |_| "HTTPS subscriber",
    check: Service::no_check,
    behaviour: || Box::new(Endpoint::default()),
};

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Mode {
    #[default]
    Up,
    Error,
    Down,
    Blackhole,
    Refuse(u16),
}

/// A refused connection and a quick error take about so long (EXT-5).
const QUICK: Span = Span::millis(10);

#[derive(Clone, Default)]
struct Endpoint {
    mode: Mode,
    latency: Option<Delay>,
    accepted: u64,
    rate: Rate,
}

impl Behaviour for Endpoint {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let config = cx.config();
        self.latency = Some(Delay::spread(LATENCY_P50.of(&config), LATENCY_P99.of(&config)));
        self.mode = match MODE.of(&config) {
            "ERROR" => Mode::Error,
            "DOWN" => Mode::Down,
            "BLACKHOLE" => Mode::Blackhole,
            "REFUSE" => Mode::Refuse(REFUSAL.of(&config) as u16),
            _ => Mode::Up,
        };
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let about = match &call.ask {
            Ask::Deliver(parcel) => parcel.about,
            _ => None,
        };
        cx.count(REQUESTS, 1);
        self.rate.add(cx.now(), 1);
        let reason = |kind, text| Reason::new("SUB-1", kind, text).maybe_about(about).on(call.link).because("Mode");
        let (answer, after) = match self.mode {
            Mode::Up => {
                self.accepted += 1;
                cx.count(ACCEPTED, 1);
                cx.note(reason(Kind::Received, "accepted with 200"));
                (Answer::done(200), self.latency.unwrap_or(Delay::NONE).draw(cx.stream()))
            }
            Mode::Error => {
                cx.note(reason(Kind::Failed, "answers 503"));
                (Answer::failed(Fault::Unavailable, 503, "ServiceUnavailable"), QUICK)
            }
            Mode::Down => {
                cx.note(reason(Kind::Failed, "refuses the connection"));
                (Answer::failed(Fault::Refused, 0, "ConnectionRefused"), QUICK)
            }
            Mode::Refuse(status) => {
                cx.note(reason(Kind::Failed, "answers {a}").a(i64::from(status)));
                let fault = if status == 429 { Fault::Throttled } else { Fault::Client };
                (Answer::failed(fault, status, "Refused"), QUICK)
            }
            Mode::Blackhole => return cx.note(reason(Kind::Failed, "never answers")),
        };
        cx.answer(call.id, answer, after);
    }

    fn status(&self, view: &View) -> Status {
        let rate = self.rate.per_second(view.now);
        let (small, tone) = match self.mode {
            Mode::Up => (format!("{} accepted", self.accepted), Tone::Plain),
            Mode::Error => ("answers 503".into(), Tone::Bad),
            Mode::Down => ("refuses connections".into(), Tone::Bad),
            Mode::Blackhole => ("never answers".into(), Tone::Bad),
            Mode::Refuse(status) => (format!("answers {status}"), Tone::Bad),
        };
        Status { reading: Reading::Number(rate, "/s"), small, tone, trend: rate, notice: None }
    }
}
