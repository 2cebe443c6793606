//! The finder: every command by name, every node of the design, every service that can be placed.

use crate::browser::{focus, media};
use crate::catalog::Service;
use crate::editor::{ACTIONS, Action, Command, Subject, find_actions};
use crate::model::NodeId;
use crate::services::CATALOG;
use crate::view::app::App;
use crate::view::command::offered;
use crate::view::parts::glyph::Glyph;
use leptos::ev;
use leptos::prelude::*;

/// How many entries are shown.
const MOST: usize = 60;

/// Something that can be chosen.
#[derive(Clone)]
enum Entry {
    Command { name: &'static str, hint: &'static str, chord: String, command: Command, idle: bool },
    Node { id: NodeId, name: String, service: Option<&'static Service> },
    Service(&'static Service),
}

/// The dialog's body.
#[component]
pub fn Finder(
    /// Only nodes, for "Find a node".
    nodes_only: bool,
) -> impl IntoView {
    let app = App::here();
    let typed = RwSignal::new(String::new());
    let at = RwSignal::new(0usize);
    let found = RwSignal::new(entries(app, "", nodes_only));
    let choose = move |n: usize| {
        let Some(entry) = found.with_untracked(|f| f.get(n).cloned()) else { return };
        match entry {
            Entry::Command { idle: true, .. } => {}
            Entry::Command { command, .. } => {
                app.ui.dialog.set(None);
                app.run(command);
            }
            Entry::Node { id, .. } => {
                app.ui.dialog.set(None);
                app.inspect(&Subject::Node(id.clone()));
                app.ui.focus.set(Some(id));
            }
            Entry::Service(service) => {
                app.ui.dialog.set(None);
                if let Err(refusal) = app.change(|editor| editor.place_near(service.key)) {
                    app.ui.say(refusal.to_string());
                }
            }
        }
    };
    let keys = move |ev: ev::KeyboardEvent| {
        let last = found.with_untracked(Vec::len).saturating_sub(1);
        match ev.key().as_str() {
            "ArrowDown" => at.update(|n| *n = (*n + 1).min(last)),
            "ArrowUp" => at.update(|n| *n = n.saturating_sub(1)),
            "Enter" => choose(at.get_untracked()),
            _ => return,
        }
        ev.prevent_default();
        focus::show(&format!("finder-{}", at.get_untracked()));
    };
    let type_in = move |ev| {
        let text = event_target_value(&ev);
        found.set(entries(app, &text, nodes_only));
        at.set(0);
        typed.set(text);
    };
    let what = if nodes_only { "Find a node of this design" } else { "Find a command, a node or a service" };
    view! {
        <input class="input finder-input" type="text" role="combobox" aria-expanded="true" aria-controls="finder-list" aria-label=what placeholder=what
            aria-activedescendant=move || format!("finder-{}", at.get()) autocomplete="off" spellcheck="false" autofocus=true
            prop:value=move || typed.get() on:input=type_in on:keydown=keys/>
        <ul class="finder scroll" id="finder-list" role="listbox" aria-label="Found">
            {move || found.get().into_iter().enumerate().map(|(n, entry)| {
                let idle = matches!(entry, Entry::Command { idle: true, .. });
                view! {
                    <li id=format!("finder-{n}") role="option" aria-selected=move || (at.get() == n).to_string() aria-disabled=idle.to_string()
                        class="finder-item" class:idle=idle on:pointermove=move |_| at.set(n) on:click=move |_| choose(n)>
                        {shown(entry)}
                    </li>
                }
            }).collect_view()}
        </ul>
        <p class="help nothing" hidden=move || found.with(|f| !f.is_empty())>"Nothing is called that."</p>
    }
}

fn shown(entry: Entry) -> AnyView {
    match entry {
        Entry::Command { name, hint, chord, .. } => view! {
            <b>{name}</b> <span class="help">{hint}</span> <kbd hidden=chord.is_empty()>{chord.clone()}</kbd>
        }
        .into_any(),
        Entry::Node { name, service, .. } => view! {
            {service.map(|service| view! { <Glyph service/> })} <b translate="no">{name}</b> <span class="help">"Go to this node"</span>
        }
        .into_any(),
        Entry::Service(service) => view! {
            <Glyph service/> <b>{service.name}</b> <span class="help">{format!("Place: {}", service.tagline)}</span>
        }
        .into_any(),
    }
}

/// What answers to what was typed, the best first; what cannot be done now comes last.
fn entries(app: App, typed: &str, nodes_only: bool) -> Vec<Entry> {
    let words: Vec<String> = typed.to_lowercase().split_whitespace().map(str::to_owned).collect();
    // As actions are ranked: the name counts more than what else is known, its beginning more than its middle.
    let rank = |name: &str, more: &str| -> Option<u32> {
        let (name, more) = (name.to_lowercase(), more.to_lowercase());
        let place = |word: &String| match () {
            () if name.starts_with(word.as_str()) => Some(7),
            () if name.contains(word.as_str()) => Some(4),
            () => more.contains(word.as_str()).then_some(2),
        };
        words.iter().map(place).sum()
    };
    app.editor.with_untracked(|editor| {
        let mut all: Vec<(bool, u32, Entry)> = Vec::new();
        if !nodes_only {
            let apple = media::apple();
            // What answers in English, and then what answers in the language of the page.
            let mut actions = find_actions(typed);
            let told = |a: &Action| format!("{} {}", app.ui.said(a.name), app.ui.said(a.hint)).to_lowercase();
            let more = ACTIONS.iter().filter(|a| words.iter().all(|word| told(a).contains(word)));
            let more: Vec<&Action> = more.filter(|a| !actions.iter().any(|known| known.id == a.id)).collect();
            actions.extend(more);
            for action in actions.into_iter().filter(|a| offered(a.command)) {
                let idle = !action.enabled(editor);
                let (name, hint, command, chord) = (action.name, action.hint, action.command, action.shown(apple));
                all.push((idle, action.rank(typed).unwrap_or(0), Entry::Command { name, hint, chord, command, idle }));
            }
        }
        // Without a word, the commands alone are enough to look through.
        if nodes_only || !words.is_empty() {
            for (id, node) in &editor.diagram().nodes {
                let service = CATALOG.get(&node.service);
                if let Some(rank) = rank(&node.name, &format!("{id} {}", service.map_or("", |s| s.name))) {
                    all.push((false, rank, Entry::Node { id: id.clone(), name: node.name.clone(), service }));
                }
            }
        }
        if !nodes_only && !words.is_empty() {
            for service in CATALOG.services() {
                if let Some(rank) = rank(service.name, &format!("{} {}", service.keywords, app.ui.said(service.name))) {
                    all.push((editor.locked(), rank, Entry::Service(service)));
                }
            }
        }
        all.sort_by_key(|(idle, rank, _)| (*idle, std::cmp::Reverse(*rank)));
        all.truncate(MOST);
        all.into_iter().map(|(.., entry)| entry).collect()
    })
}
