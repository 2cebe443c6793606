//! Putting a design in order: helper lines, aligning, distributing, a new layout.

use e2e::{Options, Page, Thing, button, command, empty, first, role, textbox};
use serde_json::json;

/// The left and the top of something.
fn corner(page: &Page, thing: Thing) -> (f64, f64) {
    let [x, y, ..] = page.box_of(thing);
    (x, y)
}

#[test]
fn a_dragged_card_is_drawn_into_line_and_a_thin_line_says_so() {
    let page = empty(&Options::default());
    page.drag(button("Customers"), (420, 200));
    page.drag(button("Queue"), (760, 420));
    page.wait_for(role("group", "Queue, SQS"));
    // Off the grid by three pixels, with Alt.
    page.focus(role("group", "Queue, SQS"));
    for _ in 0..3 {
        page.keys("Alt+ArrowRight");
    }
    let queue = corner(&page, role("group", "Queue, SQS"));
    let mouse = |kind: &str, x: f64, y: f64| {
        let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1 });
        page.devtools("Input.dispatchMouseEvent", event);
    };
    let lines = || page.js("return document.querySelectorAll('.guides path').length").as_u64();
    let customers = corner(&page, role("group", "Customers, Traffic source"));
    let (x, y) = (customers.0 + 60.0, customers.1 + 60.0);
    mouse("mouseMoved", x, y);
    mouse("mousePressed", x, y);
    mouse("mouseMoved", x + 60.0, y);
    // Within four pixels of being in line with the queue.
    mouse("mouseMoved", x + queue.0 - customers.0 - 4.0, y);
    page.wait_until("a line is drawn", || lines() == Some(1));
    mouse("mouseReleased", x + queue.0 - customers.0 - 4.0, y);
    page.wait_until("the line is gone", || lines() == Some(0));
    let moved = corner(&page, role("group", "Customers, Traffic source"));
    assert!((moved.0 - queue.0).abs() < 0.6, "{moved:?} {queue:?}");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn several_nodes_are_aligned_and_distributed_with_buttons() {
    let page = empty(&Options::default());
    page.drag(button("Customers"), (360, 160));
    page.drag(button("Queue"), (520, 300));
    page.drag(button("Topic"), (860, 420));
    page.wait_for(role("group", "Topic, SNS"));
    page.focus(role("group", "Topic, SNS"));
    page.keys("Control+a");
    page.wait_for(button("Align top"));
    page.click_button("Align top");
    page.click_button("Distribute horizontally");
    let cards = ["Customers, Traffic source", "Queue, SQS", "Topic, SNS"];
    let places = || cards.map(|name| corner(&page, role("group", name)));
    page.wait_until("they stand in one row with even gaps", || {
        let [a, b, c] = places();
        (a.1 - b.1).abs() < 0.6 && (a.1 - c.1).abs() < 0.6 && ((b.0 - a.0) - (c.0 - b.0)).abs() < 1.6
    });
    page.keys("Control+z");
    page.keys("Control+z");
    page.wait_until("both are undone", || {
        let [a, b, _] = places();
        b.1 - a.1 > 100.0
    });
}

