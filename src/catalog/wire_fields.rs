//! Settings that both ends of a wire must know by name: a table's in port lists them, and whoever calls the table reads them.
//! They stand here because neither end may name the other.

use super::{Key, Words, choice, flag, text};
use crate::sim::ItemOp;

/// What a caller does with an item of a table.
pub const OPERATION: Key<Words> = choice(
    "Operation",
    &["GetItem", "PutItem", "PutItem if new", "UpdateItem", "Take", "DeleteItem"],
)
.initially_word("PutItem")
.help(
    "The call. “PutItem if new” has the condition attribute_not_exists(key); “Take” is an UpdateItem that takes \
             Quantity off a stored number, with the condition that enough is left.",
)
.source("DDB 8.2")
.assumed();

/// Where the key of the item stands in the body.
pub const KEY: Key<Words> = text("Key")
    .initially_word("orderId")
    .help("The field of the body (a dotted path) whose value is the item's key.")
    .source("model")
    .assumed();

/// How much a `Take` takes.
pub const QUANTITY: Key<Words> = text("Quantity")
    .initially_word("1")
    .when("Operation", "Take")
    .help("How much “Take” takes: a whole number, or the field of the body (a dotted path) that holds it.")
    .source("model")
    .assumed();

/// Of a mailbox's wire.
pub const MAIL_JSON: Key<bool> = flag("EmailJson", false)
    .help("The protocol is email-json in place of email: a mail has the JSON envelope, not the text alone.")
    .source("SNS 2.1, SNS-5");

/// Of a wire from a stream to a consumer.
pub const FAN_OUT: Key<bool> = flag("EnhancedFanOut", false)
    .help("The consumer is registered: records are pushed to it, with 2 MB a second for each shard of its own. Without it all consumers share 2 MB and five reads a second of each shard.")
    .source("KIN-6, KIN-7");

/// The platforms of push notifications, which are also the names of their texts in a message with MessageStructure json.
pub const PLATFORMS: &[&str] = &["GCM", "APNS", "APNS_SANDBOX", "ADM"];

/// The platform of a subscribed app.
pub const PLATFORM: Key<Words> = choice("Platform", PLATFORMS)
    .help("The push service behind the app: GCM for Android (Firebase), APNS for Apple, ADM for Amazon. With MessageStructure json its text is the one of this name.")
    .source("SNS-18, general knowledge");

/// The operation that a word of [`OPERATION`] stands for.
pub fn operation(word: &str) -> ItemOp {
    match word {
        "GetItem" => ItemOp::Get,
        "PutItem if new" => ItemOp::PutNew,
        "UpdateItem" => ItemOp::Update,
        "Take" => ItemOp::Take,
        "DeleteItem" => ItemOp::Delete,
        _ => ItemOp::Put,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::FieldKind;

    #[test]
    fn every_word_of_operation_is_an_operation_of_its_own() {
        let FieldKind::Choice(words) = OPERATION.field.kind else { panic!("a choice") };
        let mut seen = Vec::new();
        for word in words {
            assert!(!seen.contains(&operation(word)), "{word}");
            seen.push(operation(word));
        }
    }
}
