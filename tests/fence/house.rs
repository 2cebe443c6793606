//! Rules about files: how long, what they begin with, that all are in use, that versions agree.

use std::collections::BTreeSet;

use crate::rust::Rust;
use crate::source::Source;

const MOST_LINES: usize = 600;

/// No file is longer than a person reads in one sitting.
pub fn long_files(sources: &[Source]) -> Vec<String> {
    let count = |source: &Source| source.text.lines().count();
    let long = sources.iter().filter(|source| count(source) > MOST_LINES);
    long.map(|source| format!("{}: {} lines, {MOST_LINES} at most: part it", source.path, count(source))).collect()
}

/// Every file begins by saying what it is for.
pub fn heads(sources: &[Source]) -> Vec<String> {
    let headless = sources.iter().filter(|source| {
        let first = source.text.lines().next().unwrap_or_default();
        first.strip_prefix("//!").is_none_or(|head| head.trim().is_empty())
    });
    headless.map(|source| format!("{}: must begin with a line `//! …` that says what it is for", source.path)).collect()
}

/// No note to do something later, no unfinished branch, no test that is skipped.
pub fn left_for_later(sources: &[Source]) -> Vec<String> {
    // In two parts, so that this file does not object to itself.
    let marks = [("TO", "DO"), ("FIX", "ME"), ("XX", "X"), ("todo", "!("), ("unimplemented", "!("), ("#[ign", "ore")];
    let marks = marks.map(|(one, other)| format!("{one}{other}"));
    let mut violations = Vec::new();
    for source in sources {
        for (number, line) in source.text.lines().enumerate() {
            for mark in marks.iter().filter(|mark| line.contains(mark.as_str())) {
                violations.push(format!(
                    "{}:{}: `{mark}`: do it now, or file it where the work is planned",
                    source.path,
                    number + 1
                ));
            }
        }
    }
    violations
}

/// Every folder of `src/services/` stands in the list `services! { … }`, and every word there is a folder.
pub fn unregistered(sources: &[Source]) -> Vec<String> {
    let folders: BTreeSet<String> = sources.iter().filter_map(Source::service).map(str::to_owned).collect();
    let list = sources.iter().find(|source| source.path == "src/services/mod.rs");
    let registered: BTreeSet<String> = list.map(|source| listed(&source.text)).unwrap_or_default();
    let missing =
        folders.difference(&registered).map(|name| format!("src/services/{name}: add `{name}` to services! {{ … }}"));
    let strays = registered.difference(&folders).map(|name| format!("src/services/mod.rs: `{name}` is no folder"));
    missing.chain(strays).collect()
}

/// Every service has a guide, in every language of the page; `has` says whether a file is there.
pub fn without_guide(sources: &[Source], languages: &[String], has: impl Fn(&str) -> bool) -> Vec<String> {
    let folders: BTreeSet<&str> = sources.iter().filter_map(Source::service).collect();
    let endings = std::iter::once(String::new()).chain(languages.iter().map(|language| format!(".{language}")));
    let endings: Vec<String> = endings.collect();
    let files =
        folders.iter().flat_map(|name| endings.iter().map(move |end| format!("src/services/{name}/guide{end}.md")));
    files.filter(|file| !has(file)).map(|file| format!("{file}: this guide is missing")).collect()
}

/// The words between the braces of `services! { … }`.
fn listed(text: &str) -> BTreeSet<String> {
    let call = text.split("services! {").nth(1).and_then(|rest| rest.split('}').next());
    Rust::of(call.unwrap_or_default()).names().map(|(_, name)| name.to_owned()).collect()
}

/// The page, the tool that binds it and Trunk, which calls the tool, agree on wasm-bindgen to the last digit.
pub fn wasm_bindgen_versions(files: &[Source]) -> Vec<String> {
    let found: Vec<(&str, Option<String>)> =
        files.iter().map(|file| (file.path.as_str(), version(&file.text))).collect();
    let versions: BTreeSet<&Option<String>> = found.iter().map(|(_, version)| version).collect();
    if versions.len() == 1 && found.iter().all(|(_, version)| version.is_some()) {
        return Vec::new();
    }
    let say = |(path, version): &(&str, Option<String>)| {
        format!(
            "{path}: wasm-bindgen {}, but all three must be equal",
            version.as_deref().unwrap_or("has no exact version")
        )
    };
    found.iter().map(say).collect()
}

