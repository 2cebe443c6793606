//! Which tests hold which rules: a test says so by its name, a table of cases by the first words of its lines.

use crate::source::{Source, repository};
use signalbox::catalog::fidelity::FAMILIES;
use signalbox::services::CATALOG;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Where the list is kept that the page shows.
pub const LIST: &str = "src/catalog/tested.txt";

/// Whether the page shows rules of this family.
fn is_family(prefix: &str) -> bool {
    FAMILIES.iter().any(|(family, ..)| *family == prefix)
}

/// The rules that a name of a test speaks of: `t_1_sqs_7_moves` of SQS-7, `sqs_15_18_twice` of SQS-15 and SQS-18.
pub fn of_name(name: &str) -> Vec<String> {
    let mut words = name.split('_').peekable();
    if words.peek() == Some(&"t") {
        words.next();
        words.next_if(|word| word.parse::<u32>().is_ok());
    }
    let mut rules = Vec::new();
    while let Some(family) = words.next_if(|word| is_family(&word.to_uppercase())) {
        while let Some(number) = words.next_if(|word| word.parse::<u32>().is_ok()) {
            rules.push(format!("{}-{number}", family.to_uppercase()));
        }
    }
    rules
}

/// The list: a line for each rule that a test names.
pub fn list(sources: &[Source]) -> String {
    let mut all: BTreeMap<(String, u32), BTreeSet<String>> = BTreeMap::new();
    let mut add = |rule: &str, test: String| {
        if let Some((family, number)) = rule.split_once('-')
            && is_family(family)
            && let Ok(number) = number.parse()
        {
            all.entry((family.to_owned(), number)).or_default().insert(test);
        }
    };
    for source in sources {
        let place = place(source);
        // `#[test]`, perhaps other attributes, then `fn name(`.
        for (at, _) in source.text.match_indices("#[test]") {
            let Some(name) = source.text[at..].split("fn ").nth(1).and_then(|rest| rest.split('(').next()) else {
                continue;
            };
            for rule in of_name(name) {
                add(&rule, format!("{place}::{name}"));
            }
        }
    }
    for (table, text) in tables(&repository().join("src/languages")) {
        for line in text.lines() {
            if let Some(rule) = line.split(' ').next() {
                add(rule, table.clone());
            }
            // A heading: `## eb 11 and eb 15 operators`.
            let words: Vec<&str> = line.strip_prefix("## ").unwrap_or_default().split(' ').collect();
            for pair in words.windows(2) {
                add(&format!("{}-{}", pair[0].to_uppercase(), pair[1]), table.clone());
            }
        }
    }
    let lines = all.into_iter().map(|((family, number), tests)| {
        let tests: Vec<String> = tests.into_iter().collect();
        format!("{family}-{number} {}\n", tests.join(" "))
    });
    lines.collect()
}

/// Where a test stands: `sqs::tests::groups`, `truth::queues`.
fn place(source: &Source) -> String {
    let path = source.path.trim_end_matches(".rs").trim_end_matches("/mod");
    let inner = path.trim_start_matches("src/").trim_start_matches("services/").trim_start_matches("tests/");
    inner.replace('/', "::")
}

/// The tables of cases, by their places.
fn tables(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            found.extend(tables(&path));
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            let inner = path.strip_prefix(repository().join("src")).expect("it lies in the sources");
            let names: Vec<_> = inner.iter().map(|name| name.to_string_lossy()).collect();
            found.push((names.join("::").replace(".txt", ""), fs::read_to_string(&path).expect("a text")));
        }
    }
    found.sort();
    found
}

#[test]
fn every_declared_rule_has_a_place_in_its_family() {
    let known = |rule: &str| {
        let (family, number) = rule.split_once('-')?;
        let (.., numbers) = FAMILIES.iter().find(|(prefix, ..)| *prefix == family)?;
        number.parse::<u32>().ok().filter(|number| numbers.iter().any(|range| range.contains(number)))
    };
    let facts = CATALOG.services().iter().flat_map(|service| service.facts.iter().map(|fact| (service.key, fact.rule)));
    let lost: Vec<_> = facts.filter(|(_, rule)| known(rule).is_none()).collect();
    assert!(lost.is_empty(), "declared, and shown nowhere: {lost:?}");
}

#[test]
fn a_name_tells_its_rules() {
    assert_eq!(of_name("t_1_sqs_7_moves_at_the_receive"), ["SQS-7"]);
    assert_eq!(of_name("sqs_15_18_twice_received"), ["SQS-15", "SQS-18"]);
    assert_eq!(of_name("eb_25_sqs_30_without"), ["EB-25", "SQS-30"]);
    assert_eq!(of_name("t_21_retry_4_a_total_outage"), ["RETRY-4"]);
    assert!(of_name("a_bus_gets_the_whole_event").is_empty());
    assert!(of_name("three_seconds_after_sqs_7").is_empty(), "only the beginning counts");
}
