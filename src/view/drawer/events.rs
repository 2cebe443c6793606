//! The event list: notes of the run, newest first, filtered by kind, node and text. It stands still under the pointer
//! and under the keyboard.

use crate::browser::focus;
use crate::editor::Subject;
use crate::model::NodeId;
use crate::sim::{Kind, Note};
use crate::view::app::App;
use crate::view::embed;
use crate::view::inspector::NoteLine;
use crate::view::parts::glyph::Mark;
use crate::view::parts::words::count;
use crate::view::ui::Tab;
use leptos::prelude::*;

/// How many lines are shown.
const MOST: usize = 150;

/// What is looked for.
#[derive(Clone, PartialEq, Default)]
struct Filter {
    kind: Option<Kind>,
    node: Option<NodeId>,
    text: String,
    /// Only the family of the message that is followed.
    only: bool,
}

/// What the list shows: the filter, and the message that it is narrowed to.
type Wanted = (Filter, Option<u64>);

/// The list.
#[component]
pub fn Events() -> impl IntoView {
    let app = App::here();
    let filter = RwSignal::new(Filter::default());
    let held = RwSignal::new(false);
    let lines = Memo::new(move |before: Option<&(Wanted, Vec<NoteLine>)>| {
        let filter = filter.get();
        let message = app.ui.message.get().filter(|_| filter.only);
        let wanted = (filter.clone(), message);
        app.beat.track();
        // Under the pointer and under the keyboard the list stands still, unless something else is looked for.
        if held.get()
            && let Some((old, lines)) = before
            && *old == wanted
        {
            return (wanted, lines.clone());
        }
        let lines = app.engine(|engine| {
            let node = filter.node.as_ref().map(|id| engine.node(id));
            let text = filter.text.to_lowercase();
            let fits = |note: &&Note| {
                filter.kind.is_none_or(|kind| note.reason.kind == kind)
                    && node.is_none_or(|ix| ix == Some(note.node))
                    && message.is_none_or(|root| note.root == root)
                    && (text.is_empty() || mentions(engine.who(note.node).1, note, &text))
            };
            engine.trace().notes().rev().filter(fits).take(MOST).map(|n| NoteLine::of(engine, n)).collect()
        });
        (wanted, lines)
    });
    let none = move || lines.with(|(_, l)| l.is_empty());
    view! {
        <Filters filter held/>
        <div class="events scroll" role="region" aria-label="List of events" tabindex="0"
            on:pointerenter=move |_| held.set(true) on:pointerleave=move |_| held.set(false)
            on:focusin=move |_| held.set(true) on:focusout=move |ev| held.set(focus::goes_into(&ev, ".events"))>
            <ol>
                <For each=move || lines.with(|(_, l)| l.clone()) key=|line| line.number children=move |line| view! { <Line line/> }/>
            </ol>
            <p class="help nothing" hidden=move || !none()>
                {move || if filter.get() == Filter::default() {
                    "Nothing has happened yet. Press Play, or Step for a single event."
                } else {
                    "No event among the newest 20,000 is like that."
                }}
            </p>
        </div>
    }
}

fn mentions(name: &str, note: &Note, text: &str) -> bool {
    let plain =
        [name, note.reason.text, note.reason.rule, note.reason.setting, note.reason.word, note.reason.kind.word()];
    plain.iter().any(|part| part.to_lowercase().contains(text)) || note.sentence().to_lowercase().contains(text)
}

#[component]
fn Line(line: NoteLine) -> impl IntoView {
    let app = App::here();
    let NoteLine { at, node, name, meaning, kind, text, rule, root, .. } = line;
    let chosen = Memo::new(move |_| root > 0 && app.ui.message.get() == Some(root));
    let go = move |_| {
        app.inspect(&Subject::Node(node.clone()));
        if !embed::hides_answers() {
            app.ui.tab.set(Tab::Why);
        }
        if root > 0 { app.ask_why(root) } else { app.ui.message.set(None) }
    };
    view! {
        <li>
            <button class="event" class:chosen=move || chosen.get() type="button" on:click=go>
                <span class="event-at number">{at}</span>
                <span class="event-kind"><Mark meaning/> {kind}</span>
                <b class="event-node">{name}</b>
                <span class="event-text">{text}</span>
                <span class="rule">{if embed::hides_answers() { "" } else { rule }}</span>
            </button>
        </li>
    }
}

#[component]
fn Filters(filter: RwSignal<Filter>, held: RwSignal<bool>) -> impl IntoView {
    let app = App::here();
    let nodes = Memo::new(move |_| {
        let all = app
            .editor
            .with(|e| e.diagram().nodes.iter().map(|(id, n)| (id.clone(), n.name.clone())).collect::<Vec<_>>());
        let mut all = all;
        all.sort_by_key(|(_, name)| name.to_lowercase());
        all
    });
    let kind = move |ev| {
        let word = event_target_value(&ev);
        filter.update(|f| f.kind = Kind::ALL.into_iter().find(|k| k.word() == word));
    };
    let node = move |ev| {
        let id = event_target_value(&ev);
        filter.update(|f| f.node = (!id.is_empty()).then(|| NodeId::new(&id)));
    };
    let message = move || app.ui.message.get();
    view! {
        <div class="filters">
            <input class="input" type="search" aria-label="Find in events" placeholder="Find in events" spellcheck="false" autocomplete="off"
                prop:value=move || filter.with(|f| f.text.clone())
                on:input=move |ev| filter.update(|f| f.text = event_target_value(&ev))/>
            <select class="select" aria-label="Kind of event" on:change=kind>
                <option value="">"every kind"</option>
                {Kind::ALL.map(|k| view! {
                    <option value=k.word() selected=move || filter.with(|f| f.kind == Some(k))>{k.word()}</option>
                }).collect_view()}
            </select>
            <select class="select" aria-label="Node of event" on:change=node>
                <option value="">"every node"</option>
                <For each=move || nodes.get() key=|n| n.clone() children=move |(id, name)| {
                    let value = id.to_string();
                    view! { <option translate="no" value=value selected=move || filter.with(|f| f.node.as_ref() == Some(&id))>{name}</option> }
                }/>
            </select>
            {move || message().map(|root| view! {
                <button class="button small" type="button" aria-pressed=move || filter.with(|f| f.only).to_string()
                    on:click=move |_| filter.update(|f| f.only = !f.only)>{format!("Only message {root}")}</button>
            })}
            <span class="help number filters-count">
                {move || match held.get() && app.live.with(|l| l.playing) {
                    true => "held while you are in it".to_owned(),
                    false => format!("{} noted", count(app.live.with(|l| l.notes))),
                }}
            </span>
        </div>
    }
}
