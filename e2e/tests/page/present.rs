//! Presenting to a room: the colours for projectors, the panels away, a clicker through the moments, the laser, the code.

use e2e::{Options, PHONE, Page, button, dialog, first, named, role};
use serde_json::json;

fn open() -> Page {
    first(&Options::default())
}

fn clock(page: &Page) -> String {
    page.text_of(role("timer", "Simulated time"))
}

fn run_a_little(page: &Page) {
    page.choose(named("Speed"), "20 ×");
    page.click_button("Play");
    page.wait_until("it is under way", || clock(page).as_str() > "00:04");
    page.click_button("Pause");
}

/// Text that is seen, its colour and the colour behind it, where the contrast is below 7:1.
const PALE: &str = "
    const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
    const light = (c) => c.slice(0, 3).map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
    const behind = (e) => {
        for (; e; e = e.parentElement) {
            const c = rgb(getComputedStyle(e).backgroundColor);
            if (c.length === 3 || c[3] === 1) return c;
        }
        return [255, 255, 255];
    };
    const pale = [];
    for (const e of document.querySelectorAll('body *')) {
        const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
        if (!own || e.closest(':disabled') || !e.checkVisibility({ visibilityProperty: true }) || e.closest('.unseen')) continue;
        const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 7) pale.push(`${e.className || e.localName} “${e.textContent.trim().slice(0, 20)}” ${ratio.toFixed(2)}`);
    }
    return pale;";

