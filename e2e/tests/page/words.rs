//! The driver's own words, tried on a page made for it: a word that does nothing, or finds the wrong thing, would make
//! the tests of the real page say less than they seem to.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use e2e::{Options, PHONE, Page, Place, button, combobox, named, role, status, textbox};
use xtask::server::{Site, serve};

fn fixture() -> Options {
    let folder = xtask::run::root().join("e2e/tests/fixture");
    let address = serve(Site::plain(folder, "/"), 0).expect("a free port is found");
    Options { address: Some(address), ..Options::default() }
}

fn last_act(page: &Page) -> String {
    page.text_of(status("Last act"))
}

#[test]
fn buttons_are_found_by_their_whole_name_first() {
    let page = Page::open_with(&fixture());
    page.click_button("Play");
    assert_eq!(last_act(&page), "clicked Play");
    page.click_button("faster");
    assert_eq!(last_act(&page), "clicked Play faster");
    page.click_button("stop the run");
    assert_eq!(last_act(&page), "clicked ■");
    page.click_button("Far below");
    assert_eq!(last_act(&page), "clicked Far below");
    assert!(!page.shows(button("Hidden")) && !page.shows(button("Unspoken")));
    assert_eq!(page.names_of("textbox"), ["Name"]);
    assert_eq!(page.title(), "Things to find");
}

#[test]
fn what_is_missing_or_ambiguous_is_said() {
    let mut page = Page::open_with(&fixture());
    page.patience = Duration::from_millis(300);
    let says = |act: &dyn Fn()| {
        let problem = catch_unwind(AssertUnwindSafe(act)).expect_err("the word must fail");
        *problem.downcast::<String>().expect("it fails with a sentence")
    };
    let missing = says(&|| page.click_button("Pause"));
    assert!(missing.starts_with("there is no button “Pause”"), "{missing}");
    assert!(missing.contains("button “Play”, button “Play faster”, button “Stop the run”"), "{missing}");
    let twins = says(&|| page.click_button("Twin"));
    assert!(twins.starts_with("2 things could be the button “Twin”"), "{twins}");
}

#[test]
fn text_keys_and_choices_arrive() {
    let page = Page::open_with(&fixture());
    page.type_into(textbox("Name"), "Orders");
    page.type_into(textbox("Name"), "Ördér ×2");
    assert_eq!(page.value_of(textbox("Name")), "Ördér ×2");
    page.type_into(textbox("Name"), "");
    assert_eq!(page.value_of(textbox("Name")), "");
    page.choose(combobox("Kind"), "FIFO");
    assert_eq!(last_act(&page), "chose f");
    page.focus(named("Orders, queue"));
    assert_eq!(page.focused_thing(), "graphics-object “Orders, queue”");
    page.keys("Control+Shift+ArrowLeft");
    assert_eq!(last_act(&page), "pressed ctrl shift ArrowLeft");
    page.keys("Control++");
    // On the keyboard that chromedriver imagines, a plus takes Shift.
    assert_eq!(last_act(&page), "pressed ctrl shift +");
    page.keys("Space");
    assert_eq!(last_act(&page), "pressed Space");
}

#[test]
fn the_pointer_goes_where_it_is_told() {
    let page = Page::open_with(&fixture());
    page.double_click(role("graphics-object", "Orders"));
    assert_eq!(last_act(&page), "double-clicked Orders");
    page.right_click("Orders");
    assert_eq!(last_act(&page), "right-clicked Orders");

    page.drag(button("Stone"), Place::Near(named("Hole"), 10, 0));
    assert_eq!(last_act(&page), "dropped after 12 moves by mouse");
    let (stone, hole) = (page.box_of(button("Stone")), page.box_of(named("Hole")));
    // Middle on middle, ten to the right: half of 60 minus half of 40.
    assert_eq!([stone[0] - hole[0], stone[1] - hole[1]], [20.0, 10.0]);
    page.drag_by(button("Stone"), -100, -50);
    assert_eq!(page.box_of(button("Stone"))[0], stone[0] - 100.0);
    page.drag_with("Shift", button("Stone"), named("Hole"));
    assert_eq!(last_act(&page), "dropped after 12 moves by mouse with shift");
    page.swipe(button("Stone"), Place::Near(button("Stone"), 60, 0));
    assert!(last_act(&page).ends_with("by touch"), "{}", last_act(&page));
    page.wheel(named("Hole"), 120, "Control");
    page.wait_until("the wheel has turned", || last_act(&page) == "wheel 120 ctrl");
}

#[test]
fn size_and_preferences_reach_the_page() {
    let page = Page::open_with(&Options { size: PHONE, dark: true, ..fixture() });
    let scheme = "return getComputedStyle(document.getElementById('scheme'), '::after').content";
    assert_eq!(page.js(scheme), "\"dark\"");
    assert_eq!(page.js("return [innerWidth, innerHeight]"), serde_json::json!([390, 844]));
    page.set_size(1366, 768);
    page.set_preferences(false, true);
    assert_eq!(page.js(scheme), "\"light\"");
    assert_eq!(page.js("return matchMedia('(prefers-reduced-motion: reduce)').matches"), true);
    assert_eq!(page.js("return [innerWidth, innerHeight]"), serde_json::json!([1366, 768]));
    let picture = page.picture("words");
    assert!(std::fs::metadata(picture).is_ok_and(|file| file.len() > 1000));
}

#[test]
fn errors_are_heard() {
    let page = Page::open_with(&fixture());
    assert_eq!(page.errors(), Vec::<String>::new());
    page.js("console.error('a plate fell'); setTimeout(() => { throw new Error('another'); }, 0);");
    let errors = page.errors().join("\n");
    assert!(errors.contains("a plate fell") && errors.contains("another"), "{errors}");
    assert!(page.errors().join("\n").contains("a plate fell"), "an error is not forgotten once it was told");
}
