//! The page inside another page (`?embed`): small, paused until somebody plays it, quiet when nobody sees it. It does not
//! hold up those who scroll past, keeps nothing and shows nothing that the reader keeps here, and hears the page around it.

use super::app::App;
use super::desk::{Origin, Saved};
use super::drawer::Door;
use super::header::Logo;
use super::parts::glyph::Sign;
use super::parts::signs;
use super::ui::Drawer;
use crate::browser::{address, clock, focus, media, outer, sight};
use crate::editor::{Command, Editor, Panel, Transport, Verb};
use crate::exchange::embed::Embed;
use crate::exchange::remote::{self, Asked, Said, Standing, Wish};
use crate::services::CATALOG;
use crate::sim::Time;
use leptos::ev;
use leptos::prelude::*;
use std::sync::OnceLock;
use wasm_bindgen::JsCast;
use web_sys::{HtmlAnchorElement, WheelEvent};

/// What the address says; it cannot change while the page lives.
static EMBED: OnceLock<Option<Embed>> = OnceLock::new();
/// Milliseconds that the hint on scrolling stays.
const HINT: i32 = 1_600;

/// Reads the address, before anything is drawn.
pub fn begin() {
    let embed = EMBED.get_or_init(|| Embed::of(&address::query()));
    if embed.is_some() {
        media::mark_root("data-embed", Some("on"));
    }
}

/// How the page is embedded; nothing if it stands for itself.
pub fn here() -> Option<&'static Embed> {
    EMBED.get().and_then(Option::as_ref)
}

/// Whether there is a list of services.
pub fn palette() -> bool {
    here().is_none_or(Embed::palette)
}

/// Whether whatever tells why something happened, or what to do about it, is left out.
pub fn hides_answers() -> bool {
    here().is_some_and(|embed| embed.hide_answers)
}

/// Whether a command is not given in an embedded page: what is about the reader's own documents, and what the flags forbid.
pub fn withholds(command: Command) -> bool {
    let Some(embed) = here() else { return false };
    match command {
        Command::Panel(Panel::New | Panel::Open | Panel::Documents | Panel::Versions | Panel::Share) => true,
        Command::Panel(Panel::FindService) => !embed.palette(),
        Command::Panel(Panel::Journey | Panel::Problems | Panel::Fidelity | Panel::AssumePermissions) => {
            embed.hide_answers
        }
        Command::Verb(Verb::ToggleLock) => embed.locked,
        _ => false,
    }
}

/// Whether a turn of the wheel belongs to the page around this one: without Ctrl or ⌘, as long as nobody has clicked in here.
pub fn leaves_to_page(app: App, event: &WheelEvent) -> bool {
    let leave = here().is_some() && !event.ctrl_key() && !event.meta_key() && !focus::in_page();
    if leave {
        app.ui.scrolled_past.update(|n| *n += 1);
    }
    leave
}

/// Sets an embedded page up: locked if it shall be, paused out of sight, in talk with the page around it.
pub fn watch(app: App) {
    let Some(embed) = here() else { return };
    if embed.locked {
        app.change(|editor| editor.habits.locked = true);
    }
    sight::watch(move |seen| {
        if !seen && app.live.with_untracked(|live| live.playing) {
            app.pause();
        }
    });
    app.ui.slices.when_whole(|| {
        if let Some(stage) = focus::first(".stage") {
            sight::take_two_fingers(&stage);
        }
    });
    converse(app, embed);
}

/// Hears and answers the page around this one.
fn converse(app: App, embed: &'static Embed) {
    let everybody = embed.from.as_deref().unwrap_or("*");
    let playing = Memo::new(move |_| app.live.with(|live| live.playing));
    Effect::new(move |before: Option<bool>| {
        let playing = playing.get();
        let said = match before {
            None => Said::Ready,
            Some(_) if playing => Said::Playing,
            Some(_) => Said::Paused,
        };
        outer::say(&remote::say(said, &standing(app)), everybody);
        playing
    });
    outer::hear(move |message, origin| {
        if embed.from.as_ref().is_some_and(|from| *from != origin) {
            return;
        }
        let Some(Asked { id, wish }) = remote::hear(&message) else { return };
        let said = match wish.and_then(|wish| carry_out(app, wish)) {
            Ok(()) => Said::Answer(id),
            Err(why) => Said::Refused(id, why),
        };
        // A page without an origin of its own (a file, a sandbox) is still the one around this.
        let to = if origin == "null" { "*" } else { &origin };
        outer::say(&remote::say(said, &standing(app)), to);
    });
}

