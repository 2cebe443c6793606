//! The line at the top: the name of the design, whether it is kept, undo and redo, and the doors to everything else.

mod history;
mod menu;
mod title;

use crate::catalog::Severity;
use crate::editor::{Command, Panel};
use crate::view::app::App;
use crate::view::drawer::Door;
use crate::view::parts::glyph::Sign;
use crate::view::parts::signs;
use crate::view::slices::Later;
use crate::view::ui::{Dialog, Drawer};
use leptos::prelude::*;

/// The header.
#[component]
pub fn Header() -> impl IntoView {
    let app = App::here();
    let saved = app.desk.saved;
    view! {
        <header class="top">
            <h1 class="brand">
                <button class="brand-door" type="button" title="The start page: an empty canvas, examples, your designs"
                    on:click=move |_| app.run(Command::Panel(Panel::Open))><Logo/> <span class="brand-name">"Signalbox"</span></button>
            </h1>
            <Later><title::Title/></Later>
            <span class="saved" class:bad=move || saved.get().alarming() role="status" aria-label="Saved state">
                {move || saved.get().said()}
            </span>
            <span class="space"></span>
            <Later><history::History/></Later>
            <div class="group panels" role="group" aria-label="Panels">
                <button class="button quiet" type="button" aria-pressed=move || app.ui.outline.get().to_string() title="The design in words"
                    on:click=move |_| app.run(Command::Panel(Panel::Outline)) aria-label="Outline"><Sign d=signs::OUTLINE/> <span class="wide-only">"Outline"</span></button>
                <Later><Door which=Drawer::Events sign=signs::LIST/></Later>
                <Later><Door which=Drawer::Faults sign=signs::BOLT/></Later>
                <Later><Problems/></Later>
            </div>
            <button class="button main share" type="button" on:click=move |_| app.ui.dialog.set(Some(Dialog::Share))>"Share"</button>
            <Later><menu::Menu/></Later>
        </header>
    }
}

/// The door to the list of problems, with how many there are.
#[component]
fn Problems() -> impl IntoView {
    let app = App::here();
    let count =
        Memo::new(move |_| app.problems.with(|all| all.iter().filter(|p| p.severity != Severity::Hint).count()));
    let worst = Memo::new(move |_| app.problems.with(|all| all.iter().any(|p| p.severity == Severity::Error)));
    let name = move || match count.get() {
        0 => "Problems".to_owned(),
        n => format!("Problems, {n}"),
    };
    view! {
        <button class="button quiet" type="button" aria-label=name
            aria-pressed=move || (app.ui.drawer.get() == Some(Drawer::Problems)).to_string()
            on:click=move |_| app.run(Command::Panel(Panel::Problems))>
            <Sign d=signs::WARNING/> <span class="wide-only">"Problems"</span>
            <Show when=move || { count.get() > 0 }>
                <span class="count" class:warn=move || !worst.get() class:bad=move || worst.get()>{move || count.get()}</span>
            </Show>
        </button>
    }
}

/// A signal with two lamps in its box.
#[component]
pub fn Logo() -> impl IntoView {
    view! {
        <svg viewBox="0 0 18 26" aria-hidden="true">
            <rect class="body" x="4.5" y="3.5" width="9" height="19" rx="4.5"/>
            <circle class="lamp" cx="9" cy="9.5" r="2.3"/>
            <circle class="lamp off" cx="9" cy="16.5" r="2.1"/>
        </svg>
    }
}
