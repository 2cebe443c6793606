//! Costs, what is modelled, the small examples, permissions, and the picture that opens again.

use e2e::{Options, PHONE, Page, checkbox, command, first, named, role};

/// Opens an example of the gallery by the beginning of its name.
fn example(page: &Page, name: &str) {
    page.wait_until("the first design is there", || page.text().contains("PaymentQueue"));
    page.keys("Control+o");
    page.wait_for(role("dialog", "Open"));
    let found = page.names_of("button").into_iter().find(|button| button.starts_with(name));
    page.click_button(&found.unwrap_or_else(|| panic!("{name} comes with the page")));
    page.wait_until_gone(role("dialog", "Open"));
}

/// The dollars in the large print of the costs.
fn a_month(page: &Page) -> f64 {
    let text = page.js("return document.querySelector('.costs-sum b').textContent");
    text.as_str().unwrap_or_default().trim_start_matches('$').parse().unwrap_or(-1.0)
}

#[test]
fn costs_are_counted_live_and_the_free_tier_takes_some_off() {
    let page = Page::open("");
    example(&page, "Fan-out");
    command(&page, "Costs");
    page.wait_until("nothing has been used", || {
        page.text().contains("Nothing that costs something has been used yet.")
    });
    page.choose(named("Speed"), "50 ×");
    page.click_button("Play");
    page.wait_until("it costs something", || a_month(&page) > 1.0);
    page.click_button("Pause");
    page.wait_until("each node has its lines", || page.text().contains("requests of standard queues"));
    let full = a_month(&page);
    page.click(named("Free tier"));
    page.wait_until("the free tier takes some off", || a_month(&page) < full);
    page.picture("costs-laptop");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn every_rule_is_listed_with_its_tests() {
    let page = first(&Options::default());
    command(&page, "What is modelled");
    page.wait_for(role("dialog", "What is modelled"));
    page.js("document.querySelector('.modelled summary').click()");
    page.wait_until("rules are named", || page.text().contains("SQS-7"));
    let text = page.text();
    assert!(text.contains("of 32 modelled") && text.contains("approximated"), "{text}");
    page.picture("fidelity-laptop");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_missing_permission_is_told_and_granted_by_one_command() {
    let page = first(&Options::default());
    command(&page, "Assume permissions");
    page.wait_until("nothing is missing yet", || page.text().contains("No permission is missing."));
    page.keys("Control+o");
    page.wait_for(role("dialog", "Open"));
    let design = r#"{"signalbox": 1, "title": "Denied", "nodes": [{"id": "Shop", "service": "traffic", "at": [0, 0]},
        {"id": "Orders", "service": "sqs", "at": [240, 0]}], "wires": [{"from": "Shop", "to": "Orders", "config": {"Permitted": false}}]}"#;
    page.type_into(named("Link or document"), &design.replace('\n', " "));
    page.click_button("Open link");
    page.wait_until("the design is open", || page.text().contains("2 nodes, 1 wire"));
    command(&page, "Problems");
    page.wait_until("the missing statement is named", || page.text().contains("sqs:SendMessage is not allowed"));
    command(&page, "Assume permissions");
    page.wait_until("it is granted", || page.text().contains("Granted: 1 permission."));
    page.wait_until("and the problem is gone", || !page.text().contains("sqs:SendMessage is not allowed"));
    page.keys("Control+z");
    page.wait_until("undo takes it back", || page.text().contains("sqs:SendMessage is not allowed"));
    assert_eq!(page.errors(), Vec::<String>::new());
}

/// Every control of the transport is inside the page and none lies on another.
pub fn controls_are_apart(page: &Page) {
    let boxes = page.js("return [...document.querySelectorAll('.transport > *')].map((e) => e.getBoundingClientRect())
            .filter((r) => r.width > 0).map((r) => [r.left, r.top, r.right, r.bottom])");
    let boxes: Vec<[f64; 4]> = serde_json::from_value(boxes).expect("rectangles");
    for (n, a) in boxes.iter().enumerate() {
        assert!(a[0] >= 0.0 && a[2] <= f64::from(PHONE.0) + 0.5, "{a:?} sticks out");
        for b in &boxes[n + 1..] {
            let apart = a[2] <= b[0] + 0.5 || b[2] <= a[0] + 0.5 || a[3] <= b[1] + 0.5 || b[3] <= a[1] + 0.5;
            assert!(apart, "{a:?} lies on {b:?}");
        }
    }
}

#[test]
fn the_examples_have_pictures_and_fit_a_phone() {
    let page = first(&Options { size: PHONE, ..Options::default() });
    page.keys("Control+o");
    page.wait_for(role("dialog", "Open"));
    let thumbs = page.js("return document.querySelectorAll('.thumb > .thumb-wires').length").as_u64();
    let shipped =
        std::fs::read_dir(xtask::run::root().join("public/scenarios")).expect("the designs are there").count();
    assert_eq!(thumbs, Some(shipped as u64), "each design that comes along has a picture");
    let wide = page.js("return document.documentElement.scrollWidth <= window.innerWidth");
    assert_eq!(wide, true, "nothing sticks out at the side");
    page.keys("Escape");
    page.wait_until_gone(role("dialog", "Open"));
    controls_are_apart(&page);
    page.picture("gallery-phone");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn text_areas_of_the_inspector_are_legible() {
    let page = first(&Options::default());
    page.click(role("group", "Customers, Traffic source"));
    page.wait_for(named("Body"));
    let opacity = page.js("return getComputedStyle(document.querySelector('textarea.area')).opacity");
    assert_eq!(opacity, "1", "a style of the charts once made them nearly invisible");
}

#[test]
fn what_belongs_together_stands_in_one_line_on_a_phone() {
    let page = first(&Options { size: PHONE, reduced_motion: true, ..Options::default() });
    command(&page, "Find messages");
    let middle = |name: &str| {
        let [_, y, _, height] = page.box_of(named(name));
        y + height / 2.0
    };
    page.wait_for(named("Made at or after"));
    assert!((middle("Made at or after") - middle("Made at or before")).abs() < 1.0, "from and to");
    page.click_button("Pause when…");
    page.wait_for(checkbox("a message is received for the"));
    let lines = page.js(
        "const line = [...document.querySelectorAll('.stop')].find((e) => e.textContent.includes('is received for the'));
        return line.getBoundingClientRect().height");
    assert!(lines.as_f64() < Some(32.0), "“received for the 3rd time” is broken: {lines} px");
    page.picture("stops-phone");
    assert_eq!(page.errors(), Vec::<String>::new());
}
