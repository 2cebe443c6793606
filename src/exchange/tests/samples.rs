//! For the tests of this layer: a small catalog with every kind of field, and diagrams of every kind.

use crate::catalog::{
    Catalog, Command, Family, Field, FieldKind, Key, Language, Port, Seconds, Service, Words, choice, flag, opt_whole,
    real, roles, seconds, text,
};
use crate::model::{
    Config, Diagram, Happening, Node, NodeId, Point, Rect, Remark, RemarkKind, Value, What, Wire, WireId,
};
use crate::sim::{Behaviour, Context, Status, View};
use proptest::prelude::*;
use std::sync::{Arc, OnceLock};

#[derive(Clone)]
struct Still;

impl Behaviour for Still {
    fn start(&mut self, _: &mut Context) {}
    fn configure(&mut self, _: &mut Context) {}
    fn status(&self, _: &View) -> Status {
        Status::default()
    }
}

const ON: Key<bool> = flag("Enabled", true);
const WAIT: Key<Seconds> = seconds("WaitTime").within(0, 900).initially(30);
const MOST: Key<Option<i64>> = opt_whole("MaximumConcurrency").within(2, 1000);
const SHARE: Key<f64> = real("Share").between(0.0, 1.0).initially_real(0.5);
const MODE: Key<Words> = choice("Mode", &["UP", "DOWN", "SLOW"]);
const FILTER: Key<Words> = text("FilterPolicy").lines(4096, Language::FilterPolicy);
const SPEED: Key<Option<i64>> = opt_whole("MaxNumberOfMessagesPerSecond").within(1, 500);

const fn service(key: &'static str, code: u8, stem: &'static str, ports: &'static [Port]) -> Service {
    Service {
        key,
        code,
        name: stem,
        stem,
        family: Family::Messaging,
        tagline: "",
        keywords: "",
        icon: "",
        fields: &[ON.field, WAIT.field, MOST.field, SHARE.field, MODE.field, FILTER.field],
        ports,
        metrics: &[],
        namespace: "",
        prices: &[],
        facts: &[],
        not_modelled: &[],
        faults: &[],
        commands: &[Command { key: "Purge", label: "", help: "", fields: &[SPEED.field] }],
        cfn: None,
        subtitle: |_| "",
        check: Service::no_check,
        behaviour: || Box::new(Still),
    }
}

/// Sends and takes.
static GADGET: Service = service(
    "gadget",
    201,
    "Gadget",
    &[
        Port::input("in", "In", &[roles::SEND_MESSAGE]).with(&[FILTER.field]),
        Port::output("out", "Out", &[roles::SEND_MESSAGE, roles::PUBLISH]).at_most(1).with(&[WAIT.field, MODE.field]),
        Port::output("more", "More", &[roles::SEND_MESSAGE]),
    ],
);
/// Only takes.
static SINK: Service = service(
    "sink",
    202,
    "Old sink",
    &[
        Port::input("topics", "Topics", &[roles::PUBLISH]),
        Port::input("queues", "Queues", &[roles::SEND_MESSAGE]).with(&[ON.field]),
    ],
);

/// The catalog of the tests.
pub fn catalog() -> Catalog {
    static ALL: OnceLock<Vec<&'static Service>> = OnceLock::new();
    Catalog::new(ALL.get_or_init(|| vec![&GADGET, &SINK]))
}

/// A catalog that knows none of it.
pub fn bare() -> Catalog {
    Catalog::new(&[])
}

/// Texts that documents, links and addresses have trouble with.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Z][a-z]{1,6}( [a-z]{2,6})?",
        2 => "Gadget[0-9]{0,2}|Oldsink[0-9]{0,2}|Old sink2",
        1 => "[A-Ca-c]\\.[a-c]{1,2}(\\.out)?",
        1 => "[\\x00-\\x03\"\\\\\\{\\}é€😀#1/ .-]{1,8}",
        1 => "\\PC{1,12}",
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::Flag),
        prop_oneof![any::<i64>(), -9..2000i64].prop_map(Value::Whole),
        prop_oneof![
            any::<f64>().prop_filter("a number", |x| x.is_finite()),
            (0..9999i32).prop_map(|n| f64::from(n) / 100.0)
        ]
        .prop_map(Value::Real),
        words().prop_map(Value::Text),
    ]
}

/// A value that the field takes.
fn right_value(field: &'static Field) -> BoxedStrategy<Value> {
    match field.kind {
        FieldKind::Flag => any::<bool>().prop_map(Value::Flag).boxed(),
        FieldKind::Whole { min, max } => (min..=max).prop_map(Value::Whole).boxed(),
        FieldKind::Real { min, max } => (min..=max).prop_map(Value::Real).boxed(),
        FieldKind::Choice(words) => prop::sample::select(words).prop_map(Value::from).boxed(),
        FieldKind::Text { .. } => words().prop_map(Value::Text).boxed(),
    }
}

