//! The fence: reads the sources and says what must never be in them. `ARCHITECTURE.md` says why.
//!
//! Each rule is a function from sources to violations, and stands beside proofs that it objects to a bad source made
//! up for it. Here the rules meet the real sources. A folder that does not exist yet has no sources, and no violations.

#[path = "fence/colours.rs"]
mod colours;
#[path = "fence/house.rs"]
mod house;
#[path = "fence/layers.rs"]
mod layers;
#[path = "fence/rules.rs"]
mod rules;
#[path = "fence/rust.rs"]
mod rust;
#[path = "fence/scales.rs"]
mod scales;
#[path = "fence/source.rs"]
mod source;
#[path = "fence/words.rs"]
mod words;

use source::{Source, repository, sources};

/// Fails with every violation on a line of its own.
fn none(violations: Vec<String>) {
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

/// The program itself.
fn program() -> Vec<Source> {
    let all = sources(&["src"]);
    assert!(!all.is_empty(), "the sources were found");
    all
}

/// Everything written by hand.
fn everything() -> Vec<Source> {
    sources(&["src", "tests", "benches", "xtask", "tools", "e2e"])
}

/// The style sheets.
fn styles() -> Vec<Source> {
    let files = std::fs::read_dir(repository().join("style")).expect("there are style sheets");
    let names = files.map(|file| file.expect("a file").file_name().into_string().expect("a plain name"));
    let all: Vec<_> = names.map(|name| Source::read(&repository(), &format!("style/{name}"))).collect();
    assert!(all.len() > 10, "the style sheets were found");
    all
}

#[test]
fn a_layer_imports_only_what_its_row_allows() {
    none(layers::imports(&program()));
}

#[test]
fn only_view_browser_and_main_name_the_browser() {
    none(layers::browser_names(&program()));
}

#[test]
fn one_service_never_names_another_and_view_names_none() {
    none(layers::service_names(&program()));
}

#[test]
fn a_service_key_stands_only_where_services_are_known() {
    none(layers::service_keys(&program()));
}

#[test]
fn the_core_has_no_wall_clock_no_chance_and_no_unordered_map() {
    none(layers::chance(&program()));
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    none(house::long_files(&everything()));
    none(house::heads(&everything()));
}

#[test]
fn what_is_written_in_a_colour_can_be_read() {
    none(colours::contrast(&Source::read(&repository(), "style/tokens.css").text));
}

#[test]
fn type_and_space_are_on_their_scales() {
    none(scales::strays(&styles()));
}

#[test]
fn films_have_the_colours_of_the_page() {
    let text = |path| Source::read(&repository(), path).text;
    none(colours::films(&text("style/tokens.css"), &text("src/view/record/film.rs")));
}

#[test]
fn nothing_is_left_for_later() {
    none(house::left_for_later(&everything()));
}

#[test]
fn every_folder_of_services_is_registered() {
    none(house::unregistered(&program()));
}

#[test]
fn wasm_bindgen_is_one_version() {
    let read = |path: &str| Source::read(&repository(), path);
    none(house::wasm_bindgen_versions(&["Cargo.toml", "tools/Cargo.toml", "Trunk.toml"].map(read)));
}

/// The page lists the tests of every rule; with `SIGNALBOX_WRITE=1` this writes the list anew.
#[test]
fn the_list_of_tested_rules_is_the_one_that_the_page_shows() {
    let list = rules::list(&sources(&["src", "tests"]));
    let path = repository().join(rules::LIST);
    if std::env::var_os("SIGNALBOX_WRITE").is_some() {
        std::fs::write(&path, &list).expect("the list can be written");
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(known == list, "{} is not what the tests say: run this test with SIGNALBOX_WRITE=1", rules::LIST);
}

#[test]
fn every_language_has_every_text_and_no_other() {
    let texts = words::texts(&program());
    let mut problems = Vec::new();
    for file in words::catalogues() {
        if std::env::var_os("SIGNALBOX_WRITE").is_some() {
            words::complete(&file, &texts);
        }
        problems.extend(words::differences(&file, &words::read(&file), &texts));
    }
    none(problems);
}

#[test]
fn every_service_has_a_guide_in_every_language() {
    let name = |file: std::path::PathBuf| file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let languages: Vec<String> = words::catalogues().into_iter().filter_map(name).collect();
    none(house::without_guide(&program(), &languages, |file| repository().join(file).is_file()));
    let made_up = [Source::new("src/services/sqs/mod.rs", "")];
    let missing = house::without_guide(&made_up, &["de".to_owned()], |file| !file.contains(".de."));
    assert_eq!(missing, ["src/services/sqs/guide.de.md: this guide is missing"]);
}

#[test]
fn a_sentence_of_a_panel_is_one_text() {
    none(words::cut_sentences(&program()));
}
