//! The keyboard: what is pressed, where the focus is, and which action that gives. Space held is the canvas's hand.

use super::app::App;
use super::command::offered;
use crate::browser::{clock, focus, listen};
use crate::editor::{Focus, KeyPress, action_for};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element, Event, KeyboardEvent};

/// Listens to the keyboard for the whole page.
pub fn listen(app: App) {
    listen::anywhere("keydown", move |ev| pressed(app, &ev));
    listen::anywhere("keyup", move |ev| released(app, &ev));
    listen::anywhere("blur", move |_| {
        // Keys that are let go elsewhere never come up here.
        app.change(|editor| editor.space_up(f64::INFINITY));
    });
    for name in ["copy", "cut", "paste"] {
        listen::in_document(name, move |ev| clipboard(app, name, &ev));
    }
}

fn pressed(app: App, ev: &Event) {
    let Some(ev) = ev.dyn_ref::<KeyboardEvent>().filter(|ev| !ev.default_prevented() && !ev.is_composing()) else {
        return;
    };
    let at = focus_now(app);
    if ev.key() == " " && matches!(at, Focus::Canvas | Focus::Show) && !ev.ctrl_key() && !ev.meta_key() && !ev.alt_key()
    {
        // The page must not scroll; whether it is a tap is known when it comes up.
        ev.prevent_default();
        app.change(|editor| editor.space_down(clock::now()));
        return;
    }
    give(app, ev, at, false);
}

fn released(app: App, ev: &Event) {
    let Some(ev) = ev.dyn_ref::<KeyboardEvent>().filter(|ev| ev.key() == " ") else { return };
    let tapped = app.change(|editor| editor.space_up(clock::now()));
    if tapped {
        give(app, ev, focus_now(app), true);
    }
}

fn give(app: App, ev: &KeyboardEvent, at: Focus, tap: bool) {
    let press = KeyPress {
        key: ev.key(),
        code: ev.code(),
        command: ev.ctrl_key() || ev.meta_key(),
        shift: ev.shift_key(),
        alt: ev.alt_key(),
        repeat: ev.repeat(),
        tap,
    };
    let Some(action) = action_for(&press, at).filter(|action| offered(action.command)) else { return };
    ev.prevent_default();
    if app.editor.with_untracked(|editor| action.enabled(editor)) {
        app.run(action.command);
    }
}

/// Where the keyboard's focus is, in the words of the editor.
fn focus_now(app: App) -> Focus {
    let presenting = app.ui.present.get_untracked();
    match focus_on() {
        Focus::Canvas if presenting => Focus::Show,
        // Arrows belong to sliders and lists even in a talk.
        Focus::Control if presenting && !focus::is("select, [role=slider], [role=menu] *") => Focus::ShowControl,
        at => at,
    }
}

fn focus_on() -> Focus {
    if focus::first("dialog[open]").is_some() {
        return Focus::Dialog;
    }
    let Some(element) = focus::focused() else { return Focus::Canvas };
    let inside = |selector: &str| element.closest(selector).ok().flatten().is_some();
    if inside("dialog") {
        // Esc has closed it, of which its browser tells a moment later; a key that comes before is meant for the page.
        Focus::Canvas
    } else if types(&element) {
        Focus::Typing
    } else if inside(".stage") && !inside(".stage button, .stage [role=menu], .stage [role=listbox]") {
        Focus::Canvas
    } else {
        Focus::Control
    }
}

fn types(element: &Element) -> bool {
    match element.tag_name().as_str() {
        "TEXTAREA" => true,
        "INPUT" => !matches!(element.get_attribute("type").as_deref(), Some("checkbox" | "radio" | "range" | "button")),
        _ => element.has_attribute("contenteditable"),
    }
}

/// Copy, cut and paste arrive as events of the browser, which also carry the text without asking for leave.
fn clipboard(app: App, name: &str, ev: &Event) {
    let Some(ev) = ev.dyn_ref::<ClipboardEvent>() else { return };
    if !matches!(focus_now(app), Focus::Canvas | Focus::Show) || selected_text() {
        return;
    }
    let Some(data) = ev.clipboard_data() else { return };
    let text = match name {
        "paste" => {
            if let Ok(text) = data.get_data("text/plain").map(|t| t.trim().to_owned())
                && !text.is_empty()
            {
                ev.prevent_default();
                app.paste(&text);
            }
            return;
        }
        "cut" => app.change(|editor| editor.cut()),
        _ => app.change(|editor| editor.copy()),
    };
    if let Ok(text) = text {
        ev.prevent_default();
        // A clipboard that refuses leaves what was on it.
        let _ = data.set_data("text/plain", &text);
        app.ui.announce(if name == "cut" { "Cut." } else { "Copied." });
    }
}

/// Whether some text of the page is selected, which is then what Ctrl+C means.
fn selected_text() -> bool {
    let selection = web_sys::window().and_then(|w| w.get_selection().ok().flatten());
    selection.is_some_and(|s| !s.is_collapsed())
}
