//! Sharing: the whole design, or this very moment of its run, in a link that goes to no server; or as a file.

use crate::browser::{address, clipboard};
use crate::exchange::embed::{Embed, THEMES, snippet};
use crate::exchange::link::{self, LinkExtras};
use crate::exchange::qr::code;
use crate::services::CATALOG;
use crate::view::app::App;
use crate::view::parts::words::count;
use crate::view::ui::{Dialog, Theme};
use leptos::prelude::*;

/// What fits where, in characters of the whole address.
const FITS: [(usize, &str, &str); 4] = [
    (400, "QR code", "It fits a QR code that a phone reads off a projector, and every chat."),
    (1_800, "chat", "It fits every chat; for a QR code it is long."),
    (8_000, "e-mail", "It fits e-mail and most chats; some cut links longer than 1,800 characters."),
    (usize::MAX, "long", "It is long: many chats cut such a link. A file is safer."),
];

impl App {
    /// The address of a link to the design, or to this moment of its run; and why that is not the whole truth.
    pub fn link(&self, moment: bool) -> Result<(String, Option<&'static str>), String> {
        let (extras, warning) = if moment { self.moment() } else { (LinkExtras::default(), None) };
        let made = self.editor.with_untracked(|e| link::write(e.diagram(), &CATALOG, &extras));
        let fragment = made.map_err(|problem| problem.to_string())?;
        Ok((address::with_fragment(fragment.trim_start_matches('#')), warning))
    }

    /// Puts a link to this moment on the clipboard.
    pub fn copy_moment(&self) {
        let app = *self;
        match self.link(true) {
            Ok((text, warning)) => clipboard::write(text, move |done| {
                app.ui.say(match (done, warning) {
                    (true, None) => "Link to this moment copied.",
                    (true, Some(warning)) => warning,
                    _ => "The browser did not let this page use the clipboard. Press Share and copy the link there.",
                });
            }),
            Err(problem) => self.ui.say(problem),
        }
    }
}

/// The dialog's body.
#[component]
pub fn Share() -> impl IntoView {
    let app = App::here();
    let began = app.live.with_untracked(|live| live.events > 0);
    let moment = RwSignal::new(began);
    let said = app.live.with_untracked(|live| live.now.to_string());
    let choice = move |this: bool, name: &'static str, help: String, off: bool| {
        view! {
            <label class="share-choice" class:off=off>
                <input type="radio" name="share-what" disabled=off prop:checked=move || moment.get() == this on:change=move |_| moment.set(this)/>
                <span><b>{name}</b> <span class="help">{help}</span></span>
            </label>
        }
    };
    let there = if began {
        format!("The run at {said}: time, speed, camera, selection, and what was done by hand.")
    } else {
        "Press Play first: the run has not begun.".to_owned()
    };
    view! {
        <section>
            <h3 class="heading">"As a link"</h3>
            <div class="share-what" role="radiogroup" aria-label="What the link opens">
                {choice(false, "The design", "From the start, ready to play.".to_owned(), false)}
                {choice(true, "This moment", there, !began)}
            </div>
            {move || match app.link(moment.get()) {
                Err(problem) => view! { <p class="field-error">{problem}</p> }.into_any(),
                Ok((text, warning)) => view! { <Link text warning/> }.into_any(),
            }}
            <p class="help">
                "Everything is in the link itself; it goes to no server. Whoever opens it gets a copy of their own, and the same run to the \
                last message."
            </p>
        </section>
        <Inside/>
        <section>
            <h3 class="heading">"As a file"</h3>
            <div class="share-files">
                <button class="button" type="button" on:click=move |_| app.save_file()>"Save file"</button>
                <button class="button" type="button" on:click=move |_| app.open_file()>"Open file…"</button>
            </div>
        </section>
    }
}

