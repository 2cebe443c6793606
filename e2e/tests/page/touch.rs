//! Under fingers, on a phone and on a tablet: placing, wiring by two taps, moving, panning, pinching, long presses, sheets,
//! and undo in sight.

use e2e::{Options, PHONE, Page, button, command, named, role};
use serde_json::json;

/// A tablet's page, upright, in CSS pixels.
const TABLET: (u32, u32) = (820, 1180);

fn open(size: (u32, u32)) -> Page {
    // Without motion: a finger would come to where a sheet was a moment ago.
    let page = Page::open_with(&Options { size, reduced_motion: true, ..Options::default() });
    page.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": true, "maxTouchPoints": 5 }));
    page.wait_until("the first design is there", || page.text().contains("PaymentQueue"));
    page
}

/// A tap with a finger.
fn tap(page: &Page, thing: impl Into<e2e::Place> + Clone) {
    page.swipe(thing.clone(), thing);
}

/// An empty canvas.
fn empty(size: (u32, u32)) -> Page {
    let page = open(size);
    command(&page, "New design");
    page.wait_until("the canvas is empty", || page.text().contains("The canvas is empty."));
    page
}

fn cards(page: &Page) -> u64 {
    page.js("return document.querySelectorAll('.stage .node').length").as_u64().unwrap_or(0)
}

fn wires(page: &Page) -> usize {
    page.names_of("graphics-symbol").len()
}

/// Places a service from the sheet, which closes by itself.
fn place(page: &Page, service: &str) {
    let before = cards(page);
    if page.shows(button("Services")) {
        tap(page, button("Services"));
        page.wait_for(named("Find a service"));
    }
    tap(page, button(service));
    page.wait_until("a card more", || cards(page) == before + 1);
}

fn built_by_taps(size: (u32, u32)) {
    let page = empty(size);
    place(&page, "Customers");
    place(&page, "Queue");
    page.wait_until("both are seen", || all_seen(&page));
    page.picture(&format!("second-{}", size.0));
    command(&page, "Show everything");

    // Tap a ring, tap a card.
    tap(&page, button("Wire from Customers"));
    page.wait_until("targets are lit", || page.js("return document.querySelectorAll('.node.target').length") == 1);
    tap(&page, role("group", "Queue, SQS standard"));
    page.wait_until("there is a wire", || wires(&page) == 1);
    if page.shows(role("menu", "Joined as")) {
        page.keys("Escape");
    }

    // Undo is in sight, and redo.
    tap(&page, button("Undo"));
    page.wait_until("the wire is undone", || wires(&page) == 0);
    tap(&page, button("Redo"));
    page.wait_until("and made again", || wires(&page) == 1);

    // A finger moves a card.
    let card = role("group", "Queue, SQS standard");
    let before = page.box_of(card.clone());
    page.swipe(card.clone(), e2e::Place::Near(card.clone(), 0, 120));
    page.wait_until("the card moved with the finger", || page.box_of(card.clone())[1] > before[1] + 80.0);

    // A long press opens what can be done with it.
    page.long_press(card.clone());
    page.wait_for(role("menuitem", "Delete"));
    tap(&page, role("menuitem", "Delete"));
    page.wait_until("the card is gone, and its wire", || cards(&page) == 1 && wires(&page) == 0);
    tap(&page, button("Undo"));
    page.wait_until("undo brings both back", || cards(&page) == 2 && wires(&page) == 1);
    page.picture(&format!("touch-{}", size.0));
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_design_is_built_by_taps_on_a_phone() {
    built_by_taps(PHONE);
}

#[test]
fn a_design_is_built_by_taps_on_a_tablet() {
    built_by_taps(TABLET);
}

/// Whether all cards are inside the canvas.
fn all_seen(page: &Page) -> bool {
    let inside = "const stage = document.querySelector('.stage').getBoundingClientRect();
        return [...document.querySelectorAll('.node')].every((node) => {
            const box = node.getBoundingClientRect();
            return box.left >= stage.left && box.right <= stage.right && box.top >= stage.top && box.bottom <= stage.bottom;
        })";
    page.js(inside) == true
}

#[test]
fn a_large_design_opens_on_a_phone_so_that_names_can_be_read() {
    let page = open(PHONE);
    page.wait_until("it is shown from where it starts", || (view(&page)[2] - 0.5).abs() < 0.01);
    let [left, top, width, height] = page.box_of(role("group", "Customers, Traffic source"));
    assert!(left >= 0.0 && left + width < 390.0 && top > 48.0 && top + height < 500.0, "{left} {top}");
    let size = "return parseFloat(getComputedStyle(document.querySelector('.node[data-node=PaymentQueue] .node-name')).fontSize)";
    let size = page.js(size).as_f64().unwrap_or_default() * 0.5;
    assert!(size >= 10.0, "{size} px");
    page.picture("opened-phone");
    // The rest is one tap away.
    assert!(!all_seen(&page));
    tap(&page, button("Show everything"));
    page.wait_until("all of it is seen", || all_seen(&page));
    page.picture("everything-phone");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn what_a_mark_on_the_timeline_says_fits_a_phone() {
    let page = open(PHONE);
    let outage = xtask::run::root().join("public/scenarios/e-commerce-payment-outage.json");
    let outage = std::fs::read_to_string(outage).expect("the design is there");
    // Dropped on the page, as a file.
    page.js_with(
        "const data = new DataTransfer(); data.items.add(new File([arguments[0]], 'outage.json'));
         document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }))",
        vec![json!(outage)],
    );
    page.wait_until("there is a mark", || page.js("return !!document.querySelector('.timeline .chip')") == true);
    page.js("document.querySelector('.timeline .chip').click()");
    page.wait_for(button("Remove"));
    let inside = "const box = document.querySelector('.chip-card').getBoundingClientRect(); return box.left >= 0 && box.right <= innerWidth";
    assert_eq!(page.js(inside), true);
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn an_empty_canvas_says_on_a_phone_where_the_services_are() {
    let page = empty(PHONE);
    page.picture("empty-phone");
    tap(&page, button("Open an example"));
    page.wait_for(role("dialog", "Open"));
    page.keys("Escape");
    page.wait_until_gone(role("dialog", "Open"));
    tap(&page, button("Add a service"));
    page.wait_for(named("Find a service"));
    tap(&page, button("Queue"));
    page.wait_until("there is a queue", || cards(&page) == 1);
    assert_eq!(page.errors(), Vec::<String>::new());
}

