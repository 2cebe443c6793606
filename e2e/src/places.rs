//! The places of the page: what holds everywhere is tried at each of them.

use crate::{Options, Page, button, named, role, textbox};

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
    ("the designs kept here", |page| dialog(page, "Your designs", "Your designs")),
    ("the versions", |page| dialog(page, "Versions…", "Versions")),
    ("a video", |page| dialog(page, "Record a video", "Record a video")),
    ("a code to scan", |page| dialog(page, "QR code of this moment", "Scan to open")),
    ("a guide", |page| {
        command(page, "PaymentQueue");
        page.click(button("SQS standard"));
        page.wait_until("the guide is there", || page.js("return !!document.querySelector('.guide-text h2')") == true);
    }),
    ("a connection", |page| {
        command(page, "PaymentQueue");
        command(page, "Next wire");
        command(page, "Open in the inspector");
        page.wait_for(button("Delete wire"));
    }),
    ("a note", |page| {
        command(page, "Add a note");
        page.wait_for(textbox("Text of the note"));
    }),
    ("the steps", |page| {
        page.click_button("Steps");
        page.wait_for(role("menu", "Steps"));
    }),
    ("the minimap", |page| {
        command(page, "Minimap");
        page.wait_for(named("Minimap"));
    }),
    ("a talk", |page| {
        command(page, "Present");
        page.wait_for(role("toolbar", "Talk"));
    }),
    ("a notice", |page| {
        page.go_to_fragment("1thisIsNoDesign");
        page.wait_until("the notice is up", || {
            page.js("return !!document.querySelector('.notice-dialog[open]')") == true
        });
    }),
];

/// The page with the design that it opens with for the first time.
pub fn first(options: &Options) -> Page {
    let page = Page::open_with(options);
    page.wait_until("the first design is there", || page.text().contains("PaymentQueue"));
    page
}

/// The page with nothing on the canvas.
pub fn empty(options: &Options) -> Page {
    let page = first(options);
    command(&page, "New design");
    page.wait_until("the canvas is empty", || page.text().contains("Drag a service here"));
    page
}

/// Gives the open design a title and waits until it is kept.
pub fn entitle(page: &Page, title: &str) {
    page.type_into(textbox("Title"), title);
    page.keys("Enter");
    kept(page);
}

/// Waits until the page says that the design is kept. A phone shows it only if something is wrong.
pub fn kept(page: &Page) {
    page.wait_until("it is kept", || page.js("return document.querySelector('.saved').textContent") == "saved");
}

/// The titles in the dialog of designs, from the top.
pub fn titles(page: &Page) -> Vec<String> {
    let found = page.js("return [...document.querySelectorAll('.gallery > .dialog-box > .gallery-list .gallery-item b')].map((b) => b.textContent)");
    serde_json::from_value(found).expect("titles are texts")
}

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