fn carry_out(app: App, wish: Wish) -> Result<(), String> {
    match wish {
        Wish::Play => app.play(),
        Wish::Pause => app.pause(),
        Wish::Reset => app.reset(),
        Wish::Seek(at) => app.seek(Time(at)),
        Wish::Speed(to) => app.set_speed(to),
        Wish::Load(text) => {
            let loaded = crate::exchange::load(&text, &CATALOG).map_err(|problem| problem.to_string())?;
            app.lay_open(loaded, None, String::new(), Saved::Untouched(Origin::Link));
            if app.desk.view.get_value().is_none() {
                app.change(Editor::fit_all);
            }
        }
        Wish::State => {}
    }
    Ok(())
}

fn standing(app: App) -> Standing {
    let title = app.editor.with_untracked(|editor| editor.diagram().title.clone());
    app.live.with_untracked(|live| Standing {
        title,
        playing: live.playing,
        at: live.now.0,
        furthest: live.furthest.0,
        seeking: live.seeking.map(|moment| moment.at.0),
        speed: live.speed,
        events: live.events,
        over: live.over,
        messages: live.census.counts().collect(),
    })
}

/// The line at the top: what this is, two lists, and the way to the whole page.
#[component]
pub fn Head() -> impl IntoView {
    let app = App::here();
    let title = Memo::new(move |_| app.editor.with(|editor| editor.diagram().title.clone()));
    let revision = Memo::new(move |_| app.editor.with(|editor| editor.revision()));
    let whole = move || app.link(false).map_or_else(|_| address::page(), |(link, _)| link);
    let address = Memo::new(move |_| {
        revision.get();
        whole()
    });
    // At the click the link is to this very moment.
    let now = move |event: ev::MouseEvent| {
        let began = app.live.with_untracked(|live| live.events > 0);
        let link = event.current_target().and_then(|target| target.dyn_into::<HtmlAnchorElement>().ok());
        if let (Some(link), true, Ok((address, _))) = (link, began, app.link(true)) {
            link.set_href(&address);
        }
    };
    view! {
        <header class="top embed-top">
            <h1 class="brand"><Logo/> <span class="embed-title" translate="no">{move || title.get()}</span></h1>
            <span class="space"></span>
            <div class="group panels" role="group" aria-label="Panels">
                <Door which=Drawer::Events sign=signs::LIST/>
                <Door which=Drawer::Faults sign=signs::BOLT/>
            </div>
            <a class="button embed-open" target="_blank" rel="noopener" href=move || address.get() on:click=now>"Open in Signalbox"</a>
        </header>
    }
}

/// One obvious Play, until the run has begun.
#[component]
pub fn BigPlay() -> impl IntoView {
    let app = App::here();
    let still = Memo::new(move |_| {
        app.live.with(|live| live.events == 0 && !live.playing && live.seeking.is_none())
            && app.editor.with(|editor| !editor.diagram().nodes.is_empty())
    });
    view! {
        <Show when=move || still.get()>
            <button class="big-play" type="button" aria-label="Start the run" on:click=move |_| app.run(Command::Transport(Transport::PlayPause))>
                <Sign d=signs::PLAY full=true/>
            </button>
        </Show>
    }
}

/// Said when somebody turns the wheel over the canvas, which scrolls the page around it.
#[component]
pub fn ScrollHint() -> impl IntoView {
    let app = App::here();
    let shown = RwSignal::new(false);
    Effect::new(move |_| {
        let turn = app.ui.scrolled_past.get();
        if turn > 0 {
            shown.set(true);
            clock::later(HINT, move || {
                if app.ui.scrolled_past.try_get_untracked() == Some(turn) {
                    shown.set(false);
                }
            });
        }
    });
    let key = if media::apple() { "⌘" } else { "Ctrl" };
    view! {
        <Show when=move || shown.get()>
            <p class="scroll-hint" aria-hidden="true">{format!("{key} and the wheel zoom. After a click in here the wheel alone does.")}</p>
        </Show>
    }
}
