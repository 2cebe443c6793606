//! The places of the page: what holds everywhere is tried at each of them.

use crate::{Page, named, role};

/// How one gets to a place.
pub type Way = fn(&Page);

/// Every panel and every dialog: its name, and the way there from the page as it opens, with the first design. What holds
/// everywhere is tried at all of them; a new panel or dialog is one line here.
pub const PLACES: &[(&str, Way)] = &[
    ("the page", |_| {}),
    ("the services", |page| command(page, "Find a service")),
    ("settings of a node", |page| command(page, "PaymentQueue")),
    ("messages of a node", |page| tab(page, "Messages")),
    ("metrics of a node", |page| tab(page, "Metrics")),
    ("decisions of a node", |page| tab(page, "Why?")),
    ("several nodes", |page| {
        command(page, "Select all");
        command(page, "Open in the inspector");
    }),
    ("the event list", |page| panel(page, "Event list", "Events")),
    ("the problems", |page| panel(page, "Problems", "Problems")),
    ("the faults", |page| page.click_button("Faults")),
    ("why?", |page| panel(page, "Why? The journey", "Why?")),
    ("the messages found", |page| panel(page, "Find messages", "Find messages")),
    ("the moments", |page| panel(page, "Bookmark this moment", "Moments")),
    ("the costs", |page| panel(page, "Costs", "Costs")),
    ("the breakpoints", |page| page.click_button("Pause when")),
    ("the outline", |page| panel(page, "Outline", "Outline")),
    ("a service in the outline", |page| {
        panel(page, "Outline", "Outline");
        page.click(role("button", "PaymentQueue, SQS standard"));
        page.wait_for(named("Connect to"));
    }),
    ("the menu", |page| {
        page.click_button("Menu");
        page.wait_for(role("menu", "Menu"));
    }),
    ("services to place", |page| {
        command(page, "PaymentQueue");
        command(page, "Add on the right");
        page.wait_for(role("combobox", "After PaymentQueue"));
    }),
    ("the commands", |page| {
        page.keys("Control+k");
        page.wait_for(role("dialog", "Commands"));
    }),
    ("finding a node", |page| dialog(page, "Find a node", "Find a node")),
    ("many runs", |page| dialog(page, "Run to the end", "Many runs")),
    ("the gallery", |page| dialog(page, "Open…", "Open")),
    ("sharing", |page| dialog(page, "Share a link", "Share")),
    ("the help", |page| dialog(page, "Help and shortcuts", "Help and shortcuts")),
    ("what is modelled", |page| dialog(page, "What is modelled", "What is modelled")),
    ("about", |page| {
        page.click_button("Menu");
        page.click(role("menuitem", "About Signalbox"));
        page.wait_for(role("dialog", "About Signalbox"));
    }),
    ("a notice", |page| {
        page.go_to_fragment("1thisIsNoDesign");
        page.wait_until("the notice is up", || {
            page.js("return !!document.querySelector('.notice-dialog[open]')") == true
        });
    }),
];

/// Runs a command of the command list, or goes to a node by its name.
pub fn command(page: &Page, name: &str) {
    page.keys("Control+k");
    page.wait_for(role("dialog", "Commands"));
    page.type_text(name);
    page.keys("Enter");
    page.wait_until_gone(role("dialog", "Commands"));
}

fn panel(page: &Page, name: &str, region: &str) {
    command(page, name);
    page.wait_for(role("region", region));
}

fn dialog(page: &Page, name: &str, title: &str) {
    command(page, name);
    page.wait_for(role("dialog", title));
}

fn tab(page: &Page, name: &str) {
    command(page, "PaymentQueue");
    page.click(crate::tab(name));
}

/// Back from a place to the page as it opens: every dialog, sheet, selection and panel is left.
pub fn back(page: &Page) {
    for _ in 0..5 {
        page.js("document.activeElement?.blur()");
        page.keys("Escape");
    }
    page.wait_until("nothing is open any more", || !page.shows(role("dialog", "")));
}
