//! The menu: documents, looks, help. Its items are actions, with their keys.

use crate::browser::{clock, focus, media};
use crate::editor::{Action, Command, Panel, action};
use crate::view::app::App;
use crate::view::language::{self, LANGUAGES};
use crate::view::parts::glyph::Sign;
use crate::view::parts::signs;
use crate::view::ui::{Dialog, Theme};
use leptos::ev;
use leptos::prelude::*;

const DOCUMENT: [&str; 9] =
    ["new", "open", "documents", "versions", "save", "picture", "picture-png", "print", "record"];
const RUN: [&str; 5] = ["batch", "find-messages", "moments", "share-moment", "costs"];
const VIEW: [&str; 6] = ["fit", "zoom-actual", "snap", "hand", "lock", "present"];

/// The menu and its button.
#[component]
pub fn Menu() -> impl IntoView {
    let app = App::here();
    let open = RwSignal::new(false);
    let close = move || {
        open.set(false);
        focus::give("menu-button");
    };
    let keys = move |ev: ev::KeyboardEvent| {
        let by = match ev.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            "Escape" => {
                ev.stop_propagation();
                return close();
            }
            "Tab" => return open.set(false),
            _ => return,
        };
        ev.prevent_default();
        ev.stop_propagation();
        focus::walk(".menu [role^=menuitem]:not(:disabled)", by);
    };
    let toggle = move |_| {
        open.update(|o| *o = !*o);
        if open.get_untracked() {
            clock::later(0, || {
                focus::give_first(".menu [role^=menuitem]:not(:disabled)");
            });
        }
    };
    let left = move |ev: ev::FocusEvent| {
        // A click beside the menu takes the focus out of it.
        if !focus::goes_into(&ev, ".menu-place") {
            open.set(false);
        }
    };
    let item = move |id: &'static str| action(id).map(|action| view! { <Item action open/> });
    let theme = move |theme: Theme, name: &'static str| {
        view! {
            <button type="button" role="menuitemradio" aria-checked=move || (app.ui.theme.get() == theme).to_string()
                on:click=move |_| { app.ui.theme.set(theme); close(); }>
                {name}
                <span class="chord tick">{move || (app.ui.theme.get() == theme).then(|| view! { <Sign d=signs::TICK/> })}</span>
            </button>
        }
    };
    let language = move |(tag, name): (&'static str, &'static str)| {
        view! {
            <button type="button" role="menuitemradio" lang=tag translate="no" aria-checked=move || (app.ui.language.get() == tag).to_string()
                on:click=move |_| { language::choose(app, tag); close(); }>
                {name}
                <span class="chord tick">{move || (app.ui.language.get() == tag).then(|| view! { <Sign d=signs::TICK/> })}</span>
            </button>
        }
    };
    view! {
        <div class="menu-place" on:focusout=left>
            <button class="button icon quiet" id="menu-button" type="button" aria-label="Menu" aria-haspopup="menu"
                aria-expanded=move || open.get().to_string() on:click=toggle><Sign d=signs::MORE/></button>
            <Show when=move || open.get()>
                <div class="menu" role="menu" aria-label="Menu" on:keydown=keys>
                    {DOCUMENT.map(item).collect_view()}
                    <hr/>
                    {RUN.map(item).collect_view()}
                    <hr/>
                    {VIEW.map(item).collect_view()}
                    <hr/>
                    {Theme::ALL.map(|(look, _, name)| theme(look, name)).collect_view()}
                    <button type="button" role="menuitemcheckbox" aria-checked=move || (!app.ui.voice.quiet.get()).to_string()
                        on:click=move |_| { app.run(Command::Panel(Panel::Voice)); close(); }>
                        "Tell screen readers what happens"
                        <span class="chord tick">{move || (!app.ui.voice.quiet.get()).then(|| view! { <Sign d=signs::TICK/> })}</span>
                    </button>
                    <hr/>
                    {LANGUAGES.map(language).collect_view()}
                    <hr/>
                    {item("commands")}
                    {item("help")}
                    {item("fidelity")}
                    <button type="button" role="menuitem" on:click=move |_| { open.set(false); app.ui.dialog.set(Some(Dialog::About)); }>
                        "About Signalbox"
                    </button>
                </div>
            </Show>
        </div>
    }
}

#[component]
fn Item(action: &'static Action, open: RwSignal<bool>) -> impl IntoView {
    let app = App::here();
    let chord = action.shown(media::apple());
    let idle = move || app.editor.with(|editor| !action.enabled(editor));
    view! {
        <button type="button" role="menuitem" title=action.hint disabled=idle
            on:click=move |_| { open.set(false); app.run(action.command); }>
            {action.name}
            <span class="chord" aria-hidden="true">{chord}</span>
        </button>
    }
}
