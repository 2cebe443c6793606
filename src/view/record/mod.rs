//! A film of a stretch of the run: from when to when, how fast; made by playing it once, with progress, and kept as a file.
//! Afterwards the run is where it was.

mod film;

use super::app::App;
use super::canvas::words::number;
use super::desk::file_name;
use super::parts::words::{read_time, short_clock, speed};
use crate::browser::recorder::Recorder;
use crate::browser::{clock, files, image, listen, recorder};
use crate::editor::picture;
use crate::playback::Moment;
use crate::services::CATALOG;
use crate::sim::{Span, Time};
use crate::view::frames::Frame;
use film::Film;
use leptos::prelude::*;

/// The speeds of films.
const SPEEDS: [f64; 11] = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0];
/// The longest film, in seconds: about 100 MB.
const LONGEST: f64 = 300.0;
/// A film of this length (seconds) is offered at first.
const USUAL: f64 = 20.0;
/// Milliseconds for which the last frame stays.
const TAIL: i32 = 400;
/// Said when the browser has no recorder.
const NO_RECORDER: &str = "This browser cannot record what a page draws. Current versions of Chrome, Edge, Firefox and Safari \
    can; or record the screen with the tools of your system.";

/// How a recording stands.
#[derive(Clone, PartialEq, Debug)]
enum Stage {
    /// The person chooses.
    Asking,
    /// It is under way: percent of it.
    Going(u32),
    /// It is kept under this name, so many megabytes.
    Done(String, f64),
    /// It came to nothing: why.
    Failed(&'static str),
}

/// A recording that is under way.
struct Shoot {
    /// Which one it is: what was put off for an earlier one must not touch it.
    number: u64,
    film: Film,
    /// Nothing until the run is where the film begins.
    recorder: Option<Recorder>,
    from: Time,
    to: Time,
    speed: f64,
    /// The end was reached; the last frame stays for a moment.
    ending: bool,
    /// Frames since the run was told to play.
    frames: u32,
}

/// How the run was before.
#[derive(Clone, Copy)]
struct Before {
    moment: Moment,
    speed: f64,
}

/// The one recorder of the page.
#[derive(Clone, Copy)]
pub struct Cinema {
    app: App,
    shoot: StoredValue<Option<Shoot>, LocalStorage>,
    before: StoredValue<Option<Before>>,
    /// So many recordings were begun or given up.
    shoots: StoredValue<u64>,
    stage: RwSignal<Stage>,
}

/// Sets the recorder up, once; it sleeps until somebody records.
pub fn watch(app: App) {
    let cinema = Cinema {
        app,
        shoot: StoredValue::new_local(None),
        before: StoredValue::new(None),
        shoots: StoredValue::new(0),
        stage: RwSignal::new(Stage::Asking),
    };
    provide_context(cinema);
    app.on_frame(move |frame| cinema.frame(frame));
    listen::in_document("visibilitychange", move |_| {
        cinema.shoot.with_value(|shoot| {
            if let Some(recorder) = shoot.as_ref().and_then(|shoot| shoot.recorder.as_ref()) {
                recorder.hold(crate::browser::sight::hidden());
            }
        });
    });
}

impl Cinema {
    /// Begins: draws the picture, goes to where the film begins.
    fn start(self, from: Time, to: Time, speed: f64) {
        let app = self.app;
        let (diagram, drawn) =
            app.editor.with_untracked(|e| (e.diagram().clone(), picture::plain(e.diagram(), &CATALOG)));
        let camera = film::view_of(&drawn);
        let size = drawn.bounds.size();
        let size = (size.w * camera.zoom, size.h * camera.zoom);
        let number = self.next();
        self.before.set_value(Some(app.playback(|p| Before {
            moment: Moment { at: p.engine().now(), events: p.engine().inside_instant().then(|| p.engine().events()) },
            speed: p.speed(),
        })));
        self.stage.set(Stage::Going(0));
        image::draw(&drawn.svg, size, move |canvas| {
            if self.shoots.try_get_value() != Some(number) {
                return;
            }
            let Some(film) = canvas.and_then(|canvas| Film::new(&diagram, canvas, camera)) else {
                return self.fail("The browser could not draw the picture of the design.");
            };
            self.shoot.set_value(Some(Shoot {
                number,
                film,
                recorder: None,
                from,
                to,
                speed,
                ending: false,
                frames: 0,
            }));
            app.seek(from);
        });
    }

    /// A number that no recording had: whatever waits for an earlier one waits in vain.
    fn next(self) -> u64 {
        self.shoots.update_value(|n| *n += 1);
        self.shoots.get_value()
    }

