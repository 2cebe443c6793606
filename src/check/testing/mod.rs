//! A catalog of small services and a way to sketch diagrams in one line, for the tests of `check` and `editor`.

use crate::catalog::{
    Catalog, Command, Family, Field, Finding, Language, Look, Port, Service, Severity, choice, flag, opt_whole, real,
    roles, seconds, text,
};
use crate::model::{Config, Diagram, Node, NodeId, Point, Wire};
use crate::sim::{Behaviour, Context, Status, View};
use std::sync::Arc;

/// It does nothing: these tests never run a diagram.
#[derive(Clone)]
struct Inert;

impl Behaviour for Inert {
    fn start(&mut self, _: &mut Context) {}
    fn configure(&mut self, _: &mut Context) {}
    fn status(&self, _: &View) -> Status {
        Status::default()
    }
}

const fn service(key: &'static str, code: u8, name: &'static str, ports: &'static [Port]) -> Service {
    Service {
        key,
        code,
        name,
        stem: name,
        family: Family::Messaging,
        tagline: "",
        keywords: "",
        icon: "",
        fields: &[],
        ports,
        metrics: &[],
        namespace: "",
        prices: &[],
        facts: &[],
        not_modelled: &[],
        faults: &[],
        commands: &[],
        cfn: None,
        subtitle: |_| "",
        check: Service::no_check,
        behaviour: || Box::new(Inert),
    }
}

const TIMEOUT: Field = seconds("VisibilityTimeout").within(0, 43_200).initially(30).field;
const FIFO: Field = flag("FifoQueue", false).field;
const DEDUPLICATION: Field = choice("DeduplicationScope", &["queue", "messageGroup"]).when("FifoQueue", "on").field;
const RATE: Field = real("Rate").between(0.0, 1000.0).initially_real(1.5).unit("/s").field;
const BODY: Field = text("Body").lines(1000, Language::Json).field;
const BATCH: Field = seconds("BatchSize").within(1, 10).initially(10).field;
const LIMIT: Field = opt_whole("MaximumConcurrency").within(2, 1000).field;
const SLOT: Field = opt_whole("MaxNumberOfMessagesPerSecond").within(1, 500).field;

static SRC: Service = Service {
    fields: &[RATE, BODY],
    ..service(
        "src",
        1,
        "Customers",
        &[
            Port::output("send", "sends messages", &[roles::SEND_MESSAGE]),
            Port::output("call", "invokes functions", &[roles::INVOKE]),
            Port::output("publish", "publishes", &[roles::PUBLISH]),
        ],
    )
};

static QUEUE: Service = Service {
    fields: &[TIMEOUT, FIFO, DEDUPLICATION],
    commands: &[Command { key: "StartMessageMoveTask", label: "Redrive", help: "", fields: &[SLOT] }],
    check: |look: &Look| {
        // A finding of the service's own, so that the tests see that it is asked.
        let polled = look.at("poll").next().is_some();
        let filled = look.at("sent").next().is_some();
        if filled && !polled {
            let what = format!("Nobody polls {}.", look.node.name);
            return vec![Finding::new(Severity::Warning, what, "Wire it to a function.").rule("SQS-1")];
        }
        Vec::new()
    },
    ..service(
        "queue",
        2,
        "Queue",
        &[
            Port::input("sent", "takes messages", &[roles::SEND_MESSAGE, roles::SUBSCRIBE_QUEUE]),
            Port::output("poll", "is polled", &[roles::POLL]),
            Port::output("redrive", "dead letters", &[roles::REDRIVE]).at_most(1).control(),
            Port::input("redriven", "takes dead letters", &[roles::REDRIVE]).control(),
        ],
    )
};

static FUNCTION: Service = Service {
    fields: &[LIMIT],
    ..service(
        "fn",
        3,
        "Function",
        &[
            Port::input("polls", "polls", &[roles::POLL]).with(&[BATCH]),
            Port::input("invoked", "is invoked", &[roles::INVOKE, roles::SUBSCRIBE_FUNCTION]),
            Port::output("send", "sends messages", &[roles::SEND_MESSAGE]),
            Port::output("publish", "publishes", &[roles::PUBLISH]),
            Port::output("call", "invokes functions", &[roles::INVOKE]),
        ],
    )
};

static TOPIC: Service = service(
    "topic",
    4,
    "Topic",
    &[
        Port::input("published", "takes messages", &[roles::PUBLISH]),
        Port::output("subscriptions", "pushes copies", &[roles::SUBSCRIBE_QUEUE, roles::SUBSCRIBE_FUNCTION]),
    ],
);

/// No ports, and a field in every language.
static TEXT: Service = Service {
    fields: &[
        text("EventPattern").lines(4096, Language::EventPattern).field,
        text("FilterPolicy").lines(4096, Language::FilterPolicy).field,
        choice("FilterPolicyScope", &["MessageAttributes", "MessageBody"]).field,
        text("Template").lines(4096, Language::Template).field,
        text("Derived").lines(4096, Language::Derived).field,
        text("AlarmRule").lines(4096, Language::AlarmRule).field,
        text("Expression").lines(4096, Language::MetricMath).field,
    ],
    ..service("text", 5, "Text", &[])
};

/// The small catalog.
pub(crate) const CATALOG: Catalog = Catalog::new(ALL);
static ALL: &[&Service] = &[&SRC, &QUEUE, &FUNCTION, &TOPIC, &TEXT];

/// A diagram from a sketch: `src A 0 0; queue B 200 0; A>B`. Nodes are "service id x y"; wires "from>to" use the usual
/// joint, "from.port>to.port" name the ports. Nothing is checked that the sketch does not need, so that tests can draw
/// faulty diagrams.
///
/// # Panics
/// If the sketch cannot be read.
pub(crate) fn sketch(text: &str) -> Diagram {
    let mut d = Diagram { title: "Sketch".into(), seed: 7, ..Diagram::default() };
    for part in text.split(';').map(str::trim).filter(|p| !p.is_empty()) {
        if let Some((from, to)) = part.split_once('>') {
            let end = |text: &str| {
                let (node, port) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
                (NodeId::new(node), port.to_owned())
            };
            let ((from, mut out), (to, mut into)) = (end(from), end(to));
            if out.is_empty() {
                let ways = CATALOG.joints(&d, &from, &to).expect("the usual joint exists");
                (out, into) = (ways[0].0.name.to_owned(), ways[0].1.name.to_owned());
            }
            let id = d.free_wire_id(&format!("{from}-{to}"));
            d.wires.insert(id, Arc::new(Wire { from, out, to, into, config: Config::default() }));
            continue;
        }
        let words: Vec<&str> = part.split_whitespace().collect();
        let number = |n: usize| words[n].parse::<f64>().expect("a place");
        let node = Node {
            service: words[0].to_owned(),
            name: words[1].to_owned(),
            at: Point::new(number(2), number(3)),
            config: Config::default(),
        };
        d.nodes.insert(NodeId::new(words[1]), Arc::new(node));
    }
    d
}
