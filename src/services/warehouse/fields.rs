//! The settings of a warehouse.

use crate::catalog::{Key, Language, Words, flag, opt_whole, real, text, whole};

const SHIFT: &str = "Opening hours";
const ORDERS: &str = "Orders";

pub const CAPACITY: Key<f64> = real("OrdersPerSecond")
    .between(0.001, 10_000.0)
    .initially(15)
    .unit("/s")
    .help("How many orders it ships a second, one after the other.")
    .source("scenario 1, a choice of this model")
    .assumed();
pub const OPEN: Key<bool> = flag("Open", true)
    .help("Off: nobody works, whatever the hour.")
    .source("WH-1")
    .assumed()
    .under(SHIFT);
pub const CLOSED_FROM: Key<Option<i64>> = opt_whole("ClosedFromHour")
    .within(0, 24)
    .unit("h")
    .help("It closes at this hour of the day. Unset: open around the clock.")
    .source("WH-1")
    .under(SHIFT);
pub const CLOSED_TO: Key<Option<i64>> = opt_whole("ClosedToHour")
    .within(0, 24)
    .unit("h")
    .help("It opens again at this hour.")
    .source("WH-1")
    .under(SHIFT);
pub const START_OF_DAY: Key<i64> = whole("StartOfDay")
    .within(0, 23)
    .unit("h")
    .help("The hour of the day at which the simulated clock starts.")
    .source("a choice of this model")
    .assumed()
    .under(SHIFT);
pub const IDEMPOTENT: Key<bool> = flag("Idempotent", true)
    .help("Whether it recognises an order that it has shipped before.")
    .source("part B, section 16")
    .assumed()
    .under(ORDERS);
pub const ORDER_KEY: Key<Words> = text("OrderKey")
    .initially_word("orderId")
    .help("The field of the body (a dotted path) that says which order it is.")
    .source("a choice of this model")
    .assumed()
    .under(ORDERS);
pub const SHIPPED_BODY: Key<Words> = text("ShippedBody")
    .lines(4_096, Language::Derived)
    .initially_word(r#"{"orderId": "{{body.orderId}}", "status": "SHIPPED"}"#)
    .help("What it publishes for a shipped order.")
    .source("a choice of this model")
    .assumed()
    .under(ORDERS);
pub const MOST: Key<i64> = whole("MaxNumberOfMessages")
    .within(1, 10)
    .initially(1)
    .help("How many orders one receive takes. They wait for their turn while their visibility timeout runs.")
    .source("SQS 1.1")
    .under(ORDERS);
