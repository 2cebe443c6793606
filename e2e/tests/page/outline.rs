//! The outline: the same design in words, changed there as on the canvas.

use e2e::{Options, PHONE, Page, button, command, empty, first, named, role};

/// The outline of an empty design.
fn in_words() -> Page {
    let page = empty(&Options::default());
    command(&page, "Outline");
    page.wait_for(role("region", "Outline"));
    page
}

/// Adds a service by its name.
fn add(page: &Page, service: &str) {
    page.choose(named("Add a service"), service);
    page.focus(button("Add"));
    page.keys("Enter");
    page.wait_until("the new service has the focus", || page.focused_thing().contains(service));
}

/// Names of the services in the outline, in its order.
fn services(page: &Page) -> Vec<String> {
    let names = page.js("return [...document.querySelectorAll('.outline-title')].map((name) => name.textContent)");
    serde_json::from_value(names).expect("names are texts")
}

/// What the services are joined to, in the outline's order.
fn joined(page: &Page) -> Vec<String> {
    let said = page.js("return [...document.querySelectorAll('.outline-joined')].map((said) => said.textContent)");
    serde_json::from_value(said).expect("lines are texts")
}

#[test]
fn a_design_is_built_changed_and_taken_apart_in_words_and_the_canvas_keeps_step() {
    let page = in_words();
    assert!(page.text().contains("Nothing is placed yet."));
    add(&page, "Customers");
    add(&page, "Queue");
    assert_eq!(services(&page), ["Customers", "Queue"]);
    assert_eq!(joined(&page), ["Not connected.", "Not connected."]);

    // Another name, by F2 from the heading.
    page.keys("F2");
    page.wait_until("the name has the focus", || page.focused_thing().contains("textbox “Name”"));
    page.keys("Control+a");
    page.type_text("Orders");
    page.keys("Enter");
    page.wait_until("it has the name", || services(&page) == ["Customers", "Orders"]);

    // A connection between two, then one to a new service.
    page.focus(button("Customers, Traffic source"));
    page.wait_until("it is open", || page.attribute_of(button("Customers, Traffic source"), "aria-expanded") == "true");
    page.keys("ArrowDown");
    page.keys("ArrowLeft");
    page.wait_until("Orders is closed", || page.attribute_of(button("Orders, SQS"), "aria-expanded") == "false");
    let entries =
        page.js("return [...document.querySelectorAll('.outline-body .outline-form option')].map((o) => o.value)");
    assert!(entries.to_string().contains("node:"), "the queue can take it: {entries}");
    page.js("const list = document.querySelector('.outline-body form select'); list.value = [...list.options].find((o) => o.value.startsWith('node:')).value;
        list.dispatchEvent(new Event('change', { bubbles: true }));");
    page.click_button("Connect");
    page.wait_until("they are joined", || joined(&page) == ["To Orders.", "From Customers."]);
    page.focus(button("Orders, SQS"));
    page.keys("ArrowRight");
    page.keys("ArrowUp");
    page.keys("ArrowLeft");
    page.choose(named("Connect to"), "Function");
    page.click_button("Connect");
    page.wait_until("a function was added and joined", || {
        joined(&page) == ["To Orders.", "From Customers. To Function.", "From Orders."]
    });

    // A setting.
    page.wait_until("the new one has the focus", || page.focused_thing().contains("Function"));
    page.keys("ArrowLeft");
    page.focus(button("Orders, SQS"));
    page.js("document.querySelector('.outline-settings input[aria-label=VisibilityTimeout]').focus()");
    page.keys("Control+a");
    page.type_text("45");
    page.keys("Enter");
    page.wait_until("the inspector shows the same", || {
        page.js("return document.querySelector('.inspector input[aria-label=VisibilityTimeout]')?.value") == "45"
    });

    // A connection goes, and comes back by undo.
    page.click_button("Delete the connection from Customers");
    page.wait_until("it is gone", || joined(&page)[0] == "Not connected.");
    page.keys("Control+z");
    page.wait_until("it is back", || joined(&page)[0] == "To Orders.");

    // The canvas has all of it, and the focus stays with the service.
    page.focus(button("Orders, SQS"));
    page.keys("Alt+o");
    page.wait_until_gone(role("region", "Outline"));
    page.wait_for(role("graphics-symbol", "Customers to Orders"));
    page.wait_for(role("graphics-symbol", "Orders to Function"));
    page.wait_until("its card has the focus", || page.focused_thing().contains("Orders, SQS standard"));

    // A service goes by its key, with its connections, as one step.
    page.keys("o");
    page.wait_until("its heading has the focus", || page.focused_thing().starts_with("button “Orders"));
    page.keys("Delete");
    page.wait_until("it is gone", || services(&page) == ["Customers", "Function"]);
    page.wait_until("the focus went to a heading", || page.focused_thing().starts_with("button “"));
    page.keys("Control+z");
    page.wait_until("undo brings it back", || services(&page).len() == 3 && joined(&page)[0] == "To Orders.");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn counts_and_events_are_told_while_it_runs() {
    let page = first(&Options::default());
    command(&page, "Outline");
    page.wait_for(role("region", "Outline"));
    let levels = page
        .js("return [...document.querySelectorAll('.outline :is(h2, h3, h4)')].map((h) => h.localName[1]).join('')");
    let levels = levels.as_str().expect("levels").to_owned();
    assert!(levels.starts_with("23") && levels.matches('3').count() > 8, "a heading for every service: {levels}");
    page.click_button("Play");
    page.wait_until("messages are counted", || page.text().contains("messages created: "));
    page.wait_until("a queue says what it holds", || {
        page.js("return [...document.querySelectorAll('.outline-stands')].some((p) => /[1-9]/.test(p.textContent))")
            == true
    });
    page.wait_until("events are listed", || {
        page.js("return document.querySelectorAll('.outline .event').length").as_u64() > Some(5)
    });
    page.click_button("Pause");
    page.picture("outline-laptop");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn it_fits_a_phone() {
    let page = first(&Options { size: PHONE, ..Options::default() });
    page.click_button("Outline");
    page.wait_for(role("region", "Outline"));
    page.click(button("PaymentQueue, SQS standard"));
    page.wait_for(named("Connect to"));
    let sticks_out = page.js("const outline = document.querySelector('.outline');
        return [...outline.querySelectorAll('*')].filter((e) => e.checkVisibility() && !e.closest('.unseen') && e.getBoundingClientRect().right > innerWidth + 0.5)
            .map((e) => e.className)");
    assert_eq!(sticks_out, serde_json::json!([]));
    page.picture("outline-phone");
    page.click_button("Back to the canvas");
    page.wait_until_gone(role("region", "Outline"));
    assert_eq!(page.errors(), Vec::<String>::new());
}
