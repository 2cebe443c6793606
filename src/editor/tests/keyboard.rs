//! The table of keys: what each chord gives, where it works, and that no two actions share one.

use super::*;
use std::collections::BTreeSet;

/// A press as a keyboard of the United States sends it: `Ctrl+Shift+Z`, `?`, `Shift+1`.
fn press(text: &str) -> KeyPress {
    let mut p = KeyPress::default();
    let mut rest = text;
    while let Some((name, more)) = rest.split_once('+').filter(|(name, more)| !name.is_empty() && !more.is_empty()) {
        match name {
            "Ctrl" => p.command = true,
            "Shift" => p.shift = true,
            "Alt" => p.alt = true,
            "Tap" => p.tap = true,
            other => panic!("no modifier {other}"),
        }
        rest = more;
    }
    (p.key, p.code) = match rest {
        "." => (if p.shift { ">" } else { "." }.into(), "Period".into()),
        "," => (if p.shift { "<" } else { "," }.into(), "Comma".into()),
        "1" => (if p.shift { "!" } else { "1" }.into(), "Digit1".into()),
        "2" => (if p.shift { "@" } else { "2" }.into(), "Digit2".into()),
        "0" => (if p.shift { ")" } else { "0" }.into(), "Digit0".into()),
        "'" => ("'".into(), "Quote".into()),
        "?" => {
            p.shift = true;
            ("?".into(), "Slash".into())
        }
        letter if letter.len() == 1 && p.shift => (letter.to_uppercase(), format!("Key{letter}").to_owned()),
        other => (other.to_owned(), String::new()),
    };
    p
}

fn given(text: &str, focus: Focus) -> &'static str {
    action_for(&press(text), focus).map_or("", |a| a.id)
}

#[test]
fn the_conventional_keys_give_the_conventional_actions() {
    let table = [
        ("k", "play"),
        ("Tap+ ", "play"),
        (".", "step"),
        (",", "step-back"),
        ("Shift+.", "faster"),
        ("Shift+,", "slower"),
        ("0", "reset"),
        ("Home", "to-start"),
        ("End", "to-end"),
        ("Ctrl+0", "zoom-actual"),
        ("Shift+0", "zoom-actual"),
        ("Shift+1", "fit"),
        ("Shift+2", "fit-selection"),
        ("Ctrl+a", "select-all"),
        ("Delete", "delete"),
        ("Backspace", "delete"),
        ("Ctrl+Delete", "delete-heal"),
        ("Ctrl+d", "duplicate"),
        ("Ctrl+z", "undo"),
        ("Ctrl+Shift+z", "redo"),
        ("Ctrl+y", "redo"),
        ("ArrowLeft", "move-left"),
        ("Shift+ArrowUp", "far-up"),
        ("Alt+ArrowDown", "fine-down"),
        ("Ctrl+ArrowRight", "add-right"),
        ("Ctrl+Shift+ArrowLeft", "align-left"),
        ("Ctrl+'", "snap"),
        ("Ctrl+f", "find-node"),
        ("Ctrl+k", "commands"),
        ("?", "help"),
        ("/", "find-service"),
        ("Escape", "escape"),
        ("f", "present"),
        ("Shift+p", "present"),
        ("h", "hand"),
        ("o", "outline"),
        ("Alt+o", "outline"),
        ("p", "ports"),
        ("e", "next-wire"),
        ("Shift+e", "previous-wire"),
    ];
    for (keys, id) in table {
        assert_eq!(given(keys, Focus::Canvas), id, "{keys}");
    }
    assert_eq!(given(" ", Focus::Canvas), "", "Space held pans; only its release plays");
    assert_eq!(given("Ctrl+c", Focus::Canvas), "", "the browser makes a copy event of it");
}

#[test]
fn single_characters_work_only_on_the_canvas() {
    for keys in ["k", "Tap+ ", ".", "0", "Shift+1", "Shift+0", "?", "/", "f", "c", "m", "h"] {
        assert_ne!(given(keys, Focus::Canvas), "", "{keys}");
        for focus in [Focus::Control, Focus::Typing, Focus::Dialog] {
            assert_eq!(given(keys, focus), "", "{keys} at {focus:?}");
        }
    }
    assert_eq!(given("Ctrl+0", Focus::Control), "zoom-actual");
    assert_eq!(given("ArrowLeft", Focus::Control), "");
    assert_eq!(given("Ctrl+z", Focus::Control), "undo");
    assert_eq!(given("Ctrl+z", Focus::Typing), "", "undoes the typing, not the design");
    assert_eq!(given("Ctrl+k", Focus::Typing), "commands");
    assert_eq!(given("Ctrl+k", Focus::Dialog), "");
    assert_eq!(given("Alt+o", Focus::Control), "outline", "the way out of the outline, where letters do not work");
}