/// Settings of these fields and of properties that nobody declares; `wild` ones may have any type.
fn config(fields: Vec<&'static Field>, wild: bool) -> BoxedStrategy<Config> {
    let unknown = prop::collection::btree_map("x-[a-z]{1,4}", any_value(), 0..2);
    let known = fields.into_iter().map(|field| {
        let value = if wild { any_value().boxed() } else { right_value(field) };
        prop::option::weighted(0.4, value).prop_map(move |value| (field.name.to_owned(), value))
    });
    let known: Vec<_> = known.collect();
    (known, unknown)
        .prop_map(|(known, unknown)| {
            let known = known.into_iter().filter_map(|(name, value)| Some((name, value?)));
            Config(known.chain(unknown).collect())
        })
        .boxed()
}

fn node(wild: bool) -> impl Strategy<Value = Node> {
    let service = prop_oneof![
        4 => prop::sample::select(vec!["gadget", "sink"]).prop_map(str::to_owned),
        1 => "[a-z_]{1,6}",
    ];
    let grid = |size: f64| (-90..400i32).prop_map(move |n| f64::from(n) * size);
    let x = prop_oneof![6 => grid(20.0), 1 => grid(1.0), 1 => -1e6..1e6f64];
    (service, words(), x.clone(), x, config(GADGET.fields.iter().collect(), wild))
        .prop_map(|(service, name, x, y, config)| Node { service, name, at: Point::new(x, y), config })
}

/// Diagrams whose wires and happenings hang on nodes that are there. `wild` ones have settings of any type.
pub fn diagrams(wild: bool) -> impl Strategy<Value = Diagram> {
    let ids = prop::collection::btree_map(words(), (node(wild), any::<bool>()), 1..9);
    (ids, "\\PC{0,12}", prop_oneof![any::<u64>(), 0..99u64]).prop_flat_map(move |(nodes, title, seed)| {
        let ids: Vec<NodeId> = nodes.keys().map(|id| NodeId::new(id)).collect();
        let nodes = nodes.into_iter().map(|(id, (mut node, same))| {
            if same {
                node.name.clone_from(&id);
            }
            (NodeId::new(&id), Arc::new(node))
        });
        let nodes: std::collections::BTreeMap<_, _> = nodes.collect();
        let one = prop::sample::select(ids);
        let port = |names: &'static [&'static str]| prop_oneof![4 => prop::sample::select(names).prop_map(str::to_owned), 1 => "[a-z.]{0,3}"];
        let fields = GADGET.ports.iter().chain(SINK.ports).flat_map(|p| p.fields).collect();
        let wire = (one.clone(), port(&["out", "more"]), one.clone(), port(&["in", "queues"]), config(fields, wild));
        let wires = prop::collection::vec((wire, prop::option::weighted(0.2, words())), 0..9);
        let set = (config(GADGET.fields.iter().collect(), wild), prop::option::of(any::<u64>()))
            .prop_map(|(patch, lasts)| What::Set { patch, lasts });
        let speed = config(vec![&SPEED.field], wild);
        let give = (prop_oneof![Just("Purge".to_owned()), "[A-Z][a-z]{1,4}"], speed)
            .prop_map(|(command, with)| What::Do { command, with });
        let length = prop_oneof![any::<u64>(), (0..99u64).prop_map(|n| n * 60_000_000), 0..9_000_000u64];
        let happening = (length, one, prop_oneof![set, give], "\\PC{0,6}")
            .prop_map(|(at, node, what, label)| Happening { at, node, what, label });
        let grid = prop_oneof![4 => (-90..400i32).prop_map(|n| f64::from(n) * 20.0), 1 => (-9000..9000i32).prop_map(f64::from)];
        let spot = (grid.clone(), grid);
        let remark = (any::<bool>(), "\\PC{0,12}", spot, (1..400u16, 1..400u16)).prop_map(|(note, text, (x, y), (w, h))| {
            let min = Point::new(x, y);
            let area = Rect { min, max: min + Point::new(f64::from(w), f64::from(h)) };
            Remark { kind: if note { RemarkKind::Note } else { RemarkKind::Frame }, text, area }
        });
        let remarks = prop::collection::vec(remark, 0..4);
        (wires, prop::collection::vec(happening, 0..4), remarks).prop_map(move |(wires, happenings, remarks)| {
            let mut diagram =
                Diagram { title: title.clone(), seed, nodes: nodes.clone(), happenings, ..Diagram::default() };
            for remark in remarks {
                diagram.remarks.insert(diagram.free_remark_id(remark.kind), Arc::new(remark));
            }
            for ((from, out, to, into, config), id) in wires {
                let id = id.map_or_else(|| diagram.free_wire_id(&format!("{from}-{to}")), |id| WireId::new(&id));
                if out.len() == 3 {
                    diagram.labels.insert(id.clone(), format!("{from} é {to}"));
                }
                diagram.wires.insert(id, Arc::new(Wire { from, out, to, into, config }));
            }
            diagram
        })
    })
}
