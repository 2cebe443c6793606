//! The designs that come along with the page; the first is what a newcomer sees.

/// An example.
pub struct Scenario {
    /// Its title.
    pub title: &'static str,
    /// One sentence: what it shows.
    pub about: &'static str,
    /// Whether it shows a whole system, or one thing.
    pub whole: bool,
    /// Its document.
    pub text: &'static str,
}

macro_rules! lesson {
    ($title:literal, $about:literal, $file:literal) => {
        Scenario {
            title: $title,
            about: $about,
            whole: false,
            text: include_str!(concat!("../../../public/scenarios/", $file, ".json")),
        }
    };
}

/// All examples.
pub const ALL: &[Scenario] = &[
    Scenario {
        title: "E-commerce order processing",
        about: "Orders from the web to the warehouse: an API, functions, queues, a topic, tables and alarms.",
        whole: true,
        text: include_str!("../../../public/scenarios/e-commerce-order-processing.json"),
    },
    Scenario {
        title: "Flash sale",
        about: "From 1:00 to 3:00 ten times as many orders arrive: a queue takes the peak, and nothing is lost.",
        whole: true,
        text: include_str!("../../../public/scenarios/e-commerce-flash-sale.json"),
    },
    Scenario {
        title: "Payment outage",
        about: "From 2:00 to 12:00 the payment company is down: retries, a dead-letter queue, and which alarms see it.",
        whole: true,
        text: include_str!("../../../public/scenarios/e-commerce-payment-outage.json"),
    },
    lesson!(
        "Fan-out with filters",
        "One topic, three subscribers: each gets a copy of what its filter policy matches.",
        "fan-out-with-filters"
    ),
    lesson!(
        "Content routing on a bus",
        "Rules pick events by content; what no rule wants is dropped silently.",
        "content-routing"
    ),
    lesson!(
        "FIFO order with a hot customer",
        "Order inside each group: a customer with too many messages waits, the others don't.",
        "fifo-hot-group"
    ),
    lesson!(
        "Poison message",
        "A bad message takes its whole batch along, unless the function reports which ones failed.",
        "poison-message"
    ),
    lesson!(
        "A bad record in a stream",
        "Two functions read one stream: a record that fails blocks one of them, the other halves its batch and goes on.",
        "stream-poison-record"
    ),
    lesson!(
        "Retry storm",
        "300 customers try again in step, 300 others with jitter: compare how often they had to.",
        "retry-storm"
    ),
    lesson!(
        "Throttled API with a usage plan",
        "Two API keys with equal limits: the greedy one gets 429, the modest one notices nothing.",
        "throttled-api"
    ),
    lesson!(
        "Hit ratio of a cache",
        "After four minutes the cache serves, and ten products a minute are enough for everybody.",
        "cache-hit-ratio"
    ),
    lesson!(
        "Chat over WebSocket",
        "Connections that stay open, routes for messages, pushes back, and what silence does.",
        "websocket-chat"
    ),
    lesson!("Scheduled jobs", "By rate, by cron in a time zone, and with a flexible window.", "scheduled-job"),
    lesson!(
        "Archive and replay",
        "A bug loses two minutes of invoices; the archive sends their events through the bus again.",
        "archive-and-replay"
    ),
    lesson!(
        "A canary release",
        "One request in ten runs a new version that fails: which of two alarms sees it.",
        "canary-release"
    ),
    lesson!(
        "A missing permission",
        "A rule may not invoke its targets: which events are lost, which wait, and what grants it.",
        "missing-permission"
    ),
];
