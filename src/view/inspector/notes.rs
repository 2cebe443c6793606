//! Why: a node's own notes, newest first, each with its rule and the setting that decided.

use super::diagnosis::Diagnosis;
use crate::browser::clock;
use crate::model::NodeId;
use crate::sim::{Datum, Note, Transition};
use crate::view::app::App;
use crate::view::meaning::Meaning;
use crate::view::parts::glyph::Mark;
use crate::view::parts::words;
use crate::view::ui::Tab;
use leptos::prelude::*;

/// How many notes are shown.
const MOST: usize = 60;

/// A note, ready to be shown.
#[derive(Clone, PartialEq)]
pub struct NoteLine {
    /// Its number in the run.
    pub number: u64,
    /// When, as the clock says it.
    pub at: String,
    /// The node.
    pub node: NodeId,
    /// Its name.
    pub name: String,
    /// Colour and shape.
    pub meaning: Meaning,
    /// The word for the kind.
    pub kind: &'static str,
    /// The sentence.
    pub text: String,
    /// The rule.
    pub rule: &'static str,
    /// The setting that decided.
    pub setting: &'static str,
    /// The first message of the family, 0 for none.
    pub root: u64,
}

impl NoteLine {
    /// A note of a run.
    pub fn of(engine: &crate::sim::Engine, note: &Note) -> Self {
        let (node, name) = engine.who(note.node);
        Self {
            number: note.number,
            at: note.at.to_string(),
            node: node.clone(),
            name: name.to_owned(),
            meaning: Meaning::of(note.reason.kind),
            kind: note.reason.kind.word(),
            text: note.sentence(),
            rule: note.reason.rule,
            setting: note.reason.setting,
            root: note.root,
        }
    }
}

/// A change of state, ready to be shown.
#[derive(Clone, PartialEq)]
struct Change {
    number: usize,
    at: String,
    to: &'static str,
    why: String,
    data: Vec<Datum>,
}

/// The notes of a node; before them, the changes of its state if it has states (those are kept for the whole run).
#[component]
pub fn Why(
    /// The node.
    id: NodeId,
) -> impl IntoView {
    let app = App::here();
    let node = id.clone();
    let changes = {
        let id = id.clone();
        Memo::new(move |_| {
            app.beat.track();
            app.engine(|engine| {
                let all = engine.node(&id).and_then(|ix| engine.transitions(ix)).unwrap_or_default();
                let change = |(number, t): (usize, &Transition)| Change {
                    number,
                    at: t.at.to_string(),
                    to: t.to,
                    why: t.why.clone(),
                    data: t.data.clone(),
                };
                all.iter().enumerate().rev().take(MOST).map(change).collect::<Vec<_>>()
            })
        })
    };
    let lines = Memo::new(move |_| {
        app.beat.track();
        let followed = app.ui.message.get();
        app.engine(|engine| {
            let Some(ix) = engine.node(&id) else { return Vec::new() };
            let mine = || engine.trace().notes().rev().filter(|n| n.node == ix);
            // Following a message narrows the answer to its family, if this node had to do with it.
            let about = |n: &&Note| followed.is_some_and(|root| n.root == root);
            let family: Vec<NoteLine> = mine().filter(about).take(MOST).map(|n| NoteLine::of(engine, n)).collect();
            if family.is_empty() { mine().take(MOST).map(|n| NoteLine::of(engine, n)).collect() } else { family }
        })
    });
    let following = move || app.ui.message.get().filter(|root| lines.with(|l| l.iter().any(|l| l.root == *root)));
    view! {
        <Diagnosis id=node/>
        {move || following().map(|root| view! {
            <p class="following">
                {format!("Only message {root} and what was made from it. ")}
                <button class="link" type="button" on:click=move |_| app.ui.message.set(None)>"Show all"</button>
            </p>
        })}
        <Show when=move || changes.with(|c| !c.is_empty())>
            <section class="changes">
                <h3 class="heading">"Its states"</h3>
                <ol>
                    <For each=move || changes.get() key=|change| change.number children=move |change| view! {
                        <li class="note">
                            <span class="note-head">
                                <Mark meaning=Meaning::of_state(change.to)/>
                                <b>{change.to}</b>
                                <span class="number note-at">{change.at}</span>
                            </span>
                            <span class="note-text">{change.why}</span>
                            <Data data=change.data/>
                        </li>
                    }/>
                </ol>
                <h3 class="heading">"Its decisions"</h3>
            </section>
        </Show>
        <ol class="notes">
            <For each=move || lines.get() key=|line| line.number children=move |line| view! { <Line line/> }/>
        </ol>
        <p class="help nothing" hidden=move || lines.with(|l| !l.is_empty())>
            {move || if app.live.with(|live| live.notes == 0) {
                "Nothing was decided here yet. Press Play: every decision is noted with the rule and the setting behind it."
            } else {
                "None of the newest 20,000 notes of this run is about it."
            }}
        </p>
    }
}

/// The data points that decided, oldest first.
#[component]
fn Data(data: Vec<Datum>) -> impl IntoView {
    (!data.is_empty()).then(|| view! {
        <ol class="data" aria-label="Data points that decided, oldest first">
            {data.into_iter().map(|datum| {
                let text = datum.value.map_or_else(|| "missing".to_owned(), words::number);
                let (meaning, said) = if datum.breaches { (Meaning::Dead, "breaching") } else { (Meaning::Good, "within") };
                view! { <li class="number" title=said><Mark meaning/> {text} <span class="unseen">{said}</span></li> }
            }).collect_view()}
        </ol>
    })
}

#[component]
fn Line(line: NoteLine) -> impl IntoView {
    let app = App::here();
    let NoteLine { at, meaning, kind, text, rule, setting, root, .. } = line;
    view! {
        <li class="note">
            <span class="note-head">
                <Mark meaning/>
                <b>{kind}</b>
                <span class="number note-at">{at}</span>
            </span>
            <span class="note-text">{text}</span>
            <span class="note-foot">
                {(!rule.is_empty()).then(|| view! { <span class="rule">{rule}</span> })}
                {(!setting.is_empty()).then(|| view! {
                    <button class="link" type="button" title="Show this setting" on:click=move |_| show_setting(app, setting)>
                        {setting}
                    </button>
                })}
                {(root > 0).then(|| view! {
                    <button class="link" type="button" aria-label=format!("Why? Message {root}")
                        on:click=move |_| app.ask_why(root)>{format!("message {root}")}</button>
                })}
            </span>
        </li>
    }
}

/// Opens the form and goes to a field of it.
pub fn show_setting(app: App, field: &'static str) {
    app.ui.tab.set(Tab::Settings);
    clock::later(30, move || {
        crate::browser::focus::open_and_give(&format!(".inspector [data-field=\"{field}\"]"));
    });
}
