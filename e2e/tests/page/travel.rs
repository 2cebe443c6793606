//! Going back and forth in a run: steps, scrubbing, breakpoints, and what was done by hand, taken back on the timeline.

use e2e::{Options, Page, button, checkbox, dialog, first, named, role, slider};

fn open() -> Page {
    first(&Options::default())
}

fn clock(page: &Page) -> String {
    page.text_of(role("timer", "Simulated time"))
}

/// Simulated seconds.
fn seconds(page: &Page) -> f64 {
    let said = clock(page);
    let parts = said.split(':').map(|part| part.parse::<f64>().unwrap_or_else(|_| panic!("{said} is no time")));
    parts.fold(0.0, |sum, part| sum * 60.0 + part)
}

/// The numbers of the overview: what the run has come to.
fn counters(page: &Page) -> String {
    page.js("return [...document.querySelectorAll('.overview, .census')].map(e => e.innerText).join('|')").to_string()
}

fn run_to(page: &Page, minute: &str) {
    page.choose(named("Speed"), "100 ×");
    page.click_button("Play");
    page.wait_until("the run is far enough", || clock(page).as_str() > minute);
    page.click_button("Pause");
}

#[test]
fn a_look_back_and_forth_comes_to_the_same_counters() {
    let page = open();
    run_to(&page, "00:40");
    let (then, counted) = (clock(&page), counters(&page));
    assert!(counted.len() > 20, "{counted}");
    page.click_button("Step back");
    page.click_button("Step");
    page.wait_until("a step back and forth changes nothing", || counters(&page) == counted);
    let seconds_then = seconds(&page);
    page.focus(slider("Simulated time"));
    page.keys("PageDown");
    // How far the run came before it was paused depends on the machine.
    let minute_before = (seconds_then - 60.0).max(0.0);
    page.wait_until("a minute back", || (seconds(&page) - minute_before).abs() < 0.15);
    page.keys("Home");
    page.wait_until("the start", || clock(&page) == "00:00.0");
    page.keys("End");
    page.wait_until("the end is where it was", || clock(&page) == then);
    assert_eq!(counters(&page), counted);
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn dragging_on_the_timeline_scrubs() {
    let page = open();
    run_to(&page, "01:00");
    page.drag_by(slider("Simulated time"), -200, 0);
    page.wait_until("the run is where it was let go", || clock(&page).as_str() < "01:40");
    let here = clock(&page);
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(clock(&page), here, "paused before, paused after");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_breakpoint_stops_the_run_and_says_why() {
    let page = open();
    page.click_button("Pause when…");
    page.click(checkbox("a message is received for the"));
    page.keys("Escape");
    page.choose(named("Speed"), "100 ×");
    page.click_button("Faults");
    page.choose(named("Node that fails"), "PaymentAPI");
    page.click_button("Inject now: Down");
    page.click_button("Play");
    page.wait_until("it says why it stopped", || page.text().contains("for the 3rd time"));
    page.wait_for(button("Play"));
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_setting_changed_during_the_run_is_on_the_timeline_and_can_be_taken_back_there() {
    let page = open();
    run_to(&page, "00:30");
    page.click(role("group", "PaymentQueue, SQS standard"));
    let before = page.value_of(named("VisibilityTimeout"));
    page.type_into(named("VisibilityTimeout"), "45");
    page.keys("Enter");
    let chip = "PaymentQueue: VisibilityTimeout";
    page.wait_until("the change is on the timeline", || {
        page.names_of("button").iter().any(|name| name.starts_with(chip) && name.contains("→ 45"))
    });
    let name = page.names_of("button").into_iter().find(|name| name.starts_with(chip)).expect("it was there");
    page.click_button(&name);
    page.wait_for(dialog(&name));
    page.click_button("Take back");
    page.wait_until("the setting is as before", || page.value_of(named("VisibilityTimeout")) == before);
    page.wait_until("the chip is gone", || !page.names_of("button").contains(&name));
    assert_eq!(page.errors(), Vec::<String>::new());
}
