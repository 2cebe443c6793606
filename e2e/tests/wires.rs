//! Wires: splicing a card in, and quick adding by a double click.

use e2e::{Page, button, role};

/// The release page with nothing on the canvas.
fn empty() -> Page {
    let page = Page::open("");
    page.keys("Control+k");
    page.type_text("New design");
    page.keys("Enter");
    page.wait_until("the canvas is empty", || page.text().contains("Drag a service here"));
    page
}

fn wires(page: &Page) -> Vec<String> {
    page.names_of("graphics-symbol")
}

/// Customers at the left, a queue at the right, and a wire.
fn joined() -> Page {
    let page = empty();
    page.drag(button("Customers"), (380, 200));
    page.drag(button("Queue"), (900, 200));
    page.wait_for(role("group", "Queue, SQS"));
    page.drag(button("Wire from Customers"), button("Wire to Queue"));
    page.wait_for(role("graphics-symbol", "Customers to Queue"));
    page
}

#[test]
fn a_card_dropped_onto_a_wire_goes_into_it_as_one_step() {
    let page = joined();
    page.drag(button("Topic"), (640, 420));
    page.wait_for(role("group", "Topic, SNS"));
    let [x, y, w, h] = page.box_of(role("group", "Topic, SNS"));
    let at = ((x + w / 2.0) as i32, (y + h / 2.0) as i32);
    let [_, queue, _, height] = page.box_of(role("group", "Queue, SQS"));
    page.drag(at, (at.0, (queue + height / 2.0) as i32));
    page.wait_for(role("graphics-symbol", "Customers to Topic"));
    page.wait_for(role("graphics-symbol", "Topic to Queue"));
    assert_eq!(wires(&page).len(), 2, "{:?}", wires(&page));
    page.keys("Control+z");
    page.wait_until("one step back", || wires(&page).len() == 1);
    let [_, back, ..] = page.box_of(role("group", "Topic, SNS"));
    assert!((back - y).abs() < 1.0, "the topic is where it was");
    // A service that cannot stand between the two is only moved.
    page.drag(button("E-mail"), (640, 200));
    page.wait_until("a card for e-mail", || page.names_of("group").iter().any(|name| name.contains("Subscriber")));
    assert_eq!(wires(&page).len(), 1);
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_double_click_on_the_bare_canvas_adds_what_is_chosen() {
    let page = empty();
    page.double_click((620, 300));
    page.wait_for(role("listbox", "Add here"));
    page.type_text("topic");
    page.keys("Enter");
    page.wait_for(role("group", "Topic, SNS"));
    let [x, y, w, h] = page.box_of(role("group", "Topic, SNS"));
    let (x, y) = (x + w / 2.0, y + h / 2.0);
    assert!((x - 620.0).abs() <= 11.0 && (y - 300.0).abs() <= 11.0, "within half a step of the grid: {x} {y}");
}
