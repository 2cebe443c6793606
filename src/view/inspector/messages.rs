//! What a node holds, oldest first; a message opens to show what is in it.

use crate::model::NodeId;
use crate::playback::ordinal;
use crate::sim::{Attribute, Engine, Held, Place, Span};
use crate::view::app::App;
use crate::view::embed;
use crate::view::meaning::Meaning;
use crate::view::parts::glyph::Mark;
use crate::view::parts::words;
use leptos::prelude::*;

/// One line of the list.
#[derive(Clone, PartialEq)]
struct Line {
    serial: u64,
    root: u64,
    name: String,
    meaning: Meaning,
    state: String,
}

/// The messages of a node, at most so many.
#[component]
pub fn Messages(
    /// The node.
    id: NodeId,
    /// How many to show; few: a preview under a heading, nothing if there is nothing.
    most: usize,
) -> impl IntoView {
    let app = App::here();
    let preview = most < 10;
    let open = RwSignal::new(None::<u64>);
    let lines = {
        let id = id.clone();
        Memo::new(move |_| {
            app.beat.track();
            app.engine(|engine| {
                let Some(ix) = engine.node(&id) else { return Vec::new() };
                engine.contents(ix, most).iter().filter_map(|held| line(engine, held)).collect::<Vec<_>>()
            })
        })
    };
    let row = move |(serial, root): (u64, u64)| {
        let id = id.clone();
        let is_open = Memo::new(move |_| open.get() == Some(serial));
        // Rows stay while their state changes, so that the focus stays on them.
        let line = Memo::new(move |_| lines.with(|all| all.iter().find(|l| l.serial == serial).cloned()));
        let (name, state) = (
            move || line.with(|l| l.as_ref().map(|l| l.name.clone())),
            move || line.with(|l| l.as_ref().map(|l| l.state.clone())),
        );
        let meaning = Memo::new(move |_| line.with(|l| l.as_ref().map_or(Meaning::Waiting, |l| l.meaning)));
        view! {
            <li class="held">
                <button class="held-line" type="button" aria-expanded=move || is_open.get().to_string()
                    on:click=move |_| open.update(|o| *o = if *o == Some(serial) { None } else { Some(serial) })>
                    {move || view! { <Mark meaning=meaning.get()/> }}
                    <span class="mono held-name">{name}</span>
                    <span class="held-state number">{state}</span>
                </button>
                <Show when=move || is_open.get()>
                    <Content id=id.clone() serial root/>
                </Show>
            </li>
        }
    };
    let empty = move || lines.with(Vec::is_empty);
    view! {
        <section class="messages" hidden=move || preview && empty()>
            {preview.then(|| view! { <h3 class="heading">"Oldest messages"</h3> })}
            <ul>
                <For each=move || lines.with(|all| all.iter().map(|l| (l.serial, l.root)).collect::<Vec<_>>()) key=|key| *key children=row/>
            </ul>
            <p class="help nothing" hidden=move || preview || !empty()>
                "It holds no messages now. Counters and notes of those that passed are under Metrics and Why?."
            </p>
        </section>
    }
}

fn line(engine: &Engine, held: &Held) -> Option<Line> {
    let message = engine.ledger().get(held.message)?;
    let meaning = match message.place {
        Place::DeadLettered => Meaning::Dead,
        _ if held.tries > 1 => Meaning::Retrying,
        Place::Waiting => Meaning::Waiting,
        Place::InFlight => Meaning::Flying,
    };
    let age = engine.now().since(message.created);
    let doing = if held.tries > 1 { format!("{} {}", ordinal(held.tries), held.doing) } else { held.doing.to_owned() };
    let state = match held.next {
        Some(next) if next > Span::ZERO => format!("{doing}, {next}"),
        _ => format!("{doing}, {age}"),
    };
    Some(Line { serial: message.id.serial, root: message.root, name: words::message_name(message), meaning, state })
}

/// What is in a message: its body, its attributes, where it comes from.
#[component]
fn Content(id: NodeId, serial: u64, root: u64) -> impl IntoView {
    let app = App::here();
    let found = app.engine(|engine| {
        let held = engine.node(&id).map(|ix| engine.contents(ix, 200)).unwrap_or_default();
        let message = held.iter().find(|h| h.message.serial == serial).and_then(|h| engine.ledger().get(h.message))?;
        let body = match message.body.json() {
            Some(json) => serde_json::to_string_pretty(json).unwrap_or_default(),
            None => message.body.text().to_owned(),
        };
        let attributes: Vec<(String, Attribute)> =
            message.attributes.iter().map(|(n, a)| (n.clone(), a.clone())).collect();
        Some((body, attributes, message.created, message.body.bytes() + message.attributes.bytes(), message.parent))
    });
    found.map(|(body, attributes, created, bytes, parent)| {
        let made = parent.map(|p| format!(", made from message {p}")).unwrap_or_default();
        view! {
            <div class="held-content">
                <p class="help">
                    {format!("Message {serial}, {} bytes, created at {created}{made}. ", words::count(bytes))}
                    {(!embed::hides_answers()).then(|| view! {
                        <button class="link" type="button" title="Its whole journey, step by step; its beads are marked on the canvas"
                            on:click=move |_| app.ask_why(root)>"Why?"</button>
                    })}
                </p>
                <pre class="scroll" tabindex="0">{body}</pre>
                {(!attributes.is_empty()).then(|| view! {
                    <dl class="attributes">
                        {attributes.into_iter().map(|(name, a)| view! {
                            <dt translate="no">{name}</dt><dd translate="no">{a.string_value} <span class="help">{a.data_type}</span></dd>
                        }).collect_view()}
                    </dl>
                })}
            </div>
        }
    })
}
