//! A newcomer's way through the page: play, watch, break something, share the design, open it again.

use e2e::{Options, Page, button, first, named, role};

/// The number behind the first row that starts with this word in the overview of the run.
fn count(page: &Page, word: &str) -> u64 {
    let text = page.text();
    let mut lines = text.lines().map(str::trim).skip_while(|line| *line != word);
    lines.nth(1).and_then(|n| n.replace(['\u{202f}', ',', ' '], "").parse().ok()).unwrap_or(0)
}

#[test]
fn play_makes_counters_rise_and_reset_brings_them_back() {
    let page = first(&Options::default());
    assert_eq!(count(&page, "created"), 0);
    page.click_button("Play");
    page.wait_until("messages are created and delivered", || {
        count(&page, "created") > 20 && count(&page, "delivered") > 10
    });
    page.click_button("Pause");
    let standing = count(&page, "created");
    page.click_button("Step");
    page.wait_until("the run stands still but for the step", || count(&page, "created") <= standing + 2);
    page.click_button("Reset");
    page.wait_until("everything is as at the start", || count(&page, "created") == 0);
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_design_is_shared_as_a_link_and_opens_the_same_elsewhere() {
    let page = first(&Options::default());
    page.click(role("group", "PaymentQueue, SQS standard"));
    page.type_into(named("VisibilityTimeout"), "45");
    page.keys("Enter");
    page.click_button("Share");
    let link = page.value_of(named("Link"));
    let fragment = link.split_once('#').map(|(_, f)| f.to_owned()).expect("the link carries the design behind a #");
    assert!(fragment.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'), "{fragment}");

    let other = Page::open(&fragment);
    other.wait_until("the design is there", || other.text().contains("PaymentQueue"));
    other.click(role("group", "PaymentQueue, SQS standard"));
    other.wait_until("its settings came along", || other.value_of(named("VisibilityTimeout")) == "45");
    assert_eq!(other.errors(), Vec::<String>::new());
}

#[test]
fn a_damaged_link_gives_a_sentence_and_the_page_still_works() {
    let page = Page::open("1thisIsNoDesign");
    page.wait_until("it says so", || page.text().to_lowercase().contains("link"));
    page.keys("Escape");
    page.wait_for(button("Play"));
    assert_eq!(page.errors(), Vec::<String>::new());
}
