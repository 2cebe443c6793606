//! What designs usually look like: names, texts, numbers and a design, shown to the model before the first bit of a
//! link, so that even a short link is short.
//!
//! Every link ever shared depends on all of it: a change here, of a single letter, makes all of them unreadable. A better
//! one is for a next version of links.

use super::bits::Passer;
use super::packed::{Key, Label, Packed, PackedHappening, PackedNode, PackedValue, PackedWire};
use super::pen::{About, Pen, Torn};
use super::predict::Model;
use std::sync::LazyLock;

/// A model that knows what designs usually look like.
pub fn model() -> Model {
    static MODEL: LazyLock<Model> = LazyLock::new(|| {
        let mut pen = Pen::new(Model::new(), Passer, u32::MAX);
        // It can't run out: the pen is told that there is no end.
        let _ = show(&mut pen);
        pen.finish().0
    });
    MODEL.clone()
}

fn show(pen: &mut Pen<Passer>) -> Result<(), Torn> {
    for text in TEXTS.lines() {
        pen.text(About::only(ANY), text)?;
    }
    for n in NUMBERS {
        pen.signed(About::only(super::packed::kind::VALUE), *n)?;
    }
    // Three designs in a row teach more than one: what differs, and what does not.
    for (n, seed) in [7, 1, 42].into_iter().enumerate() {
        pen.packed(&design(n, seed))?;
    }
    Ok(())
}

/// A kind of text of its own: what these teach is meant for all.
const ANY: u32 = 99;

const NUMBERS: &[i64] = &[
    1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 16, 20, 24, 25, 30, 40, 45, 50, 60, 64, 75, 80, 90, 100, 120, 128, 150, 180, 200,
    240, 250, 256, 300, 360, 400, 500, 512, 600, 750, 800, 900, 1000, 1024, 1200, 1500, 1769, 1800, 2000, 2048, 2500,
    3000, 3008, 3600, 4000, 4096, 5000, 6000, 7200, 7500, 8000, 9000, 10_000, 10_240, 12_000, 14_400, 15_000, 20_000,
    21_600, 29_000, 30_000, 43_200, 50_000, 60_000, 86_400, 100_000, 262_144, 345_600, 604_800, 1_209_600, 1, 2, 3, 5,
    10, 10, 20, 30, 50, 60, 100, 300, 500, 1000,
];

