//! Rules about what may name what.

use std::collections::BTreeSet;

use crate::rust::Rust;
use crate::source::Source;

/// The house, from the bottom: a layer, and what of ours it may import.
pub const HOUSE: [(&str, &[&str]); 20] = [
    ("words", &[]),
    ("model", &[]),
    ("languages", &[]),
    ("browser", &[]),
    ("sim", &["model"]),
    ("catalog", &["model", "sim"]),
    ("common", &["model", "sim", "catalog", "languages"]),
    ("services", &["model", "sim", "catalog", "languages", "common"]),
    ("check", &["model", "catalog", "languages"]),
    ("editor", &["model", "catalog", "check"]),
    ("exchange", &["model", "catalog", "check"]),
    ("playback", &["model", "sim"]),
    ("batch", &["model", "sim"]),
    ("story", &["model", "sim", "catalog", "playback"]),
    ("learn", &["model", "sim", "catalog", "languages", "services", "check", "editor", "exchange", "playback"]),
    (
        "view",
        &[
            "model",
            "sim",
            "catalog",
            "languages",
            "services",
            "check",
            "editor",
            "exchange",
            "playback",
            "story",
            "batch",
            "learn",
            "browser",
            "words",
        ],
    ),
    ("main", &["view"]),
    (
        "cli",
        &[
            "model",
            "sim",
            "catalog",
            "languages",
            "services",
            "check",
            "editor",
            "exchange",
            "playback",
            "story",
            "batch",
            "learn",
        ],
    ),
    ("bin", &["cli"]),
    // The bench on which services are tested. It exists in tests only.
    (
        "testing",
        &["model", "sim", "catalog", "services", "languages", "check", "editor", "exchange", "playback", "learn"],
    ),
];

/// Crates that are the browser, or speak to it.
const BROWSER: [&str; 8] = [
    "leptos",
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "gloo",
    "console_error_panic_hook",
    "serde_wasm_bindgen",
    "reactive_graph",
];

/// Whatever differs from run to run.
const CHANCE: [&str; 12] = [
    "HashMap",
    "HashSet",
    "RandomState",
    "DefaultHasher",
    "Instant",
    "SystemTime",
    "thread_rng",
    "ThreadRng",
    "OsRng",
    "from_entropy",
    "from_os_rng",
    "getrandom",
];

/// Each layer imports only what its row allows, and every layer has a row. Test code may use what it likes.
pub fn imports(sources: &[Source]) -> Vec<String> {
    let mut violations = Vec::new();
    for source in sources.iter().filter(|source| !source.is_test()) {
        let Some(layer) = source.layer().filter(|layer| *layer != "lib") else { continue };
        let Some((_, allowed)) = HOUSE.iter().find(|(name, _)| *name == layer) else {
            violations
                .push(format!("{}: `{layer}` is no layer that the fence knows: give it a row in HOUSE", source.path));
            continue;
        };
        for (line, names) in ours(source) {
            let Some(named) = names.first() else { continue };
            let is_layer = HOUSE.iter().any(|(name, _)| name == named);
            if is_layer && named != layer && !allowed.contains(&named.as_str()) {
                violations.push(format!("{}:{line}: `{layer}` must not name `{named}`", source.path));
            }
        }
    }
    violations
}

/// Only the page's own layers name the browser's crates, in tests too.
pub fn browser_names(sources: &[Source]) -> Vec<String> {
    let mut violations = Vec::new();
    for source in sources {
        if matches!(source.layer(), Some("view" | "browser" | "main")) {
            continue;
        }
        for (line, name) in source.rust().names() {
            let is_family = BROWSER
                .iter()
                .any(|known| name == *known || name.strip_prefix(known).is_some_and(|rest| rest.starts_with('_')));
            if is_family {
                violations.push(format!("{}:{line}: `{name}` belongs to view and browser only", source.path));
            }
        }
    }
    violations
}

/// A service names no other service, and the view none at all.
pub fn service_names(sources: &[Source]) -> Vec<String> {
    let services: BTreeSet<&str> = sources.iter().filter_map(Source::service).collect();
    let mut violations = Vec::new();
    for source in sources {
        let own = source.service();
        if own.is_none() && source.layer() != Some("view") {
            continue;
        }
        for (line, names) in ours(source) {
            let [first, named, ..] = names.as_slice() else { continue };
            if first == "services" && services.contains(named.as_str()) && own != Some(named) {
                let who = own.unwrap_or("view");
                violations.push(format!("{}:{line}: `{who}` must not name the service `{named}`", source.path));
            }
        }
    }
    violations
}

