//! The page inside another page, of another origin: quiet, harmless to those who scroll, and open to talk.

use e2e::{Options, Page, Place, button, dialog, dist, first, link, named, role};
use serde_json::{Value, json};
use std::path::PathBuf;
use xtask::server::{Site, serve};

/// A page of a course, on a server of its own, that shows the page in a frame below a screen's height of text.
const COURSE: &str = r#"<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>A course</title>
<body style="margin: 0; font: 16px sans-serif"><div style="height: 900px">Read this first.</div>
<iframe id="frame" src="ADDRESS" title="The design" width="1000" height="600" style="border: 0; display: block" allow="fullscreen"></iframe>
<div style="height: 1600px">And this afterwards.</div>
<script>
const heard = [];
addEventListener("message", (message) => heard.push({ ...message.data, origin: message.origin }));
const tell = (wish) => document.getElementById("frame").contentWindow.postMessage(wish, "*");
</script></body></html>"#;

/// The course, with the frame at this query and fragment.
fn course(name: &str, rest: &str) -> String {
    let folder: PathBuf = std::env::temp_dir().join(format!("signalbox-course-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder is made");
    let html = COURSE.replace("ADDRESS", &format!("{}{rest}", dist()));
    std::fs::write(folder.join("index.html"), html).expect("the course is written");
    serve(Site::plain(folder, "/"), 0).expect("a free port is found")
}

fn heard(page: &Page, event: &str) -> Option<Value> {
    let all = page.js("return heard");
    all.as_array().and_then(|all| all.iter().rev().find(|message| message["event"] == event).cloned())
}

fn tell(page: &Page, wish: Value) {
    page.js_with("tell(arguments[0])", vec![wish]);
}

/// Tells and waits for the answer with that id.
fn ask(page: &Page, mut wish: Value, id: &str) -> Value {
    wish["signalbox"] = json!(1);
    wish["id"] = json!(id);
    tell(page, wish);
    let answer = || page.js_with("return heard.find((m) => m.id === arguments[0]) ?? null", vec![json!(id)]);
    page.wait_until(&format!("“{id}” is answered"), || !answer().is_null());
    answer()
}

fn open(name: &str, rest: &str) -> Page {
    let page = Page::open_with(&Options { address: Some(course(name, rest)), ..Options::default() });
    page.wait_until("the frame says that it is ready", || heard(&page, "ready").is_some());
    page
}

#[test]
fn the_page_around_plays_seeks_and_loads() {
    let page = open("talk", "?embed");
    let ready = heard(&page, "ready").expect("it said so");
    assert_eq!(
        (&ready["state"]["playing"], ready["state"]["at"].as_f64()),
        (&json!(false), Some(0.0)),
        "it starts paused"
    );
    page.js("scrollTo(0, 900)");

    let said = ask(&page, json!({ "do": "speed", "to": 50 }), "speed");
    assert_eq!((&said["event"], said["state"]["speed"].as_f64()), (&json!("answer"), Some(50.0)));
    ask(&page, json!({ "do": "play" }), "play");
    page.wait_until("it tells that it plays", || heard(&page, "playing").is_some());
    page.wait_until("time moves", || {
        ask(&page, json!({ "do": "state" }), &format!("{:?}", std::time::Instant::now()))["state"]["at"].as_f64()
            > Some(5.0)
    });
    ask(&page, json!({ "do": "pause" }), "pause");
    page.wait_until("it tells that it stopped", || heard(&page, "paused").is_some());

    ask(&page, json!({ "do": "seek", "at": 61.5 }), "seek");
    page.wait_until("it is there", || {
        ask(&page, json!({ "do": "state" }), &format!("{:?}", std::time::Instant::now()))["state"]["at"] == json!(61.5)
    });
    let document = include_str!("../../../public/scenarios/fan-out-with-filters.json");
    let title: Value = serde_json::from_str(document).expect("an example");
    let said = ask(&page, json!({ "do": "load", "text": document }), "load");
    assert_eq!((&said["event"], &said["state"]["title"]), (&json!("answer"), &title["title"]));
    assert_eq!(said["state"]["events"], json!(0));

    // What is well-formed but cannot be done is refused with a sentence.
    let said = ask(&page, json!({ "do": "load", "text": "#1garbage" }), "bad");
    assert_eq!(said["event"], json!("refused"));
    assert!(said["why"].as_str().is_some_and(|why| why.contains("damaged")), "{said}");
    assert_eq!(said["state"]["title"], title["title"], "and what was there stays");
    assert_eq!(ask(&page, json!({ "do": "seek", "at": "soon" }), "soon")["event"], json!("refused"));

    // What is none of its own business is ignored.
    let before = page.js("return heard.length");
    for nonsense in [
        json!(null),
        json!("play"),
        json!([1]),
        json!({ "do": "play" }),
        json!({ "signalbox": 2, "do": "play" }),
        json!({ "signalbox": 1 }),
    ] {
        tell(&page, nonsense);
    }
    page.js("const circle = { signalbox: 1, do: 'play' }; circle.self = circle; tell(circle)");
    let still = ask(&page, json!({ "do": "state" }), "still");
    assert_eq!(still["state"]["playing"], json!(false));
    assert_eq!(page.js("return heard.length").as_u64(), before.as_u64().map(|n| n + 1), "only the last was answered");
    assert_eq!(page.errors(), Vec::<String>::new());
}

/// The page in the frame runs and gets a message, and says nothing about it, nor anything before.
fn is_deaf(page: &Page) {
    page.in_frame(|| {
        page.wait_until("the page in the frame runs", || page.text().contains("PaymentQueue"));
        // Whoever listens last hears last, so what the page has to say was said before this.
        page.js("addEventListener('message', () => parent.postMessage({ event: 'passed on' }, '*'))");
    });
    tell(page, json!({ "signalbox": 1, "do": "state", "id": "x" }));
    page.wait_until("the message has arrived", || heard(page, "passed on").is_some());
    assert_eq!(page.js("return heard.map((message) => message.event)"), json!(["passed on"]));
}

#[test]
fn an_origin_that_is_not_named_is_not_heard() {
    let page = Page::open_with(&Options {
        address: Some(course("from", "?embed&from=https://school.example")),
        ..Options::default()
    });
    is_deaf(&page);
}

#[test]
fn a_page_that_is_not_embedded_hears_nobody() {
    let page = Page::open_with(&Options { address: Some(course("plain", "")), ..Options::default() });
    is_deaf(&page);
}

#[test]
fn it_stops_out_of_sight_and_the_wheel_scrolls_past_it() {
    let page = open("scroll", "?embed");
    page.js("scrollTo(0, 850)");
    ask(&page, json!({ "do": "play" }), "play");
    page.wait_until("it plays", || heard(&page, "playing").is_some());
    page.js("scrollTo(0, 0)");
    page.wait_until("it stops out of sight", || heard(&page, "paused").is_some());

    page.js("scrollTo(0, 850)");
    let top = || page.js("return scrollY").as_f64().unwrap_or_default();
    page.wheel(Place::Point(500, 350), 120, "");
    page.wait_until("the wheel scrolls the page around", || top() > 900.0);
    page.picture("embed-scrolled");
    page.js("scrollTo(0, 850)");
    page.wait_until("back", || top() == 850.0);
    // After a click into the frame the wheel belongs to the design.
    page.click(Place::Point(700, 120));
    page.in_frame(|| {
        page.wait_until("the frame has the focus", || page.js("return document.hasFocus()") == true);
    });
    let view = || page.in_frame(|| page.js("return document.querySelector('.layer').style.transform"));
    let before = view();
    page.wheel(Place::Point(500, 350), 120, "");
    page.wait_until("the design moves", || view() != before);
    assert_eq!(top(), 850.0);
    assert_eq!(page.errors(), Vec::<String>::new());
}

/// The embedded page by itself, to look inside.
fn inside(rest: &str) -> Page {
    let page = Page::open_with(&Options {
        address: Some(format!("{}{rest}", dist())),
        size: (1000, 600),
        ..Options::default()
    });
    page.wait_until("the design is there", || page.text().contains("PaymentQueue"));
    page
}

#[test]
fn flags_lock_hide_and_colour() {
    let page = inside("?embed=locked.hide-answers.dark");
    page.picture("embed-locked");
    assert_eq!(page.js("return document.documentElement.dataset.theme"), json!("dark"));
    assert!(!page.shows(named("Find a service")) && !page.shows(button("Menu")) && !page.shows(button("Share")));
    let place = || page.js("return document.querySelector('[data-node=Customers]').style.transform");
    let before = place();
    page.drag_by(role("group", "Customers, Traffic source"), 80, 40);
    assert_eq!(place(), before, "it is locked");

    // One obvious Play, and nothing that tells why.
    page.click_button("Start the run");
    page.wait_until("it runs", || page.text_of(role("timer", "Simulated time")).as_str() > "00:01");
    page.click_button("Pause");
    assert!(!page.shows(button("Start the run")));
    page.click_button("Events");
    page.wait_until("events are listed", || {
        page.js("return document.querySelectorAll('.event').length").as_u64() > Some(3)
    });
    assert_eq!(page.js("return [...document.querySelectorAll('.rule')].map((r) => r.innerText).join('')"), json!(""));
    page.click(role("group", "PaymentQueue"));
    assert_eq!(page.names_of("tab"), ["Settings", "Messages", "Metrics"]);
    assert!(!page.text().contains("Why?"), "{}", page.text());
    page.click(role("group", "PaymentQueue"));
    page.keys("y");
    page.keys("Control+k");
    page.wait_for(dialog("Commands"));
    for (typed, found) in [
        ("why", "journey"),
        ("problems", "Lists what is wrong"),
        ("assume", "Grants"),
        ("open", "Opens a saved"),
        ("unlock", "Lock the design"),
    ] {
        page.type_into(named("Find a command, a node or a service"), typed);
        assert!(!page.text_of(role("listbox", "Found")).contains(found), "{typed}");
    }
    page.picture("embed-hide-answers");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn it_keeps_nothing_and_opens_in_a_page_of_its_own() {
    let page = inside("?embed");
    let place = || page.js("return document.querySelector('[data-node=Customers]').style.transform");
    let first = place();
    page.drag_by(role("group", "Customers, Traffic source"), 80, 40);
    page.wait_until("it moved", || place() != first);
    // Whoever keeps something does so at the latest when the page goes.
    page.reload();
    page.wait_until("the design is as it came", || page.text().contains("PaymentQueue") && place() == first);
    assert_eq!(page.js("return localStorage.length"), json!(0), "nothing is kept");

    page.drag_by(role("group", "Customers, Traffic source"), 80, 40);
    page.wait_until("it moved again", || place() != first);
    let address = page.attribute_of(link("Open in Signalbox"), "href");
    assert!(address.starts_with(&format!("{}#1", dist())), "{address}");
    let moved = place();
    page.go(&address);
    page.wait_until("the same design, with what was changed", || page.shows(button("Share")) && place() == moved);
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn sharing_offers_the_html() {
    let page = first(&Options::default());
    page.click_button("Share");
    page.wait_for(dialog("Share"));
    let html = || page.value_of(named("HTML for an embedded page"));
    assert!(html().starts_with("<iframe src=\"http") && html().contains("?embed#1"), "{}", html());
    page.click(named("Locked"));
    page.click(named("Hide answers"));
    page.choose(named("Theme"), "Dark");
    page.wait_until("the flags are in it", || html().contains("?embed=locked.hide-answers.dark#1"));
    assert!(page.text().contains("It keeps nobody from opening the design"), "it says what it hides");
    page.picture("share-embed");
    // And it works: what is in the attribute opens.
    let source = html();
    let address = source.split('"').nth(1).expect("an address").replace("&amp;", "&");
    page.go(&address);
    page.wait_until("the embedded page is there", || {
        page.shows(link("Open in Signalbox")) && page.text().contains("PaymentQueue")
    });
    assert_eq!(page.errors(), Vec::<String>::new());
}
