//! A small German catalogue, asked what a page asks.

use super::{Catalogue, Words};

fn german() -> Words {
    let texts = [
        ("Play", "Abspielen"),
        ("waiting", "wartend"),
        ("nodes", "Knoten"),
        ("{0} of {1} runs", "{0} von {1} Läufen"),
        ("{0} at {1}", "{0} um {1}"),
        ("{0} got its first dead letter at {1}", "Um {1} bekam {0} den ersten Dead Letter"),
        ("It is full.", "Sie ist voll."),
        ("Wait a little.", "Warten Sie etwas."),
        ("SQS standard", "SQS Standard"),
        ("{0} in flight", "{0} in Bearbeitung"),
        ("an order", "eine Bestellung"),
        ("sent {0}", "{0} gesendet"),
        ("{0}", "nie"),
    ];
    Words::of(Catalogue {
        language: "de".to_owned(),
        name: "Deutsch".to_owned(),
        right_to_left: false,
        decimal: ',',
        thousands: '.',
        texts: texts.map(|(english, german)| (english.to_owned(), german.to_owned())).into(),
    })
}

#[track_caller]
fn check(english: &str, german: &str) {
    assert_eq!(self::german().say(english).as_deref().unwrap_or(english), german);
}

#[test]
fn a_text_is_said_and_white_space_around_it_stays() {
    check("Play", "Abspielen");
    check(" Play\n", " Abspielen\n");
    check("Playground", "Playground");
    check("", "");
    check("  ", "  ");
}

#[test]
fn holes_keep_what_stands_in_them_and_may_change_places() {
    check("3 of 1,200 runs", "3 von 1.200 Läufen");
    check("PaymentDLQ got its first dead letter at 7:00", "Um 7:00 bekam PaymentDLQ den ersten Dead Letter");
    check("sent an order", "eine Bestellung gesendet");
}

#[test]
fn what_says_more_is_tried_first() {
    // Both `{0} at {1}` and the longer one fit.
    check("A got its first dead letter at B", "Um B bekam A den ersten Dead Letter");
}

#[test]
fn a_pattern_of_nothing_but_a_hole_is_none() {
    check("OrderQueue", "OrderQueue");
}

#[test]
fn lines_made_of_parts_are_looked_up_part_by_part() {
    check(
        "OrderQueue, SQS standard, 14 waiting, 38 in flight",
        "OrderQueue, SQS Standard, 14 wartend, 38 in Bearbeitung",
    );
    check("It is full. Wait a little.", "Sie ist voll. Warten Sie etwas.");
    check("12,480 nodes", "12.480 Knoten");
}

#[test]
fn numbers_have_the_marks_of_the_language() {
    for (english, german) in [
        ("12,480", "12.480"),
        ("0.25", "0,25"),
        ("48.1k", "48,1k"),
        ("99.9 %", "99,9 %"),
        ("1.5 KB", "1,5 KB"),
        ("-1,500", "-1.500"),
        // None of these is a number.
        ("1:30", "1:30"),
        ("0.1.0", "0.1.0"),
        ("12,48", "12,48"),
        ("10.0.0.1", "10.0.0.1"),
    ] {
        check(english, german);
    }
}

#[test]
fn a_broken_file_has_a_sentence() {
    assert!(Words::read("{").is_err());
    assert!(Words::read(r#"{"language":"de"}"#).err().is_some_and(|sentence| sentence.contains("name")));
}

#[test]
fn answers_are_the_same_however_often_one_asks() {
    let words = german();
    for n in 0..10_000 {
        assert_eq!(words.say(&format!("{n} in flight")), Some(format!("{n} in Bearbeitung")));
    }
    assert_eq!(words.say("1 in flight"), words.say("1 in flight"));
}

/// Whatever a person writes, looking it up ends and breaks nothing.
#[test]
fn odd_texts_are_harmless() {
    let words = german();
    let long = ", ".repeat(5_000);
    for text in ["{", "{0", "}{", "{9}", "ä{0}ß", "of", " of  runs", "at", ":", ". . .", "…, …", &long] {
        let _ = words.say(text);
    }
}