#[test]
fn while_presenting_a_clicker_turns_the_pages_and_escape_leaves() {
    let table = [
        ("PageDown", "next-moment"),
        ("ArrowRight", "next-moment"),
        ("ArrowDown", "next-moment"),
        ("PageUp", "previous-moment"),
        ("ArrowLeft", "previous-moment"),
        ("ArrowUp", "previous-moment"),
        ("Escape", "present"),
    ];
    for (keys, id) in table {
        assert_eq!(given(keys, Focus::Show), id, "{keys}");
        assert_eq!(given(keys, Focus::ShowControl), id, "{keys}: also after a click on a button");
        assert_ne!(given(keys, Focus::Canvas), "present", "{keys} outside a talk");
    }
    assert_eq!((given("l", Focus::Show), given("q", Focus::Show)), ("laser", "code"));
    assert_eq!((given("l", Focus::ShowControl), given("l", Focus::Canvas)), ("", ""));
    assert_eq!((given("k", Focus::Show), given("Tap+ ", Focus::Show)), ("play", "play"));
    assert_eq!(given("Tap+ ", Focus::ShowControl), "", "Space belongs to the button");
    assert_eq!(given("Ctrl+k", Focus::ShowControl), "commands");
}

#[test]
fn keyboards_of_other_languages_work() {
    let on = |key: &str, code: &str, command: bool, shift: bool| {
        let (key, code) = (key.to_owned(), code.to_owned());
        let p = KeyPress { key, code, command, shift, ..KeyPress::default() };
        action_for(&p, Focus::Canvas).map_or("", |a| a.id)
    };
    assert_eq!(on("z", "KeyW", true, false), "undo", "French: by what is typed");
    assert_eq!(on("w", "KeyZ", true, false), "", "French: not by where Z is in English");
    assert_eq!(on("я", "KeyZ", true, false), "undo", "Russian: no Latin letter, so by its place");
    assert_eq!(on("ю", "Period", false, true), "faster", "Russian");
    assert_eq!(on("&", "Digit1", false, false), "", "French digits need Shift");
    assert_eq!(on("1", "Digit1", false, true), "fit", "French");
    assert_eq!(on("/", "Digit7", false, true), "find-service", "German");
    assert_eq!(on(":", "Period", false, true), "faster", "German");
    assert_eq!(on(".", "Comma", false, true), "step", "French: the sign wins over the place");
    assert_eq!(on("V", "Period", false, true), "", "Dvorak: a letter is a letter");
    assert_eq!(on("v", "Period", false, false), "", "Dvorak");
}

#[test]
fn a_held_key_repeats_only_where_that_helps() {
    let held = |text: &str| KeyPress { repeat: true, ..press(text) };
    assert_eq!(action_for(&held("k"), Focus::Canvas).map(|a| a.id), None);
    assert_eq!(action_for(&held("ArrowLeft"), Focus::Canvas).map(|a| a.id), Some("move-left"));
    assert_eq!(action_for(&held("Ctrl+z"), Focus::Canvas).map(|a| a.id), Some("undo"));
}

#[test]
fn every_action_has_its_own_id_and_keys_and_says_what_it_does() {
    let (mut ids, mut chords) = (BTreeSet::new(), BTreeSet::new());
    for action in ACTIONS {
        assert!(ids.insert(action.id), "{} twice", action.id);
        assert!(action.hint.ends_with('.') && !action.name.is_empty() && !action.keywords.is_empty(), "{}", action.id);
        for chord in action.keys {
            assert!(chords.insert(format!("{chord:?}")), "{} shares {chord:?}", action.id);
        }
        for chord in action.shows {
            assert!(chords.insert(format!("a talk: {chord:?}")), "{} shares {chord:?} of a talk", action.id);
        }
    }
    assert!(ACTIONS.is_sorted_by_key(|a| matches!(a.group, Group::Document)), "the document comes last");
}

#[test]
fn the_browsers_own_keys_are_left_alone() {
    for keys in ["Ctrl+t", "Ctrl+w", "Ctrl+n", "Ctrl+l", "F5", "Ctrl+r", "Ctrl+p"] {
        assert_eq!(given(keys, Focus::Canvas), "", "{keys}");
    }
}

#[test]
fn chords_read_as_people_write_them() {
    let shown = |id: &str, mac: bool| action(id).map(|a| a.shown(mac)).unwrap_or_default();
    assert_eq!((shown("redo", false), shown("redo", true)), ("Ctrl+Shift+Z".into(), "⇧⌘Z".into()));
    assert_eq!((shown("play", false), shown("help", true)), ("Space".into(), "?".into()));
    assert_eq!((shown("fit", false), shown("fine-left", true)), ("Shift+1".into(), "⌥←".into()));
    assert_eq!(shown("lock", false), "");
}

#[test]
fn the_command_list_finds_by_name_first() {
    let found = |typed: &str| find_actions(typed).into_iter().map(|a| a.id).collect::<Vec<_>>();
    assert_eq!(found("undo")[0], "undo");
    assert_eq!(found("zoom")[..3], ["zoom-actual", "zoom-in", "zoom-out"]);
    assert_eq!(found("dark"), ["theme"]);
    assert_eq!(found("align left")[0], "align-left");
    assert!(found("xyzzy").is_empty());
    assert_eq!(found("").len(), ACTIONS.len());
}
