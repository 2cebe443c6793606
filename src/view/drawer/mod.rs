//! The drawer above the transport: what happened, what is wrong, what shall fail.

mod costs;
mod events;
mod faults;
mod find;
mod journey;
mod moments;
mod plan;
mod problems;

pub use events::Events;
pub use moments::Caption;

use crate::view::app::App;
use crate::view::parts::glyph::Sign;
use crate::view::parts::signs;
use crate::view::ui::Drawer as Which;
use leptos::ev;
use leptos::prelude::*;

const TABS: [(Which, &str); 7] = [
    (Which::Events, "Events"),
    (Which::Problems, "Problems"),
    (Which::Faults, "Faults"),
    (Which::Journey, "Why?"),
    (Which::Find, "Find messages"),
    (Which::Moments, "Moments"),
    (Which::Costs, "Costs"),
];

/// A button that opens a list in the drawer, or closes it.
#[component]
pub fn Door(
    /// The list.
    which: Which,
    /// The sign on the button, beside the name.
    sign: &'static str,
) -> impl IntoView {
    let app = App::here();
    let name = title(which);
    view! {
        <button class="button quiet" type="button" aria-label=name aria-pressed=move || (app.ui.drawer.get() == Some(which)).to_string()
            on:click=move |_| app.toggle_drawer(which)><Sign d=sign/> <span class="wide-only">{name}</span></button>
    }
}

/// What a list is called.
fn title(which: Which) -> &'static str {
    TABS.iter().find(|(known, _)| *known == which).map_or("", |(_, name)| name)
}

/// The drawer; nothing while it is closed.
#[component]
pub fn Drawer() -> impl IntoView {
    let app = App::here();
    let which = app.ui.drawer;
    move || {
        let now = which.get()?;
        let name = title(now);
        let body = match now {
            Which::Events => view! { <Events/> }.into_any(),
            Which::Problems => view! { <problems::Problems/> }.into_any(),
            Which::Faults => view! { <faults::Faults/> }.into_any(),
            Which::Journey => view! { <journey::JourneyPanel/> }.into_any(),
            Which::Find => view! { <find::Find/> }.into_any(),
            Which::Moments => view! { <moments::Moments/> }.into_any(),
            Which::Costs => view! { <costs::Costs/> }.into_any(),
        };
        let keys = move |ev: ev::KeyboardEvent| {
            if ev.key() == "Escape" {
                ev.prevent_default();
                ev.stop_propagation();
                which.set(None);
                app.go_to_canvas();
            }
        };
        Some(view! {
            <section class="drawer" class:tall=matches!(now, Which::Journey | Which::Find) aria-label=name on:keydown=keys>
                <header class="drawer-head">
                    <h2 tabindex="-1">{name}</h2>
                    <div class="drawer-tools" id="drawer-tools"></div>
                    <button class="button icon small quiet" type="button" aria-label=format!("Close {name}")
                        on:click=move |_| { which.set(None); app.go_to_canvas(); }><Sign d=signs::CLOSE/></button>
                </header>
                {body}
            </section>
        })
    }
}