#[component]
fn Link(text: String, warning: Option<&'static str>) -> impl IntoView {
    let app = App::here();
    let copied = RwSignal::new(None::<bool>);
    let length = text.chars().count();
    let fit = FITS.iter().position(|(most, ..)| length <= *most).unwrap_or(FITS.len() - 1);
    let whole = text.clone();
    let copy = {
        let text = text.clone();
        move |_| {
            clipboard::write(text.clone(), move |done| {
                copied.set(Some(done));
                app.ui.announce(if done { "Link copied." } else { "The link was not copied." });
            });
        }
    };
    let drawn = code(&text);
    view! {
        {warning.map(|warning| view! { <p class="notice">{warning}</p> })}
        <div class="share-link">
            <input class="input mono" type="text" readonly=true aria-label="Link" prop:value=whole
                on:focus=move |ev| crate::browser::focus::select_all(&ev)/>
            <button class="button main" type="button" autofocus=true on:click=copy>
                {move || if copied.get() == Some(true) { "Copied" } else { "Copy link" }}
            </button>
        </div>
        <p class="field-error" hidden=move || copied.get() != Some(false)>
            "The browser did not let this page use the clipboard. Select the link above and copy it."
        </p>
        <div class="share-fit">
            <div class="share-meter">
                <ol aria-hidden="true">
                    {FITS.iter().enumerate().map(|(n, (_, word, _))| view! { <li class:reached={n <= fit} class:here={n == fit}>{*word}</li> }).collect_view()}
                </ol>
                <p class="help"><b class="number">{format!("{} characters. ", count(length as u64))}</b> {FITS[fit].2}</p>
            </div>
            {match drawn {
                Some(code) => {
                    let large = text.clone();
                    view! {
                        <button class="share-code" type="button" title="Show it as large as the screen" aria-label="Show the QR code large"
                            on:click=move |_| app.ui.dialog.set(Some(Dialog::Code(large.clone())))>
                            <svg viewBox=format!("0 0 {0} {0}", code.size) aria-hidden="true"><path d=code.path/></svg>
                        </button>
                    }
                    .into_any()
                }
                None => view! { <p class="help share-no-code">"Too long for a QR code that phones read off a projector."</p> }.into_any(),
            }}
        </div>
    }
}

/// The HTML that shows the design inside another page.
#[component]
fn Inside() -> impl IntoView {
    let app = App::here();
    let embed = RwSignal::new(Embed::default());
    let copied = RwSignal::new(false);
    let html = Memo::new(move |_| {
        let embed = embed.get();
        let title = app.editor.with_untracked(|e| e.diagram().title.clone());
        let (link, _) = app.link(app.live.with_untracked(|live| live.events > 0)).ok()?;
        let (page, fragment) = link.split_once('#')?;
        Some(snippet(page, fragment, &embed, &title))
    });
    let flag = move |name: &'static str, get: fn(&Embed) -> bool, set: fn(&mut Embed, bool)| {
        view! {
            <label>
                <input type="checkbox" prop:checked=move || embed.with(get)
                    on:change=move |ev| { embed.update(|e| set(e, event_target_checked(&ev))); copied.set(false); }/>
                {name}
            </label>
        }
    };
    let copy = move |_| {
        if let Some(html) = html.get_untracked() {
            clipboard::write(html, move |done| {
                copied.set(done);
                app.ui.announce(if done {
                    "HTML copied."
                } else {
                    "The HTML was not copied: select it and copy it by hand."
                });
            });
        }
    };
    let themes = Theme::ALL.into_iter().filter(|(_, word, _)| THEMES.contains(word));
    view! {
        <section hidden=move || html.with(Option::is_none)>
            <h3 class="heading">"Inside a page"</h3>
            <div class="embed-flags" role="group" aria-label="How it is shown there">
                {flag("Locked", |e| e.locked, |e, on| e.locked = on)}
                {flag("Without the list of services", |e| !e.palette(), |e, on| e.no_palette = on)}
                {flag("Hide answers", |e| e.hide_answers, |e, on| e.hide_answers = on)}
                <label>
                    "Theme"
                    <select class="select" on:change=move |ev| { embed.update(|e| e.theme = event_target_value(&ev)); copied.set(false); }>
                        <option value="">"as the reader has it"</option>
                        {themes.map(|(_, word, name)| view! { <option value=word>{name}</option> }).collect_view()}
                    </select>
                </label>
            </div>
            <div class="embed-code">
                <textarea class="area mono" readonly=true aria-label="HTML for an embedded page" prop:value=move || html.get().unwrap_or_default()
                    on:focus=move |ev| crate::browser::focus::select_all(&ev)></textarea>
                <button class="button" type="button" on:click=copy>{move || if copied.get() { "Copied" } else { "Copy HTML" }}</button>
            </div>
            <p class="help" hidden=move || !embed.with(|e| e.hide_answers)>
                "Left out there: Why?, the list of problems with its remedies, the amber notes, the rules and permissions at one click. It keeps \
                nobody from opening the design in Signalbox itself."
            </p>
        </section>
    }
}

/// The code of a link, as large as the screen.
#[component]
pub fn LargeCode(text: String) -> impl IntoView {
    code(&text).map(|code| view! {
        <svg class="large-code" viewBox=format!("0 0 {0} {0}", code.size) role="img" aria-label="QR code of the link"><path d=code.path/></svg>
    })
}
