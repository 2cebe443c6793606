//! Presenting a run to a room: the panels away, everything large, the bookmarked moments as the slides of a talk, a laser
//! pointer, and the moment as a code that phones scan off the wall.

mod laser;

pub use laser::Laser;

use super::app::App;
use super::parts::glyph::Sign;
use super::parts::signs;
use super::ui::{Dialog, Theme};
use crate::browser::{clock, focus, listen, screen};
use crate::editor::{Camera, Command, Editor, Habits, Panel};
use crate::exchange::qr;
use leptos::prelude::*;

impl App {
    /// Begins to present, or leaves it.
    pub fn present(&self, on: bool) {
        let ui = &self.ui;
        if ui.present.get_untracked() == on {
            return;
        }
        ui.present.set(on);
        if on {
            // What had the focus goes away with its panel.
            focus::drop();
            ui.sheet.set(None);
            // A talk begins with its first moment.
            ui.bookmark.set(None);
            screen::take();
            ui.announce(
                "Presenting. Page Up and Page Down go through the moments, L is the laser pointer, Escape leaves.",
            );
        } else {
            ui.laser.set(false);
            screen::give_back();
            ui.announce("Presenting ended.");
        }
    }

    /// Shows the link to this moment (to the design, if the run has not begun) as a code as large as the screen.
    pub(super) fn show_code(&self) {
        let began = self.live.with_untracked(|live| live.events > 0);
        match self.link(began) {
            Ok((text, _)) if qr::code(&text).is_some() => self.ui.dialog.set(Some(Dialog::Code(text))),
            Ok((text, _)) => self.ui.dialog.set(Some(Dialog::Notice(
                "Too long for a QR code".to_owned(),
                format!(
                    "The link has {} characters; phones read about 530 off a projector.\nHand out the link itself or the file: both are under Share.",
                    text.chars().count()
                ),
            ))),
            Err(problem) => self.ui.dialog.set(Some(Dialog::Notice("There is no link".to_owned(), problem))),
        }
    }
}

/// How the editor was before the talk.
#[derive(Clone, Copy)]
struct Before {
    camera: Camera,
    habits: Habits,
}

/// Follows the beginning and the end of a talk: nothing can be moved by accident, a drag moves the canvas, and the design
/// fills the screen until somebody moves the camera.
pub fn watch(app: App) {
    let before = StoredValue::new(None::<Before>);
    let fitted = StoredValue::new(None::<Camera>);
    Effect::new(move |was: Option<bool>| {
        let on = app.ui.present.get();
        if on && was != Some(true) {
            let (camera, habits) = app.editor.with_untracked(|editor| (editor.camera(), editor.habits));
            before.set_value(Some(Before { camera, habits }));
            fitted.set_value(Some(camera));
            app.change(|editor| editor.habits = Habits { locked: true, hand: true, browse: false, ..habits });
        } else if !on && let Some(Before { camera, habits }) = before.get_value() {
            before.set_value(None);
            app.change(|editor| {
                editor.habits = habits;
                editor.look(camera);
            });
        }
        on
    });
    // The canvas grows when the panels go, and once more when the browser gives the whole screen.
    Effect::new(move |_| {
        app.ui.stage.track();
        if app.ui.present.get() {
            clock::later(0, move || {
                if app.ui.present.try_get_untracked() != Some(true) {
                    return;
                }
                app.change(|editor| {
                    if fitted.get_value() == Some(editor.camera()) {
                        editor.fit_large();
                        fitted.set_value(Some(editor.camera()));
                    }
                });
            });
        }
    });
    // A click on a button leaves the focus where it is: on the button it would keep letters such as L and Q from the talk.
    listen::in_document("mousedown", move |ev| {
        if app.ui.present.get_untracked() && focus::hits_class(&ev, "button") {
            ev.prevent_default();
        }
    });
    screen::watch(move |taken| {
        // Esc gave the screen back; with a code on the wall it only closes that.
        if !taken && app.ui.dialog.with_untracked(Option::is_none) {
            app.present(false);
        }
    });
}

/// What a speaker needs, beside the transport.
#[component]
pub fn Tools() -> impl IntoView {
    let app = App::here();
    let moments = Memo::new(move |_| app.editor.with(|editor: &Editor| editor.diagram().bookmarks.len()));
    let said = move || match (app.ui.bookmark.get(), moments.get()) {
        (_, 0) => "no moments".to_owned(),
        (Some(n), all) => format!("{} of {all}", n + 1),
        (None, 1) => "1 moment".to_owned(),
        (None, all) => format!("{all} moments"),
    };
    let run = move |panel: Panel| move |_| app.run(Command::Panel(panel));
    let theme = app.ui.theme;
    view! {
        <Show when=move || app.ui.present.get()>
            <div class="tools" role="toolbar" aria-label="Talk">
                <button class="button icon" type="button" aria-label="Previous moment" title="Previous moment (Page Up)"
                    disabled=move || moments.get() == 0 on:click=run(Panel::PreviousMoment)><Sign d=signs::LEFT/></button>
                <span class="tools-where number" title="Bookmark moments with B: they are the slides of the talk">{said}</span>
                <button class="button icon" type="button" aria-label="Next moment" title="Next moment (Page Down)"
                    disabled=move || moments.get() == 0 on:click=run(Panel::NextMoment)><Sign d=signs::RIGHT/></button>
                <button class="button icon" type="button" aria-label="Laser pointer" title="Laser pointer (L)"
                    aria-pressed=move || app.ui.laser.get().to_string() on:click=run(Panel::Laser)><Sign d=signs::LASER/></button>
                <button class="button icon" type="button" aria-label="QR code of this moment" title="QR code of this moment (Q)"
                    on:click=run(Panel::Code)><Sign d=signs::CODE/></button>
                <button class="button icon" type="button" aria-label="Projector colours" title="Colours for a projector"
                    aria-pressed=move || (theme.get() == Theme::Projector).to_string() on:click=run(Panel::Projector)><Sign d=signs::SUN/></button>
                <button class="button icon" type="button" aria-label="Leave the presentation" title="Leave (Esc)"
                    on:click=run(Panel::Present)><Sign d=signs::CLOSE/></button>
            </div>
        </Show>
    }
}
