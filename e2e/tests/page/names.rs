//! On a page in another language names stay as people wrote them, and everything around them is translated, in lists and searches, too.

use e2e::{Options, button, first, named, role};
use serde_json::json;

#[test]
fn lists_of_nodes_keep_their_names_and_have_translated_headings() {
    let page = first(&Options::default());
    // “Customers” is also the name of a service, which German calls otherwise.
    page.click(role("group", "Customers, Traffic source"));
    page.keys("e");
    page.wait_for(named("Name on the canvas"));
    page.click_button("Menu");
    page.click(role("menuitemradio", "Deutsch"));
    page.wait_until("the page is German", || page.shows(button("Abspielen")));
    page.wait_until("the service has its German name", || page.shows(button("Kunden")));
    let heading =
        page.js("return [...document.querySelectorAll('.wire-subject .link')].map((link) => link.textContent)");
    assert_eq!(heading, json!(["Customers", "OrdersAPI"]));
    let starts = page.js("return [...document.getElementById('wire-starts').options].map((o) => o.textContent)");
    assert!(starts.to_string().contains("\"Customers\""), "{starts}");
    let groups = page.js("return [...document.querySelectorAll('#wire-between optgroup')].map((group) => group.label)");
    assert_eq!(groups, json!(["Ein neuer Dienst"]));
    assert!(page.shows(named("Beginnt bei")) && page.shows(named("Endet bei")));
    let said = page.js("return document.querySelector('.wire-said').textContent").to_string();
    assert!(said.contains("Customers sendet HTTPS-Anfragen; OrdersAPI "), "what a wire does is said in German: {said}");
    page.picture("german-wire");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn notes_and_frames_are_found_in_the_palette_in_both_languages() {
    let page = first(&Options::default());
    let nothing = || page.js("return document.querySelector('.palette-none').checkVisibility()") == true;
    for typed in ["note", " Frame"] {
        page.type_into(named("Find a service"), typed);
        page.wait_until("it is found", || page.shows(button(typed.trim())));
        assert!(!nothing(), "{typed}");
    }
    page.type_into(named("Find a service"), "xyzzy");
    page.wait_until("nothing is found", nothing);
    let listed = page.js(
        "return [...document.querySelectorAll('.palette-list button')].filter((item) => item.checkVisibility()).length",
    );
    assert_eq!(listed, 0);
    page.type_into(named("Find a service"), "");
    page.click_button("Menu");
    page.click(role("menuitemradio", "Deutsch"));
    page.wait_until("the page is German", || page.shows(button("Abspielen")));
    let field = page.js("return document.querySelector('.palette input').getAttribute('aria-label')");
    page.type_into(named(field.as_str().expect("the field has a name")), "Notiz");
    page.wait_until("it is found", || page.shows(button("Notiz")));
    assert!(!nothing());
    assert_eq!(page.errors(), Vec::<String>::new());
}
