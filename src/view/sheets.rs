//! The handles of the narrow page: palette and inspector come up as sheets from below.

use super::app::App;
use super::parts::glyph::Sign;
use super::parts::signs;
use super::ui::Sheet;
use leptos::prelude::*;

/// The two handles; the style sheet shows them on narrow pages only.
#[component]
pub fn Handles() -> impl IntoView {
    let app = App::here();
    let sheet = app.ui.sheet;
    let toggle = move |which: Sheet| sheet.update(|s| *s = if *s == Some(which) { None } else { Some(which) });
    let open = move |which: Sheet| (sheet.get() == Some(which)).to_string();
    view! {
        <div class="handles" hidden=move || !app.ui.narrow.get()>
            <button class="button" type="button" aria-expanded=move || open(Sheet::Palette) on:click=move |_| toggle(Sheet::Palette)>
                <Sign d=signs::SHAPES/> "Services"
            </button>
            <button class="button" type="button" aria-expanded=move || open(Sheet::Inspector) on:click=move |_| toggle(Sheet::Inspector)>
                <Sign d=signs::SLIDERS/> "Inspect"
            </button>
        </div>
        <button class="veil" type="button" aria-label="Close the sheet" hidden=move || !app.ui.narrow.get() || sheet.get().is_none()
            on:click=move |_| sheet.set(None)></button>
    }
}
