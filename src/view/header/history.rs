//! Undo and redo, and the list of steps between them: the buttons say what they would do, the list goes to any step.

use crate::editor::{Command, Verb};
use crate::view::app::App;
use crate::view::parts::glyph::Sign;
use crate::view::parts::popover::Popover;
use crate::view::parts::signs;
use leptos::prelude::*;

/// The steps that there are.
#[derive(Clone, PartialEq, Default)]
struct Steps {
    /// Those that can be made again, the farthest first.
    ahead: Vec<String>,
    /// Those that can be taken back, the latest first.
    behind: Vec<String>,
}

/// The buttons and the list.
#[component]
pub fn History() -> impl IntoView {
    let app = App::here();
    let steps = Memo::new(move |_| {
        app.editor.with(|editor| {
            if editor.locked() {
                return Steps::default();
            }
            let history = editor.history();
            let mut ahead: Vec<String> = history.names_ahead().map(str::to_owned).collect();
            ahead.reverse();
            Steps { ahead, behind: history.names().map(str::to_owned).collect() }
        })
    });
    let back = Signal::derive(move || steps.with(|s| s.behind.first().cloned()));
    let forth = Signal::derive(move || steps.with(|s| s.ahead.last().cloned()));
    view! {
        <div class="group" role="group" aria-label="History">
            <Way verb=Verb::Undo name="Undo" sign=signs::UNDO step=back/>
            <Way verb=Verb::Redo name="Redo" sign=signs::REDO step=forth/>
            <List steps/>
        </div>
    }
}

/// Undo or redo, with the name of the step.
#[component]
fn Way(verb: Verb, name: &'static str, sign: &'static str, step: Signal<Option<String>>) -> impl IntoView {
    let app = App::here();
    let label = move || step.get().map_or_else(|| name.to_owned(), |step| format!("{name}: {step}"));
    let title = move || {
        step.get().map_or_else(|| format!("Nothing to {}", name.to_lowercase()), |step| format!("{name}: {step}"))
    };
    view! {
        <button class="button icon" type="button" aria-label=label title=title disabled=move || step.with(Option::is_none)
            on:click=move |_| app.run(Command::Verb(verb))><Sign d=sign/></button>
    }
}

/// The list of steps, in a popover: a click goes to the design as it was after that step.
#[component]
fn List(steps: Memo<Steps>) -> impl IntoView {
    let app = App::here();
    let popover =
        Popover::menu(".history-place", "history-button", ".history [aria-checked=true]", ".history [role^=menuitem]");
    let empty = move || steps.with(|s| s.ahead.is_empty() && s.behind.is_empty());
    view! {
        <div class="menu-place history-place" on:focusout=move |ev| popover.left(&ev)>
            <button class="button icon" id="history-button" type="button" aria-label="Steps" title="All steps"
                aria-haspopup="menu" aria-expanded=move || popover.expanded() disabled=empty on:click=move |_| popover.toggle()>
                <Sign d=signs::DOWN/>
            </button>
            <Show when=move || popover.is_open()>
                <div class="menu history scroll" role="menu" aria-label="Steps" on:keydown=move |ev| popover.key(&ev)>
                    {move || rows(&steps.get()).into_iter().map(|(by, name)| view! {
                        <button type="button" role="menuitemradio" aria-checked=(by == 0).to_string() class:undone={by > 0}
                            on:click=move |_| { app.hand(|editor| editor.go(by)); popover.close(); }>
                            {name}
                            {(by == 0).then(|| view! { <span class="chord">"now"</span> })}
                        </button>
                    }).collect_view()}
                </div>
            </Show>
        </div>
    }
}

/// The rows from the farthest step ahead down to the beginning: how many steps away each is, and its name.
fn rows(steps: &Steps) -> Vec<(i32, String)> {
    let ahead = steps.ahead.len() as i32;
    let beginning = std::iter::once("As it was opened".to_owned());
    let names = steps.ahead.iter().cloned().chain(steps.behind.iter().cloned()).chain(beginning);
    (0i32..).map(|n| ahead - n).zip(names).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_count_from_the_present_step() {
        let texts = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let steps = Steps { ahead: texts(&["third"]), behind: texts(&["second", "first"]) };
        let rows = rows(&steps);
        let shown: Vec<(i32, &str)> = rows.iter().map(|(by, name)| (*by, name.as_str())).collect();
        assert_eq!(shown, [(1, "third"), (0, "second"), (-1, "first"), (-2, "As it was opened")]);
    }
}
