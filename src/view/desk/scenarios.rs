//! The designs that come along with the page; the first is what a newcomer sees.

/// An example.
pub struct Scenario {
    /// Its title.
    pub title: &'static str,
    /// One sentence: what it shows.
    pub about: &'static str,
    /// Its document.
    pub text: &'static str,
}

/// All examples.
pub const ALL: &[Scenario] = &[
    Scenario {
        title: "E-commerce order processing",
        about: "Orders from the web to the warehouse: an API, functions, queues, a topic, tables and alarms.",
        text: include_str!("../../../public/scenarios/e-commerce-order-processing.json"),
    },
    Scenario {
        title: "Flash sale",
        about: "From 1:00 to 3:00 ten times as many orders arrive: a queue takes the peak, and nothing is lost.",
        text: include_str!("../../../public/scenarios/e-commerce-flash-sale.json"),
    },
    Scenario {
        title: "Payment outage",
        about: "From 2:00 to 12:00 the payment company is down: retries, a dead-letter queue, and which alarms see it.",
        text: include_str!("../../../public/scenarios/e-commerce-payment-outage.json"),
    },
];