/// Where the canvas is, and how large it is shown.
fn view(page: &Page) -> [f64; 3] {
    let read = "const m = new DOMMatrix(getComputedStyle(document.querySelector('.layer')).transform); return [m.e, m.f, m.a];";
    serde_json::from_value(page.js(read)).expect("three numbers")
}

fn seen_by_fingers(size: (u32, u32)) {
    let page = open(size);
    let stage = named("Canvas");
    tap(&page, button("Show everything"));
    page.wait_until("everything is seen", || all_seen(&page));
    let [x, y, zoom] = view(&page);
    let [left, top, width, height] = page.box_of(stage.clone());
    let middle = ((left + width / 2.0) as i32, (top + height / 2.0) as i32);

    page.pinch(middle, 60, 180);
    page.wait_until("two fingers apart enlarge three times", || (view(&page)[2] / zoom - 3.0).abs() < 0.4);
    let large = view(&page)[2];
    page.pinch(middle, 180, 90);
    page.wait_until("two fingers together shrink to half", || (view(&page)[2] / large - 0.5).abs() < 0.1);
    tap(&page, button("Show everything"));
    page.wait_until("everything is seen again", || (view(&page)[2] - zoom).abs() < 0.01);

    // One finger on the bare canvas moves it as far as the finger goes.
    let corner = (left as i32 + 14, (top + height) as i32 - 60);
    page.swipe(corner, (corner.0 + 40, corner.1 - 30));
    page.wait_until("the canvas followed the finger", || {
        let [now_x, now_y, now_zoom] = view(&page);
        (now_x - x - 40.0).abs() < 2.0 && (now_y - y + 30.0).abs() < 2.0 && (now_zoom - zoom).abs() < 0.01
    });

    // A long press on the bare canvas, let go in place, is its menu.
    page.long_press(corner);
    page.wait_for(role("menuitem", "Select all"));
    page.keys("Escape");
    page.wait_until_gone(role("menuitem", "Select all"));
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn fingers_pan_and_zoom_on_a_phone() {
    seen_by_fingers(PHONE);
}

#[test]
fn fingers_pan_and_zoom_on_a_tablet() {
    seen_by_fingers(TABLET);
}

#[test]
fn sheets_come_from_below_keep_the_focus_and_go_again() {
    let page = open(PHONE);
    tap(&page, role("group", "PaymentQueue, SQS standard"));
    page.wait_for(role("tab", "Settings"));
    let sheet = || page.box_of(role("complementary", "Inspector"));
    page.wait_until("the sheet is up", || sheet()[1] < 500.0);
    assert_eq!(sheet()[1] + sheet()[3], 844.0, "it stands on the lower edge");
    for _ in 0..40 {
        page.keys("Tab");
        let place = page.js(
            "const e = document.activeElement; return e === document.body || e.closest('.inspector, .veil') !== null",
        );
        assert_eq!(place, true, "the focus went behind the sheet: {}", page.focused_thing());
    }
    page.picture("sheet-phone");
    tap(&page, (195, 120));
    page.wait_until("a tap beside it closes it", || {
        page.js("return document.querySelector('.page').dataset.sheet") == "none"
    });
    page.wait_until("what lay behind can be used again", || {
        page.js("return document.querySelectorAll('[inert]').length") == 0
    });
    assert_eq!(page.errors(), Vec::<String>::new());
}

/// How bright a pixel is, from 0 to 765.
fn brightness(page: &Page, x: f64, y: f64) -> i64 {
    const READ: &str = "const picture = new Image();
        picture.src = 'data:image/png;base64,' + arguments[0];
        return picture.decode().then(() => {
            const canvas = new OffscreenCanvas(1, 1).getContext('2d');
            canvas.drawImage(picture, 0, 0);
            const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
            return r + g + b;
        })";
    let clip = json!({ "x": x.floor(), "y": y.floor(), "width": 1, "height": 1, "scale": 1 });
    let pixel = page.devtools("Page.captureScreenshot", json!({ "format": "png", "clip": clip }))["data"].clone();
    page.js_with(READ, vec![pixel]).as_i64().expect("a number")
}

/// Something that scrolls has a shadow at the edge behind which more is hidden, and only there.
fn says_that_it_scrolls(page: &Page, thing: &str) {
    let find = format!("const e = document.querySelector('{thing}');");
    let edges = || {
        let [left, top, bottom]: [f64; 3] = serde_json::from_value(
            page.js(&format!("{find} const box = e.getBoundingClientRect(); return [box.left, box.top, box.bottom]")),
        )
        .expect("three numbers");
        (brightness(page, left + 10.0, top + 3.0), brightness(page, left + 10.0, bottom - 4.0))
    };
    let heights = page.js(&format!("{find} return [e.scrollTop, e.scrollHeight, e.clientHeight]"));
    let [top, all, seen]: [f64; 3] = serde_json::from_value(heights).expect("three numbers");
    assert!(top == 0.0 && all > seen + 40.0, "{thing}: {all} high, {seen} seen from {top}");
    let (above, below) = edges();
    assert!(below + 40 < above, "{thing}: more is hidden below: {above}, {below}");
    page.js(&format!("{find} e.scrollTop = 1e6"));
    let (above, below) = edges();
    assert!(above + 40 < below, "{thing}: more is hidden above: {above}, {below}");
}

#[test]
fn what_scrolls_on_a_phone_shows_where_more_is_hidden() {
    let page = open(PHONE);
    tap(&page, button("Menu"));
    page.wait_for(role("menu", "Menu"));
    says_that_it_scrolls(&page, ".menu");
    page.keys("Escape");
    page.wait_until_gone(role("menu", "Menu"));
    tap(&page, button("Outline"));
    page.wait_for(role("region", "Outline"));
    says_that_it_scrolls(&page, ".outline");
    assert_eq!(page.errors(), Vec::<String>::new());
}

fn a_drawer_and_no_buttons_on_cards(size: (u32, u32)) {
    let page = open(size);
    page.wait_for(button("Zoom in"));
    tap(&page, button("Events"));
    page.wait_for(role("region", "Events"));
    page.wait_until("no buttons lie on the cards", || !page.shows(button("Zoom in")));
    page.picture(&format!("drawer-{}", size.0));
    tap(&page, button("Events"));
    page.wait_for(button("Zoom in"));
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn over_a_drawer_no_buttons_lie_on_cards_on_a_phone() {
    a_drawer_and_no_buttons_on_cards(PHONE);
}

#[test]
fn over_a_drawer_no_buttons_lie_on_cards_on_a_tablet() {
    a_drawer_and_no_buttons_on_cards(TABLET);
}
