//! Without a pointer: a design is placed, moved, wired, inspected, run and asked about with the keyboard alone.

use e2e::{Options, Page, command, first, role};

/// What the live region says.
fn said(page: &Page) -> String {
    page.js("return document.getElementById('voice').textContent").as_str().unwrap_or_default().to_owned()
}

/// Presses a key until the focus is on something that is called like this.
fn go_to(page: &Page, key: &str, name: &str) {
    let mut seen = Vec::new();
    for _ in 0..80 {
        page.keys(key);
        let now = page.focused_thing();
        if now.contains(name) {
            return;
        }
        seen.push(now);
    }
    panic!("{key} never comes to {name}, only to {seen:#?}");
}

fn focus_is(page: &Page, name: &str) {
    page.wait_until(&format!("the focus is on {name}"), || page.focused_thing().contains(name));
}

fn wires(page: &Page) -> usize {
    page.names_of("graphics-symbol").len()
}

/// Places services by typing their names into the palette.
fn place(page: &Page, services: &[&str]) {
    page.keys("/");
    focus_is(page, "Find a service");
    for service in services {
        page.type_text(service);
        page.keys("Enter");
        page.wait_until(&format!("{service} is announced"), || said(page).contains("Added"));
        // Empties the field, and at last leaves it.
        page.keys("Escape");
    }
    page.keys("Escape");
}

