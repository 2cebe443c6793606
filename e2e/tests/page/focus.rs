//! Where the focus goes when what had it goes away, and what the keys do in menus and in fields of names.

use e2e::{Options, Page, button, command, entitle, first, named, role, textbox};

fn focus_is(page: &Page, name: &str) {
    page.wait_until(&format!("the focus is on {name}"), || page.focused_thing().contains(name));
}

/// The list of designs with two of them, “Orders” and the open “Chat”.
fn two_designs() -> Page {
    let page = first(&Options::default());
    entitle(&page, "Orders");
    command(&page, "New design");
    entitle(&page, "Chat");
    command(&page, "Your designs");
    page.wait_for(role("dialog", "Your designs"));
    page
}

/// Which item of its menu has the focus, from the top and from the bottom.
fn item(page: &Page) -> [i64; 2] {
    let found = page.js("const menu = document.activeElement?.closest('[role=menu]'); if (!menu) return [-1, -1];
         const items = [...menu.querySelectorAll('[role^=menuitem]:not(:disabled)')];
         const here = items.indexOf(document.activeElement); return [here, items.length - 1 - here]");
    serde_json::from_value(found).expect("two numbers")
}

#[test]
fn menus_go_from_end_to_end_and_give_the_focus_back() {
    let page = first(&Options::default());
    page.focus(button("Menu"));
    page.keys("Enter");
    page.wait_until("the first item has the focus", || item(&page)[0] == 0);
    page.keys("End");
    focus_is(&page, "menuitem “About Signalbox”");
    assert_eq!(item(&page)[1], 0);
    page.keys("ArrowUp");
    assert_eq!(item(&page)[1], 1);
    page.keys("Home");
    assert_eq!(item(&page)[0], 0);
    page.keys("ArrowDown");
    assert_eq!(item(&page)[0], 1);
    page.keys("Escape");
    focus_is(&page, "button “Menu”");
    assert!(!page.shows(role("menu", "Menu")));
    // So does a choice.
    page.keys("Enter");
    page.click(role("menuitemradio", "Dark"));
    focus_is(&page, "button “Menu”");
    assert!(!page.shows(role("menu", "Menu")));
    // The dialog that an item opens gives it back there, too.
    page.keys("Enter");
    page.wait_until("the menu is open", || item(&page)[0] == 0);
    page.keys("End");
    page.keys("Enter");
    page.wait_for(role("dialog", "About Signalbox"));
    page.keys("Escape");
    focus_is(&page, "button “Menu”");

    entitle(&page, "Orders");
    entitle(&page, "Orders of June");
    page.focus(button("Steps"));
    page.keys("Enter");
    page.wait_until("the step that is now has the focus", || {
        page.js("return document.activeElement.getAttribute('aria-checked')") == "true"
    });
    page.keys("End");
    assert_eq!(item(&page)[1], 0);
    page.keys("Home");
    assert_eq!(item(&page)[0], 0);
    page.keys("Escape");
    focus_is(&page, "button “Steps”");

    page.click(button("Pause when…"));
    page.wait_until("the card has the focus", || {
        page.js("return !!document.activeElement.closest('.stops-card')") == true
    });
    page.keys("Escape");
    focus_is(&page, "button “Pause when…”");
    assert!(!page.shows(role("dialog", "Pause when")));
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn esc_and_a_refusal_put_the_old_name_back_and_enter_takes_the_new_one() {
    let page = first(&Options::default());
    let title = page.value_of(textbox("Title"));
    page.type_into(textbox("Title"), "Nonsense");
    page.keys("Escape");
    page.wait_until("the old title is back", || page.value_of(textbox("Title")) == title);
    assert!(!page.focused_thing().contains("Title"), "{}", page.focused_thing());

    command(&page, "PaymentQueue");
    page.type_into(textbox("Name"), "Nonsense");
    page.keys("Escape");
    page.wait_until("the old name is back", || page.value_of(textbox("Name")) == "PaymentQueue");
    focus_is(&page, "group “PaymentQueue");
    page.type_into(textbox("Name"), " ");
    page.keys("Enter");
    page.wait_until("it is refused", || page.text().contains("A node needs a name."));
    assert_eq!(page.value_of(textbox("Name")), "PaymentQueue");
    page.type_into(textbox("Name"), "Payments");
    page.keys("Enter");
    focus_is(&page, "group “Payments");

    // A wire, which may be without a name.
    page.keys("e");
    let name = || page.value_of(named("Name on the canvas"));
    let wire = || page.names_of("graphics-symbol").into_iter().any(|wire| wire.ends_with("named paid"));
    page.wait_for(named("Name on the canvas"));
    page.type_into(named("Name on the canvas"), "paid");
    page.keys("Enter");
    page.wait_until("it has a name", || name() == "paid" && wire());
    page.type_into(named("Name on the canvas"), "nonsense");
    page.keys("Escape");
    page.wait_until("the old name is back", || name() == "paid");
    page.type_into(named("Name on the canvas"), "");
    page.keys("Enter");
    page.wait_until("it has none", || name().is_empty() && !wire());
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn from_a_list_the_focus_goes_back_to_the_note_that_is_selected() {
    let page = first(&Options::default());
    command(&page, "Add a note");
    page.wait_until("it is written", || page.js("return !!document.querySelector('.remark.writing textarea')") == true);
    page.type_text("Why so many?");
    page.keys("Escape");
    page.wait_until("it is selected", || page.js("return !!document.querySelector('.remark.selected')") == true);
    command(&page, "Event list");
    focus_is(&page, "heading “Events”");
    page.keys("Escape");
    focus_is(&page, "group “Note: Why so many?");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn in_the_list_of_designs_the_focus_stays_where_something_was_done() {
    let page = two_designs();

    page.focus(button("Rename Orders"));
    page.keys("Enter");
    focus_is(&page, "textbox “New title”");
    page.keys("Escape");
    focus_is(&page, "button “Rename Orders”");
    assert!(page.shows(role("dialog", "Your designs")), "Esc left the field alone");
    page.keys("Enter");
    page.type_into(textbox("New title"), "Orders of June");
    page.keys("Enter");
    focus_is(&page, "button “Rename Orders of June”");

    page.focus(button("Delete Orders of June"));
    page.keys("Enter");
    focus_is(&page, "button “Undo”");
    page.keys("Enter");
    focus_is(&page, "button “Orders of June");
    page.focus(button("Delete Orders of June"));
    page.keys("Enter");
    focus_is(&page, "button “Undo”");
    page.js("document.querySelector('.documents-bin summary').click()");
    page.focus(button("Put Orders of June back"));
    page.keys("Enter");
    focus_is(&page, "button “Orders of June");
    page.focus(button("Delete Orders of June"));
    page.keys("Enter");
    // The bin was empty in between.
    focus_is(&page, "button “Undo”");
    page.js("document.querySelector('.documents-bin summary').click()");
    page.focus(button("Delete Orders of June for good"));
    page.keys("Enter");
    focus_is(&page, "button “New design”");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_design_that_is_renamed_in_the_list_is_not_the_one_that_opens_next() {
    let page = two_designs();
    page.click(button("Rename Orders"));
    page.type_into(textbox("New title"), "Orders of June");
    page.keys("Enter");
    page.wait_until("it has its name", || page.shows(button("Rename Orders of June")));
    page.reload();
    page.wait_until("the open one opens", || page.value_of(textbox("Title")) == "Chat");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_key_right_after_a_dialog_was_closed_is_the_pages() {
    let page = first(&Options::default());
    command(&page, "Help and shortcuts");
    page.wait_for(role("dialog", "Help and shortcuts"));
    // Both before the browser has said that it is closed, as on a machine that is busy.
    page.js(
        "document.querySelector('dialog[open]').close(); window.dispatchEvent(
             new KeyboardEvent('keydown', { key: 'k', code: 'KeyK', ctrlKey: true, bubbles: true, cancelable: true }));",
    );
    page.wait_for(role("dialog", "Commands"));
    // The word that the first one is closed does not close the next: it hears what is typed.
    page.type_text("help");
    page.wait_for(role("option", "Help and shortcuts"));
    assert!(!page.shows(role("dialog", "Help and shortcuts")));
}
