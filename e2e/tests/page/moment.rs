//! A link to the moment: the run, paused on a dead-lettered order, opens the same in a fresh browser.

use e2e::{Options, Page, dialog, first, named, role};

fn clock(page: &Page) -> String {
    page.text_of(role("timer", "Simulated time"))
}

fn counters(page: &Page) -> String {
    page.js("return [...document.querySelectorAll('.census')].map(e => e.innerText).join('|')").to_string()
}

fn fragment(page: &Page) -> String {
    let link = page.value_of(named("Link"));
    link.split_once('#').map(|(_, f)| f.to_owned()).expect("the link carries everything behind a #")
}

#[test]
fn a_link_to_the_moment_lands_on_the_same_message_with_the_same_counters() {
    let page = first(&Options::default());
    page.click_button("Faults");
    page.choose(named("Node that fails"), "PaymentAPI");
    page.choose(named("Speed"), "200 ×");
    page.click_button("Play");
    page.wait_until("it is under way", || clock(&page).as_str() > "00:20");
    // By hand, while it runs: the link has to carry it.
    page.click_button("Inject now: Down");
    page.wait_until("orders were given up", || {
        page.names_of("button").iter().any(|name| name.starts_with("PaymentDLQ got its first dead letter"))
    });
    page.click_button("Pause");
    page.keys("Control+Shift+F");
    page.choose(named("What became of it"), "dead-lettered");
    page.wait_until("some are found", || {
        page.js("return document.querySelectorAll('.found li').length").as_u64() > Some(0)
    });
    page.click_button("Next");
    page.click_button("Why?");
    page.wait_until("the journey is there", || page.text().contains("SQS-7"));
    let message = page.js("return document.querySelector('.journey-outcome b').innerText");
    let (then, counted) = (clock(&page), counters(&page));
    page.click_button("Share");
    page.wait_for(dialog("Share"));
    page.picture("share-moment");
    let fragment = fragment(&page);
    page.keys("Escape");

    let other = Page::open(&fragment);
    other.wait_until("the same moment", || clock(&other) == then);
    other.wait_until("the same message", || {
        other.js("return document.querySelector('.journey-outcome b')?.innerText ?? ''") == message
    });
    other.wait_until("the same counters", || counters(&other) == counted);
    assert_eq!(other.errors(), Vec::<String>::new());
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_talk_of_bookmarked_moments_travels_in_the_link() {
    let page = first(&Options::default());
    page.choose(named("Speed"), "100 ×");
    page.click_button("Play");
    page.wait_until("it is under way", || clock(&page).as_str() > "00:15");
    page.click_button("Pause");
    let first = clock(&page);
    page.click(role("group", "OrderQueue, SQS standard"));
    page.keys("b");
    page.wait_for(named("Caption 1"));
    page.type_into(named("Caption 1"), "Orders come in");
    page.keys("Enter");
    page.click_button("Step");
    page.click_button("Bookmark this moment");
    page.wait_for(named("Caption 2"));
    page.click_button("Share");
    page.picture("share-talk");
    let fragment = fragment(&page);
    let other = Page::open(&fragment);
    other.wait_until("the design is there", || other.text().contains("PaymentQueue"));
    other.click(role("group", "Customers, Traffic source"));
    other.keys("PageDown");
    other.wait_until("the first moment, with its caption", || {
        clock(&other) == first && other.text().contains("Orders come in")
    });
    other.picture("moment-caption");
    other.keys("PageDown");
    other.wait_until("the second moment", || other.text().contains("Moment 2"));
    assert_eq!(other.errors(), Vec::<String>::new());
}

/// How large and where a card is seen.
fn card(page: &Page) -> (String, [f64; 2]) {
    let zoom = page.js("return document.querySelector('.zoom').innerText").to_string();
    let at = page.js("const r = document.querySelector('.stage .node').getBoundingClientRect(); return [r.x, r.y]");
    (zoom, [0, 1].map(|n| at[n].as_f64().expect("a place")))
}

#[test]
fn a_link_to_the_moment_shows_the_part_that_was_looked_at() {
    let page = first(&Options::default());
    let (fitted, _) = card(&page);
    page.click_button("Zoom in");
    page.click_button("Zoom in");
    page.click_button("Step");
    page.wait_until("it is larger", || card(&page).0 != fitted);
    page.click_button("Share");
    page.wait_for(dialog("Share"));
    let fragment = fragment(&page);
    page.keys("Escape");
    let other = Page::open(&fragment);
    other.wait_until("it is as large", || card(&other).0 == card(&page).0);
    // The link rounds the middle to the grid, which is 20 pixels at 100 %.
    let (here, there) = (card(&page).1, card(&other).1);
    assert!(here.iter().zip(there).all(|(here, there)| (here - there).abs() < 30.0), "{here:?} and {there:?}");
}
