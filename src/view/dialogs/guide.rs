//! A service's guide: what it is for and what surprises people, then what its declaration says: rules, assumptions, what is left out.
//!
//! The written part is a file beside the page (`guides/…`, made from `guide.md`), fetched when somebody wants to read it.

use crate::browser::fetch;
use crate::catalog::Service;
use crate::services::CATALOG;
use crate::view::app::App;
use crate::view::dialogs::about::Rules;
use crate::view::language::ENGLISH;
use leptos::prelude::*;

/// What is there of the written part.
#[derive(Clone, PartialEq)]
enum Written {
    Coming,
    /// The text, and the language in which it came.
    Here(String, &'static str),
    Missing,
}

/// The dialog's body.
#[component]
pub fn Guide(
    /// The service's key.
    key: String,
) -> impl IntoView {
    let app = App::here();
    let written = RwSignal::new(Written::Coming);
    let language = app.ui.language;
    let service = CATALOG.get(&key);
    Effect::new(move |_| {
        let language = language.get();
        let Some(service) = service else { return };
        read(service, language, move |text| {
            if language == app.ui.language.get_untracked() {
                // The dialog may be gone by now.
                let _ = written.try_set(text.map_or(Written::Missing, |(text, came)| Written::Here(text, came)));
            }
        });
    });
    let body = move || {
        match written.get() {
        Written::Coming => view! { <p class="help">"Fetching the guide…"</p> }.into_any(),
        Written::Here(html, came) => view! { <article class="guide-text" translate="no" lang=came inner_html=html></article> }.into_any(),
        Written::Missing => view! {
            <p class="help">"The guide is a file of its own and did not arrive. Its rules are below; open the guide again when there is a network."</p>
        }
        .into_any(),
    }
    };
    view! {
        <div class="about-body guide-body scroll" tabindex="0">
            {service.map(|service| view! { <p class="guide-tagline">{service.tagline}</p> })}
            {body}
            {service.map(|service| view! {
                <h3 class="heading">"What is modelled, and what is not"</h3>
                <Rules service/>
            })}
        </div>
    }
}

/// Fetches a guide in a language, or else in English; tells in which it came.
fn read(service: &'static Service, language: &'static str, act: impl FnOnce(Option<(String, &'static str)>) + 'static) {
    let english = format!("guides/{}.html", service.key);
    if language == ENGLISH {
        return fetch::text(&english, |text| act(text.map(|text| (text, ENGLISH))));
    }
    fetch::text(&format!("guides/{}.{language}.html", service.key), move |text| match text {
        Some(text) => act(Some((text, language))),
        None => read(service, ENGLISH, act),
    });
}
