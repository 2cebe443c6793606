//! How the run stands, when there is something to say about it: why it paused, what it waits for, where it is going.

use crate::editor::Subject;
use crate::playback::Halt;
use crate::view::app::App;
use leptos::prelude::*;

/// What there is to say.
#[derive(Clone, PartialEq)]
enum Say {
    Nothing,
    Over,
    /// It paused by itself.
    Halted(Halt),
    /// It is on its way to a moment: the sentence, and the share of the way.
    Going(String),
    /// It waits: for what, and until when.
    Until(String),
}

/// The word over the bar.
#[component]
pub fn Standing() -> impl IntoView {
    let app = App::here();
    let empty = Memo::new(move |_| app.editor.with(|e| e.diagram().nodes.is_empty()));
    let said = Memo::new(move |_| {
        if empty.get() {
            return Say::Nothing;
        }
        app.live.with(|live| {
            if let Some(halt) = &live.halt {
                return Say::Halted(halt.clone());
            }
            if let Some(moment) = live.seeking.filter(|m| m.events.is_none() && m.at > live.now) {
                return Say::Going(format!("On the way to {}: {}", moment.at, live.now));
            }
            match live.idle {
                // A design that is still being built is no run that is over.
                None if live.over && (live.events > 0 || live.playing) => Say::Over,
                Some(next) if live.now.0 > 0 && live.playing => {
                    let who = next.node.map(|ix| app.engine(|engine| engine.who(ix).1.to_owned()));
                    let what = who.map_or_else(|| next.what.to_owned(), |who| format!("{who}, {}", next.what));
                    Say::Until(format!("Nothing until {}: {what}", next.at))
                }
                _ => Say::Nothing,
            }
        })
    });
    Effect::new(move |_| match said.get() {
        Say::Over if app.live.with_untracked(|live| live.playing) => {
            app.pause();
            if app.live.with_untracked(|live| live.events == 0) {
                app.ui.say("Nothing happens in this design yet. Wire what sends messages to what receives them.");
                return;
            }
            app.ui.voice.report("Nothing is left to happen.");
        }
        Say::Halted(halt) => app.ui.voice.report(format!("Paused at {}: {}.", halt.at, halt.why)),
        _ => {}
    });
    move || match said.get() {
        Say::Nothing => ().into_any(),
        Say::Over => view! { <p class="standing plain">"Nothing is left to happen."</p> }.into_any(),
        Say::Going(text) => view! { <p class="standing plain number">{text}</p> }.into_any(),
        Say::Halted(halt) => {
            let text = format!("Paused at {}: {}", halt.at, halt.why);
            let show = halt.node.clone().map(|node| {
                view! {
                    <button class="button small" type="button" on:click=move |_| {
                        app.inspect(&Subject::Node(node.clone()));
                        if let Some(root) = halt.root {
                            app.ui.message.set(Some(root));
                        }
                    }>"Show"</button>
                }
            });
            view! { <p class="standing halted">{text} {show}</p> }.into_any()
        }
        Say::Until(text) => view! {
            <p class="standing">
                {text}
                <button class="button small" type="button" on:click=move |_| app.skip()>"Skip"</button>
            </p>
        }
        .into_any(),
    }
}