#[test]
fn a_design_is_built_run_and_explained_without_a_pointer() {
    let page = first(&Options::default());
    page.js("window.pointed = 0; for (const kind of ['pointerdown', 'mousedown', 'touchstart']) addEventListener(kind, () => { window.pointed += 1; }, true);");
    command(&page, "New design");
    page.wait_until("the canvas is empty", || page.text().contains("Drag a service here"));

    // Place.
    place(&page, &["customers", "queue", "function"]);
    let cards = || page.js("return document.querySelectorAll('.stage .node').length");
    page.wait_until("three cards are there", || cards() == 3);
    go_to(&page, "Tab", "group “Customers, Traffic source");

    // Wire: a port, the valid targets with their numbers, Enter.
    page.keys("p");
    focus_is(&page, "button “Wire from Customers");
    page.keys("Enter");
    page.wait_until("the targets are counted", || said(&page).contains("1 of 2"));
    while !said(&page).contains("Queue, ") {
        page.keys("ArrowRight");
        page.wait_until("another target is said", || said(&page).contains(" of 2"));
    }
    page.keys("Enter");
    page.wait_until("there is a wire", || wires(&page) == 1);
    // The other ways to join them are offered: Esc leaves it as it is, and the focus is on the canvas again.
    if page.shows(role("menu", "Joined as")) {
        page.keys("Escape");
    }
    go_to(&page, "Tab", "group “Queue, SQS");
    page.keys("w");
    page.wait_until("targets are counted", || said(&page).contains("1 of "));
    while !said(&page).contains("Function, ") {
        page.keys("Tab");
    }
    page.keys("Enter");
    page.wait_until("there are two wires", || wires(&page) == 2);
    if page.shows(role("menu", "Joined as")) {
        page.keys("Escape");
    }

    // A wire is reached, deleted, and brought back.
    page.keys("e");
    page.wait_until("a wire is said", || said(&page).contains("wire ") && said(&page).contains(" of 2."));
    page.keys("Delete");
    page.wait_until("it is gone", || wires(&page) == 1);
    page.keys("Control+z");
    page.wait_until("it is back", || wires(&page) == 2);

    // Move.
    go_to(&page, "Tab", "group “Function");
    let at = || page.js("return document.activeElement.style.transform");
    let before = at();
    page.keys("ArrowDown");
    page.wait_until("the card moved", || at() != before);

    // Inspect, change, and back to the card.
    go_to(&page, "Shift+Tab", "group “Queue, SQS");
    page.keys("Enter");
    focus_is(&page, "tab “Settings");
    go_to(&page, "Tab", "textbox “VisibilityTimeout");
    page.keys("Control+a");
    page.type_text("45");
    page.keys("Enter");
    page.wait_until("the change is said", || said(&page).contains("Set VisibilityTimeout of Queue."));
    page.keys("Escape");
    focus_is(&page, "group “Queue, SQS");

    // Play and pause.
    page.keys("k");
    page.wait_until("it says that it plays", || said(&page).contains("Playing"));
    page.wait_until("messages are delivered", || page.text_of(role("timer", "Simulated time")).as_str() > "00:03");
    page.keys("k");
    page.wait_until("it says where it paused", || said(&page).contains("Paused at") && said(&page).contains("created"));

    // Ask why: the event list, an event of a message, its journey.
    command(&page, "Event list");
    focus_is(&page, "heading “Events”");
    go_to(&page, "Tab", "region “List of events”");
    go_to(&page, "Tab", "delivered");
    page.keys("Enter");
    focus_is(&page, "heading “Why?”");
    page.wait_until("the journey is told with its rules", || {
        page.js("return document.querySelectorAll('.leg').length").as_u64() > Some(2)
    });
    go_to(&page, "Tab", "button “");
    page.picture("keyboard-why");
    page.keys("Escape");
    page.wait_until_gone(role("region", "Why?"));
    page.wait_until("the focus is on a card again", || page.focused_thing().starts_with("group “"));
    assert_eq!(page.js("return window.pointed"), 0, "no pointer was used");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn arrows_go_along_the_wires_in_browse_mode() {
    let page = first(&Options::default());
    go_to(&page, "Tab", "group “Customers, Traffic source");
    page.keys("m");
    page.keys("ArrowRight");
    page.wait_until("the focus went on", || {
        page.focused_thing().starts_with("group “") && !page.focused_thing().contains("Customers")
    });
    page.keys("ArrowLeft");
    focus_is(&page, "group “Customers, Traffic source");
}

/// Keeps when the live region says what, and plays the outage until orders are given up.
fn listened() -> Page {
    let page = first(&Options::default());
    page.keys("Control+o");
    page.wait_for(role("dialog", "Open"));
    let outage = page.names_of("button").into_iter().find(|name| name.to_lowercase().contains("outage"));
    page.focus(e2e::button(&outage.expect("the outage comes with the page")));
    page.keys("Enter");
    page.wait_until("the outage is planned", || {
        page.names_of("button").iter().any(|name| name.starts_with("Payment API down"))
    });
    page.js("window.heard = []; const voice = document.getElementById('voice');
        new MutationObserver(() => window.heard.push([performance.now(), voice.textContent])).observe(voice, { childList: true, characterData: true, subtree: true });");
    page
}

fn heard(page: &Page) -> Vec<(f64, String)> {
    serde_json::from_value(page.js("return window.heard")).expect("instants and texts")
}

#[test]
fn the_live_region_is_polite_and_tells_of_the_run_at_most_every_two_seconds() {
    let mut page = listened();
    // Ten and a half minutes of the run are three seconds, but not on a machine that does other things too.
    page.patience = std::time::Duration::from_secs(60);
    assert_eq!(
        page.js(
            "const v = document.getElementById('voice'); return [v.getAttribute('role'), v.getAttribute('aria-live')]"
        ),
        serde_json::json!(["status", "polite"])
    );
    page.choose(e2e::named("Speed"), "200 ×");
    page.click_button("Play");
    page.wait_until("orders were given up", || page.text_of(role("timer", "Simulated time")).as_str() > "10:30");
    page.wait_until("the first dead letter is told", || {
        heard(&page).iter().any(|(_, text)| text.contains("A first message was dead-lettered"))
    });
    let during = heard(&page);
    for pair in during.windows(2) {
        assert!(pair[1].0 - pair[0].0 > 1_900.0, "{pair:?} come too soon one after the other");
    }
    assert!(during[0].1.contains("Playing, 200 ×."), "{during:?}");
    assert!(during.iter().any(|(_, text)| text.contains("ALARM")), "an alarm is told: {during:?}");
    page.click_button("Pause");
    page.wait_until("the pause is told at once", || {
        heard(&page).last().is_some_and(|(_, text)| text.contains("Paused at") && text.contains("dead-lettered"))
    });
}

#[test]
fn it_can_be_silenced_and_stays_silent() {
    let page = listened();
    page.click_button("Menu");
    page.click(role("menuitemcheckbox", "Tell screen readers what happens"));
    page.click_button("Play");
    page.wait_until("it runs", || page.text_of(role("timer", "Simulated time")).as_str() > "00:01");
    page.click_button("Pause");
    assert!(heard(&page).iter().all(|(_, text)| text.is_empty()), "{:?}", heard(&page));
    page.reload();
    page.wait_until("the design is there", || page.text().contains("PaymentQueue"));
    page.click_button("Menu");
    let kept = page.attribute_of(role("menuitemcheckbox", "Tell screen readers what happens"), "aria-checked");
    assert_eq!(kept, "false");
    page.click(role("menuitemcheckbox", "Tell screen readers what happens"));
    page.wait_until("it speaks again", || said(&page).contains("Screen readers are told what happens."));
}

#[test]
fn a_wire_gets_another_end_and_a_service_in_between_without_a_pointer() {
    let page = first(&Options::default());
    let joined = |from: &str, to: &str| {
        page.names_of("graphics-symbol").iter().any(|wire| wire.starts_with(&format!("{from} to {to},")))
    };
    command(&page, "PaymentQueue");
    page.keys("e");
    page.wait_until("its wire is said", || said(&page).contains("wire "));
    page.keys("Enter");
    focus_is(&page, "button “PaymentQueue”");
    assert!(joined("PaymentQueue", "Payment") && !joined("PaymentQueue", "InventoryCheck"));
    go_to(&page, "Tab", "combobox “Ends at”");
    page.type_text("Inventory");
    page.wait_until("the wire leads elsewhere", || {
        joined("PaymentQueue", "InventoryCheck") && !joined("PaymentQueue", "Payment")
    });
    page.wait_until("it is said", || said(&page).contains("Reconnect PaymentQueue to InventoryCheck."));
    focus_is(&page, "combobox “Ends at”");
    page.picture("keyboard-wire-ends");
    // Only what can be joined is offered.
    let ends = page.js("return [...document.getElementById('wire-ends').options].map((o) => o.textContent)");
    assert!(ends.to_string().contains("\"Payment\"") && !ends.to_string().contains("\"Customers\""), "{ends}");

    go_to(&page, "Tab", "combobox “Put in between”");
    page.type_text("Function");
    go_to(&page, "Tab", "button “Put in between”");
    page.keys("Enter");
    focus_is(&page, "group “Function");
    assert!(joined("PaymentQueue", "Function") && joined("Function", "InventoryCheck"));
    assert!(!joined("PaymentQueue", "InventoryCheck"));
    page.keys("Control+z");
    page.wait_until("one step takes it back", || joined("PaymentQueue", "InventoryCheck"));
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn several_cards_are_picked_without_a_pointer() {
    let page = first(&Options::default());
    command(&page, "New design");
    page.wait_until("the canvas is empty", || page.text().contains("Drag a service here"));
    place(&page, &["customers", "queue", "function"]);
    let cards = || page.js("return document.querySelectorAll('.stage .node').length");
    page.wait_until("three cards are there", || cards() == 3);
    go_to(&page, "Tab", "group “Customers");
    page.keys("x");
    page.wait_until("it is kept", || said(&page).contains("Kept: Customers"));
    go_to(&page, "Tab", "group “Function");
    page.keys("x");
    page.wait_until("both are kept", || said(&page).contains("Kept: 2 nodes"));
    page.keys("Delete");
    page.wait_until("the one that was passed is left", || cards() == 1);
    assert!(page.text().contains("Queue"));
}

#[test]
fn the_start_page_opens_from_the_brand_and_begins_with_an_empty_canvas() {
    let page = first(&Options::default());
    go_to(&page, "Tab", "button “Signalbox");
    page.keys("Enter");
    page.wait_for(role("dialog", "Open"));
    go_to(&page, "Shift+Tab", "button “Empty canvas");
    page.keys("Enter");
    page.wait_until("the canvas is empty", || page.text().contains("Drag a service here"));
}
