//! Asking why: a dead-lettered order is found, its journey read, and another setting tried.

use e2e::{Options, Page, first, named, role};

/// The outage scenario, run until orders are given up.
fn outage() -> Page {
    let page = first(&Options::default());
    page.keys("Control+o");
    page.wait_for(role("dialog", "Open"));
    let outage = page.names_of("button").into_iter().find(|name| name.to_lowercase().contains("outage"));
    page.click_button(&outage.expect("the outage comes with the page"));
    page.wait_until("the outage is planned", || {
        page.names_of("button").iter().any(|name| name.starts_with("Payment API down"))
    });
    page.choose(named("Speed"), "200 ×");
    page.click_button("Play");
    page.wait_until("orders were given up", || page.text_of(role("timer", "Simulated time")).as_str() > "08:00");
    page.click_button("Pause");
    page
}

#[test]
fn a_dead_lettered_order_is_found_and_explained_and_another_setting_tried() {
    let page = outage();
    page.keys("Control+Shift+F");
    page.wait_for(named("Number or text of the body"));
    page.choose(named("What became of it"), "dead-lettered");
    page.choose(named("Went through"), "Went to PaymentDLQ");
    page.wait_until("some are found", || {
        page.js("return document.querySelectorAll('.found li').length").as_u64() > Some(0)
    });
    page.click_button("Next");
    page.click_button("Why?");
    page.wait_until("the rule that moved it is named", || page.text().contains("SQS-7"));
    page.picture("why-laptop");
    let step = page
        .names_of("button")
        .into_iter()
        .find(|name| name.contains("moved to the dead-letter queue"))
        .expect("the step is in the list");
    page.click_button(&step);
    page.wait_until("the setting and its value are named", || {
        let text = page.text();
        text.contains("maxReceiveCount") && text.contains("PaymentQueue to PaymentDLQ")
    });
    page.type_into(named("Another value"), "50");
    page.keys("Enter");
    page.wait_until("it says what would have been", || page.text().contains("With maxReceiveCount 50:"));
    page.picture("why-what-if");
    assert_eq!(page.errors(), Vec::<String>::new());
}
