//! The page as a whole: what stands where, and what is set up once.

use super::app::App;
use super::canvas::Canvas;
use super::desk;
use super::dialogs::Dialogs;
use super::drawer::{Caption, Drawer};
use super::embed::{self, BigPlay, Head, ScrollHint};
use super::header::Header;
use super::inspector::Inspector;
use super::keys;
use super::language;
use super::outline::Outline;
use super::palette::{Ghost, Palette};
use super::paper::Paper;
use super::present::{Laser, Tools};
use super::rehearsal;
use super::sheets::Handles;
use super::slices::Later;
use super::standing::Standing;
use super::transport::Transport;
use super::ui::{Theme, Toast};
use super::voice::Region;
use super::watch;
use crate::browser::{clock, files, listen, media, storage};
use crate::editor::Editor;
use crate::model::Diagram;
use crate::services::CATALOG;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Where the chosen look is kept.
const LOOK: &str = "signalbox.look";
/// Milliseconds that a toast stays: so long, and so much more for each character.
const TOAST: (i32, i32) = (2_500, 55);

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    embed::begin();
    let app = App::provide(Editor::new(Diagram::default(), CATALOG));
    let slices = app.ui.slices;
    slices.begin();
    slices.later(move || slices.after(rehearsal::of(app.first_text()), move || begin(app)));
    slices.later(move || {
        look(app);
        language::follow(app);
        app.ui.voice.remember();
        super::record::watch(app);
    });
    view! {
        <Later><Areas/></Later>
        <Later><Laser/></Later>
        <Later><Ghost/></Later>
        <Later><Dialogs/></Later>
        <Later><Paper/></Later>
        <Region voice=app.ui.voice/>
    }
}

/// The page opens its first design, and from then on follows what happens to it.
fn begin(app: App) {
    app.open_first();
    // The header counts them; finding them takes a task of its own.
    app.ui.slices.later(move || app.problems.with_untracked(|_| ()));
    app.ui.slices.later(move || {
        app.keep_from_now_on();
        keys::listen(app);
        dropped_files(app);
        first_fit(app);
        watch::watch(app);
        super::present::watch(app);
        embed::watch(app);
    });
}

/// What stands where.
#[component]
fn Areas() -> impl IntoView {
    let app = App::here();
    let sheet = move || match app.ui.sheet.get() {
        Some(super::ui::Sheet::Palette) => "palette",
        Some(super::ui::Sheet::Inspector) => "inspector",
        None => "none",
    };
    view! {
        <div class="page" class:presenting=move || app.ui.present.get() class:without-palette=!embed::palette() class:narrow=move || app.ui.narrow.get() class:bare=move || !app.ui.inspector.get() class:outlined=move || app.ui.outline.get() data-sheet=sheet>
            <Later>{if embed::here().is_some() { view! { <Head/> }.into_any() } else { view! { <Header/> }.into_any() }}</Later>
            <Later>{embed::palette().then(|| view! { <Palette/> })}</Later>
            <main class="stage-area" aria-label="Design">
                <Later><Canvas/></Later>
                <Later><Outline/></Later>
                <Later><Caption/></Later>
                <Later><Standing/></Later>
                <Later><Said/></Later>
                <Later>{embed::here().is_some().then(|| view! { <BigPlay/> <ScrollHint/> })}</Later>
            </main>
            <Later><Inspector/></Later>
            <Later><Drawer/></Later>
            <Later><Transport/></Later>
            <Later><Tools/></Later>
            <Later><Handles/></Later>
        </div>
    }
}

/// What is said over the canvas for a few seconds.
#[component]
fn Said() -> impl IntoView {
    let app = App::here();
    let toast = app.ui.toast;
    Effect::new(move |_| {
        let Some(Toast { text, number }) = toast.get() else { return };
        let stay = TOAST.0 + TOAST.1 * i32::try_from(text.chars().count()).unwrap_or(0);
        clock::later(stay, move || {
            // Another one may have come meanwhile.
            if toast.try_with_untracked(|t| t.as_ref().is_some_and(|t| t.number == number)) == Some(true) {
                toast.set(None);
            }
        });
    });
    // The live region says it; here it is only seen.
    move || toast.get().map(|toast| view! { <p class="toast" aria-hidden="true">{toast.text}</p> })
}

/// Light or dark, much or little motion, wide or narrow.
fn look(app: App) {
    let ui = app.ui;
    let system = RwSignal::new(false);
    media::watch(media::DARK, move |dark| system.set(dark));
    media::watch(media::CALM, move |calm| ui.calm.set(calm));
    media::watch(media::NARROW, move |narrow| ui.narrow.set(narrow));
    let kept = || storage::read(LOOK).unwrap_or_default();
    ui.theme.set(Theme::of(&embed::here().map_or_else(kept, |embed| embed.theme.clone())));
    Effect::new(move |before: Option<Theme>| {
        let theme = ui.theme.get();
        media::mark_root("data-theme", (theme != Theme::System).then(|| theme.word()));
        ui.dark.set(theme == Theme::Dark || theme == Theme::System && system.get());
        if before.is_some_and(|before| before != theme) && embed::here().is_none() {
            // A browser that keeps nothing asks again next time.
            let _ = storage::write(LOOK, theme.word());
        }
        theme
    });
}

/// A file that is dropped on the page is opened.
fn dropped_files(app: App) {
    listen::in_document("dragover", |ev| ev.prevent_default());
    listen::in_document("drop", move |ev| {
        ev.prevent_default();
        let dropped = ev.dyn_ref::<web_sys::DragEvent>().and_then(|ev| ev.data_transfer()?.files()?.get(0));
        if let Some(file) = dropped {
            files::read(file, move |name, text| app.open_read(&name, text));
        }
    });
}

/// The first time that the size of the canvas is known, and the panels around it are there, the design is shown as it
/// opens. If a link said which part to look at, that is.
fn first_fit(app: App) {
    let fitted = StoredValue::new(false);
    Effect::new(move |_| {
        let stage = app.ui.stage.get();
        if app.ui.slices.whole.get() && stage.max.x > stage.min.x && !fitted.get_value() {
            fitted.set_value(true);
            app.change(|editor| match app.desk.view.get_value() {
                Some(view) => desk::look(editor, view.center, view.zoom),
                // A picture in somebody's page is seen whole: there one finger moves the page, not the canvas.
                None if embed::here().is_some() => editor.fit_all(),
                None => editor.show_opening(),
            });
        }
    });
}
