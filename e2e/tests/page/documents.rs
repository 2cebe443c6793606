//! Designs of this browser: names, copies, the bin, versions, other tabs, and what happens when there is no room.

use e2e::{Options, PHONE, Page, button, command, entitle, first, kept, named, role, textbox, titles};
use serde_json::json;

#[test]
fn designs_have_names_copies_and_a_way_back_from_the_bin() {
    let page = first(&Options::default());
    entitle(&page, "Orders");
    command(&page, "New design");
    entitle(&page, "Chat");
    command(&page, "Your designs");
    page.wait_for(role("dialog", "Your designs"));
    assert_eq!(titles(&page), ["Chat", "Orders"]);

    page.click(button("Rename Orders"));
    page.type_into(textbox("New title"), "Orders of June");
    page.keys("Enter");
    page.wait_until("it has its new name", || titles(&page).contains(&"Orders of June".to_owned()));

    page.click(button("Duplicate Orders of June"));
    page.wait_until("the copy is there", || titles(&page).contains(&"Orders of June (copy)".to_owned()));
    page.picture("documents-laptop");

    page.click(button("Delete Chat"));
    page.wait_until("it is gone", || !titles(&page).contains(&"Chat".to_owned()));
    assert_eq!(page.focused_thing(), "button “Undo”");
    // The header has a button of that name, too; this one has the focus.
    page.keys("Enter");
    page.wait_until("it is back", || titles(&page).contains(&"Chat".to_owned()));
    page.click(button("Delete Orders of June (copy)"));
    page.wait_until("it is gone", || titles(&page).len() == 2);

    // All of it is so after a reload, and the bin still has what was deleted.
    page.reload();
    command(&page, "Your designs");
    page.wait_until("two are listed", || titles(&page).len() == 2);
    page.js("document.querySelector('.documents-bin summary').click()");
    page.click(button("Put Orders of June (copy) back"));
    page.wait_until("three are listed", || titles(&page).len() == 3);
    let copy = page.names_of("button").into_iter().find(|name| name.starts_with("Orders of June (copy) "));
    page.click(button(&copy.expect("it is listed")));
    page.wait_until("the copy is open, with its nodes", || page.text().contains("PaymentQueue"));
    assert_eq!(page.value_of(textbox("Title")), "Orders of June (copy)");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_version_is_restored_and_the_restoring_undone() {
    let page = first(&Options::default());
    // It is opened and changed in the same second: then the two versions' dates read the same.
    let hold = "const now = Date.now(); Date.now = () => now";
    page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": hold }));
    page.reload();
    let nodes = || page.js("return document.querySelectorAll('.node').length").as_u64().unwrap_or_default();
    let all = nodes();
    assert!(all > 5, "{all} cards");
    entitle(&page, "Orders");
    // A quarter of an hour later all of it is deleted.
    page.js("const now = Date.now; Date.now = () => now() + 900000");
    page.js("document.querySelector('.stage').focus()");
    command(&page, "Select all");
    page.keys("Delete");
    page.wait_until("all nodes are gone", || nodes() == 0);
    kept(&page);
    // Even after a reload, when there is nothing to undo.
    page.reload();
    page.wait_until("the empty design is there", || page.value_of(textbox("Title")) == "Orders");
    command(&page, "Versions");
    page.wait_for(role("dialog", "Versions"));
    page.picture("versions-laptop");
    let versions: Vec<String> =
        page.names_of("button").into_iter().filter(|b| b.starts_with("Restore the version")).collect();
    assert_eq!(versions.len(), 2, "as it was opened, and before the deletion: {versions:?}");
    assert!(versions[0].ends_with("(while you changed it)"), "{versions:?}");
    assert!(versions[1].ends_with("(as it was opened)"), "{versions:?}");
    page.click(button(&versions[0]));
    page.wait_until("the nodes are back", || nodes() == all);
    kept(&page);
    page.click_button("Undo");
    page.wait_until("the restoring is undone", || nodes() == 0);
    assert_eq!(page.errors(), Vec::<String>::new());
}

/// Opens the page once more, in a frame: for the browser that is another tab of the same person.
fn second(page: &Page) {
    page.js("const frame = document.createElement('iframe'); frame.id = 'second'; frame.src = location.href; \
             frame.style = 'position:fixed;bottom:0;right:0;width:900px;height:600px;opacity:0;pointer-events:none'; document.body.append(frame)");
    page.wait_until("the second one has started", || {
        page.js("const inner = document.getElementById('second').contentDocument; \
                 return inner?.readyState === 'complete' && !inner.getElementById('loading') && !!inner.querySelector('.title')") == true
    });
}

#[test]
fn two_tabs_of_one_design_are_noticed_and_a_copy_is_offered() {
    let page = first(&Options::default());
    entitle(&page, "Orders");
    assert!(!page.text().contains("another tab"));
    second(&page);
    page.wait_until("it is noticed", || page.text().contains("This design is open in another tab, too."));
    page.picture("documents-two-tabs");
    // The other tab changes it.
    page.js("const field = document.getElementById('second').contentDocument.querySelector('.title'); \
             field.value = 'Orders, elsewhere'; field.dispatchEvent(new Event('change', { bubbles: true }))");
    page.wait_until("the change is noticed", || page.text().contains("This design was changed in another tab."));
    page.click_button("Show the changes");
    page.wait_until("it is shown", || page.value_of(textbox("Title")) == "Orders, elsewhere");
    // And this one goes on by itself.
    page.click_button("Continue here as a copy");
    page.wait_until("it is a copy", || page.value_of(textbox("Title")) == "Orders, elsewhere (copy)");
    kept(&page);
    page.wait_until("there is nothing to say any more", || !page.text().contains("in another tab"));
    page.js("document.getElementById('second').remove()");
    command(&page, "Your designs");
    page.wait_until("both are kept", || titles(&page) == ["Orders, elsewhere (copy)", "Orders, elsewhere"]);
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_full_storage_is_told_a_file_is_offered_and_nothing_is_lost() {
    let page = first(&Options { size: PHONE, dark: true, ..Options::default() });
    // Somebody else on this host took all the room.
    page.js("let text = 'x'.repeat(1 << 22); let n = 0;
             while (text.length > 0) { try { localStorage.setItem('other' + n++, text); } catch { text = text.slice(text.length / 2 + 1); } }");
    page.type_into(textbox("Title"), "Orders");
    page.keys("Enter");
    page.wait_until("it is told", || page.text().contains("This browser has no room left"));
    page.wait_for(button("Save as a file"));
    page.picture("documents-full-phone");
    page.js(
        "for (const name of Object.keys(localStorage)) if (name.startsWith('other')) localStorage.removeItem(name)",
    );
    page.type_into(textbox("Title"), "Orders, kept");
    page.keys("Enter");
    kept(&page);
    page.wait_until("the notice is gone", || !page.text().contains("This browser has no room left"));
    page.reload();
    page.wait_until("nothing was lost", || page.value_of(named("Title")) == "Orders, kept");
    assert_eq!(page.errors(), Vec::<String>::new());
}
