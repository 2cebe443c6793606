//! A design that is locked: nothing changes it, and it can still be gone on with as a copy.

use e2e::{Options, command, entitle, first, kept, role, textbox, titles};

#[test]
fn a_locked_design_that_another_tab_changed_goes_on_as_a_copy_that_is_kept() {
    let page = first(&Options::default());
    entitle(&page, "Orders");
    command(&page, "Lock the design");
    page.type_into(textbox("Title"), "Nonsense");
    page.keys("Enter");
    page.wait_until("the title stays", || page.value_of(textbox("Title")) == "Orders");

    // The page once more, in a frame: for the browser that is another tab of the same person, and there nothing is locked.
    page.js("const frame = document.createElement('iframe'); frame.src = location.href; \
             frame.style = 'position:fixed;bottom:0;right:0;width:900px;height:600px;opacity:0;pointer-events:none'; document.body.append(frame)");
    page.in_frame(|| {
        page.wait_until("the other one has started", || {
            page.js(
                "return document.querySelector('.title')?.value === 'Orders' && !document.getElementById('loading')",
            ) == true
        });
        page.js("const field = document.querySelector('.title'); field.value = 'Orders, elsewhere'; \
                 field.dispatchEvent(new Event('change', { bubbles: true }))");
    });
    page.wait_until("the change is noticed", || page.text().contains("This design was changed in another tab."));
    page.click_button("Continue here as a copy");
    page.wait_until("it says so", || page.text().contains("You go on with “Orders”."));
    kept(&page);
    page.js("document.querySelector('iframe').remove()");
    command(&page, "Your designs");
    page.wait_for(role("dialog", "Your designs"));
    page.wait_until("both are there", || titles(&page) == ["Orders", "Orders, elsewhere"]);
    assert_eq!(page.errors(), Vec::<String>::new());
}