/// Words of the command line's own input and output that happen to be the key of a service as well.
const OWN_WORDS: &[(&str, &str)] = &[("src/cli/alarm.rs", "alarm"), ("src/cli/report.rs", "alarm")];

/// The key of a service is a literal only in services, lessons and tests: everyone else asks the catalog.
pub fn service_keys(sources: &[Source]) -> Vec<String> {
    let keys: BTreeSet<String> = sources.iter().filter_map(service_key).collect();
    let mut violations = Vec::new();
    for source in sources.iter().filter(|source| !source.is_test()) {
        if matches!(source.layer(), Some("services" | "learn")) {
            continue;
        }
        for (line, literal) in source.rust().literals {
            let own = OWN_WORDS.contains(&(source.path.as_str(), literal.as_str()));
            if keys.contains(&literal) && !own {
                violations
                    .push(format!("{}:{line}: \"{literal}\" is the key of a service: ask the catalog", source.path));
            }
        }
    }
    violations
}

/// The same seed gives the same run.
pub fn chance(sources: &[Source]) -> Vec<String> {
    let mut violations = Vec::new();
    for source in sources.iter().filter(|source| matches!(source.layer(), Some("model" | "sim" | "services"))) {
        for (line, name) in source.rust().names().filter(|(_, name)| CHANCE.contains(name)) {
            violations.push(format!("{}:{line}: `{name}` differs from run to run", source.path));
        }
    }
    violations
}

/// The paths into our own crate, from its root, with their lines.
fn ours(source: &Source) -> Vec<(usize, Vec<String>)> {
    let module = source.module();
    let paths = source.rust().paths();
    paths.into_iter().filter_map(|path| path.absolute(&module).map(|names| (path.line, names))).collect()
}

/// The key that a service's declaration gives: the first `key: "…"` in its `mod.rs`.
fn service_key(source: &Source) -> Option<String> {
    let is_declaration = source.path == format!("src/services/{}/mod.rs", source.service()?);
    let (_, declaration) = source.text.split_once("SERVICE: Service = Service {").filter(|_| is_declaration)?;
    let (_, value) = declaration.split_once("key:")?;
    Rust::of(value).literals.into_iter().next().map(|(_, key)| key)
}

#[cfg(test)]
mod proofs {
    use super::*;

    /// The rule objects to each source alone, with the words given.
    fn objects(rule: fn(&[Source]) -> Vec<String>, around: &[Source], cases: &[(&str, &str, &str)]) {
        assert_eq!(rule(around), Vec::<String>::new(), "the surroundings are good");
        for (path, text, words) in cases {
            let sources: Vec<Source> = around.iter().cloned().chain([Source::new(path, text)]).collect();
            let violations = rule(&sources);
            assert_eq!(violations.len(), 1, "{path}: {text}\n{violations:?}");
            assert!(violations[0].starts_with(path) && violations[0].contains(words), "{violations:?}");
        }
    }

    #[test]
    fn an_import_against_the_table_is_found() {
        let good = [
            Source::new("src/sim/a.rs", "use crate::model::Node; use super::Time; // crate::services is never named"),
            Source::new("src/services/sqs/mod.rs", "use crate::{catalog::Service, languages::states};"),
            Source::new("src/services/sqs/tests.rs", "use crate::editor::Editor;"),
            Source::new("src/editor/a.rs", "#[cfg(test)] mod tests { use crate::services::CATALOG; }"),
            Source::new("src/main.rs", "fn main() { signalbox::view::mount(); }"),
            Source::new("src/lib.rs", "pub mod view;"),
        ];
        let bad = [
            ("src/model/x.rs", "use crate::sim::Time;", "`model` must not name `sim`"),
            ("src/sim/x.rs", "use crate::catalog::Service;", "`sim` must not name `catalog`"),
            ("src/sim/parts/x.rs", "use super::super::super::services;", "`sim` must not name `services`"),
            ("src/catalog/x.rs", "fn f() { crate::services::CATALOG.len() }", "`catalog` must not name `services`"),
            ("src/languages/x.rs", "use crate::{model};", "`languages` must not name `model`"),
            ("src/browser/mod.rs", "use crate::view;", "`browser` must not name `view`"),
            ("src/learn/x.rs", "use crate::view::App;", "`learn` must not name `view`"),
            ("src/bin/signalbox.rs", "use signalbox::browser::clock;", "`bin` must not name `browser`"),
            ("src/main.rs", "use signalbox::sim::Engine;", "`main` must not name `sim`"),
            ("src/helpers/mod.rs", "", "no layer that the fence knows"),
        ];
        objects(imports, &good, &bad);
    }

