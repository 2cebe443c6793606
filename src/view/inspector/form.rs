//! A form, derived from a list of fields: what belongs together under one heading, what does not apply now left out.

use super::field::{FieldRow, Write};
use crate::catalog::Field;
use crate::model::Config;
use leptos::prelude::*;

/// What is wrong with settings, by property.
pub type Complaints = Memo<Vec<(String, String)>>;

/// The form. Fields without a group come first and open; each group can be opened, and is from the start if something in
/// it was set.
#[component]
pub fn Form(
    /// The fields, in order.
    fields: Vec<&'static Field>,
    /// The settings.
    config: Memo<Config>,
    /// The settings in force, timed changes included, where there are any.
    #[prop(optional_no_strip)]
    force: Option<Memo<Config>>,
    /// What the checks say, by property.
    #[prop(optional_no_strip)]
    complaints: Option<Complaints>,
    /// Where a change goes.
    write: Write,
) -> impl IntoView {
    let mut groups: Vec<(&'static str, Vec<&'static Field>)> = Vec::new();
    for field in &fields {
        match groups.iter_mut().find(|(name, _)| *name == field.group) {
            Some((_, members)) => members.push(field),
            None => groups.push((field.group, vec![field])),
        }
    }
    // Open fields first, wherever the declaration has them.
    groups.sort_by_key(|(name, _)| !name.is_empty());
    let siblings: StoredValue<Vec<Field>> = StoredValue::new(fields.iter().map(|f| **f).collect());
    let row = move |field: &'static Field| {
        let visible = Memo::new(move |_| config.with(|c| siblings.with_value(|all| field.visible(c, all))));
        let problem = complaints.map(|all| {
            Memo::new(move |_| {
                all.with(|all| all.iter().find(|(name, _)| name == field.name).map(|(_, text)| text.clone()))
                    .unwrap_or_default()
            })
        });
        view! {
            <Show when=move || visible.get()>
                <FieldRow field config force problem write/>
            </Show>
        }
    };
    groups
        .into_iter()
        .map(|(name, members)| {
            let touched = config.with_untracked(|c| members.iter().any(|f| c.get(f.name).is_some()));
            let rows = members.into_iter().map(row).collect_view();
            if name.is_empty() {
                view! { <div class="fields">{rows}</div> }.into_any()
            } else {
                view! { <details class="fields" open=touched><summary>{name}</summary>{rows}</details> }.into_any()
            }
        })
        .collect_view()
}