/// Words first, whole texts last: what came last is remembered best.
const TEXTS: &str = r#"Warehouse system
Partner system
Customer service
Mobile app
Web shop
Back office
Dashboard
Monitoring
Notification
Notifications
NotificationService
Analytics
AuditLog
Archive
Report
Reporting
Invoice
InvoiceQueue
Billing
Refund
RefundQueue
Shipping
ShippingQueue
Shipment
Delivery
Fulfilment
Fulfillment
Inventory
InventoryTable
Stock
StockUpdates
Catalog
Search index
Cart
Checkout
CheckoutApi
Basket
Discount
Fraud check
FraudDetection
Validate
ValidateOrder
Validation
Transform
Enrich
Process
Processor
ProcessOrder
ProcessPayment
Worker
WorkerQueue
Job
Jobs
JobQueue
Task
TaskQueue
Batch
BatchJob
Import
Export
Upload
Uploads
Download
Image
ImageProcessor
Thumbnail
Video
Document
Documents
File
Sensor
SensorData
Device
Devices
Telemetry
Temperature
Reading
Readings
Stream
Ingest
Ingestion
Event
Events
EventBus
EventRouter
Router
Dispatcher
Scheduler
Account
Accounts
User
UserService
Users
UserTable
Session
Profile
Login
SignUp
Registration
Auth
Welcome mail
Mail
E-mail
Email
EmailSender
SMS
Push
Webhook
Subscriber
Publisher
Producer
Consumer
Customer
Client
Clients
Supplier
Vendor
Partner
Bank
Payment provider
Payment API
PaymentGateway
Credit card
Booking
BookingQueue
Booking requests
Reservation
Hotel
Flight
Ticket
Ticketing
Bid
Auction
Claim
Claims
Policy
Quote
Message
Messages
Chat
Alert
Alerts
AlertTopic
Alarm
HighErrorRate
HighLatency
QueueDepth
QueueAge
BacklogAge
Backlog
Errors
Throttles
DlqNotEmpty
DeadLetters
Dead letters
DLQ
OrdersDLQ
PaymentDLQ
Ops
OpsAlerts
OpsTopic
On-call
Pager
Engineer
Fallback
Retry
RetryQueue
Cache
Backup
Main
Test
Service A
Service B
Queue 1
Order
Orders
Orders API
OrderTopic
OrderQueue
OrderEvents
OrderTable
OrderStatus
Orders table
Order service
OrderPlaced
OrderProcessor
Payment
Payments
PaymentQueue
PaymentFunction
PaymentWorker
PaymentTopic
flash sale
Flash sale
outage
Payment API down
slow
closed
maintenance
recovery
deploy
ApproximateNumberOfMessagesVisible
ApproximateNumberOfMessagesNotVisible
ApproximateAgeOfOldestMessage
NumberOfMessagesSent
NumberOfMessagesReceived
NumberOfMessagesDeleted
NumberOfMessagesPublished
NumberOfNotificationsFailed
NumberOfNotificationsDelivered
Invocations
Errors
Throttles
Duration
ConcurrentExecutions
4XXError
5XXError
Latency
IntegrationLatency
MatchedEvents
FailedInvocations
ThrottledRequests
ConsumedWriteCapacityUnits
SampleCount
Average
Sum
Minimum
Maximum
p99
GreaterThanThreshold
GreaterThanOrEqualToThreshold
LessThanThreshold
notBreaching
breaching
ignore
missing
100*errors/invocations
m1/m2*100
IF(invocations > 0, errors / invocations, 0)
ALARM(PaymentErrors) OR ALARM(QueueAge)
(ALARM("High latency") AND NOT ALARM("Maintenance")) OR ALARM("Errors")
DOWN
UP
BLACKHOLE
PROVISIONED
PAY_PER_REQUEST
arn:aws:sqs:us-east-1:123456789012:
/orders/{id}
GET /orders
POST /payments
https://example.com/hook
name@example.com
CREATED
PAID
SHIPPED
REJECTED
CANCELLED
FAILED
{"prefix":"order-"}
{"source":["shop.orders"],"detail-type":["OrderPlaced"]}
{"source":["com.example.orders"],"detail-type":["Order Created"],"detail":{"state":["paid"]}}
{"source": ["aws.cloudwatch"], "detail": {"state": {"value": ["ALARM"]}}}
{"detail":{"amount":[{"numeric":[">",100]}],"region":["EU","US"]}}
{"detail": {"total": [{"numeric": [">=", 10, "<", 500]}], "status": [{"anything-but": ["TEST"]}]}}
{"status":["PAID"]}
{"status":["SHIPPED","REJECTED"]}
{"status": ["CREATED", "CANCELLED"]}
{"type":["order"],"priority":["high"]}
{"event_type": [{"exists": true}], "customer": [{"anything-but": "test"}]}
{"price":[{"numeric":[">=",100]}]}
{"store":["example_corp"],"event":[{"prefix":"order_"}]}
{"id":"{{uuid}}","type":"{{pick a:3 b:1}}","n":{{counter}}}
{"id": "{{uuid}}", "name": "{{pick red green blue}}", "value": {{number 1 100}}, "at": "{{timestamp}}"}
{"orderId": "{{body.orderId}}", "amount": {{body.amount}}, "status": "PAID"}
{"orderId":"{{body.detail.orderId}}","customerId":"{{body.customerId}}","status":"{{body.status}}"}
{"customerId":"c-{{number 1 500}}","items":[{"sku":"{{pick lamp:5 chair:3 desk:2}}","quantity":{{number 1 3}}}],"total":{{number 5 250 2}}}
{"orderId":"{{uuid}}","sku":"{{pick lamp:5 chair:3 desk:2}}","quantity":{{number 1 3}},"amount":{{number 5 250 2}}}"#;

