//! Glyphs of services, marks of meanings, signs of buttons: the three kinds of picture on the page.

use crate::catalog::Service;
use crate::view::meaning::Meaning;
use leptos::prelude::*;

/// The glyph of a service in the colour of its family. The shapes are part of the declaration, never of a document.
#[component]
pub fn Glyph(
    /// The service.
    service: &'static Service,
) -> impl IntoView {
    let class = format!("glyph family-{}", service.family.class());
    view! { <svg class=class viewBox="0 0 20 20" aria-hidden="true" inner_html=service.icon></svg> }
}

/// The shape and colour of a meaning.
#[component]
pub fn Mark(
    /// What it means.
    meaning: Meaning,
) -> impl IntoView {
    let class = format!("mark m-{}{}", meaning.class(), if meaning.filled() { "" } else { " hollow" });
    view! { <svg class=class viewBox="0 0 12 12" aria-hidden="true"><path d=meaning.path()/></svg> }
}

/// A sign on a button.
#[component]
pub fn Sign(
    /// Its path on a 20-unit grid; see [`super::signs`].
    d: &'static str,
    /// Whether it is filled rather than drawn.
    #[prop(optional)]
    full: bool,
) -> impl IntoView {
    view! { <svg class="sign" class:full=full viewBox="0 0 20 20" aria-hidden="true"><path d=d/></svg> }
}