    /// A frame of the page is one of the film.
    fn frame(self, frame: &Frame) -> bool {
        let app = self.app;
        let Some(mut shoot) = self.shoot.try_update_value(Option::take).flatten() else { return false };
        shoot.film.frame(app, frame);
        let seeking = app.playback(|playback| playback.seeking().is_some());
        if shoot.recorder.is_none() && !seeking {
            // It is where the film begins. What plays is changed after this frame: now everybody looks at it.
            let Some(recorder) = Recorder::start(&shoot.film.canvas) else {
                clock::later(0, move || self.fail(NO_RECORDER));
                return false;
            };
            shoot.recorder = Some(recorder);
            let (speed, number) = (shoot.speed, shoot.number);
            clock::later(0, move || {
                if self.shoots.get_value() == number {
                    app.set_speed(speed);
                    app.play();
                }
            });
        } else if shoot.recorder.is_some() {
            shoot.frames += 1;
            let whole = shoot.to.since(shoot.from).0.max(1);
            let part = frame.now.since(shoot.from).0.min(whole);
            self.stage.set(Stage::Going((part * 100 / whole) as u32));
            // A run that pauses by itself (a breakpoint, nothing left to happen) ends the film there.
            let over = frame.now >= shoot.to || shoot.frames > 30 && !frame.playing;
            if over && !shoot.ending {
                shoot.ending = true;
                clock::later(0, move || app.pause());
                let number = shoot.number;
                clock::later(TAIL, move || self.finish(number));
            }
        }
        self.shoot.set_value(Some(shoot));
        true
    }

    fn finish(self, number: u64) {
        // The one whose end this is may have been given up, and another be under way.
        if self.shoots.try_get_value() != Some(number) {
            return;
        }
        let shoot = self.shoot.try_update_value(Option::take).flatten();
        self.restore();
        let Some(recorder) = shoot.and_then(|shoot| shoot.recorder) else { return };
        let ending = recorder::kind().map_or("webm", |(_, ending)| ending);
        let title = self.app.editor.with_untracked(|editor| editor.diagram().title.clone());
        let name = format!("{}.signalbox.{ending}", file_name(&title));
        recorder.finish(move |film| match film {
            Some(film) => {
                files::save_blob(&name, &film);
                self.app.ui.announce(format!("The film is saved as {name}."));
                let _ = self.stage.try_set(Stage::Done(name, film.size() / 1e6));
            }
            None => {
                let _ = self
                    .stage
                    .try_set(Stage::Failed("The browser recorded nothing. Try another speed, or another browser."));
            }
        });
    }

    fn cancel(self) {
        self.next();
        if let Some(recorder) = self.shoot.try_update_value(Option::take).flatten().and_then(|shoot| shoot.recorder) {
            recorder.cancel();
        }
        self.restore();
        self.stage.set(Stage::Asking);
    }

    fn fail(self, why: &'static str) {
        self.next();
        self.shoot.set_value(None);
        self.restore();
        self.stage.set(Stage::Failed(why));
    }

