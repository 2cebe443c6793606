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

use PackedValue::{Flag, Real, Whole, Word};

type Row = (u64, &'static str, i64, i64, &'static [(u64, PackedValue)]);

/// Service, name (empty: the usual one), place on the grid, settings.
const NODES: &[Row] = &[
    (1, "", 0, 8, &[(0, Word(1)), (1, Whole(10))]),
    (2, "Orders API", 11, 8, &[(0, Whole(100)), (1, Whole(200))]),
    (3, "Validate order", 22, 8, &[(0, Whole(256)), (1, Whole(10)), (4, Whole(50))]),
    (4, "OrderQueue", 33, 8, &[(0, Whole(60))]),
    (4, "OrderDLQ", 33, 16, &[(1, Whole(1_209_600))]),
    (3, "Inventory check", 44, 8, &[(1, Whole(10)), (3, Real(80.5)), (5, Flag(true))]),
    (9, "Inventory", 44, 0, &[(0, Word(1)), (1, Whole(5)), (2, Whole(5))]),
    (4, "PaymentQueue", 55, 8, &[(0, Whole(60)), (1, Whole(345_600))]),
    (4, "PaymentDLQ", 55, 16, &[(1, Whole(1_209_600))]),
    (3, "Payment", 66, 8, &[(1, Whole(10)), (2, Whole(20)), (3, Whole(100))]),
    (10, "Payment API", 77, 0, &[(0, Word(2)), (1, Whole(300)), (2, Whole(50)), (4, Whole(1))]),
    (5, "Order status", 77, 8, &[]),
    (6, "", 88, 0, &[(0, Whole(2))]),
    (7, "", 88, 8, &[]),
    (4, "WarehouseQueue", 88, 16, &[(0, Whole(60)), (2, Whole(30))]),
    (11, "Warehouse", 99, 16, &[(0, Whole(15)), (1, Whole(900))]),
    (
        14,
        "DlqNotEmpty",
        66,
        24,
        &[(2, Whole(60)), (3, Whole(1)), (4, Whole(1)), (5, Whole(0)), (6, Word(1)), (7, Word(2))],
    ),
    (14, "PaymentErrorRate", 77, 24, &[(2, Whole(60)), (3, Whole(2)), (4, Whole(2)), (5, Whole(20)), (7, Word(2))]),
    (15, "OrdersUnhealthy", 88, 24, &[(1, Whole(60))]),
    (5, "OpsAlerts", 99, 24, &[]),
    (8, "", 110, 24, &[]),
    (16, "", 110, 16, &[(0, Whole(300))]),
    (17, "", 121, 16, &[]),
    (12, "Events", 33, 24, &[]),
    (13, "OrderPlaced", 44, 24, &[]),
];

/// From and to, by place in the list above, and the settings.
type Line = (usize, usize, &'static [(u64, PackedValue)]);

const WIRES: &[Line] = &[
    (0, 1, &[]),
    (1, 2, &[(0, Word(1))]),
    (2, 3, &[]),
    (3, 4, &[(0, Whole(5))]),
    (3, 5, &[(0, Whole(10)), (1, Whole(0)), (3, Flag(true))]),
    (5, 6, &[]),
    (5, 7, &[]),
    (7, 8, &[(0, Whole(5))]),
    (7, 9, &[(0, Whole(1)), (2, Whole(20))]),
    (9, 10, &[(0, Whole(3000))]),
    (9, 11, &[]),
    (11, 12, &[]),
    (11, 13, &[(0, Word(1))]),
    (11, 14, &[(2, Flag(true))]),
    (14, 15, &[]),
    (8, 16, &[]),
    (9, 17, &[]),
    (16, 18, &[]),
    (17, 18, &[]),
    (18, 19, &[]),
    (19, 20, &[]),
    (21, 22, &[]),
    (5, 23, &[]),
    (23, 24, &[]),
];

/// A design: `turn` makes it differ a little each time.
fn design(turn: usize, seed: u64) -> Packed {
    let config =
        |given: &[(u64, PackedValue)]| given.iter().map(|(n, value)| (Key::Place(*n), value.clone())).collect();
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
        let at = ((x + 3) as f64, (y + turn as i64) as f64);
        PackedNode { service, key: String::new(), name, id, at, config: config(given) }
    };
    let mut wires: Vec<PackedWire> = WIRES
        .iter()
        .map(|(from, to, given)| {
            let (from, to) = (place(*from), place(*to));
            PackedWire { from, to, ports: None, id: Label::Usual, config: config(given) }
        })
        .collect();
    wires.sort_by_key(|wire| (wire.from, wire.to));
    if let Some(wire) = wires.get_mut(turn + 5) {
        wire.ports = Some((Key::Place(1), Key::Place(turn as u64)));
    }
    let fault = |at: u64, node: usize, field: u64, value, minutes: u64, label: &str| PackedHappening {
        at: at * 1_000_000,
        node: place(node),
        label: label.to_owned(),
        command: None,
        config: vec![(Key::Place(field), value)],
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
            fault(60, 0, 1, Whole(100), 2, "Flash sale"),
            fault(120, 10, 0, Word(1), 10, "Payment API down"),
            fault(300, 10, 1, Whole(2000), 5, ""),
            command(15, 8),
        ],
        sections: Vec::new(),
    }
}
