//! The grammar and the meaning of CW-60 and CW-61.

use super::*;
use proptest::prelude::*;

/// Names beginning with `a` are in ALARM, with `o` OK, with `i` without data.
fn state_of(name: &str) -> AlarmState {
    match name.chars().next() {
        Some('a') => AlarmState::Alarm,
        Some('o') => AlarmState::Ok,
        _ => AlarmState::InsufficientData,
    }
}

fn holds(rule: &str) -> bool {
    AlarmExpression::parse(rule).unwrap_or_else(|error| panic!("{rule}: {error}")).holds(&state_of)
}

#[test]
fn cw_60_meaning() {
    for (rule, expected) in [
        ("TRUE", true),
        ("FALSE", false),
        ("NOT FALSE", true),
        ("NOT NOT TRUE", true),
        ("ALARM(a)", true),
        ("ALARM(o)", false),
        ("OK(o)", true),
        ("INSUFFICIENT_DATA(i)", true),
        ("INSUFFICIENT_DATA(a)", false),
        ("ALARM(a1) AND ALARM(a2)", true),
        ("ALARM(a1) AND ALARM(o)", false),
        ("ALARM(o) OR ALARM(a)", true),
        ("ALARM(a) AND NOT ALARM(o)", true),
        ("NOT ALARM(a) OR OK(o)", true),
        ("NOT (ALARM(a) OR OK(o))", false),
        // AND binds tighter than OR, and NOT tighter than AND.
        ("TRUE OR FALSE AND FALSE", true),
        ("(TRUE OR FALSE) AND FALSE", false),
        ("NOT FALSE AND FALSE", false),
        ("NOT (FALSE AND FALSE)", true),
        ("AT_LEAST(2, ALARM, (a1, o, a2))", true),
        ("AT_LEAST(3, ALARM, (a1, o, a2))", false),
        ("AT_LEAST(1, NOT OK, (o1, o2, i))", true),
        ("AT_LEAST(2, NOT OK, (o1, o2, i))", false),
        ("AT_LEAST(50%, ALARM, (a, o))", true),
        ("AT_LEAST(51%, ALARM, (a, o))", false),
        ("AT_LEAST(66%, ALARM, (a1, a2, o))", true),
        ("AT_LEAST(67%, ALARM, (a1, a2, o))", false),
        ("AT_LEAST(100%, NOT ALARM, (o, i))", true),
        ("  ALARM( \"a b (c)\" )\n OR\tFALSE ", true),
        ("ALARM(\"a \\\"quoted\\\" name\")", true),
        ("ALARM(arn:aws:cloudwatch:eu-central-1:111122223333:alarm:a1)", true),
        ("ALARM(\"arn:aws:cloudwatch:eu-central-1:111122223333:alarm:o1\")", false),
        // A name may look like a word of the language.
        ("ALARM(aAND) AND OK(oOR)", true),
    ] {
        assert_eq!(holds(rule), expected, "{rule}");
    }
}

#[test]
fn names_are_listed_once_in_order() {
    let rule = AlarmExpression::parse(
        "OK(b) AND (ALARM(\"a x\") OR NOT ALARM(arn:aws:cloudwatch:r:1:alarm:c)) AND AT_LEAST(1, ALARM, (b, d))",
    )
    .unwrap();
    assert_eq!(rule.names(), ["b", "a x", "c", "d"]);
}

#[test]
fn a_rule_is_written_back_with_clear_parentheses() {
    for (rule, written) in [
        ("ALARM(a) OR ALARM(b) AND NOT OK(c)", "ALARM(a) OR (ALARM(b) AND NOT OK(c))"),
        ("((TRUE))", "TRUE"),
        ("NOT(ALARM(a) AND TRUE)", "NOT (ALARM(a) AND TRUE)"),
        ("AT_LEAST( 50% ,NOT  OK,( a,\"b c\" ) )", "AT_LEAST(50%, NOT OK, (a, \"b c\"))"),
        ("ALARM(\"plain\")", "ALARM(plain)"),
    ] {
        assert_eq!(AlarmExpression::parse(rule).unwrap().to_string(), written);
    }
}

