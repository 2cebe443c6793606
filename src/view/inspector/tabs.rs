//! The row of tabs: one stop for the keyboard, arrows go from tab to tab.

use crate::browser::focus;
use crate::view::app::App;
use crate::view::embed;
use crate::view::ui::Tab;
use leptos::ev;
use leptos::prelude::*;

const TABS: [(Tab, &str, &str); 4] = [
    (Tab::Settings, "Settings", "tab-settings"),
    (Tab::Messages, "Messages", "tab-messages"),
    (Tab::Metrics, "Metrics", "tab-metrics"),
    (Tab::Why, "Why?", "tab-why"),
];

/// The tabs of a node.
#[component]
pub fn Tabs() -> impl IntoView {
    let tab = App::here().ui.tab;
    let shown = TABS.into_iter().filter(|(tab, ..)| *tab != Tab::Why || !embed::hides_answers());
    let tabs = StoredValue::new(shown.collect::<Vec<_>>());
    let go = move |ev: ev::KeyboardEvent| {
        let tabs = tabs.read_value();
        let here = tabs.iter().position(|(t, ..)| *t == tab.get_untracked()).unwrap_or(0);
        let there = match ev.key().as_str() {
            "ArrowRight" => (here + 1) % tabs.len(),
            "ArrowLeft" => (here + tabs.len() - 1) % tabs.len(),
            "Home" => 0,
            "End" => tabs.len() - 1,
            _ => return,
        };
        ev.prevent_default();
        ev.stop_propagation();
        let (there, _, id) = tabs[there];
        drop(tabs);
        tab.set(there);
        focus::give(id);
    };
    view! {
        <div class="tabs" role="tablist" aria-label="About this node" on:keydown=go>
            {tabs.get_value().into_iter().map(|(this, name, id)| view! {
                <button class="tab" type="button" role="tab" id=id aria-controls="tab-body"
                    aria-selected=move || (tab.get() == this).to_string()
                    tabindex=move || if tab.get() == this { "0" } else { "-1" }
                    on:click=move |_| tab.set(this)>{name}</button>
            }).collect_view()}
        </div>
    }
}

/// The id of the open tab, which names the body.
pub fn open_id(tab: Tab) -> &'static str {
    TABS.iter().find(|(t, ..)| *t == tab).map_or("", |(_, _, id)| id)
}
