//! The chosen step: the rule in a sentence, the setting that decided, and what another value would have changed.

use super::what_if::WhatIf;
use crate::editor::Subject;
use crate::playback::Owner;
use crate::story::{Journey, Step, owner_name};
use crate::view::app::App;
use crate::view::inspector::show_setting;
use crate::view::meaning::Meaning;
use crate::view::parts::glyph::Mark;
use leptos::prelude::*;

/// All there is to say of a step.
#[component]
pub fn Detail(step: Step, journey: RwSignal<Journey, LocalStorage>) -> impl IntoView {
    let app = App::here();
    let Step { at, since, node, name, kind, text, rule, fact, setting, message, .. } = step;
    let place = Subject::Node(node);
    let root = journey.with_untracked(|journey| journey.root);
    let about = message.filter(|m| *m != root).map(|m| format!(", message {m}"));
    view! {
        <section class="why-step">
            <h3><Mark meaning=Meaning::of(kind)/> {text}</h3>
            <p class="help">
                <button class="link" type="button" translate="no" on:click=move |_| app.inspect(&place)>{name}</button>
                {format!(" at {at}, {since} after the first step")} {about} ". "
                <button class="link" type="button" title="Go to this instant of the run" on:click=move |_| app.seek(at)>"Go there"</button>
            </p>
            {(!rule.is_empty()).then(|| view! {
                <p class="why-rule"><span class="rule">{rule}</span> " " {fact.unwrap_or("The rule is in the fact sheet of this service.")}</p>
            })}
            {setting.map(|setting| {
                let owner = app.editor.with_untracked(|editor| owner_name(&setting.owner, editor.diagram()));
                let (field, subject) = (setting.field, subject_of(&setting.owner));
                let value = setting.value.as_ref().map_or_else(|| "not set".to_owned(), ToString::to_string);
                let unit = if field.unit.is_empty() { String::new() } else { format!(" {}", field.unit) };
                let note = match (setting.default, field.assumption) {
                    (true, true) => " (the default, our assumption)",
                    (true, false) => " (the default)",
                    _ => "",
                };
                view! {
                    <div class="why-setting">
                        <p>
                            <button class="link mono" type="button" title="Show this setting"
                                on:click=move |_| { app.inspect(&subject); show_setting(app, field.name); } translate="no">{field.name}</button>
                            " = " <b class="number">{value}{unit}</b> {note} " of " {owner} "."
                        </p>
                        <p class="help">{field.help}</p>
                        <WhatIf setting journey/>
                    </div>
                }
            })}
        </section>
    }
}

fn subject_of(owner: &Owner) -> Subject {
    match owner {
        Owner::Node(id) => Subject::Node(id.clone()),
        Owner::Wire(id) => Subject::Wire(id.clone()),
    }
}
