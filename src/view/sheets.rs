//! The bar of the narrow page: palette and inspector come up as sheets from below, lists as drawers.

use super::app::App;
use super::embed;
use super::parts::glyph::Sign;
use super::parts::signs;
use super::ui::{Drawer, Sheet};
use crate::browser::{clock, focus};
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
    keep_focus(app);
    view! {
        <nav class="handles" aria-label="Panels" hidden=move || !app.ui.narrow.get()>
            <button class="handle" type="button" aria-pressed=move || app.ui.outline.get().to_string()
                on:click=move |_| app.ui.outline.update(|shown| *shown = !*shown)>
                <Sign d=signs::OUTLINE/> "Outline"
            </button>
            {sheets.into_iter().filter(|(which, ..)| *which != Sheet::Palette || embed::palette()).map(|(which, name, sign)| view! {
                <button class="handle" type="button" data-opens=selector(which) aria-expanded=move || (sheet.get() == Some(which)).to_string()
                    on:click=move |_| sheet.update(|s| *s = if *s == Some(which) { None } else { Some(which) })>
                    <Sign d=sign/> {name}
                </button>
            }).collect_view()}
            {drawers.into_iter().filter(|(which, ..)| *which != Drawer::Problems || !embed::hides_answers()).map(|(which, name, sign)| view! {
                <button class="handle" type="button" aria-expanded=move || (drawer.get() == Some(which)).to_string()
                    on:click=move |_| app.toggle_drawer(which)>
                    <Sign d=sign/> {name}
                </button>
            }).collect_view()}
        </nav>
        <button class="veil" type="button" aria-label="Close the sheet" hidden=move || !app.ui.narrow.get() || sheet.get().is_none()
            on:click=move |_| sheet.set(None)></button>
    }
}

/// What the style sheet calls a sheet.
const fn selector(sheet: Sheet) -> &'static str {
    match sheet {
        Sheet::Palette => ".palette",
        Sheet::Inspector => ".inspector",
    }
}

/// While a sheet is up, the keyboard stays in it: what lies behind is out of reach. When it goes, the focus goes back to its
/// handle, unless it went elsewhere.
fn keep_focus(app: App) {
    Effect::new(move |before: Option<Option<Sheet>>| {
        let up = app.ui.sheet.get().filter(|_| app.ui.narrow.get());
        // A drawer that comes while a sheet is up lies behind it too.
        app.ui.drawer.track();
        let cover = move || {
            for behind in [".top", ".stage-area", ".drawer", ".handles", ".transport"] {
                focus::set_inert(behind, up.is_some());
            }
        };
        cover();
        clock::later(0, move || {
            cover();
            match (before.flatten(), up) {
                (old, Some(sheet)) if old != up => drop(focus::give_first(selector(sheet))),
                (Some(old), None) if focus::focused().is_none() || focus::within(selector(old)) => {
                    focus::give_first(&format!("[data-opens=\"{}\"]", selector(old)));
                }
                _ => {}
            }
        });
        up
    });
}
