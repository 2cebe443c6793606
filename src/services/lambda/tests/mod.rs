//! The rules of functions, a test each, and the scenario that they were written for.

mod account;
mod calls;
mod checks;
mod circuits;
mod environments;
mod events;
mod loops;
mod mappings;
mod scenario;
mod streams;
mod switches;
mod versions;

use crate::catalog::assemble;
use crate::sim::{Engine, Span, Time};
use crate::testing::{Run, catalog, diagram, micros, run};

/// Settings of a function whose times are exact: a fixed work time, no cold start, no overhead.
fn exact(work: u32) -> String {
    format!("WorkMedian={work} WorkP99={work} ColdStart=0 OverheadMedian=0 OverheadP99=0")
}

/// `n` sends at one instant, numbered in `orderId`.
fn sends(at: &str, n: usize) -> String {
    (0..n).map(|k| format!("at {at} send {{`orderId`:`{at}-{k}`}}; ")).collect()
}

/// How many lines contain this.
fn count(log: &[String], what: &str) -> usize {
    log.iter().filter(|line| line.contains(what)).count()
}

/// The instants of the lines, in seconds.
fn times(log: &[String]) -> Vec<f64> {
    log.iter().filter_map(|line| line.split(' ').next()?.parse().ok()).collect()
}

/// A caller `p` with a script and a function `f` that it invokes.
fn invoked(function: &str, script: &str) -> String {
    format!("node f lambda {function}\nnode p probe Script=\"{script}\"\nwire p.out -> f.invoke")
}

/// A queue `q` with settings, a sender `a` with a script, and a function `f` that polls it over a wire with settings.
/// Dead letters go to `d` after `most` receives.
fn mapped(queue: &str, function: &str, wire: &str, script: &str, most: u32) -> String {
    format!(
        "node q sqs ReorderPercent=0 {queue}
         node d sqs
         node f lambda {function}
         node a probe Script=\"{script}\"
         wire a.out -> q.send
         wire q.dead_letter_queue -> d.dead_letters maxReceiveCount={most}
         wire q.consumers -> f.source {wire}"
    )
}

/// A function `f` with settings that calls `x` over a wire with settings.
fn calls_of(function: &str, wire: &str) -> String {
    format!("node f lambda {function}\nnode x probe\nwire f.calls -> x.in {wire}")
}

/// Several metrics of one node.
fn values<const N: usize>(r: &Run, node: &str, names: [&str; N]) -> [f64; N] {
    names.map(|name| r.value(node, name))
}

/// Runs a scenario with many messages, audited every ten simulated seconds: after every event would take minutes.
fn long(scenario: &str, until: &str) -> Run {
    let mut r = Run { engine: Engine::new(assemble(&diagram(scenario), &catalog())) };
    go(&mut r, until);
    r
}

/// Runs it on, audited every ten simulated seconds.
fn go(r: &mut Run, until: &str) {
    let target = Time(micros(until));
    while r.engine.now() < target {
        let next = target.min(r.engine.now() + Span::seconds(10));
        r.engine.run_until(next, u64::MAX);
        r.engine.audit().unwrap_or_else(|what| panic!("at {}: {what}", r.engine.now()));
    }
}

#[test]
fn lam_1_concurrency_is_rate_times_duration() {
    // 50 requests a second of 200 ms each: Little's law says 10 at once.
    let script: String = (0..500).map(|k| format!("at {}ms send x; ", k * 20)).collect();
    let r = run(&invoked(&exact(200), &script), "9s");
    assert_eq!(values(&r, "f", ["ConcurrentExecutions", "ColdStarts"]), [10.0, 10.0]);
}
