//! A small list at a place on the canvas, to choose one thing from: with a field to search in, or as a menu.

use super::focus;
use super::stage::Stage;
use crate::catalog::Service;
use crate::model::{Point, Size};
use crate::view::app::App;
use crate::view::parts::glyph::Glyph;
use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The room that a list takes at most, in pixels.
const ROOM: Size = Size { w: 264.0, h: 340.0 };
/// Height of a line and of the head, to keep short lists near their place.
const LINE: f64 = 40.0;
const HEAD: f64 = 84.0;

/// One thing to choose.
#[derive(Clone)]
pub struct Choice {
    /// What is handed back.
    pub key: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// A few more words.
    pub note: String,
    /// More words under which the search finds it.
    pub words: String,
    /// The service whose picture it bears.
    pub service: Option<&'static Service>,
}

impl Choice {
    /// How well it answers to what was typed (lower case): the higher the better; `None`: not at all.
    fn rank(&self, typed: &str) -> Option<u32> {
        let (title, more) = (self.title.to_lowercase(), format!("{} {}", self.words, self.note).to_lowercase());
        let word = |word: &str| match () {
            () if title.starts_with(word) => Some(4),
            () if title.contains(word) => Some(3),
            () if more.split(|c: char| !c.is_alphanumeric()).any(|w| w.starts_with(word)) => Some(2),
            () => more.contains(word).then_some(1),
        };
        typed.split_whitespace().map(word).sum()
    }
}

/// What was typed picks among the choices, the best first.
fn found(choices: &[Choice], typed: &str) -> Vec<Choice> {
    let typed = typed.to_lowercase();
    let mut found: Vec<_> = choices.iter().filter_map(|c| Some((c.rank(&typed)?, c))).collect();
    found.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
    found.into_iter().map(|(_, choice)| choice.clone()).collect()
}

/// The list.
#[component]
pub fn Pick(
    /// What it is for.
    title: String,
    /// What the field to search in says while it is empty; without it there is no field.
    #[prop(optional, into)]
    search: Option<&'static str>,
    /// What is said if there is nothing to choose.
    none: &'static str,
    /// Where, in pixels of the canvas.
    at: Point,
    /// What there is.
    choices: Vec<Choice>,
    /// Called with the key of what was chosen.
    on_pick: Callback<&'static str>,
    /// Called when nothing was chosen.
    on_close: Callback<()>,
) -> impl IntoView {
    let (app, stage) = (App::here(), Stage::here());
    let height = (HEAD + LINE * choices.len() as f64).min(ROOM.h);
    let choices = StoredValue::new(choices);
    let typed = RwSignal::new(String::new());
    let shown = Memo::new_with_compare(move |_| choices.with_value(|all| found(all, &typed.read())), |_, _| true);
    let active = RwSignal::new(0usize);
    let (field, list) = (NodeRef::<html::Input>::new(), NodeRef::<html::Ul>::new());
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            focus::give(&field);
        } else if let Some(list) = list.get().filter(|_| search.is_none()) {
            focus::give(&list);
        }
    });

    let choose = move |n: usize| {
        if let Some(choice) = shown.with_untracked(|shown| shown.get(n).cloned()) {
            // The list may be gone by now.
            let _ = on_pick.try_run(choice.key);
        }
    };
    let close = move || {
        // Taking the list away takes the focus with it, which closes it once more.
        let _ = on_close.try_run(());
    };
    let pressed = move |event: KeyboardEvent| {
        event.stop_propagation();
        let count = shown.with_untracked(Vec::len).max(1);
        let step = |by: usize| active.update(|n| *n = (*n + by) % count);
        match event.key().as_str() {
            "ArrowDown" => step(1),
            "ArrowUp" => step(count - 1),
            "Enter" => choose(active.get_untracked()),
            " " if search.is_none() => choose(active.get_untracked()),
            "Escape" | "Tab" => {
                close();
                app.go_to_canvas();
            }
            _ => return,
        }
        event.prevent_default();
        scroll_to_active(&list);
    };
    let left = move |event: FocusEvent| {
        let to = event.related_target().and_then(|t| t.dyn_into::<web_sys::Node>().ok());
        let here = event.current_target().and_then(|t| t.dyn_into::<web_sys::Node>().ok());
        if !here.is_some_and(|here| here.contains(to.as_ref())) {
            close();
        }
    };
    let place = move || {
        let at = stage.room(at, Size { w: ROOM.w, h: height });
        format!("left:{:.0}px;top:{:.0}px", at.x, at.y)
    };
    let (listed, item) = if search.is_some() { ("listbox", "option") } else { ("menu", "menuitem") };
    let pointed = move || shown.with(|shown| (!shown.is_empty()).then(|| format!("pick-{}", active.get())));

    view! {
        <div class="pick" style=place data-own="" on:keydown=pressed on:focusout=left>
            <div class="pick-head" id="pick-title">{title}</div>
            {search.map(|search| view! {
                <input
                    type="text" role="combobox" aria-expanded="true" aria-controls="pick-list" aria-autocomplete="list"
                    aria-labelledby="pick-title" aria-activedescendant=pointed placeholder=search autocomplete="off"
                    spellcheck="false" node_ref=field prop:value=move || typed.get()
                    on:input=move |event| { typed.set(event_target_value(&event)); active.set(0); }
                />
            })}
            <ul
                id="pick-list" role=listed aria-labelledby="pick-title" tabindex="-1" node_ref=list
                aria-activedescendant=move || if search.is_none() { pointed() } else { None }
            >
                {move || shown.get().into_iter().enumerate().map(|(n, choice)| view! {
                    <li
                        id=format!("pick-{n}") role=item
                        class:active=move || active.get() == n
                        aria-selected=move || search.is_some().then(|| (active.get() == n).to_string())
                        on:pointermove=move |_| if active.get_untracked() != n { active.set(n) }
                        // Not on going down: the list would be gone before the finger is up, and what lies below pressed.
                        on:click=move |_| choose(n)
                    >
                        {choice.service.map(|service| view! { <Glyph service=service/> })}
                        <span class="pick-what">
                            // What is heard is what is seen; the space keeps the two apart for those who hear it.
                            <span>{choice.title}</span>
                            {(!choice.note.is_empty()).then(|| view! { " "<small>{choice.note.clone()}</small> })}
                        </span>
                    </li>
                }).collect_view()}
            </ul>
            <Show when=move || shown.with(Vec::is_empty)><p class="pick-none">{none}</p></Show>
        </div>
    }
}

/// The active line of a long list stays in sight.
fn scroll_to_active(list: &NodeRef<html::Ul>) {
    let Some(list) = list.get_untracked() else { return };
    if let Ok(Some(line)) = list.query_selector(".active") {
        line.scroll_into_view_with_scroll_into_view_options(&{
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            options
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(title: &'static str, words: &'static str) -> Choice {
        Choice { key: title, title, note: String::new(), words: words.to_owned(), service: None }
    }

    #[test]
    fn the_search_prefers_names_and_finds_keywords() {
        let all = [choice("Topic", "sns publish queue"), choice("Queue", "sqs buffer"), choice("Table", "dynamodb")];
        let titles = |typed: &str| found(&all, typed).iter().map(|c| c.title).collect::<Vec<_>>();
        assert_eq!(titles(""), ["Topic", "Queue", "Table"]);
        assert_eq!(titles("QUEUE"), ["Queue", "Topic"]);
        assert_eq!(titles("sqs"), ["Queue"]);
        assert_eq!(titles("nothing"), Vec::<&str>::new());
    }
}
