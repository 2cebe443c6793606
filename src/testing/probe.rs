//! A scripted stand-in for tests: it sends, polls, deletes and answers as told, and writes down what it saw.
//!
//! The script is a list of commands separated by `;`:
//! `at 5s send BODY [NAME=VALUE…]` over the first out wire (attributes, a VALUE with a bracket is a String.Array; a backtick in BODY stands for a double quote), `at 5s receive 10 [wait 20s] [visibility 5s] [attempt 1]`,
//! `at 5s item put|new|get|update|take|delete KEY [size BYTES] [quantity N]` over the first out wire,
//! `at 5s read SHARD FROM MOST [pushed]` and `at 5s shards` over the first in wire,
//! `at 5s delete 1` (the first receipt, 0: all), `at 5s change 1 30s`, `poll 1 [wait 20s]` (again and again),
//! `work 3s` (received messages are deleted after so long), `answer 503 [after 10ms]`, `answer never`.

use super::{micros, words};
use crate::catalog::{Family, Key, Port, Role, Service, Words, roles, text};
use crate::sim::{
    Answer, Ask, Attributes, Behaviour, Body, Call, CallId, Class, Context, Fault, ItemAsk, ItemOp, Parcel, Query,
    Read, Receipt, Signal, Span, Status, Time, Token, View,
};

const SCRIPT: Key<Words> = text("Script").lines(10_000, crate::catalog::Language::Plain);

crate::ports! {
    IN = Port::input("in", "In", ROLES);
    OUT = Port::output("out", "Out", ROLES);
}
const ROLES: &[Role] = roles::ALL;

/// The declaration.
pub static SERVICE: Service = Service {
    key: "probe",
    code: 255,
    name: "Probe",
    stem: "Probe",
    family: Family::People,
    tagline: "A scripted stand-in for tests.",
    keywords: "",
    icon: "",
    fields: &[SCRIPT.field],
    ports: PORTS,
    metrics: &[],
    namespace: "Test",
    prices: &[],
    facts: &[],
    not_modelled: &[],
    faults: &[],
    commands: &[],
    cfn: None,
    subtitle: |_| "Probe",
    check: Service::no_check,
    behaviour: || Box::new(Probe::default()),
};

const STEP: u32 = 0;
const WORKED: u32 = 1;
const POLLED: u64 = 1;

#[derive(Clone, Default)]
struct Probe {
    steps: Vec<(Time, Vec<String>)>,
    poll: Option<(u32, Option<Span>)>,
    work: Option<Span>,
    answer: Option<(u16, Span)>,
    silent: bool,
    receipts: Vec<Receipt>,
    working: Vec<Vec<Receipt>>,
    log: Vec<String>,
}

impl Probe {
    fn say(&mut self, cx: &Context, what: impl std::fmt::Display) {
        self.log.push(format!("{} {what}", cx.now().seconds()));
    }

    fn poll(&mut self, cx: &mut Context) {
        if let Some((most, wait)) = self.poll {
            let link = cx.links(IN)[0];
            cx.ask(
                Query::new(link, Ask::Receive { most, wait, visibility: None, attempt: None })
                    .tag(POLLED)
                    .instant(true),
            );
        }
    }

    fn act(&mut self, cx: &mut Context, w: &[String]) {
        let option = |name: &str| w.iter().position(|x| x == name).map(|at| Span(micros(&w[at + 1])));
        match w[0].as_str() {
            "send" => {
                let link = cx.links(OUT)[0];
                let attributes = w[2..].iter().filter_map(|x| x.split_once('=')).map(|(n, v)| {
                    let data_type = match v.parse::<f64>() {
                        Ok(_) => "Number",
                        Err(_) if v.starts_with('[') => "String.Array",
                        Err(_) => "String",
                    };
                    (n.to_owned(), crate::sim::Attribute { data_type: data_type.into(), string_value: v.into() })
                });
                let parcel =
                    Parcel::new(Body::new(w[1].replace('`', "\"")), None).with(Attributes::new(attributes.collect()));
                cx.ask(Query::new(link, Ask::Deliver(parcel)));
            }
            "receive" => {
                let link = cx.links(IN)[0];
                let ask = Ask::Receive {
                    most: w[1].parse().expect("how many"),
                    wait: Some(option("wait").unwrap_or_default()),
                    visibility: option("visibility"),
                    attempt: w.iter().position(|x| x == "attempt").map(|at| w[at + 1].parse().expect("a number")),
                };
                cx.ask(Query::new(link, ask).instant(true));
            }
            "read" => {
                let number = |at: usize| w[at].parse::<u64>().expect("a number");
                let pushed = w.get(4).is_some_and(|word| word == "pushed");
                let read = Read { shard: number(1) as u32, from: number(2), most: number(3) as u32, pushed };
                cx.ask(Query::new(cx.links(IN)[0], Ask::Read(read)).instant(!pushed));
            }
            "shards" => {
                cx.ask(Query::new(cx.links(IN)[0], Ask::Shards).instant(true));
            }
            "delete" => {
                let link = cx.links(IN)[0];
                let which = w[1].parse::<usize>().expect("which receipt");
                let receipts = if which == 0 { self.receipts.clone() } else { vec![self.receipts[which - 1]] };
                cx.ask(Query::new(link, Ask::Delete(receipts.into())).instant(true));
            }
            "change" => {
                let (link, which) = (cx.links(IN)[0], w[1].parse::<usize>().expect("which receipt"));
                let ask = Ask::ChangeVisibility(self.receipts[which - 1], Span(micros(&w[2])));
                cx.ask(Query::new(link, ask).instant(true));
            }
            "item" => {
                let op = match w[1].as_str() {
                    "get" => ItemOp::Get,
                    "put" => ItemOp::Put,
                    "new" => ItemOp::PutNew,
                    "update" => ItemOp::Update,
                    "take" => ItemOp::Take,
                    "delete" => ItemOp::Delete,
                    other => panic!("no operation `{other}`"),
                };
                let number =
                    |name: &str| w.iter().position(|x| x == name).map(|at| w[at + 1].parse().expect("a number"));
                let body = Body::new("x".repeat(number("size").unwrap_or(1) as usize));
                let quantity = number("quantity").unwrap_or(1);
                let ask = Ask::Item(Box::new(ItemAsk { op, key: w[2].clone(), body, quantity, about: None }));
                cx.ask(Query::new(cx.links(OUT)[0], ask));
            }
            other => panic!("a probe cannot `{other}`"),
        }
    }
}

