//! The canvas under a hand and under the keyboard: placing, wiring, being refused, moving, undoing.

use e2e::{Options, PHONE, Page, button, command, empty, first, named, role};

/// How many cards there are.
fn cards(page: &Page) -> usize {
    page.js("return document.querySelectorAll('.stage .node').length").as_u64().unwrap_or(0) as usize
}

/// What the wires are called.
fn wires(page: &Page) -> Vec<String> {
    page.names_of("graphics-symbol")
}

/// What live regions say.
fn said(page: &Page) -> String {
    let all =
        page.js("return [...document.querySelectorAll('[role=status]')].map((said) => said.textContent).join('\\n')");
    all.as_str().unwrap_or_default().to_owned()
}

#[test]
fn services_are_placed_and_wired_by_dragging_and_a_wrong_wire_says_why() {
    let page = empty(&Options::default());
    page.drag(button("Customers"), (420, 200));
    page.drag(button("Queue"), (760, 200));
    page.drag(button("E-mail"), (760, 440));
    page.wait_until("three cards are there", || cards(&page) == 3);
    assert!(!page.text().contains("Drag a service here"));

    page.drag(button("Wire from Customers"), button("Wire to Queue"));
    page.wait_for(role("graphics-symbol", "Customers to Queue"));

    let mail = page.names_of("group").into_iter().find(|name| name.contains("Subscriber")).expect("a card for e-mail");
    page.drag(button("Wire from Customers"), role("group", &mail));
    page.wait_until("the refusal is said", || page.text().contains("no integration in common"));
    assert_eq!(wires(&page).len(), 1, "{:?}", wires(&page));

    page.keys("Control+z");
    page.wait_until("the wire is undone", || wires(&page).is_empty());
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_wire_dropped_on_nothing_offers_what_fits_and_places_it() {
    let page = empty(&Options::default());
    page.drag(button("Customers"), (420, 200));
    page.drag(button("Wire from Customers"), (700, 420));
    page.wait_for(role("listbox", "After Customers"));
    let offered = page.names_of("option");
    let offers = |title: &str| offered.iter().any(|choice| choice.starts_with(title));
    assert!(offers("Queue") && !offers("E-mail"), "{offered:?}");
    page.type_text("queue");
    page.keys("Enter");
    page.wait_for(role("graphics-symbol", "Customers to Queue"));
    // The new card has the focus, so that the keyboard goes on from there.
    page.wait_until("the new card has the focus", || page.focused_thing().contains("Queue, SQS"));
}

#[test]
fn the_keyboard_alone_wires_and_moves() {
    let page = empty(&Options::default());
    page.drag(button("Customers"), (420, 200));
    page.drag(button("REST API"), (760, 200));
    page.drag(button("Queue"), (420, 440));
    page.wait_until("three cards are there", || cards(&page) == 3);
    page.focus(role("group", "Customers, Traffic source"));
    page.keys("w");
    page.wait_until("a target is said with its number", || said(&page).contains("of 2"));
    page.keys("Tab");
    page.keys("Enter");
    page.wait_until("there is a wire", || wires(&page).len() == 1);

    let card = role("group", "Customers, Traffic source");
    let before = page.box_of(card.clone());
    page.focus(card.clone());
    page.keys("ArrowDown");
    page.wait_until("the card moved down by a step", || page.box_of(card.clone())[1] > before[1] + 5.0);

    page.keys("Tab");
    assert!(!page.focused_thing().contains("Customers"), "{}", page.focused_thing());
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_frame_selects_and_one_drag_moves_all_of_it() {
    let page = empty(&Options::default());
    page.drag(button("Queue"), (420, 240));
    page.drag(button("Topic"), (680, 240));
    page.wait_until("two cards are there", || cards(&page) == 2);
    page.drag((260, 110), (860, 340));
    let selected = || page.js("return document.querySelectorAll('.node.selected').length");
    page.wait_until("both are selected", || selected() == 2);
    let topic = page.box_of(role("group", "Topic, SNS"));
    page.drag_by(role("group", "Queue, SQS"), 0, 120);
    page.wait_until("both moved", || page.box_of(role("group", "Topic, SNS"))[1] > topic[1] + 100.0);
    assert_eq!(selected(), 2);
}

#[test]
fn a_running_design_shows_messages_on_the_wires() {
    let page = Page::open("");
    page.click_button("Play");
    // The beads are painted on a canvas that screen readers pass over: some of its pixels are not empty.
    let painted = "const beads = document.querySelector('canvas.overlay');
        const pixels = beads.getContext('2d').getImageData(0, 0, beads.width, beads.height).data;
        return beads.getAttribute('aria-hidden') === 'true' && pixels.some((value) => value !== 0);";
    page.wait_until("beads are painted", || page.js(painted) == true);
    page.click_button("Pause");
    page.click_button("Reset");
    page.wait_until("they are gone after a reset", || page.js(painted) == false);
    page.click_button("Play");
    page.wait_until("beads are painted again", || page.js(painted) == true);
    page.click_button("Pause");
    command(&page, "New design");
    page.wait_until("an empty canvas has none", || page.js(painted) == false);
}

#[test]
fn a_design_in_the_making_is_no_run_that_is_over() {
    let page = empty(&Options::default());
    page.drag(button("Queue"), (420, 240));
    page.wait_for(role("group", "Queue, SQS"));
    assert!(!page.text().contains("Nothing is left to happen"));
    page.click_button("Play");
    page.wait_until("it says what is missing", || page.text().contains("Nothing happens in this design yet"));
    page.wait_for(button("Play"));
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_finger_moves_the_canvas_and_a_tap_selects() {
    let page = Page::open_with(&Options { size: PHONE, ..Options::default() });
    let place = || page.js("return document.querySelector('.layer').style.transform");
    let before = place();
    page.swipe((40, 600), (120, 540));
    page.wait_until("the canvas moved", || place() != before);
    assert!(page.shows(named("Canvas")));
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn the_list_of_problems_follows_the_design() {
    let page = first(&Options::default());
    page.click_button("Problems");
    page.wait_until("what is wrong with it is listed", || {
        page.text().contains("WarehouseQueue has no dead-letter queue")
    });
    page.focus(role("group", "WarehouseQueue, SQS standard"));
    page.keys("Delete");
    page.wait_until("without the queue there is no such problem", || {
        !page.text().contains("WarehouseQueue has no dead-letter")
    });
    page.keys("Control+z");
    page.wait_until("undo brings them back", || page.text().contains("WarehouseQueue has no dead-letter queue"));
}
