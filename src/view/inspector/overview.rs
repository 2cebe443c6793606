//! Nothing is selected: the design and the run as a whole.

use crate::editor::Subject;
use crate::model::NodeId;
use crate::sim::{Census, Reading, Tone};
use crate::view::app::App;
use crate::view::embed;
use crate::view::meaning::Meaning;
use crate::view::parts::glyph::Mark;
use crate::view::parts::words::{count, many};
use crate::view::slices::Later;
use leptos::prelude::*;

/// Where messages can be: word, meaning, count, what it means.
type Place = (&'static str, Meaning, fn(&Census) -> u64, &'static str);

const PLACES: [Place; 7] = [
    ("delivered", Meaning::Good, |c| c.delivered, "They did what they were for."),
    ("in flight", Meaning::Flying, |c| c.in_flight, "On their way, or being worked on."),
    ("waiting", Meaning::Waiting, |c| c.waiting, "Stored, until somebody takes them."),
    ("dead-lettered", Meaning::Dead, |c| c.dead_lettered, "Set aside in a dead-letter queue."),
    ("expired", Meaning::Dead, |c| c.expired, "Older than their retention."),
    ("filtered", Meaning::Waiting, |c| c.filtered, "Kept out by a filter or a pattern."),
    ("dropped", Meaning::Dead, |c| c.dropped, "Given up; the reasons are below."),
];

/// The overview.
#[component]
pub fn Overview() -> impl IntoView {
    let app = App::here();
    let size = Memo::new(move |_| app.editor.with(|e| (e.diagram().nodes.len(), e.diagram().wires.len())));
    let census = Memo::new(move |_| app.live.with(|l| l.census.clone()));
    let began = Memo::new(move |_| census.with(|c| c.created > 0));
    let dropped = Memo::new(move |_| {
        app.beat.track();
        app.engine(|e| e.ledger().dropped().iter().map(|(why, n)| (*why, *n)).collect::<Vec<_>>())
    });
    let rows = PLACES
        .map(|(word, meaning, of, help)| {
            let n = Memo::new(move |_| census.with(of));
            view! {
                <div class="census-row" class:zero=move || n.get() == 0 title=help>
                    <dt><Mark meaning/> {word}</dt>
                    <dd class="number">{move || count(n.get())}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <header class="subject"><h2>"This run"</h2>
            <span class="kind">{move || format!("{}, {}", many(size.get().0, "node"), many(size.get().1, "wire"))}</span>
        </header>
        <section>
            <h3 class="heading">"Messages"</h3>
            <dl class="census">
                <div class="census-row total" title="Every message ever created is in exactly one of the places below.">
                    <dt>"created"</dt><dd class="number">{move || count(census.with(|c| c.created))}</dd>
                </div>
                {rows}
            </dl>
            <p class="help" hidden=move || !began.get()>"The places add up to the messages created, at every instant."</p>
            <p class="help" hidden=move || began.get()>"Press Play to let messages flow. Select a node or a wire to see its settings."</p>
        </section>
        <Show when=move || dropped.with(|d| !d.is_empty())>
            <section>
                <h3 class="heading">"Dropped because"</h3>
                <ul class="reasons">
                    {move || dropped.get().into_iter().map(|(why, n)| view! {
                        <li><span>{why}</span><b class="number">{count(n)}</b></li>
                    }).collect_view()}
                </ul>
            </section>
        </Show>
        <Later><Alarms/></Later>
        <Later>{(!embed::hides_answers()).then(|| view! { <Loud/> })}</Later>
    }
}

/// Nodes whose headline is a word: alarms and their kin.
#[component]
fn Alarms() -> impl IntoView {
    let app = App::here();
    let all = Memo::new(move |_| {
        app.beat.track();
        app.engine(|e| {
            let word = |ix| match e.status(ix) {
                status if matches!(status.reading, Reading::Word(_)) => {
                    let Reading::Word(word) = status.reading else { return None };
                    let (id, name) = e.who(ix);
                    Some((id.clone(), name.to_owned(), word, status.tone, status.small))
                }
                _ => None,
            };
            e.nodes().filter_map(word).collect::<Vec<(NodeId, String, &'static str, Tone, String)>>()
        })
    });
    view! {
        <Show when=move || all.with(|a| !a.is_empty())>
            <section>
                <h3 class="heading">"States"</h3>
                <ul class="states">
                    {move || all.get().into_iter().map(|(id, name, word, tone, small)| view! {
                        <li>
                            <button class="state" type="button" title=small on:click=move |_| app.inspect(&Subject::Node(id.clone()))>
                                <span translate="no">{name}</span>
                                <b class=format!("tone-{}", tone_class(tone))>{word}</b>
                            </button>
                        </li>
                    }).collect_view()}
                </ul>
            </section>
        </Show>
    }
}

/// Nodes that have something to explain.
#[component]
fn Loud() -> impl IntoView {
    let app = App::here();
    let all = Memo::new(move |_| {
        app.beat.track();
        app.engine(|e| {
            let loud = |ix| {
                let notice = e.status(ix).notice?;
                let (id, name) = e.who(ix);
                Some((id.clone(), name.to_owned(), notice.title))
            };
            e.nodes().filter_map(loud).collect::<Vec<(NodeId, String, String)>>()
        })
    });
    view! {
        <Show when=move || all.with(|a| !a.is_empty())>
            <section>
                <h3 class="heading">"Worth a look"</h3>
                <ul class="loud">
                    {move || all.get().into_iter().map(|(id, name, title)| view! {
                        <li>
                            <button class="notice" type="button" on:click=move |_| app.inspect(&Subject::Node(id.clone()))>
                                <b translate="no">{name}</b> " " {title}
                            </button>
                        </li>
                    }).collect_view()}
                </ul>
            </section>
        </Show>
    }
}

/// The class of a tone.
pub fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Good => "good",
        Tone::Warning => "warning",
        Tone::Bad => "bad",
        Tone::Unknown => "unknown",
    }
}