/// A value of a setting in the design below.
#[derive(Clone, Copy)]
enum Set {
    /// A whole number.
    N(i64),
    /// A number.
    R(f64),
    /// A switch.
    F(bool),
    /// The word at this place of a choice.
    W(u64),
    /// A text.
    T(&'static str),
}
use Set::{F, N, R, T, W};

type Settings = &'static [(u64, Set)];

/// Service, name (empty: the usual one), place on the grid, settings by the place of their field.
type Row = (u64, &'static str, i64, i64, Settings);

const ORDER: &str = r#"{"orderId":"{{uuid}}","sku":"{{pick lamp:5 chair:3 desk:2}}","quantity":{{number 1 3}},"amount":{{number 5 250 2}}}"#;

const NODES: &[Row] = &[
    (1, "", 0, 0, &[(0, W(1)), (1, N(10)), (8, T(ORDER)), (10, N(3000)), (11, N(1)), (12, N(1000))]),
    (2, "OrdersAPI", 12, 0, &[(1, N(100)), (2, N(200))]),
    (
        3,
        "Order validation",
        24,
        0,
        &[(0, N(256)), (1, N(5)), (14, N(40)), (15, N(120)), (18, N(1)), (20, N(202)), (26, N(300))],
    ),
    (4, "OrderQueue", 36, 0, &[(0, N(60)), (3, N(20))]),
    (4, "OrderDLQ", 48, 0, &[(1, N(1_209_600))]),
    (3, "InventoryCheck", 36, 8, &[(0, N(512)), (1, N(10)), (14, N(80)), (15, N(80)), (17, F(true))]),
    (9, "Orders table", 36, 16, &[(0, W(0))]),
    (9, "Inventory", 48, 8, &[(0, W(1)), (1, N(5)), (2, N(5)), (5, N(1_000_000))]),
    (4, "Payment queue", 24, 8, &[(0, N(60)), (3, N(20))]),
    (4, "PaymentDLQ", 24, 16, &[(1, N(1_209_600))]),
    (3, "Payment", 12, 8, &[(0, N(512)), (1, N(10)), (8, N(20)), (14, N(100)), (15, N(100))]),
    (10, "PaymentAPI", 0, 8, &[(1, N(300)), (2, N(900)), (3, N(50)), (6, N(1))]),
    (5, "Order status", 12, 16, &[]),
    (6, "", 0, 16, &[(0, N(2))]),
    (7, "", 0, 24, &[]),
    (4, "WarehouseQueue", 12, 24, &[(0, N(60)), (2, N(5)), (3, N(20))]),
    (11, "", 0, 32, &[(0, N(15)), (1, W(1))]),
    (18, "Maintenance", 12, 32, &[(3, N(30))]),
    (
        14,
        "DlqNotEmpty",
        24,
        24,
        &[
            (0, T("ApproximateNumberOfMessagesVisible")),
            (1, W(4)),
            (4, N(60)),
            (5, N(1)),
            (6, N(1)),
            (7, W(0)),
            (8, N(0)),
            (9, W(3)),
        ],
    ),
    (
        14,
        "PlannedMaintenance",
        24,
        32,
        &[(0, T("Maintenance")), (1, W(4)), (4, N(60)), (5, N(1)), (6, N(1)), (7, W(1)), (8, N(1)), (9, W(3))],
    ),
    (
        14,
        "PaymentErrorRate",
        36,
        24,
        &[(3, T("100*Errors/Invocations")), (4, N(60)), (5, N(2)), (6, N(2)), (7, W(0)), (8, N(20)), (9, W(3))],
    ),
    (
        14,
        "PaymentBacklogAge",
        48,
        24,
        &[
            (0, T("ApproximateAgeOfOldestMessage")),
            (1, W(4)),
            (4, N(60)),
            (5, N(3)),
            (6, N(3)),
            (7, W(0)),
            (8, N(300)),
            (9, W(1)),
        ],
    ),
    (
        14,
        "Api5xx",
        48,
        16,
        &[(0, T("5XXError")), (1, W(1)), (4, N(60)), (5, N(3)), (6, N(2)), (7, W(0)), (8, R(0.05)), (9, W(3))],
    ),
    (
        15,
        "OrdersUnhealthy",
        36,
        32,
        &[
            (0, T("(ALARM(PaymentErrorRate) AND ALARM(PaymentBacklogAge)) OR ALARM(DlqNotEmpty)")),
            (1, N(60)),
            (2, N(60)),
        ],
    ),
    (5, "OpsAlerts", 48, 32, &[]),
    (6, "On-call mail", 24, 40, &[]),
    (8, "", 60, 24, &[(2, N(200))]),
    (16, "", 36, 40, &[(0, N(300))]),
    (17, "", 48, 40, &[]),
    (12, "Events", 60, 8, &[]),
    (13, "OrderPlaced", 60, 16, &[(0, T(r#"{"source":["shop.orders"],"detail-type":["OrderPlaced"]}"#))]),
];

/// From and to, by place in the list above, and the settings.
type Line = (usize, usize, Settings);

const WIRES: &[Line] = &[
    (0, 1, &[]),
    (1, 2, &[]),
    (2, 3, &[(0, N(1))]),
    (3, 4, &[(0, N(5))]),
    (3, 5, &[(1, N(10)), (3, N(0)), (5, N(50)), (7, F(true))]),
    (5, 6, &[(0, N(1)), (1, W(2)), (3, T("orderId")), (20, W(3))]),
    (5, 7, &[(0, N(2)), (1, W(4)), (3, T("sku")), (5, T("quantity")), (20, W(1))]),
    (5, 8, &[(0, N(3))]),
    (5, 12, &[(0, N(4)), (2, W(1)), (6, T(r#"{"status":"REJECTED"}"#))]),
    (8, 9, &[(0, N(5))]),
    (8, 10, &[(1, N(1)), (5, N(20))]),
    (10, 11, &[(0, N(1)), (8, T("orderId")), (12, N(3000))]),
    (10, 6, &[(0, N(2)), (1, W(3)), (3, T("orderId"))]),
    (10, 12, &[(0, N(3)), (6, T(r#"{"status":"PAID"}"#))]),
    (12, 13, &[]),
    (12, 14, &[(0, T(r#"{"status":["SHIPPED","REJECTED"]}"#))]),
    (12, 15, &[(0, T(r#"{"status":["PAID"]}"#)), (4, F(true))]),
    (15, 16, &[]),
    (16, 12, &[]),
    (9, 18, &[]),
    (17, 19, &[]),
    (10, 20, &[]),
    (8, 21, &[]),
    (1, 22, &[]),
    (18, 23, &[]),
    (20, 23, &[]),
    (21, 23, &[]),
    (18, 24, &[]),
    (20, 24, &[]),
    (21, 24, &[]),
    (22, 24, &[]),
    (23, 24, &[]),
    (24, 25, &[]),
    (24, 26, &[]),
    (24, 27, &[]),
    (27, 28, &[]),
    (5, 29, &[(0, N(5))]),
    (29, 30, &[]),
    (30, 15, &[]),
    (19, 23, &[]),
];

/// The one wire whose ports are not the first that fit.
const SILENCED: (usize, usize) = (19, 23);

fn value(set: Set) -> PackedValue {
    match set {
        N(v) => PackedValue::Whole(v),
        R(v) => PackedValue::Real(v),
        F(v) => PackedValue::Flag(v),
        W(v) => PackedValue::Word(v),
        T(v) => PackedValue::Text(v.to_owned()),
    }
}

/// A design: `turn` makes it differ a little each time.
fn design(turn: usize, seed: u64) -> Packed {
    let config = |given: Settings| given.iter().map(|(n, set)| (Key::Place(*n), value(*set))).collect();
    // As links have them: from left to right, then down.
    let mut order: Vec<usize> = (0..NODES.len()).collect();
    order.sort_by_key(|n| (NODES[*n].2, NODES[*n].3));
    let place = |n: usize| order.iter().position(|m| *m == n).unwrap_or(0);
    let node = |n: &usize| {
        let (service, name, x, y, given) = NODES[*n];
        let text = |name: &str| Label::Text(name.to_owned());
        let name = match (name, turn) {
            ("", _) => Label::Usual,
            (name, 0) => text(&name.replace(' ', "")),
            (_, 1) if service == 4 || service == 3 => Label::Numbered(*n as u64 / 3 + 1),
            (name, _) => text(name),
        };
        let id = if turn == 2 && matches!(name, Label::Text(_)) { Label::Plain } else { Label::Usual };
        let at = ((x + 2) as f64, (y + 2 * turn as i64) as f64);
        PackedNode { service, key: String::new(), name, id, at, config: config(given) }
    };
    let mut wires: Vec<PackedWire> = WIRES
        .iter()
        .map(|(from, to, given)| {
            // An alarm that silences another, rather than one that it watches.
            let ports = ((*from, *to) == SILENCED).then_some((Key::Place(2), Key::Place(1)));
            PackedWire { from: place(*from), to: place(*to), ports, id: Label::Usual, config: config(given) }
        })
        .collect();
    wires.sort_by_key(|wire| (wire.from, wire.to));
    let fault = |at: u64, node: usize, field: u64, set, minutes: u64, label: &str| PackedHappening {
        at: at * 1_000_000,
        node: place(node),
        label: label.to_owned(),
        command: None,
        config: vec![(Key::Place(field), value(set))],
        lasts: (minutes > 0).then_some(minutes * 60_000_000),
    };
    let command = |at: u64, node: usize| PackedHappening {
        at: at * 60_000_000,
        node: place(node),
        command: Some(Key::Place(0)),
        ..PackedHappening::default()
    };
    Packed {
        title: ["Orders", "My design", "Order processing"][turn % 3].to_owned(),
        seed,
        grid: 20,
        nodes: order.iter().map(node).collect(),
        wires,
        happenings: vec![
            fault(60, 0, 1, N(100), 2, "Flash sale"),
            fault(120, 11, 0, W(4), 10, "Payment API down"),
            fault(300, 11, 1, N(2000), 5, ""),
            command(15, 9),
        ],
        sections: Vec::new(),
    }
}
