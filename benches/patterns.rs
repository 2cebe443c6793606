//! Event patterns on events that are parsed already: five rules of each kind, and sets of ten to a hundred thousand.
//! `cargo bench --no-default-features --bench patterns`. Throughput is in events a second.
//!
//! The events look like those of a city's register of parcels: a dozen fields, a name with a street and a number, and
//! a geometry of arrays in arrays.

use criterion::{Criterion, Throughput};
use serde_json::{Value, json};
use signalbox::languages::event_pattern::{EventPattern, RuleSet};
use std::hint::black_box;

const EVENTS: u64 = 1_000;
const STREETS: [&str; 8] = ["PARK", "MISSION", "VALENCIA", "CASTRO", "CLEMENT", "NOE", "FILLMORE", "GREEN"];
const KINDS: [&str; 4] = ["ST", "AVE", "WAY", "BLVD"];

/// The n-th event. 7,919 is prime, so that the fields don't go in step.
fn event(n: u64) -> Value {
    let turn = |size: u64| (n * 7_919 / 13 % size) as usize;
    let corner = |k: u64| json!([-122.4 - (n + k) as f64 / 1e5, 37.7 + (n * k) as f64 / 1e6, 0.0]);
    json!({
        "type": "Feature",
        "source": "city.parcels",
        "properties": {
            "MAPBLKLOT": format!("{:07}", n * 7_919 % 9_999_999),
            "BLKLOT": format!("{:07}", n * 31 % 9_999_999),
            "BLOCK_NUM": format!("{:04}", n % 9_999),
            "LOT_NUM": format!("{:03}", n % 999),
            "FROM_ST": (n * 17 % 3_000).to_string(),
            "TO_ST": (n * 17 % 3_000 + 8).to_string(),
            "STREET": STREETS[turn(8)],
            "ST_TYPE": KINDS[turn(4)],
            "ODD_EVEN": if n.is_multiple_of(2) { "E" } else { "O" },
            "HEIGHT": n * 7 % 400,
        },
        "geometry": {"type": "Polygon", "coordinates": [[corner(0), corner(1), corner(2), corner(3), corner(0)]]},
    })
}

fn set(patterns: impl IntoIterator<Item = Value>) -> RuleSet {
    RuleSet::new(patterns.into_iter().map(|p| EventPattern::from_value(&p).expect("a right pattern")))
}

fn one(field: &str, test: Value) -> Value {
    json!({"properties": {field: [test]}})
}

/// Five rules of a kind.
fn fives() -> Vec<(&'static str, Vec<Value>)> {
    let five = |field: &'static str, tests: [Value; 5]| tests.into_iter().map(|t| one(field, t)).collect::<Vec<_>>();
    let street =
        |operator: &str, operands: [&str; 5]| five("STREET", operands.map(|operand| json!({ operator: operand })));
    vec![
        ("exact", five("MAPBLKLOT", ["1430022", "0607117", "5745001", "0007919", "3750034"].map(Value::from))),
        ("prefix", street("prefix", ["AC", "BL", "DR", "FU", "RH"])),
        ("suffix", street("suffix", ["ON", "KE", "MM", "ING", "GO"])),
        ("equals-ignore-case", street("equals-ignore-case", ["jefferson", "park", "clement", "noe", "sea cliff"])),
        ("wildcard", five("MAPBLKLOT", ["143*", "2*0*1*7", "*218", "3*5*2", "VA*IL"].map(|w| json!({"wildcard": w})))),
        ("anything-but", five("STREET", [
            json!({"anything-but": ["FULTON"]}), json!({"anything-but": ["MASON"]}), json!({"anything-but": ["NOE"]}),
            json!({"anything-but": ["GEARY", "PARK"]}), json!({"anything-but": ["HAIGHT"]}),
        ])),
        ("numeric", five("HEIGHT", [
            json!({"numeric": ["=", 49]}), json!({"numeric": ["<", 7]}), json!({"numeric": [">", 390]}),
            json!({"numeric": [">", 10, "<", 20]}), json!({"numeric": [">=", 100, "<=", 107]}),
        ])),
        ("three fields", STREETS[..5].iter().map(|street| json!({
            "source": ["city.parcels"],
            "properties": {"STREET": [street], "ST_TYPE": ["AVE"], "HEIGHT": [{"numeric": [">", 200]}]},
        })).collect()),
        ("arrays", (0..5).map(|n| json!({
            "geometry": {"type": ["Polygon"], "coordinates": [{"numeric": [">", 37.7 + f64::from(n) / 1e4]}]},
        })).collect()),
    ]
}

fn patterns(criterion: &mut Criterion) {
    let events: Vec<Value> = (0..EVENTS).map(event).collect();
    let mut group = criterion.benchmark_group("five rules");
    group.sample_size(20).throughput(Throughput::Elements(EVENTS));
    for (name, rules) in fives() {
        let (set, mut found) = (set(rules), Vec::new());
        group.bench_function(name, |bench| {
            bench.iter(|| events.iter().for_each(|event| set.matching(black_box(event), &mut found)));
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("many rules");
    group.sample_size(20).throughput(Throughput::Elements(EVENTS));
    for rules in [10, 1_000, 10_000, 100_000] {
        // Two fields each; every event matches about one rule in a hundred thousand.
        let rule = |n: u64| {
            let (block, lot) = (format!("{:04}", n % 9_999), format!("{:03}", n / 100 % 999));
            json!({"properties": {"BLOCK_NUM": [block], "LOT_NUM": [lot]}})
        };
        let (set, mut found) = (set((0..rules).map(rule)), Vec::new());
        group.bench_function(rules.to_string(), |bench| {
            bench.iter(|| events.iter().for_each(|event| set.matching(black_box(event), &mut found)));
        });
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    patterns(&mut criterion);
    criterion.final_summary();
}