#[test]
fn projector_colours_have_seven_to_one_and_are_kept() {
    let page = open();
    run_a_little(&page);
    page.click_button("Menu");
    page.click(role("menuitemradio", "Projector"));
    let theme = || page.js("return document.documentElement.dataset.theme ?? ''");
    page.wait_until("the colours are there", || theme() == "projector");
    page.click_button("Events");
    page.wait_until("events are listed", || {
        page.js("return document.querySelectorAll('.event').length").as_u64() > Some(3)
    });
    page.click(role("group", "PaymentQueue"));
    page.picture("projector");
    assert_eq!(page.js(PALE), json!([]));
    // Wires are twice as thick.
    let thick = "return parseFloat(getComputedStyle(document.querySelector('.wire:not(.control):not(.selected) .wire-line')).strokeWidth)";
    assert!(page.js(thick).as_f64() >= Some(3.4), "{}", page.js(thick));
    page.reload();
    page.wait_until("they are kept", || theme() == "projector");
    // And the command list goes back.
    page.keys("Control+k");
    page.type_into(named("Find a command, a node or a service"), "projector");
    page.keys("Enter");
    page.wait_until("as the system has it", || theme() == "");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn presenting_puts_the_panels_away_and_makes_labels_large_enough_for_the_last_row() {
    let page = open();
    page.set_size(1920, 1080);
    page.keys("f");
    page.wait_for(role("toolbar", "Talk"));
    for gone in [button("Share"), button("Menu"), named("Find a service"), role("complementary", "Inspector")] {
        assert!(!page.shows(gone.clone()), "{gone}");
    }
    assert!(page.shows(button("Play")) && page.shows(role("timer", "Simulated time")));
    // On the wall: the size in the style sheet times the zoom of the canvas.
    let size = || {
        page.js("const name = document.querySelector('.node-name');
             return parseFloat(getComputedStyle(name).fontSize) * name.getBoundingClientRect().width / name.offsetWidth")
            .as_f64()
            .unwrap_or_default()
    };
    page.wait_until("labels have 24 pixels", || size() >= 24.0);
    let clock = page.js("return parseFloat(getComputedStyle(document.querySelector('.clock [role=timer]')).fontSize)");
    assert!(clock.as_f64() >= Some(32.0), "{clock}");
    // Everything is on the wall, and no name is cut.
    let cut = "return [...document.querySelectorAll('.node')].filter((n) => {
             const box = n.getBoundingClientRect(), name = n.querySelector('.node-name');
             return box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight || name.scrollHeight > name.clientHeight + 1
         }).map((n) => n.innerText)";
    assert_eq!(page.js(cut), json!([]));
    page.picture("present-1080p");
    page.set_size(1366, 768);
    page.wait_until("it fits the smaller wall too", || page.js(cut) == json!([]));
    page.picture("present-laptop");

    // Nothing can be moved by accident.
    let place = || page.js("return document.querySelector('.node').style.transform");
    let before = place();
    page.drag_by(role("group", "OrderQueue, SQS standard"), 60, 60);
    page.keys("Delete");
    assert_eq!(place(), before);
    page.keys("Escape");
    page.wait_until("the panels are back", || page.shows(button("Share")) && !page.shows(role("toolbar", "Talk")));
    page.drag_by(role("group", "OrderQueue, SQS standard"), 60, 60);
    assert!(!page.attribute_of(button("Undo"), "title").starts_with("Nothing"), "the design is open again");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn after_a_click_on_a_button_the_keys_still_belong_to_the_talk() {
    let page = open();
    page.keys("f");
    page.wait_for(role("toolbar", "Talk"));
    page.click_button("Play");
    page.click_button("Pause");
    page.keys("q");
    page.wait_for(role("dialog", "Scan to open"));
    page.keys("Escape");
    page.wait_until_gone(role("dialog", "Scan to open"));
    // Who goes to a button with the keyboard is on it.
    page.focus(button("Play"));
    page.keys("q");
    assert!(!page.shows(role("dialog", "Scan to open")));
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_clicker_goes_through_the_moments_with_their_captions() {
    let page = open();
    run_a_little(&page);
    for (n, caption) in ["Orders come in", "Somebody pays"].iter().enumerate() {
        page.click(role("group", "Customers, Traffic source"));
        page.keys("b");
        page.wait_for(named(&format!("Caption {}", n + 1)));
        page.type_into(named(&format!("Caption {}", n + 1)), caption);
        page.keys("Enter");
        page.click_button("Step");
    }
    page.click(role("group", "Customers, Traffic source"));
    page.keys("Shift+p");
    page.wait_for(role("toolbar", "Talk"));
    let caption = || page.js("return document.querySelector('.caption')?.innerText ?? ''");
    for (key, shown, place) in [
        ("PageDown", "Orders come in", "1 of 2"),
        ("ArrowRight", "Somebody pays", "2 of 2"),
        ("PageDown", "Somebody pays", "2 of 2"),
        ("PageUp", "Orders come in", "1 of 2"),
        ("ArrowDown", "Somebody pays", "2 of 2"),
        ("ArrowLeft", "Orders come in", "1 of 2"),
    ] {
        page.keys(key);
        page.wait_until(&format!("{key} shows “{shown}”"), || caption() == shown && page.text().contains(place));
    }
    // Also after a click on a button, to which only Space and Enter belong.
    page.click_button("Laser pointer");
    page.keys("PageDown");
    page.wait_until("the second moment", || caption() == "Somebody pays");
    page.picture("present-caption");
    page.keys("Escape");
    page.wait_until_gone(role("toolbar", "Talk"));
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn the_laser_follows_the_pointer_and_fades() {
    let page = open();
    page.keys("f");
    page.wait_for(role("toolbar", "Talk"));
    page.keys("l");
    page.wait_until("the laser is on", || page.attribute_of(button("Laser pointer"), "aria-pressed") == "true");
    let red = |x: u32, y: u32| {
        let pixel = "const c = document.querySelector('.laser'); if (!c) return [0, 0, 0, 0];
             return [...c.getContext('2d').getImageData(arguments[0] * devicePixelRatio, arguments[1] * devicePixelRatio, 1, 1).data]";
        let pixel = page.js_with(pixel, vec![json!(x), json!(y)]);
        pixel[0].as_u64() > Some(180) && pixel[3].as_u64() > Some(100)
    };
    page.hover(e2e::Place::Point(400, 300));
    page.wait_until("a red point is there", || red(400, 300));
    page.picture("present-laser");
    page.hover(e2e::Place::Point(700, 350));
    page.wait_until("it has followed, and the trail is gone", || red(700, 350) && !red(400, 300));
    page.wait_until("it fades while the hand rests", || !red(700, 350));
    page.keys("l");
    page.wait_until("it is off", || page.js("return document.querySelector('.laser') === null") == true);
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn the_moment_is_on_the_wall_as_a_code() {
    let page = open();
    run_a_little(&page);
    page.click(role("group", "Customers, Traffic source"));
    page.keys("f");
    page.wait_for(role("toolbar", "Talk"));
    page.keys("q");
    page.wait_for(dialog("Scan to open"));
    let [_, _, width, height] = page.box_of(role("img", "QR code of the link"));
    assert!(width.min(height) > 500.0, "{width} × {height}");
    page.picture("present-code");
    // The first Escape closes the code, the second the talk.
    page.keys("Escape");
    page.wait_until_gone(dialog("Scan to open"));
    assert!(page.shows(role("toolbar", "Talk")));
    page.keys("Escape");
    page.wait_until_gone(role("toolbar", "Talk"));
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_browser_that_refuses_the_whole_screen_presents_all_the_same() {
    let page = open();
    page.js("Element.prototype.requestFullscreen = () => Promise.reject(new TypeError('not allowed'))");
    page.keys("f");
    page.wait_for(role("toolbar", "Talk"));
    page.click_button("Leave the presentation");
    page.wait_until_gone(role("toolbar", "Talk"));
    page.js("delete Element.prototype.requestFullscreen");
    page.keys("f");
    page.wait_for(role("toolbar", "Talk"));
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_phone_can_present_too() {
    let page = first(&Options { size: PHONE, dark: true, ..Options::default() });
    page.click_button("Menu");
    page.click(role("menuitem", "Present"));
    page.wait_for(role("toolbar", "Talk"));
    page.picture("present-phone");
    let wide = page.js("return document.documentElement.scrollWidth <= innerWidth &&
         [...document.querySelectorAll('.tools .button')].every((b) => b.getBoundingClientRect().right <= innerWidth)");
    assert_eq!(wide, true);
    page.click_button("Leave the presentation");
    page.wait_until_gone(role("toolbar", "Talk"));
    assert_eq!(page.errors(), Vec::<String>::new());
}
