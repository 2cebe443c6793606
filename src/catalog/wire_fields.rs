//! Settings of wires that several services share: a caller reads them, and the service that is called declares them.

use super::key::{Key, Words, choice, text};

/// What a wire to a table does with each item.
pub const OPERATION: Key<Words> =
    choice("Operation", &["PutItem", "PutItem if new", "UpdateItem", "Take", "GetItem", "DeleteItem"])
        .help("What is done to the item. “PutItem if new” writes only if there is none with this key; “Take” lowers a stored number, if enough is left.")
        .source("DynamoDB API");
/// Where the key of the item is.
pub const KEY: Key<Words> = text("Key")
    .initially_word("orderId")
    .help("Where the key is in the body: the name of a field, with dots for fields inside fields.")
    .source("DynamoDB KeySchema");
/// How much a `Take` takes.
pub const QUANTITY: Key<Words> = text("Quantity")
    .initially_word("1")
    .help("How much “Take” takes: a number, or where the number is in the body.")
    .source("a condition such as stock >= :q")
    .when("Operation", "Take");
