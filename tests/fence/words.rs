//! Finds the texts that a person meets on the page, for the catalogues of other languages: string literals of the layers that
//! speak to people, and the texts of the designs that come along.
//!
//! A literal is taken for a text by its place and its shape: words with blanks between them, or a single capitalised word.
//! Single words in lower case are texts where they stand in markup, or in one of the few places named below.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::layers::HOUSE;
use crate::source::{Source, repository};

/// Layers whose literals do not reach the page: the catalogues themselves, the command line, programs, the test bench.
const SILENT: [&str; 5] = ["words", "main", "cli", "bin", "testing"];

/// Whether the literals of a layer reach the page: those of every layer of the house but the silent ones.
fn speaks(layer: &str) -> bool {
    HOUSE.iter().any(|(known, _)| *known == layer) && !SILENT.contains(&layer)
}

/// What stands before `=` or `:` when a literal is no text: attributes and fields that name things.
const NAMING: [&str; 62] = [
    "class",
    "id",
    "d",
    "type",
    "role",
    "name",
    "for",
    "href",
    "rel",
    "fill",
    "stroke",
    "viewBox",
    "transform",
    "style",
    "tabindex",
    "accept",
    "inputmode",
    "autocomplete",
    "src",
    "key",
    "namespace",
    "keywords",
    "cfn",
    "icon",
    "points",
    "width",
    "height",
    "target",
    "autocapitalize",
    "enterkeyhint",
    "spellcheck",
    "live",
    "haspopup",
    "controls",
    "labelledby",
    "describedby",
    "hidden",
    "pressed",
    "current",
    "atomic",
    "expanded",
    "selected",
    "checked",
    "modal",
    "orientation",
    "field",
    "path",
    "x",
    "y",
    "cx",
    "cy",
    "r",
    "x1",
    "x2",
    "y1",
    "y2",
    "value",
    "rule",
    "busy",
    "loading",
    "translate",
    "method",
];

/// Calls whose single word is a name or a code, not a text.
const CODES: [&str; 45] = [
    "flag",
    "whole",
    "opt_whole",
    "real",
    "opt_real",
    "seconds",
    "opt_seconds",
    "millis",
    "opt_millis",
    "choice",
    "text",
    "counter",
    "gauge",
    "sample",
    "get_attribute",
    "set_attribute",
    "remove_attribute",
    "mark_root",
    "give",
    "hits",
    "in_document",
    "anywhere",
    "on",
    "get",
    "contains",
    "starts_with",
    "ends_with",
    "strip_prefix",
    "strip_suffix",
    "split",
    "split_once",
    "rsplit_once",
    "find",
    "trim_end_matches",
    "trim_start_matches",
    "parse",
    "because",
    "create_element",
    "create_element_ns",
    "add_event_listener_with_callback",
    "read",
    "write",
    "join",
    "has_attribute",
    "when",
];

/// Calls whose literal arguments are for programmers, whatever they look like.
const INNER: [&str; 14] = [
    "closest",
    "query_selector",
    "query_selector_all",
    "give_first",
    "walk",
    "goes_into",
    "expect",
    "panic",
    "unreachable",
    "assert",
    "assert_eq",
    "debug_assert",
    "include_str",
    "env",
];

/// Single words in lower case that a person reads, beside those in markup.
const WORDS: &str = include_str!("words.txt");