    /// The run goes back to where it was.
    fn restore(self) {
        if let Some(Before { moment, speed }) = self.before.try_update_value(Option::take).flatten() {
            self.app.pause();
            self.app.set_speed(speed);
            self.app.seek_moment(moment);
        }
    }
}

/// The dialog's body.
#[component]
pub fn Record() -> impl IntoView {
    let cinema: Cinema = expect_context();
    cinema.stage.set(Stage::Asking);
    // Whoever closes the dialog wants no film.
    on_cleanup(move || {
        if matches!(cinema.stage.try_get_untracked(), Some(Stage::Going(_))) {
            cinema.cancel();
        }
    });
    if recorder::kind().is_none() {
        return view! { <p class="notice">{NO_RECORDER}</p> }.into_any();
    }
    let furthest = cinema.app.live.with_untracked(|live| live.furthest);
    let until = if furthest > Time(5_000_000) { furthest } else { Time(60_000_000) };
    let from = RwSignal::new("0:00".to_owned());
    let to = RwSignal::new(short_clock(Span(until.0)));
    let fast = RwSignal::new(usual_speed(until.0 as f64 / 1e6));
    let asked = Memo::new(move |_| read(&from.get(), &to.get(), fast.get()));
    let start = move |_| {
        if let Ok((from, to)) = asked.get_untracked() {
            cinema.start(from, to, fast.get_untracked());
        }
    };
    let going = Memo::new(move |_| match cinema.stage.get() {
        Stage::Going(percent) => Some(percent),
        _ => None,
    });
    let length = move || match asked.get() {
        Ok((from, to)) => {
            let seconds = to.since(from).0 as f64 / 1e6 / fast.get();
            format!(
                "The film lasts about {} s, and so long it takes to make it. Keep this page in view meanwhile.",
                number(seconds)
            )
        }
        Err(_) => String::new(),
    };
    view! {
        <div class="record-form">
            <label>"From" <input class="input" type="text" aria-label="From" prop:value=move || from.get() disabled=move || going.get().is_some()
                on:input=move |ev| from.set(event_target_value(&ev))/></label>
            <label>"To" <input class="input" type="text" aria-label="To" prop:value=move || to.get() disabled=move || going.get().is_some()
                on:input=move |ev| to.set(event_target_value(&ev))/></label>
            <label>
                "Speed"
                <select class="select" aria-label="Speed of the film" disabled=move || going.get().is_some()
                    on:change=move |ev| { if let Ok(chosen) = event_target_value(&ev).parse() { fast.set(chosen); } }>
                    {SPEEDS.map(|s| view! { <option value=s.to_string() selected=move || fast.get() == s>{speed(s)} " ×"</option> }).collect_view()}
                </select>
            </label>
        </div>
        <p class="field-error" hidden=move || asked.with(Result::is_ok)>{move || asked.get().err().unwrap_or_default()}</p>
        <p class="help" hidden=move || asked.with(Result::is_err)>{length}</p>
        {move || match going.get() {
            Some(_) => view! {
                <div class="batch-bar" role="progressbar" aria-label="Recording" aria-valuemin="0" aria-valuemax="100"
                    aria-valuenow=move || going.get().unwrap_or(100).to_string()>
                    <span style:width=move || format!("{}%", going.get().unwrap_or(100))></span>
                </div>
                <footer class="dialog-foot">
                    <button class="button" type="button" on:click=move |_| cinema.cancel()>"Cancel"</button>
                </footer>
            }
            .into_any(),
            None => view! {
                <p role="status">
                    {move || match cinema.stage.get() {
                        Stage::Done(name, size) => format!("Saved as {name}, {} MB.", number(size)),
                        Stage::Failed(why) => why.to_owned(),
                        _ => String::new(),
                    }}
                </p>
                <footer class="dialog-foot">
                    <button class="button main" type="button" disabled=move || asked.with(Result::is_err) on:click=start>"Record"</button>
                </footer>
            }
            .into_any(),
        }}
    }
    .into_any()
}

/// What was typed as a stretch of the run, or a sentence why it is none.
fn read(from: &str, to: &str, speed: f64) -> Result<(Time, Time), String> {
    let time = |text: &str, name: &str| {
        read_time(text).ok_or_else(|| format!("“{name}” is no time. Write 90 s, 1:30 or 2 min."))
    };
    let (from, to) = (time(from, "From")?, time(to, "To")?);
    let seconds = to.0.saturating_sub(from.0) as f64 / 1e6 / speed;
    if to <= from {
        Err("The film ends before it begins: make “To” later than “From”.".to_owned())
    } else if seconds > LONGEST {
        Err(format!(
            "That is a film of {} minutes; 5 are the most. Choose a shorter stretch or a higher speed.",
            number(seconds / 60.0)
        ))
    } else if seconds < 0.2 {
        Err("That is over in a blink. Choose a longer stretch or a lower speed.".to_owned())
    } else {
        Ok((from, to))
    }
}

/// The lowest speed at which a stretch of so many simulated seconds makes a film of the usual length at most.
fn usual_speed(seconds: f64) -> f64 {
    SPEEDS.into_iter().find(|speed| seconds / speed <= USUAL).unwrap_or(SPEEDS[SPEEDS.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_read_and_nonsense_has_a_sentence() {
        assert_eq!(read("0:10", "1 min", 10.0), Ok((Time(10_000_000), Time(60_000_000))));
        for (from, to, speed, said) in [
            ("soon", "1:00", 1.0, "“From” is no time"),
            ("0", "later", 1.0, "“To” is no time"),
            ("1:00", "1:00", 1.0, "ends before it begins"),
            ("2:00", "1:00", 1.0, "ends before it begins"),
            ("0", "1:00:00", 1.0, "a film of 60 minutes"),
            ("0", "1", 100.0, "a blink"),
        ] {
            let why = read(from, to, speed).expect_err(said);
            assert!(why.contains(said), "{why}");
        }
        // Exactly the longest is allowed.
        assert!(read("0", "5:00", 1.0).is_ok() && read("0", "5:01", 1.0).is_err());
    }

    #[test]
    fn the_speed_that_is_offered_makes_a_film_of_twenty_seconds_at_most() {
        assert_eq!([usual_speed(20.0), usual_speed(21.0), usual_speed(60.0), usual_speed(1e9)], [1.0, 2.0, 5.0, 200.0]);
    }
}
