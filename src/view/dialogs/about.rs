//! What this is, whose it is, and how faithful it is.

use crate::catalog::{Fidelity, Service};
use crate::services::CATALOG;
use crate::view::app::App;
use crate::view::parts::glyph::Glyph;
use crate::view::parts::words::many;
use crate::view::ui::Dialog;
use leptos::prelude::*;

/// The dialog's body.
#[component]
pub fn About() -> impl IntoView {
    let app = App::here();
    let services = CATALOG.services().iter().map(|service| view! { <Modelled service=*service/> }).collect_view();
    view! {
        <div class="about-body scroll" tabindex="0">
            <p>
                <b>"Signalbox " {env!("CARGO_PKG_VERSION")}</b>
                " is a playground for event-driven cloud architectures. A deterministic engine simulates every message by the documented rules of the \
                services; the same seed and the same design give the same run everywhere."
            </p>
            <p>
                "Everything happens in this browser. After loading, the page asks only the host that it came from, and only for guides and for the texts \
                of other languages; designs are kept here and travel in links that hold them whole."
            </p>
            <p>
                "Signalbox is an independent project for learning. It is not affiliated with, endorsed by, or sponsored by Amazon Web Services; names of \
                services are used to say what is modelled. Figures are from public documentation and may have changed since."
            </p>
            <p>
                "Free software, at your choice under the MIT licence or the Apache Licence 2.0. Built with Rust, WebAssembly and Leptos; the licences of the \
                libraries are those of their authors, MIT or Apache 2.0 for the most part."
            </p>
            <h3 class="heading">"What is modelled, and what is not"</h3>
            <p>
                <button class="button small" type="button" on:click=move |_| app.ui.dialog.set(Some(Dialog::Fidelity))>
                    "Every rule and its tests…"
                </button>
            </p>
            {services}
        </div>
    }
}

#[component]
fn Modelled(service: &'static Service) -> impl IntoView {
    let app = App::here();
    let close = service.facts.iter().filter(|f| f.fidelity == Fidelity::Approximated).count();
    let rules = match (service.facts.len(), close) {
        (0, _) => String::new(),
        (n, 0) => many(n, "rule"),
        (n, close) => format!("{}, {close} of them approximated", many(n, "rule")),
    };
    view! {
        <details class="modelled">
            <summary><Glyph service/> <b>{service.name}</b> <span class="help">{rules}</span></summary>
            <p>
                {service.tagline} " "
                <button class="link" type="button" on:click=move |_| app.ui.dialog.set(Some(Dialog::Guide(service.key.to_owned())))>"Guide"</button>
            </p>
            <Rules service/>
        </details>
    }
}

/// The rules of a service, and what it leaves out.
#[component]
pub fn Rules(
    /// The service.
    service: &'static Service,
) -> impl IntoView {
    view! {
        <ul class="rules-list">
            {service.facts.iter().map(|fact| view! {
                <li>
                    <span class="rule">{fact.rule}</span> " " {fact.text}
                    {(fact.fidelity == Fidelity::Approximated).then(|| view! { " " <span class="badge">"approximated"</span> })}
                </li>
            }).collect_view()}
            {service.not_modelled.iter().map(|text| view! {
                <li><span class="badge">"not modelled"</span> " " {*text}</li>
            }).collect_view()}
        </ul>
    }
}