/// The exact version of wasm-bindgen (or its command) in a manifest: `"=1.2.3"` there, `"1.2.3"` in Trunk's.
fn version(text: &str) -> Option<String> {
    let is_meant = |line: &&str| {
        let name = line.split('=').next().unwrap_or_default().trim();
        matches!(name, "wasm-bindgen" | "wasm-bindgen-cli" | "wasm_bindgen")
    };
    let line = text.lines().find(is_meant)?;
    let (name, value) = line.split_once('=')?;
    let quoted = value.split('"').nth(1)?;
    if name.trim() == "wasm_bindgen" { Some(quoted.to_owned()) } else { quoted.strip_prefix('=').map(str::to_owned) }
}

#[cfg(test)]
mod proofs {
    use super::*;

    #[test]
    fn a_long_file_is_found() {
        let lines = |count: usize| [Source::new("src/a.rs", &"x\n".repeat(count))];
        assert!(long_files(&lines(600)).is_empty());
        assert_eq!(long_files(&lines(601)), ["src/a.rs: 601 lines, 600 at most: part it"]);
    }

    #[test]
    fn a_file_without_a_head_is_found() {
        for text in ["", "use std::fmt;", "//!\n", "// A comment.\n", "\n//! Late."] {
            assert_eq!(heads(&[Source::new("src/a.rs", text)]).len(), 1, "{text:?}");
        }
        assert!(heads(&[Source::new("src/a.rs", "//! For something.\n")]).is_empty());
    }

    #[test]
    fn what_is_left_for_later_is_found() {
        for text in [
            concat!("// TO", "DO: later"),
            concat!("todo", "!()"),
            concat!("#[ign", "ore]"),
            concat!("/* FIX", "ME */"),
        ] {
            assert_eq!(left_for_later(&[Source::new("src/a.rs", text)]).len(), 1, "{text}");
        }
        assert!(left_for_later(&[Source::new("src/a.rs", "// Nothing to do here; ignore it.")]).is_empty());
    }

    #[test]
    fn a_folder_that_is_not_registered_is_found_and_a_word_without_one() {
        let list = |words: &str| {
            Source::new(
                "src/services/mod.rs",
                &format!("macro_rules! services {{ () => {{}} }}\nservices! {{ {words} }}"),
            )
        };
        let folder = Source::new("src/services/sqs/mod.rs", "");
        assert!(unregistered(&[list("sqs, // the queue"), folder.clone()]).is_empty());
        assert_eq!(unregistered(&[list(""), folder.clone()]), ["src/services/sqs: add `sqs` to services! { … }"]);
        assert_eq!(unregistered(&[list("sqs, sns"), folder]), ["src/services/mod.rs: `sns` is no folder"]);
        assert!(unregistered(&[]).is_empty());
    }

    #[test]
    fn versions_that_differ_are_found() {
        let three = |page: &str, tool: &str, trunk: &str| {
            wasm_bindgen_versions(&[
                Source::new(
                    "Cargo.toml",
                    &format!("[dependencies]\nwasm-bindgen = {{ version = \"{page}\", optional = true }}"),
                ),
                Source::new("tools/Cargo.toml", &format!("wasm-bindgen-cli = {{ version = \"{tool}\" }}")),
                Source::new("Trunk.toml", &format!("[tools]\nwasm_bindgen = \"{trunk}\"")),
            ])
        };
        assert!(three("=0.2.130", "=0.2.130", "0.2.130").is_empty());
        assert_eq!(three("=0.2.129", "=0.2.130", "0.2.130").len(), 3);
        assert_eq!(three("=0.2.130", "=0.2.130", "0.2.129").len(), 3);
        let loose = three("0.2.130", "=0.2.130", "0.2.130");
        assert!(loose[0].contains("has no exact version"), "{loose:?}");
    }
}