#[test]
fn errors_have_a_place_and_a_reason() {
    for (rule, position, words) in [
        ("", 0, "The rule is empty"),
        ("   ", 3, "The rule is empty"),
        ("ALARM", 5, "( should stand here"),
        ("ALARM()", 6, "The name or ARN of an alarm"),
        ("ALARM(a", 7, ") should stand here, after the name"),
        ("ALARM(a b)", 8, "quotation marks"),
        ("ALARM(\"a)", 6, "This quotation mark is not closed"),
        ("ALARM(a) ALARM(b)", 9, "AND, OR or the end should stand here, not ALARM"),
        ("ALARM(a) and ALARM(b)", 9, "Words are written in capitals"),
        ("alarm(a)", 0, "Words are written in capitals"),
        ("ALARM(a) AND", 12, "not the end"),
        ("AND ALARM(a)", 0, "not AND"),
        ("(ALARM(a)", 9, "to close the parenthesis"),
        ("ALARM(a))", 8, "This ) closes nothing"),
        ("cpu-high", 0, "not cpu-high"),
        ("NOT", 3, "not the end"),
        ("AT_LEAST(0, ALARM, (a))", 9, "A number from 1"),
        ("AT_LEAST(x, ALARM, (a))", 9, "A number from 1"),
        ("AT_LEAST(101%, ALARM, (a))", 9, "percentage from 1% to 100%"),
        ("AT_LEAST(2, ALARM, (a))", 9, "asks for 2, but only 1 alarm is listed"),
        ("AT_LEAST(1 ALARM, (a))", 11, ", should stand here"),
        ("AT_LEAST(1, BAD, (a))", 12, "A state should stand here"),
        ("AT_LEAST(1, ALARM, a)", 19, "( should stand here"),
        ("AT_LEAST(1, ALARM, (a)", 22, "to close AT_LEAST"),
        ("AT_LEAST(1, ALARM, (a,))", 22, "The name or ARN of an alarm"),
        ("ALARM(arn:aws:cloudwatch:r:1:alarm:)", 6, "The name or ARN of an alarm"),
    ] {
        let error = AlarmExpression::parse(rule).expect_err(rule);
        assert_eq!(error.position, position, "{rule}: {error}");
        assert!(error.message.contains(words), "{rule}: {error}");
    }
    let error = AlarmExpression::parse("ALARM(ä) ODER").unwrap_err();
    assert_eq!(error.to_string(), "At character 10: AND, OR or the end should stand here, not ODER.");
}

#[test]
fn cw_63_a_rule_names_100_alarms_at_most() {
    let rule = |count: usize| (0..count).map(|n| format!("ALARM(a{n})")).collect::<Vec<_>>().join(" OR ");
    assert!(AlarmExpression::parse(&rule(100)).is_ok());
    assert!(AlarmExpression::parse(&rule(101)).unwrap_err().message.contains("names 101 alarms"));
    assert!(AlarmExpression::parse(&format!("{} OR ALARM(a0)", rule(100))).is_ok(), "a name counts once");
    let long = format!("ALARM(\"{}\")", "x".repeat(MOST_CHARACTERS));
    assert!(AlarmExpression::parse(&long).unwrap_err().message.contains("at most 10240"));
    assert!(AlarmExpression::parse(&"(".repeat(5_000)).unwrap_err().message.contains("nests too deep"));
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let state = prop::sample::select(vec![AlarmState::Ok, AlarmState::Alarm, AlarmState::InsufficientData]);
    let reference = prop::sample::select(vec!["a", "o-1", "in put", "AND", "x\"y\\", "arn:aws:cw:r:1:alarm:n"])
        .prop_map(|text| Reference { text: text.to_owned() });
    let references = prop::collection::vec(reference.clone(), 1..4);
    let at_least =
        (any::<bool>(), any::<bool>(), state.clone(), references).prop_map(|(percent, negated, state, alarms)| {
            Rule::AtLeast {
                threshold: if percent { Threshold::Percent(60) } else { Threshold::Count(1) },
                negated,
                state,
                alarms,
            }
        });
    let leaf = prop_oneof![
        any::<bool>().prop_map(Rule::Constant),
        (state, reference).prop_map(|(state, alarm)| Rule::Is(state, alarm)),
        at_least,
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            inner.prop_map(|rule| Rule::Not(Box::new(rule))),
            several.clone().prop_map(Rule::And),
            several.prop_map(Rule::Or),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_back_reads_the_same(rule in any_rule()) {
        let written = AlarmExpression { rule: rule.clone() };
        let read = AlarmExpression::parse(&written.to_string());
        prop_assert_eq!(read, Ok(AlarmExpression { rule }));
    }

    #[test]
    fn no_text_makes_the_reader_fall_over(text in "[A-Z_a(),\"\\\\% ]{0,60}") {
        if let Err(error) = AlarmExpression::parse(&text) {
            prop_assert!(error.position <= text.chars().count());
        }
    }
}
