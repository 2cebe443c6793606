//! `cargo xtask beads`: how the release page draws. Opens designs made for it, lets them run and measures from outside:
//! frames a second, script time per frame (every animation-frame callback is timed), beads alive. Nothing of this is in
//! the page itself, but for the count of beads that its canvas tells.

use e2e::{LAPTOP, Options, Page, dialog, named};
use std::fmt::Write;
use std::time::Duration;

/// A design and what it is to show.
struct Case {
    name: &'static str,
    senders: usize,
    receivers: usize,
    /// Requests a second on each wire.
    rate: f64,
}

const CASES: [Case; 5] = [
    Case { name: "100 nodes, 1,000 messages on wires", senders: 20, receivers: 80, rate: 1.4 },
    Case { name: "100 nodes, 10,000 messages on wires", senders: 20, receivers: 80, rate: 14.0 },
    Case { name: "100 nodes, a flood", senders: 20, receivers: 80, rate: 60.0 },
    Case { name: "500 nodes, 1,000 messages on wires", senders: 100, receivers: 400, rate: 1.4 },
    Case { name: "500 nodes, a flood", senders: 100, receivers: 400, rate: 60.0 },
];
/// Wires of each design.
const WIRES: usize = 800;
/// Seconds before the measurement begins: the page adapts to the machine meanwhile.
const WARM: u64 = 8;
const SECONDS: u64 = 6;

/// Customers and servers, mixed on a grid about as wide as the page, and wires across. All of it is in sight.
fn document(case: &Case) -> String {
    let (mut nodes, mut wires) = (Vec::new(), Vec::new());
    let all = case.senders + case.receivers;
    let columns = (all as f64).sqrt().ceil() as usize;
    // A stride without a common factor with the number of nodes visits each place once.
    let place = |n: usize| n * 37 % all;
    let at = |n: usize| (place(n) % columns * 240, place(n) / columns * 200);
    for n in 0..case.senders {
        nodes.push(format!(
            r#"{{"id": "C{n}", "service": "traffic", "at": [{}, {}], "config": {{"Arrivals": "constant", "Rate": {}, "Body": "x"}}}}"#,
            at(n).0,
            at(n).1,
            case.rate
        ));
    }
    for n in 0..case.receivers {
        nodes.push(format!(
            r#"{{"id": "S{n}", "service": "server", "at": [{}, {}], "config": {{"Slots": 1000, "ServiceTime": "constant", "MeanServiceTime": 1}}}}"#,
            at(case.senders + n).0,
            at(case.senders + n).1
        ));
    }
    for n in 0..WIRES {
        let (from, to) = (n % case.senders, (n / case.senders * 7 + n) % case.receivers);
        wires.push(format!(r#"{{"id": "w{n}", "from": "C{from}.requests", "to": "S{to}.requests"}}"#));
    }
    format!(
        r#"{{"signalbox": 1, "title": "Beads", "seed": 1, "nodes": [{}], "wires": [{}]}}"#,
        nodes.join(","),
        wires.join(",")
    )
}

const WATCH: &str = "
    const spent = []; let frames = 0; const asked = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (then) => asked((at) => {
        const begun = performance.now(); then(at); spent.push(performance.now() - begun); frames += 1;
    });
    window.beadsWatch = { spent, begin: () => { spent.length = 0; window.beadsWatch.from = performance.now(); } };";

const READ: &str = "
    const { spent, from } = window.beadsWatch; const took = performance.now() - from;
    const sorted = [...spent].sort((a, b) => a - b); const at = (p) => sorted[Math.floor((sorted.length - 1) * p)] ?? 0;
    const canvas = document.querySelector('canvas.overlay');
    return [spent.length / took * 1000, at(0.5), at(0.95), Number(canvas.dataset.beads ?? 0), Number(canvas.dataset.messages ?? 0)];";

fn main() {
    let mut table = String::from(
        "| design | frames/s | script ms/frame, median | 95 % | beads | messages on wires |\n|---|---|---|---|---|---|\n",
    );
    let only = std::env::args().nth(1).unwrap_or_default();
    for case in CASES.iter().filter(|case| case.name.contains(&only)) {
        let page = Page::open_with(&Options { size: LAPTOP, ..Options::default() });
        page.wait_until("the page is there", || page.text().contains("PaymentQueue"));
        page.keys("Control+o");
        page.wait_for(dialog("Open"));
        page.focus(named("Link or document"));
        page.js_with(
            "const field = document.querySelector('[aria-label=\"Link or document\"]'); field.value = arguments[0];
             field.dispatchEvent(new Event('input', { bubbles: true }));",
            vec![document(case).into()],
        );
        page.click_button("Open link");
        page.wait_until("the design is there", || {
            page.js("return document.querySelectorAll('.node').length").as_u64() > Some(50)
        });
        page.js(WATCH);
        page.click_button("Play");
        std::thread::sleep(Duration::from_secs(WARM));
        page.js("window.beadsWatch.begin()");
        std::thread::sleep(Duration::from_secs(SECONDS));
        let read = page.js(READ);
        let figure = |n: usize| read[n].as_f64().unwrap_or(f64::NAN);
        let _ = writeln!(
            table,
            "| {} | {:.0} | {:.1} | {:.1} | {:.0} | {:.0} |",
            case.name,
            figure(0),
            figure(1),
            figure(2),
            figure(3),
            figure(4)
        );
        page.picture(&format!("beads-{}-{}", case.senders + case.receivers, case.rate));
        for error in page.errors() {
            println!("error: {error}");
        }
    }
    println!("{table}");
}