impl Behaviour for Probe {
    fn start(&mut self, cx: &mut Context) {
        let config = cx.config();
        for command in SCRIPT.of(&config).split(';').map(words).filter(|w| !w.is_empty()) {
            let option = |name: &str| command.iter().position(|x| x == name).map(|at| Span(micros(&command[at + 1])));
            match command[0].as_str() {
                "at" => self.steps.push((Time(micros(&command[1])), command[2..].to_vec())),
                "poll" => self.poll = Some((command[1].parse().expect("how many"), option("wait"))),
                "work" => self.work = Some(Span(micros(&command[1]))),
                "answer" if command[1] == "never" => self.silent = true,
                "answer" => {
                    self.answer = Some((command[1].parse().expect("a status"), option("after").unwrap_or_default()))
                }
                other => panic!("a probe does not know `{other}`"),
            }
        }
        for (n, (at, _)) in self.steps.iter().enumerate() {
            cx.wake_at(Class::Start, *at, Token::new(STEP, n as u64));
        }
        self.poll(cx);
    }

    fn configure(&mut self, _cx: &mut Context) {}

    fn ask(&mut self, cx: &mut Context, call: Call) {
        match &call.ask {
            Ask::Deliver(parcel) => self.say(cx, format_args!("asked {}", parcel.body.text())),
            Ask::Item(item) => self.say(cx, format_args!("item {:?} {}", item.op, item.key)),
            _ => self.say(cx, "asked"),
        }
        if self.silent {
            return;
        }
        let (status, after) = self.answer.unwrap_or((200, Span::ZERO));
        let answer = match status {
            0 => Answer::failed(Fault::Refused, 0, "ConnectionRefused"),
            200..=399 => Answer::done(status),
            403 => Answer::failed(Fault::Denied, 403, "AccessDenied"),
            404 => Answer::failed(Fault::NotFound, 404, "NotFound"),
            429 => Answer::failed(Fault::Throttled, 429, "TooManyRequestsException"),
            500.. => Answer::failed(Fault::Unavailable, status, "ServiceUnavailable"),
            _ => Answer::failed(Fault::Client, status, "BadRequest"),
        };
        cx.answer(call.id, answer, after);
    }

    fn answered(&mut self, cx: &mut Context, _call: CallId, tag: u64, answer: Answer) {
        match &answer {
            Answer::Messages { batch, .. } => {
                let got: Vec<String> = batch.iter().map(|r| format!("{}({})", r.body.text(), r.count)).collect();
                self.say(cx, format_args!("got {}", if got.is_empty() { "nothing".into() } else { got.join(" ") }));
                let receipts: Vec<Receipt> = batch.iter().map(|r| r.receipt).collect();
                self.receipts.extend(&receipts);
                if let Some(work) = self.work.filter(|_| !receipts.is_empty()) {
                    self.working.push(receipts);
                    cx.wake_after(Class::Completion, work, Token::new(WORKED, self.working.len() as u64 - 1));
                }
            }
            Answer::Done { status, body: Some(body), .. } if body.text().len() < 200 => {
                self.say(cx, format_args!("answered {status} {}", body.text()))
            }
            Answer::Done { status, .. } => self.say(cx, format_args!("answered {status}")),
            Answer::Failed { fault, status, code, .. } => {
                self.say(cx, format_args!("failed {status} {fault:?} {code}"))
            }
        }
        if tag == POLLED {
            self.poll(cx);
        }
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        if token.what == WORKED {
            let (link, receipts) = (cx.links(IN)[0], self.working[token.n as usize].clone());
            cx.ask(Query::new(link, Ask::Delete(receipts.into())).instant(true));
        } else {
            let step = self.steps[token.n as usize].1.clone();
            self.act(cx, &step);
        }
    }

    fn signal(&mut self, cx: &mut Context, _link: crate::sim::LinkId, signal: &Signal) {
        self.say(cx, format_args!("signal {} {}", signal.subject, signal.state));
    }

    fn status(&self, _view: &View) -> Status {
        Status { small: self.log.join("\n"), ..Status::default() }
    }
}