/// The texts of the sources, each with the first place where it stands. Holes are numbered: `{0} of {1}`.
pub fn texts(sources: &[Source]) -> BTreeMap<String, String> {
    let known: BTreeSet<&str> = WORDS.split_whitespace().collect();
    let mut found = BTreeMap::new();
    for source in sources.iter().filter(|source| !source.is_test()) {
        if !source.layer().is_some_and(speaks) {
            continue;
        }
        for (line, before, written) in source.rust().texts::<6>() {
            let text = unescaped(written);
            if is_text(&text, &before, source.layer() == Some("view"), &known) {
                let key = holes_numbered(text.trim());
                let mut keys = Vec::new();
                // "3 rule{s}" is a number and a word.
                let word = key.strip_prefix("{0} ").and_then(|rest| rest.strip_suffix("{1}"));
                let word = word.filter(|word| word.chars().all(char::is_alphabetic)).unwrap_or(&key);
                let plural = format!("{word}s");
                if known.contains(plural.as_str()) {
                    keys.push(plural);
                }
                keys.push(word.to_owned());
                for key in keys {
                    found.entry(key).or_insert_with(|| format!("{}:{line}", source.path));
                }
            }
        }
    }
    found
}

fn is_text(text: &str, before: &[&str; 6], view: bool, known: &BTreeSet<&str>) -> bool {
    let inner = text.trim();
    let without_holes = holes_numbered(inner);
    let letters = letters_outside_holes(&without_holes);
    if letters < 2 {
        return false;
    }
    let [near, far, ..] = before;
    let named = match *near {
        // `let name = "…"` is no attribute.
        "=" | ":" => NAMING.contains(far) && before[2] != "let",
        "(" if INNER.contains(far) || *far == "!" && INNER.contains(&before[2]) => true,
        "(" => CODES.contains(far) && !inner.contains(char::is_whitespace),
        _ => false,
    };
    // `class=format!("chip {kind}")`.
    let formatted =
        matches!(before, ["(", "!", "format", "=", attribute, other] if NAMING.contains(attribute) && *other != "let");
    if named || formatted {
        return false;
    }
    let code = inner.starts_with(['{', '[', '<', '#', '.', '/', '@', '$'])
        || inner.contains("://")
        || inner.contains("\":")
        || inner.contains("::")
        || inner.contains("=\"")
        || inner.contains("M0 ")
        || is_path_of_svg(inner);
    if code && !without_holes.starts_with("{0}") {
        return false;
    }
    if inner.contains(char::is_whitespace) {
        let words = inner.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
        let plain = inner.split_whitespace().filter(|word| is_word(word)).count();
        // Lists of classes and selectors have no capital, no full stop and hyphens.
        return words >= 1 && plain * 2 >= words && !is_style(inner);
    }
    let single = inner.trim_end_matches(['…', '.', ':', ',', '?', '!']);
    if known.contains(single) {
        return true;
    }
    let in_markup = view && matches!(*near, ">" | "}" | "\"");
    let capitalised = single.chars().next().is_some_and(char::is_uppercase)
        && single.chars().skip(1).all(|c| c.is_lowercase() || c == '-' || c == '’')
        && single.chars().count() > 1;
    (capitalised || in_markup && single.chars().all(|c| c.is_lowercase() || c == '-')) && is_word(single)
}

/// A word as people write it: letters with at most an apostrophe, a hyphen or marks at its ends.
fn is_word(word: &str) -> bool {
    let core = word.trim_matches(|c: char| !c.is_alphabetic());
    !core.is_empty() && core.chars().all(|c| c.is_alphabetic() || matches!(c, '’' | '\'' | '-' | '/'))
}

/// Commands of an SVG path or a list of numbers with letters between.
fn is_path_of_svg(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    text.starts_with(['M', 'm']) && digits > letters
}

/// Declarations of a style, a selector, a media query.
fn is_style(text: &str) -> bool {
    text.contains("px") && text.contains(':')
        || text.contains("[role")
        || text.contains(":not(")
        || text.contains("var(--")
        || text.starts_with('(') && text.contains(": ")
        || text.contains("-{")
}

fn letters_outside_holes(text: &str) -> usize {
    let (mut inside, mut letters) = (false, 0);
    for c in text.chars() {
        match c {
            '{' => inside = true,
            '}' => inside = false,
            c if !inside && c.is_alphabetic() => letters += 1,
            _ => {}
        }
    }
    letters
}

