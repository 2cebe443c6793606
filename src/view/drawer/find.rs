//! Finding messages among all that the run has made so far, and going through them one by one.

use super::journey::in_slices;
use crate::model::NodeId;
use crate::story::{Found, Query, Search, State};
use crate::view::app::App;
use crate::view::embed;
use crate::view::meaning::Meaning;
use crate::view::parts::glyph::{Mark, Sign};
use crate::view::parts::signs;
use crate::view::parts::words::{count, read_time};
use leptos::prelude::*;

/// Lines that are shown.
const MOST: usize = 200;

fn meaning(state: State) -> Meaning {
    match state {
        State::InFlight => Meaning::Flying,
        State::Waiting | State::Filtered => Meaning::Waiting,
        State::Delivered => Meaning::Good,
        State::DeadLettered | State::Expired | State::Dropped => Meaning::Dead,
    }
}

/// The panel.
#[component]
pub fn Find() -> impl IntoView {
    let app = App::here();
    let query = RwSignal::new(Query::default());
    let search = StoredValue::new_local(None::<Search>);
    // Counts up when the whole run was looked through; the share of it before that.
    let ready = RwSignal::new(0u64);
    let share = RwSignal::new(0.0f64);
    let turn = StoredValue::new(0u64);
    let moment = Memo::new(move |_| app.live.with(|live| if live.playing { None } else { Some(live.events) }));
    Effect::new(move |_| {
        // Read, not only tracked: a memo that nobody has read follows nothing.
        moment.get();
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        search.set_value(Some(app.playback(|playback| Search::new(playback.reel()))));
        let work = move |more: &mut dyn FnMut() -> bool| {
            let worked = search.try_update_value(|s| s.as_mut().map(|s| (s.work(more), s.progress()))).flatten();
            let (done, part) = worked.unwrap_or((true, 1.0));
            share.try_set(part);
            done
        };
        in_slices(work, move || turn.try_get_value() == Some(mine), move || ready.update(|n| *n += 1));
    });
    let found = Memo::new_with_compare(
        move |_| {
            ready.track();
            let query = query.get();
            let all = search.try_with_value(|s| s.as_ref().map(|s| (s.find(&query, MOST), s.lost()))).flatten();
            all.unwrap_or_default()
        },
        |a: Option<&((Vec<Found>, usize), u64)>, b: Option<&((Vec<Found>, usize), u64)>| a != b,
    );
    let place = Memo::new(move |_| {
        let root = app.ui.message.get();
        found.with(|((all, _), _)| all.iter().position(|f| Some(f.root) == root || Some(f.serial) == root))
    });
    let go = move |by: isize| {
        let next = found.with_untracked(|((all, _), _)| {
            let here = place.get_untracked().map_or(if by > 0 { -1 } else { 0 }, |n| n as isize);
            let there = (here + by).rem_euclid(all.len().max(1) as isize);
            all.get(there as usize).map(|f| f.root)
        });
        if next.is_some() {
            app.ui.message.set(next);
        }
    };
    let said = move || {
        let (n, all) = found.with(|((shown, all), _)| (shown.len(), *all));
        let here = place.get().map(|p| format!("{} of ", p + 1)).unwrap_or_default();
        let more = if all > n { format!(", the newest {n} are listed") } else { String::new() };
        if share.get() < 1.0 {
            format!("looking through the run, {:.0} %", share.get() * 100.0)
        } else {
            format!("{here}{} messages{more}", count(all as u64))
        }
    };
    let lost = move || found.with(|(_, lost)| *lost);
    view! {
        <Ask query/>
        <div class="find-bar">
            <span class="help number" role="status">{said}</span>
            <button class="button small" type="button" on:click=move |_| go(-1)>"Previous"</button>
            <button class="button small" type="button" on:click=move |_| go(1)>"Next"</button>
            {(!embed::hides_answers()).then(|| view! {
                <button class="button small main" type="button" disabled=move || app.ui.message.with(Option::is_none)
                    on:click=move |_| { if let Some(root) = app.ui.message.get_untracked() { app.ask_why(root); } }>"Why?"</button>
            })}
        </div>
        <p class="help find-lost" hidden=move || lost() == 0>
            {move || format!("{} older messages are not listed: only the newest 100,000 are.", count(lost()))}
        </p>
        <ul class="found scroll" aria-label="Messages that were found">
            <For each=move || found.with(|((all, _), _)| all.clone()) key=|f| (f.serial, f.state as u8) children=move |f| view! { <Line found=f/> }/>
        </ul>
    }
}

#[component]
fn Line(found: Found) -> impl IntoView {
    let app = App::here();
    let Found { serial, root, at, name, state, receives, body, .. } = found;
    let chosen = move || app.ui.message.get() == Some(root);
    let tries = (receives > 1).then(|| format!(", {receives} receives"));
    view! {
        <li>
            <button class="event" class:chosen=chosen type="button" on:click=move |_| app.ui.message.set(Some(root))
                on:dblclick=move |_| app.ask_why(root)>
                <span class="event-at number">{at.to_string()}</span>
                <span class="event-kind"><Mark meaning=meaning(state)/> {state.word()}</span>
                <b class="event-node">{name}</b>
                <span class="event-text mono">{body}</span>
                <span class="help number">{serial.to_string()}{tries}</span>
            </button>
        </li>
    }
}

/// The question.
#[component]
fn Ask(query: RwSignal<Query>) -> impl IntoView {
    let app = App::here();
    let nodes = Memo::new(move |_| {
        app.editor.with(|e| {
            let mut all: Vec<_> = e.diagram().nodes.iter().map(|(id, n)| (id.clone(), n.name.clone())).collect();
            all.sort_by_key(|(_, name)| name.to_lowercase());
            all
        })
    });
    let state = move |ev| {
        let word = event_target_value(&ev);
        query.update(|q| q.state = State::ALL.iter().find(|(_, w)| *w == word).map(|(state, _)| *state));
    };
    let through = move |ev| {
        let id = event_target_value(&ev);
        query.update(|q| q.through = (!id.is_empty()).then(|| NodeId::new(&id)));
    };
    view! {
        <div class="filters" role="search" aria-label="Find messages">
            <label class="find-text"><Sign d=signs::FIND/>
                <input class="input" type="search" placeholder="Number or text" aria-label="Number or text of the body" autocomplete="off"
                    on:input=move |ev| query.update(|q| q.text = event_target_value(&ev))/>
            </label>
            <select class="select" aria-label="What became of it" on:change=state>
                <option value="">"Any state"</option>
                {State::ALL.map(|(_, word)| view! { <option value=word>{word}</option> }).collect_view()}
            </select>
            <select class="select" aria-label="Went through" on:change=through>
                <option value="">"Went anywhere"</option>
                <For each=move || nodes.get() key=|n| n.clone() children=move |(id, name)| {
                    view! { <option value=id.to_string()>{format!("Went to {name}")}</option> }
                }/>
            </select>
            <input class="input find-time" type="text" placeholder="from 0:00" aria-label="Made at or after" autocomplete="off"
                on:input=move |ev| query.update(|q| q.from = read_time(&event_target_value(&ev)))/>
            <input class="input find-time" type="text" placeholder="to now" aria-label="Made at or before" autocomplete="off"
                on:input=move |ev| query.update(|q| q.to = read_time(&event_target_value(&ev)))/>
        </div>
    }
}
