//! Wires and finding one's way: splicing, taking an end elsewhere, names, quick adding, the minimap.

use e2e::{Options, Page, Thing, button, empty, first, role, textbox};
use serde_json::json;

fn wires(page: &Page) -> Vec<String> {
    page.names_of("graphics-symbol")
}

fn customers() -> Thing {
    role("group", "Customers, Traffic source")
}

/// Customers at the left, a queue at the right, and a wire.
fn joined() -> Page {
    let page = empty(&Options::default());
    page.drag(button("Customers"), (380, 200));
    page.drag(button("Queue"), (900, 200));
    page.wait_for(role("group", "Queue, SQS"));
    page.drag(button("Wire from Customers"), button("Wire to Queue"));
    page.wait_for(role("graphics-symbol", "Customers to Queue"));
    // With the wire selected, the inspector has buttons of the same names as the palette.
    page.keys("Escape");
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
fn an_end_of_a_wire_is_taken_to_another_node() {
    let page = joined();
    page.drag(button("Queue"), (900, 440));
    page.wait_for(role("group", "Queue2, SQS"));
    let [x, y, w, h] = page.box_of(customers());
    let [right, ..] = page.box_of(role("group", "Queue, SQS"));
    let middle = (((x + w + right) / 2.0) as i32, (y + h / 2.0) as i32);
    page.click(middle);
    page.wait_until("the wire is selected", || page.js("return document.querySelectorAll('.wire-grip').length") == 2);
    // The grip is 16 pixels before the card.
    page.drag((right as i32 - 16, middle.1), role("group", "Queue2, SQS"));
    page.wait_for(role("graphics-symbol", "Customers to Queue2"));
    assert_eq!(wires(&page).len(), 1, "{:?}", wires(&page));
    page.keys("Control+z");
    page.wait_for(role("graphics-symbol", "Customers to Queue,"));
}

#[test]
fn a_wire_gets_a_name_by_double_click_and_it_stands_on_the_wire() {
    let page = joined();
    let [x, y, w, h] = page.box_of(customers());
    let [right, ..] = page.box_of(role("group", "Queue, SQS"));
    page.double_click((((x + w + right) / 2.0) as i32, (y + h / 2.0) as i32));
    page.wait_for(textbox("Name on the canvas"));
    page.wait_until("the field has the focus", || page.focused_thing().contains("Name on the canvas"));
    page.type_text("new orders");
    page.keys("Enter");
    let shown = "return [...document.querySelectorAll('.wire-name')].map((name) => name.textContent).join()";
    page.wait_until("the name is on the wire", || page.js(shown) == "new orders");
    page.wait_for(role("graphics-symbol", "named new orders"));
    page.keys("Control+z");
    page.wait_until("undone", || page.js(shown) == "");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_double_click_on_the_bare_canvas_adds_what_is_chosen() {
    let page = empty(&Options::default());
    page.double_click((620, 300));
    page.wait_for(role("listbox", "Add here"));
    page.type_text("topic");
    page.keys("Enter");
    page.wait_for(role("group", "Topic, SNS"));
    let [x, y, w, h] = page.box_of(role("group", "Topic, SNS"));
    let (x, y) = (x + w / 2.0, y + h / 2.0);
    assert!((x - 620.0).abs() <= 11.0 && (y - 300.0).abs() <= 11.0, "within half a step of the grid: {x} {y}");
}

#[test]
fn the_minimap_shows_every_node_and_moves_the_view() {
    let page = first(&Options::default());
    page.click_button("Minimap");
    let map = || role("group", "Minimap");
    page.wait_for(map());
    let count = |what: &str| page.js(&format!("return document.querySelectorAll('{what}').length"));
    assert_eq!(count(".map-node"), count(".node"));
    let view = || page.js("return document.querySelector('.layer').style.transform");
    let before = view();
    let [x, y, w, h] = page.box_of(map());
    page.drag(((x + w / 2.0) as i32, (y + h / 2.0) as i32), ((x + 30.0) as i32, (y + 30.0) as i32));
    page.wait_until("the view moved", || view() != before);
    let dragged = view();
    page.focus(map());
    page.keys("ArrowRight");
    page.wait_until("and by an arrow key", || view() != dragged);
    page.click_button("Minimap");
    page.wait_until_gone(map());
    assert_eq!(page.js("return document.querySelectorAll('.minimap').length"), json!(0));
    assert_eq!(page.errors(), Vec::<String>::new());
}
