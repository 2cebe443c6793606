//! The messages of the family: which was made from which, what is in each, how it ended.

use crate::story::{Journey, Member};
use crate::view::meaning::Meaning;
use crate::view::parts::glyph::Mark;
use leptos::prelude::*;

/// The family as a tree.
#[component]
pub fn Family(journey: RwSignal<Journey, LocalStorage>) -> impl IntoView {
    let open = RwSignal::new(None::<u64>);
    let row = move |member: Member| {
        let Member { serial, depth, name, at, body, attributes, state, kind, parent, .. } = member;
        let is_open = move || open.get() == Some(serial);
        let made = parent.map(|p| format!(" from message {p}")).unwrap_or_default();
        let content = move || {
            let text = match body.json() {
                Some(json) => serde_json::to_string_pretty(json).unwrap_or_default(),
                None => body.text().to_owned(),
            };
            let attributes = attributes.clone();
            view! {
                <div class="held-content">
                    <pre class="scroll" tabindex="0">{text}</pre>
                    {(attributes.bytes() > 0).then(|| view! {
                        <dl class="attributes" translate="no">
                            {attributes.iter().map(|(name, a)| view! {
                                <dt>{name.clone()}</dt><dd>{a.string_value.clone()} " " <span class="help">{a.data_type.clone()}</span></dd>
                            }).collect_view()}
                        </dl>
                    })}
                </div>
            }
        };
        view! {
            <li class="held" style:margin-left=format!("{}px", depth.min(6) * 14)>
                <button class="held-line" type="button" aria-expanded=move || is_open().to_string()
                    title=format!("Made at {name}{made} at {at}")
                    on:click=move |_| open.update(|o| *o = if *o == Some(serial) { None } else { Some(serial) })>
                    <Mark meaning=Meaning::of(kind)/>
                    <span class="held-name">{format!("{serial} · {name}")}</span>
                    <span class="held-state number">{state}</span>
                </button>
                <Show when=is_open>{content.clone()}</Show>
            </li>
        }
    };
    view! {
        <section class="why-family">
            <h3 class="heading">"The message and what was made from it"</h3>
            <ul>{move || journey.with(|journey| journey.members.clone()).into_iter().map(row).collect_view()}</ul>
        </section>
    }
}