#[test]
fn a_new_layout_is_one_step() {
    let page = first(&Options::default());
    let places = || {
        let all = page.js("return [...document.querySelectorAll('.node')].map((node) => node.style.transform).join()");
        all.as_str().unwrap_or_default().to_owned()
    };
    let before = places();
    command(&page, "Lay out the design");
    page.wait_until("the nodes stand elsewhere", || places() != before);
    let laid = places();
    const OVERLAPS: &str =
        "const boxes = [...document.querySelectorAll('.node')].map((n) => n.getBoundingClientRect());
        return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) =>
            a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length";
    assert_eq!(page.js(OVERLAPS), 0);
    page.keys("Control+z");
    page.wait_until("one step back, and all is as before", || places() == before);
    page.keys("Control+Shift+z");
    page.wait_until("and again", || places() == laid);
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_frame_is_drawn_around_the_selection_named_in_place_and_moves_what_lies_in_it() {
    let page = empty(&Options::default());
    page.drag(button("Customers"), (420, 240));
    page.drag(button("Queue"), (680, 240));
    page.wait_for(role("group", "Queue, SQS"));
    page.focus(role("group", "Queue, SQS"));
    page.keys("Control+a");
    page.keys("Control+g");
    page.wait_for(textbox("Title of the frame"));
    page.type_text("Checkout");
    page.keys("Enter");
    page.wait_for(role("group", "Frame: Checkout"));
    page.wait_until("the frame has the focus", || page.focused_thing().contains("Frame: Checkout"));

    let [x, y, w, _] = page.box_of(role("group", "Frame: Checkout"));
    let before = corner(&page, role("group", "Queue, SQS"));
    let title = ((x + w - 30.0) as i32, (y + 12.0) as i32);
    page.drag(title, (title.0 + 40, title.1 + 80));
    page.wait_until("the frame took the queue along", || {
        let after = corner(&page, role("group", "Queue, SQS"));
        after.1 - before.1 > 70.0 && after.0 - before.0 > 30.0
    });
    // By keyboard too: rename with F2, nudge with arrows, delete with Delete; what lies in it stays.
    page.focus(role("group", "Frame: Checkout"));
    page.keys("F2");
    page.wait_for(textbox("Title of the frame"));
    page.keys("Control+a");
    page.type_text("Orders");
    page.keys("Escape");
    page.wait_until("the frame has the focus again", || page.focused_thing().contains("Frame: Orders"));
    let moved = corner(&page, role("group", "Queue, SQS"));
    page.keys("ArrowUp");
    page.wait_until("up by a step", || corner(&page, role("group", "Queue, SQS")).1 < moved.1 - 10.0);
    page.keys("Delete");
    page.wait_until_gone(role("group", "Frame: Orders"));
    assert!(page.shows(role("group", "Queue, SQS")));
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_note_is_written_in_place_kept_and_travels_in_a_link() {
    let page = empty(&Options::default());
    page.click_button("Note");
    page.wait_for(textbox("Text of the note"));
    page.type_text("Why so short?");
    page.keys("Control+Enter");
    page.wait_for(role("group", "Note: Why so short?"));
    // A double click opens it again.
    page.double_click(role("group", "Note: Why so short?"));
    page.wait_for(textbox("Text of the note"));
    page.keys("Control+a");
    page.type_text("Look here");
    page.keys("Escape");
    page.wait_for(role("group", "Note: Look here"));
    page.wait_until("it is kept", || page.text_of(role("status", "Saved state")).contains("aved"));
    page.reload();
    page.wait_for(role("group", "Note: Look here"));
    // The note travels in a link.
    page.click_button("Share");
    page.wait_for(textbox("Link"));
    let link = page.value_of(textbox("Link"));
    let fragment = link.split_once('#').map(|(_, fragment)| fragment.to_owned()).expect("a link has a fragment");
    let other = Page::open(&fragment);
    other.wait_for(role("group", "Note: Look here"));
    assert_eq!(other.errors(), Vec::<String>::new());
}

#[test]
fn the_buttons_say_what_they_would_undo_and_the_list_goes_to_any_step() {
    let page = empty(&Options::default());
    page.drag(button("Queue"), (420, 240));
    page.wait_for(role("group", "Queue, SQS"));
    page.drag(button("Topic"), (680, 240));
    page.wait_for(button("Undo: Add Topic"));
    page.click_button("Steps");
    page.wait_for(role("menu", "Steps"));
    assert_eq!(page.names_of("menuitemradio"), ["Add Topic now", "Add Queue", "As it was opened"]);
    page.keys("ArrowDown");
    page.keys("ArrowDown");
    page.keys("Enter");
    page.wait_until("the canvas is empty again", || page.text().contains("Drag a service here"));
    page.wait_for(button("Redo: Add Queue"));
    page.click_button("Steps");
    page.click(role("menuitemradio", "Add Topic"));
    page.wait_for(role("group", "Topic, SNS"));
    assert!(page.shows(role("group", "Queue, SQS")));
    assert_eq!(page.errors(), Vec::<String>::new());
}