/// `{count:.1} of {}` becomes `{0} of {1}`; `{{` and `}}` become single braces.
pub fn holes_numbered(text: &str) -> String {
    let mut said = String::new();
    let mut letters = text.chars().peekable();
    let mut hole = 0;
    while let Some(c) = letters.next() {
        match c {
            '{' if letters.next_if_eq(&'{').is_some() => said.push('{'),
            '}' if letters.next_if_eq(&'}').is_some() => said.push('}'),
            '{' => {
                let inner: String = letters.by_ref().take_while(|&c| c != '}').collect();
                let name = inner.split(':').next().unwrap_or_default();
                if name.chars().all(|c| c.is_alphanumeric() || c == '_') && !inner.contains(' ') {
                    said.push_str(&format!("{{{hole}}}"));
                    hole += 1;
                } else {
                    said.push_str(&format!("{{{inner}}}"));
                }
            }
            c => said.push(c),
        }
    }
    said
}

/// A literal as it reads: escapes resolved, lines that were broken for the source joined.
pub fn unescaped(written: &str) -> String {
    let mut said = String::new();
    let mut letters = written.chars().peekable();
    while let Some(c) = letters.next() {
        if c != '\\' {
            said.push(c);
            continue;
        }
        match letters.next() {
            Some('n') => said.push('\n'),
            Some('t') => said.push('\t'),
            Some('\n') => while letters.next_if(|c| c.is_whitespace()).is_some() {},
            Some('u') => {
                let code: String = letters.by_ref().skip(1).take_while(|&c| c != '}').collect();
                said.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
            }
            Some(other) => said.push(other),
            None => {}
        }
    }
    said
}

/// The catalogues of other languages.
pub fn catalogues() -> Vec<PathBuf> {
    let folder = repository().join("public/languages");
    let entries = fs::read_dir(&folder).unwrap_or_else(|problem| panic!("{}: {problem}", folder.display()));
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    assert!(!files.is_empty(), "there is another language");
    files
}

/// A catalogue as it lies there.
pub fn read(file: &Path) -> Map<String, Value> {
    let text = fs::read_to_string(file).unwrap_or_else(|problem| panic!("{}: {problem}", file.display()));
    serde_json::from_str(&text).unwrap_or_else(|problem| panic!("{}: {problem}", file.display()))
}

fn said(catalogue: &Map<String, Value>) -> BTreeMap<String, String> {
    let texts = catalogue.get("texts").and_then(Value::as_object);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    texts.map(|texts| texts.iter().map(|(key, value)| (key.clone(), text(value))).collect()).unwrap_or_default()
}

/// Adds the texts that a catalogue lacks, to be translated, and takes off those that the page says no more.
pub fn complete(file: &Path, texts: &BTreeMap<String, String>) {
    let mut catalogue = read(file);
    let known = said(&catalogue);
    let all = texts.keys().map(|text| (text.clone(), Value::from(known.get(text).cloned().unwrap_or_default())));
    catalogue.insert("texts".to_owned(), Value::Object(all.collect()));
    let written = serde_json::to_string_pretty(&catalogue).expect("texts can be written") + "\n";
    fs::write(file, written).unwrap_or_else(|problem| panic!("{}: {problem}", file.display()));
}

/// What a catalogue lacks, has too much, or has with other holes.
pub fn differences(file: &Path, catalogue: &Map<String, Value>, texts: &BTreeMap<String, String>) -> Vec<String> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let known = said(catalogue);
    let mut problems = Vec::new();
    for (text, place) in texts {
        match known.get(text).filter(|said| !said.is_empty()) {
            None => problems.push(format!("{name} has no words for the text of {place}: {text:?}. Run this test with SIGNALBOX_WRITE=1 and translate it")),
            Some(said) if holes(said) != holes(text) => {
                problems.push(format!("{name} has other holes than the text of {place}: {text:?} and {said:?}"));
            }
            Some(_) => {}
        }
    }
    let gone = known.keys().filter(|text| !texts.contains_key(*text));
    problems.extend(gone.map(|text| format!("{name} has words for a text that the page says no more: {text:?}")));
    problems
}

