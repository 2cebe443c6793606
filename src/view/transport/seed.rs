//! The seed: the same seed and the same design give the same run.

use crate::browser::focus;
use crate::editor::{Command, Edit, Transport};
use crate::view::app::App;
use crate::view::parts::glyph::Sign;
use crate::view::parts::signs;
use leptos::ev;
use leptos::prelude::*;

/// The seed and its dice.
#[component]
pub fn Seed() -> impl IntoView {
    let app = App::here();
    let seed = Memo::new(move |_| app.editor.with(|e| e.diagram().seed.to_string()));
    let field = NodeRef::<leptos::html::Input>::new();
    let back = move || {
        if let Some(field) = field.get_untracked() {
            field.set_value(&seed.get_untracked());
        }
    };
    let commit = move |ev: ev::Event| match event_target_value(&ev).trim().parse::<u64>() {
        Ok(seed) => {
            app.edit(Edit::SetSeed(seed));
        }
        Err(_) => {
            app.ui.say("A seed is a whole number, such as 7.");
            back();
        }
    };
    let keys = move |ev: ev::KeyboardEvent| match ev.key().as_str() {
        "Enter" => focus::drop(),
        "Escape" => {
            ev.stop_propagation();
            back();
            focus::drop();
        }
        _ => {}
    };
    view! {
        <div class="seed" title="The same seed and the same design give the same run, to the last message">
            <label for="seed">"seed"</label>
            <input id="seed" type="text" inputmode="numeric" autocomplete="off" node_ref=field prop:value=move || seed.get()
                on:change=commit on:keydown=keys/>
            <button class="button icon quiet" type="button" aria-label="New seed" title="Draw another seed: the same design, other chances"
                on:click=move |_| app.run(Command::Transport(Transport::NewSeed))><Sign d=signs::DICE/></button>
        </div>
    }
}
