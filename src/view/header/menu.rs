//! The menu: documents, looks, help. Its items are actions, with their keys.

use crate::browser::media;
use crate::editor::{Action, Command, Panel, action};
use crate::view::app::App;
use crate::view::language::{self, LANGUAGES};
use crate::view::parts::glyph::Sign;
use crate::view::parts::popover::Popover;
use crate::view::parts::signs;
use crate::view::ui::{Dialog, Theme};
use leptos::prelude::*;

const DOCUMENT: [&str; 9] =
    ["new", "open", "documents", "versions", "save", "picture", "picture-png", "print", "record"];
const RUN: [&str; 5] = ["batch", "find-messages", "moments", "share-moment", "costs"];
const VIEW: [&str; 6] = ["fit", "zoom-actual", "snap", "hand", "lock", "present"];

/// What the arrows go through.
const ITEMS: &str = ".menu:not(.history) [role^=menuitem]:not(:disabled)";

/// The menu and its button.
#[component]
pub fn Menu() -> impl IntoView {
    let app = App::here();
    let popover = Popover::menu(".main-menu", "menu-button", ITEMS, ITEMS);
    let item = move |id: &'static str| action(id).map(|action| view! { <Item action popover/> });
    let theme = move |(look, _, name): (Theme, &str, &'static str)| {
        let on = Signal::derive(move || app.ui.theme.get() == look);
        view! { <Mark role="menuitemradio" said=name on choose=move || app.ui.theme.set(look) popover/> }
    };
    let language = move |(tag, name): (&'static str, &'static str)| {
        let on = Signal::derive(move || app.ui.language.get() == tag);
        view! { <Mark role="menuitemradio" said=name tag on choose=move || language::choose(app, tag) popover/> }
    };
    let voice = Signal::derive(move || !app.ui.voice.quiet.get());
    view! {
        <div class="menu-place main-menu" on:focusout=move |ev| popover.left(&ev)>
            <button class="button icon quiet" id="menu-button" type="button" aria-label="Menu" aria-haspopup="menu"
                aria-expanded=move || popover.expanded() on:click=move |_| popover.toggle()><Sign d=signs::MORE/></button>
            <Show when=move || popover.is_open()>
                <div class="menu" role="menu" aria-label="Menu" on:keydown=move |ev| popover.key(&ev)>
                    {DOCUMENT.map(item).collect_view()}
                    <hr/>
                    {RUN.map(item).collect_view()}
                    <hr/>
                    {VIEW.map(item).collect_view()}
                    <hr/>
                    {Theme::ALL.map(theme).collect_view()}
                    <Mark role="menuitemcheckbox" said="Tell screen readers what happens" on=voice choose=move || app.run(Command::Panel(Panel::Voice)) popover/>
                    <hr/>
                    {LANGUAGES.map(language).collect_view()}
                    <hr/>
                    {item("commands")}
                    {item("help")}
                    {item("fidelity")}
                    <button type="button" role="menuitem" on:click=move |_| { popover.close(); app.ui.dialog.set(Some(Dialog::About)); }>
                        "About Signalbox"
                    </button>
                </div>
            </Show>
        </div>
    }
}

/// An action, with its key.
#[component]
fn Item(action: &'static Action, popover: Popover) -> impl IntoView {
    let app = App::here();
    let chord = action.shown(media::apple());
    let idle = move || app.editor.with(|editor| !action.enabled(editor));
    // The focus is on the button first: what the action opens gives it back there.
    view! {
        <button type="button" role="menuitem" title=action.hint disabled=idle
            on:click=move |_| { popover.close(); app.run(action.command); }>
            {action.name}
            <span class="chord" aria-hidden="true">{chord}</span>
        </button>
    }
}

/// Something that is chosen or not, with a tick.
#[component]
fn Mark(
    role: &'static str,
    said: &'static str,
    /// The language in which it is written, if it is not that of the page.
    #[prop(optional)]
    tag: Option<&'static str>,
    on: Signal<bool>,
    choose: impl Fn() + 'static,
    popover: Popover,
) -> impl IntoView {
    view! {
        <button type="button" role=role lang=tag translate=tag.map(|_| "no") aria-checked=move || on.get().to_string()
            on:click=move |_| { choose(); popover.close(); }>
            {said}
            <span class="chord tick">{move || on.get().then(|| view! { <Sign d=signs::TICK/> })}</span>
        </button>
    }
}
