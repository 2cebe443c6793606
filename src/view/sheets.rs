//! The bar of the narrow page: palette and inspector come up as sheets from below, lists as drawers.

use super::app::App;
use super::embed;
use super::parts::glyph::Sign;
use super::parts::signs;
use super::ui::{Drawer, Sheet};
use leptos::prelude::*;

/// The bar; the style sheet shows it on narrow pages only.
#[component]
pub fn Handles() -> impl IntoView {
    let app = App::here();
    let (sheet, drawer) = (app.ui.sheet, app.ui.drawer);
    let sheets = [(Sheet::Palette, "Services", signs::SHAPES), (Sheet::Inspector, "Inspect", signs::SLIDERS)];
    let drawers = [
        (Drawer::Events, "Events", signs::LIST),
        (Drawer::Faults, "Faults", signs::BOLT),
        (Drawer::Problems, "Problems", signs::WARNING),
    ];
    view! {
        <nav class="handles" aria-label="Panels" hidden=move || !app.ui.narrow.get()>
            {sheets.into_iter().filter(|(which, ..)| *which != Sheet::Palette || embed::palette()).map(|(which, name, sign)| view! {
                <button class="handle" type="button" aria-expanded=move || (sheet.get() == Some(which)).to_string()
                    on:click=move |_| sheet.update(|s| *s = if *s == Some(which) { None } else { Some(which) })>
                    <Sign d=sign/> {name}
                </button>
            }).collect_view()}
            {drawers.into_iter().filter(|(which, ..)| *which != Drawer::Problems || !embed::hides_answers()).map(|(which, name, sign)| view! {
                <button class="handle" type="button" aria-expanded=move || (drawer.get() == Some(which)).to_string()
                    on:click=move |_| drawer.update(|d| *d = if *d == Some(which) { None } else { Some(which) })>
                    <Sign d=sign/> {name}
                </button>
            }).collect_view()}
        </nav>
        <button class="veil" type="button" aria-label="Close the sheet" hidden=move || !app.ui.narrow.get() || sheet.get().is_none()
            on:click=move |_| sheet.set(None)></button>
    }
}
