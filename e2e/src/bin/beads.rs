//! `cargo xtask beads`: how the release page draws. Opens designs made for it, lets them run and measures from outside:
//! frames a second, script time per frame (every animation-frame callback is timed), beads alive. And how it follows a hand
//! that drags a node of the largest design about: all script and all work of the page per frame, as the browser counts it.
//! Nothing of this is in the page itself, but for the count of beads that its canvas tells.

use e2e::{LAPTOP, Options, Page, button, command, dialog, named};
use serde_json::{Value, json};
use std::fmt::Write;
use std::time::{Duration, Instant};

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

/// Opens the page with a design.
fn open(case: &Case) -> Page {
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
    page
}

/// Seconds that the browser spent on something, since the page began.
fn spent(page: &Page, on: &str) -> f64 {
    let metrics = page.devtools("Performance.getMetrics", json!({}));
    let all = metrics["metrics"].as_array().cloned().unwrap_or_default();
    all.iter().find(|metric| metric["name"] == on).and_then(|metric| metric["value"].as_f64()).unwrap_or(f64::NAN)
}

/// Drags a node about while the run stands still, at most a move a frame, and says what a frame took.
fn drag() {
    let page = open(&CASES[3]);
    page.devtools("Performance.enable", json!({}));
    // At a size at which a hand takes a card, not a ring; and one in the middle, so that the canvas does not pan.
    command(&page, "Zoom to 100");
    let card = page.js(
        "const canvas = document.querySelector('.stage').getBoundingClientRect();
         const middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
         const [x, y] = middle(canvas);
         const off = ([a, b]) => Math.hypot(a - x, b - y);
         return [...document.querySelectorAll('.node')].map((card) => middle(card.getBoundingClientRect())).sort((a, b) => off(a) - off(b))[0]",
    );
    let (x, y) = (card[0].as_f64().unwrap_or(0.0), card[1].as_f64().unwrap_or(0.0));
    let mouse = |kind: &str, x: f64, y: f64, held: u32| {
        let event: Value = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": held, "clickCount": 1 });
        page.devtools("Input.dispatchMouseEvent", event);
    };
    page.js(
        "window.dragged = { frames: 0, moves: 0 }; const count = () => { window.dragged.frames += 1; requestAnimationFrame(count); };
             requestAnimationFrame(count); addEventListener('pointermove', () => { window.dragged.moves += 1; }, true)",
    );
    mouse("mouseMoved", x, y, 0);
    mouse("mousePressed", x, y, 1);
    let count = |what: &str| page.js(&format!("return window.dragged.{what}")).as_f64().unwrap_or(f64::NAN);
    let begun = Instant::now();
    let before = ["ScriptDuration", "LayoutDuration", "RecalcStyleDuration", "TaskDuration"].map(|on| spent(&page, on));
    let (frames, moves) = (count("frames"), count("moves"));
    let mut n = 0.0_f64;
    while begun.elapsed() < Duration::from_secs(SECONDS) {
        n += 1.0;
        // Round and round, by more than a step of the grid each time: every move changes the design.
        mouse("mouseMoved", x + 120.0 * (n * 0.11).sin(), y + 80.0 * (n * 0.11).cos(), 1);
    }
    let took = begun.elapsed().as_secs_f64();
    let (frames, moves) = (count("frames") - frames, count("moves") - moves);
    let after = ["ScriptDuration", "LayoutDuration", "RecalcStyleDuration", "TaskDuration"].map(|on| spent(&page, on));
    mouse("mouseReleased", x, y, 0);
    page.wait_for(button("Undo: Move"));
    let per_move = |n: usize| (after[n] - before[n]) * 1000.0 / moves;
    println!(
        "A node dragged among 500 nodes and 800 wires: {:.0} frames/s, {:.0} moves/s; a move takes {:.1} ms of script, {:.1} ms of \
         layout, {:.1} ms of style, {:.1} ms in all.",
        frames / took,
        moves / took,
        per_move(0),
        per_move(1),
        per_move(2),
        per_move(3)
    );
    page.picture("drag-500");
    for error in page.errors() {
        println!("error: {error}");
    }
}

fn main() {
    let mut table = String::from(
        "| design | frames/s | script ms/frame, median | 95 % | beads | messages on wires |\n|---|---|---|---|---|---|\n",
    );
    let only = std::env::args().nth(1).unwrap_or_default();
    if "drag".contains(&only) {
        drag();
    }
    for case in CASES.iter().filter(|case| case.name.contains(&only)) {
        let page = open(case);
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
