//! What a platform endpoint and its push service do: refuse for good, fail for now, or take a notification and show it.

use super::*;
use crate::sim::{
    Answer, Ask, Behaviour, Call, Class, Context, Delay, Fault, Kind, Reading, Reason, Span, Status, Token, Tone, View,
};

/// The push service.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Mode {
    #[default]
    Up,
    Error,
    Throttled,
    Down,
    Unregistered,
}

/// A quick refusal takes about so long (EXT-5).
const QUICK: Span = Span::millis(10);

/// An app.
#[derive(Clone, Default)]
pub struct App {
    enabled: bool,
    /// SNS disabled the endpoint because the app is gone; switching the mode back means that it was registered anew.
    gone: bool,
    mode: Mode,
    largest: u64,
    latency: Option<Delay>,
    slowest: Span,
    shown: u64,
    coming: u64,
    refused: u64,
}

impl Behaviour for App {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let c = cx.config();
        self.enabled = ENABLED.of(&c);
        self.mode = match MODE.of(&c) {
            "ERROR" => Mode::Error,
            "THROTTLED" => Mode::Throttled,
            "DOWN" => Mode::Down,
            "UNREGISTERED" => Mode::Unregistered,
            _ => Mode::Up,
        };
        self.gone &= self.mode == Mode::Unregistered;
        self.largest = LARGEST.of(&c) as u64;
        self.latency = Some(Delay::spread(LATENCY_P50.of(&c), LATENCY_P99.of(&c)));
        self.slowest = SLOWEST.of(&c);
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let Ask::Deliver(parcel) = &call.ask else {
            return cx.answer(call.id, Answer::failed(Fault::Client, 400, "InvalidAction"), Span::ZERO);
        };
        let bytes = parcel.body.bytes();
        let reason = |text| Reason::new("SNS-8", Kind::Failed, text).maybe_about(parcel.about).on(call.link);
        let (answer, why) = match self.mode {
            _ if !self.enabled => {
                let why = reason("refused for good: the platform endpoint is disabled").because("Enabled");
                (Answer::failed(Fault::Client, 400, "EndpointDisabled"), why)
            }
            _ if self.gone => {
                let why = reason("refused for good: SNS disabled the platform endpoint when the app was gone").because("Mode");
                (Answer::failed(Fault::Client, 400, "EndpointDisabled"), why)
            }
            Mode::Unregistered => {
                self.gone = true;
                let why = reason("refused for good: the app is no longer on the device, and SNS disables its endpoint");
                (Answer::failed(Fault::Client, 410, "Unregistered"), why.because("Mode"))
            }
            Mode::Down => {
                let why = reason("the push service refuses the connection").because("Mode");
                (Answer::failed(Fault::Refused, 0, "ConnectionRefused"), why)
            }
            Mode::Error => {
                let why = reason("the push service answers 503").because("Mode");
                (Answer::failed(Fault::Unavailable, 503, "ServiceUnavailable"), why)
            }
            Mode::Throttled => {
                let why = reason("the push service answers 429: too many notifications").because("Mode");
                (Answer::failed(Fault::Throttled, 429, "TooManyRequests"), why)
            }
            Mode::Up if bytes > self.largest => {
                let why = reason("refused for good: {a} bytes are more than {b}").a(bytes as i64).b(self.largest as i64);
                (Answer::failed(Fault::Client, 413, "PayloadTooLarge"), why.because("PayloadLimit"))
            }
            Mode::Up => {
                self.coming += 1;
                cx.gauge(COMING, self.coming as f64);
                cx.note(Reason::new("SNS-1", Kind::Received, "the push service takes the notification").maybe_about(parcel.about).on(call.link));
                let answered = self.latency.unwrap_or(Delay::NONE).draw(cx.stream());
                let shown = cx.stream().up_to(self.slowest);
                cx.wake_after(Class::Completion, answered + shown, Token::new(0, 0));
                return cx.answer(call.id, Answer::done(200), answered);
            }
        };
        if answer.fault().is_some_and(|fault| !fault.retriable()) {
            self.refused += 1;
            cx.count(REFUSED, 1);
        }
        cx.note(why);
        cx.answer(call.id, answer, QUICK);
    }

    fn awaits(&self, _token: Token) -> Option<&'static str> {
        Some("a notification is shown")
    }

    fn wake(&mut self, cx: &mut Context, _token: Token) {
        self.coming -= 1;
        self.shown += 1;
        cx.count(SHOWN, 1);
        cx.gauge(COMING, self.coming as f64);
    }

    fn status(&self, _view: &View) -> Status {
        let (small, tone) = match self.mode {
            _ if !self.enabled || self.gone => ("endpoint disabled".to_owned(), Tone::Bad),
            Mode::Error => ("push service answers 503".to_owned(), Tone::Bad),
            Mode::Throttled => ("push service throttles".to_owned(), Tone::Bad),
            Mode::Down => ("push service is down".to_owned(), Tone::Bad),
            Mode::Up | Mode::Unregistered if self.refused > 0 => (format!("{} refused", self.refused), Tone::Warning),
            Mode::Up | Mode::Unregistered if self.coming > 0 => (format!("{} on their way", self.coming), Tone::Plain),
            Mode::Up | Mode::Unregistered => ("nothing on its way".to_owned(), Tone::Plain),
        };
        let shown = self.shown as f64;
        Status { reading: Reading::Number(shown, "shown"), small, tone, trend: shown, notice: None }
    }
}