    #[test]
    fn the_browser_named_below_the_page_is_found() {
        let good = [
            Source::new("src/view/a.rs", "use leptos::prelude::*;"),
            Source::new("src/browser/a.rs", "use web_sys::Window;"),
            Source::new("src/sim/a.rs", "/// As leptos does.\nlet said = \"web_sys\"; let gloomy = 1;"),
        ];
        let bad = [
            ("src/editor/x.rs", "use leptos::prelude::*;", "`leptos`"),
            ("src/playback/x.rs", "fn f() -> web_sys::Window", "`web_sys`"),
            ("src/sim/x.rs", "use gloo_timers::future;", "`gloo_timers`"),
            ("src/bin/x.rs", "extern crate js_sys;", "`js_sys`"),
        ];
        objects(browser_names, &good, &bad);
    }

    #[test]
    fn a_service_named_by_another_or_by_the_view_is_found() {
        let good = [
            Source::new(
                "src/services/sqs/mod.rs",
                "use super::sqs::Queue; use super::shared; use crate::services::sqs::x;",
            ),
            Source::new("src/services/sns/mod.rs", "use super::super::sim;"),
            Source::new("src/view/a.rs", "use crate::services::CATALOG;"),
        ];
        let bad = [
            ("src/services/sns/x.rs", "use crate::services::sqs::Queue;", "`sns` must not name the service `sqs`"),
            ("src/services/sns/y.rs", "use super::super::sqs::Queue;", "`sns` must not name the service `sqs`"),
            (
                "src/services/sns/z.rs",
                "use crate::{model::Id, services::{sqs}};",
                "`sns` must not name the service `sqs`",
            ),
            ("src/view/x.rs", "crate::services::sqs::SERVICE.name", "`view` must not name the service `sqs`"),
        ];
        objects(service_names, &good, &bad);
    }

    #[test]
    fn a_key_outside_services_is_found() {
        let declaration = "pub static SERVICE: Service = Service {\n    key: \"sqs\", name: \"Queue\", commands: &[Command { key: \"PurgeQueue\" }] };";
        let good = [
            Source::new("src/services/sqs/mod.rs", declaration),
            Source::new("src/learn/a.rs", "add(\"sqs\")"),
            Source::new("src/testing/a.rs", "node(\"sqs\")"),
            Source::new("src/view/a.rs", "// \"sqs\"\nlet text = \"sqs and more\"; run(\"PurgeQueue\")"),
            Source::new("src/check/a.rs", "#[cfg(test)] mod tests { const A: &str = \"sqs\"; }"),
        ];
        let bad = [
            ("src/view/x.rs", "if service.key == \"sqs\" {}", "\"sqs\" is the key"),
            ("src/exchange/x.rs", "match key { r\"sqs\" => 1 }", "\"sqs\" is the key"),
            ("src/bin/signalbox.rs", "add(\"sqs\")", "\"sqs\" is the key"),
        ];
        objects(service_keys, &good, &bad);
    }

    #[test]
    fn chance_in_the_core_is_found() {
        let good = [
            Source::new("src/sim/a.rs", "use std::collections::BTreeMap; // not a HashMap\nlet s = \"Instant\";"),
            Source::new("src/view/a.rs", "use std::collections::HashMap;"),
        ];
        let bad = [
            ("src/model/x.rs", "use std::collections::HashMap;", "`HashMap`"),
            ("src/sim/x.rs", "let now = std::time::Instant::now();", "`Instant`"),
            ("src/services/sqs/x.rs", "rand::thread_rng()", "`thread_rng`"),
        ];
        objects(chance, &good, &bad);
    }
}
