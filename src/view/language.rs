//! The page in other languages: which there are, which was chosen, and fetching its catalogue.
//!
//! Components write English; `browser::translate` passes each text through the catalogue before it is painted. Marks for it:
//! `translate="no"` on an element keeps names (of nodes, messages, settings, rules) as they are.

use super::app::App;
use crate::browser::{fetch, media, storage, translate};
use crate::words::Words;
use leptos::prelude::*;
use std::rc::Rc;

/// Where the choice is kept.
const CHOICE: &str = "signalbox.language";
/// The language of the sources.
pub const ENGLISH: &str = "en";
/// The languages of the page: the tag and the name in the language itself. Each but English has a catalogue in
/// `public/languages`.
pub const LANGUAGES: [(&str, &str); 2] = [(ENGLISH, "English"), ("de", "Deutsch")];

/// Elements whose text is a name, a rule's id or a property of AWS, by their classes. Single elements are marked `translate="no"`.
const NAMES: &str = ".field-name, .chart-name, .rule, .event-node, .leg-node, .held-name, .mono";

/// The language to begin with: the one that was chosen, or the first that the person reads.
fn first() -> &'static str {
    let known =
        |tag: &str| LANGUAGES.iter().map(|(known, _)| *known).find(|known| tag.split('-').next() == Some(known));
    let chosen = storage::read(CHOICE).and_then(|tag| known(&tag));
    chosen.or_else(|| media::languages().iter().find_map(|tag| known(tag))).unwrap_or(ENGLISH)
}

/// Keeps the page in the language of `ui.language`.
pub fn follow(app: App) {
    let ui = app.ui;
    ui.language.set(first());
    Effect::new(move |_| {
        let language = ui.language.get();
        if language == ENGLISH {
            ui.words.set_value(None);
            translate::end();
            media::mark_root("lang", Some(ENGLISH));
            media::mark_root("dir", None);
            return;
        }
        fetch::text(&format!("languages/{language}.json"), move |file| {
            // Another one may have been chosen meanwhile.
            if ui.language.get_untracked() != language {
                return;
            }
            match file.map(|file| Words::read(&file)) {
                Some(Ok(words)) => speak(app, words),
                _ => {
                    ui.language.set(ENGLISH);
                    ui.say("The texts of this language did not arrive, so the page stays English. Choose the language again when there is a network.");
                }
            }
        });
    });
}

/// Another language from now on; the browser keeps the choice if it keeps anything.
pub fn choose(app: App, language: &'static str) {
    // Without it the page asks the browser's settings again next time.
    let _ = storage::write(CHOICE, language);
    app.ui.language.set(language);
}

fn speak(app: App, words: Words) {
    media::mark_root("lang", Some(words.language()));
    media::mark_root("dir", words.right_to_left().then_some("rtl"));
    let words = Rc::new(words);
    app.ui.words.set_value(Some(words.clone()));
    translate::begin(NAMES, move |text| words.say(text));
}