/// The numbers of a text's holes.
fn holes(text: &str) -> BTreeSet<&str> {
    let inner = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(inner, _)| inner);
    inner.filter(|inner| !inner.is_empty() && inner.chars().all(|c| c.is_ascii_digit())).collect()
}

/// Texts of panels that stand in two literals, one after the other: each would be translated without the other.
pub fn cut_sentences(sources: &[Source]) -> Vec<String> {
    let mut problems = Vec::new();
    for source in sources.iter().filter(|source| source.layer() == Some("view") && !source.is_test()) {
        let mut last = "";
        for (line, before, text) in source.rust().texts::<2>() {
            let cut =
                before[0] == "\"" && last.ends_with(' ') && last.trim().contains(' ') && text.trim().contains(' ');
            if cut && !matches!(before[1], "," | "(" | "[") {
                problems
                    .push(format!("{}:{line}: a sentence in two literals; join them with a backslash", source.path));
            }
            last = text;
        }
    }
    problems
}

#[cfg(test)]
mod proofs {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        texts(&[Source::new("src/view/made_up.rs", text)]).into_keys().collect()
    }

    #[test]
    fn texts_are_found_by_place_and_shape() {
        let text = r##"view! { <p class="help small" title="Say it again">"One thing at a time" {many(n, "rule")} "waiting"</p> }
            let name = format!("{count:.1} of {}, {{not}} a hole", all); let id = "order-queue"; let d = "M0 0L10 10";
            expect("a window has a document"); const A: &str = "Play"; flag("Idempotent", true).when("Arrivals", "bursts"); let c = "sqs";"##;
        assert_eq!(
            found(text),
            ["One thing at a time", "Play", "Say it again", "rule", "rules", "waiting", "{0} of {1}, {not} a hole"]
        );
        assert!(
            texts(&[Source::new("src/cli/mod.rs", "\"One thing at a time\"")]).is_empty(),
            "the command line is English"
        );
    }

    #[test]
    fn every_layer_speaks_but_those_that_are_named() {
        assert!(["model", "sim", "services", "view", "learn"].into_iter().all(speaks));
        assert!(!["cli", "testing", "words", "nowhere"].into_iter().any(speaks));
        assert!(SILENT.iter().all(|layer| HOUSE.iter().any(|(known, _)| known == layer)), "none is misspelt");
    }

    #[test]
    fn escapes_and_broken_lines_are_read_as_they_are_said() {
        assert_eq!(unescaped("one \\\n     two \\\"three\\\" \\u{2026}\\n"), "one two \"three\" …\n");
    }

    #[test]
    fn a_catalogue_that_lacks_or_adds_something_is_told() {
        let texts =
            [("{0} runs", "a:1"), ("Play", "b:2"), ("Stop", "c:3")].map(|(a, b)| (a.to_owned(), b.to_owned())).into();
        let catalogue = serde_json::json!({"texts": {"{0} runs": "Läufe", "Play": "", "Gone": "Weg", "Stop": "Halt"}});
        let problems = differences(Path::new("xx.json"), catalogue.as_object().expect("it is one"), &texts);
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert!(
            problems[0].contains("no words for the text of b:2")
                || problems[1].contains("no words for the text of b:2"),
            "{problems:?}"
        );
    }

    #[test]
    fn a_cut_sentence_is_told() {
        let whole = Source::new("src/view/a.rs", "view! { <p>\"One thing \\\n at a time\"</p> }");
        let cut = Source::new("src/view/a.rs", "view! { <p>\"One thing \"\n\"at a time\"</p> }");
        assert_eq!((cut_sentences(&[whole]).len(), cut_sentences(&[cut]).len()), (0, 1));
    }
}
