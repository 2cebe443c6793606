//! "What if …": the same run with another value of one setting, from the instant on at which the message was made.

use super::in_slices;
use crate::catalog::{Field, FieldKind};
use crate::model::Value;
use crate::playback::{Inquiry, WhatIf as Question};
use crate::story::{Journey, Setting, compare};
use crate::view::app::App;
use leptos::prelude::*;

/// The question and its answer.
#[component]
pub fn WhatIf(setting: Setting, journey: RwSignal<Journey, LocalStorage>) -> impl IntoView {
    let app = App::here();
    let Setting { owner, field, value, .. } = setting;
    if matches!(field.kind, FieldKind::Text { .. }) {
        return ().into_any();
    }
    let typed = RwSignal::new(String::new());
    let answer = RwSignal::new(None::<Result<String, String>>);
    let working = RwSignal::new(false);
    let turn = StoredValue::new(0u64);
    let ask = Callback::new(move |text: String| {
        typed.set(text.clone());
        let parsed = match field.parse(&text) {
            Ok(parsed) => parsed,
            Err(problem) => return answer.set(Some(Err(problem))),
        };
        let (root, was) = journey.with_untracked(|journey| (journey.root, journey.outcome));
        let question = Question { owner: owner.clone(), property: field.name.to_owned(), value: parsed };
        let inquiry = StoredValue::new_local(app.playback(|p| Inquiry::what_if(p.reel(), root, &question)));
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        working.set(true);
        let with = format!("{} {text}", field.name);
        let work = move |more: &mut dyn FnMut() -> bool| inquiry.try_update_value(|i| i.work(more)).unwrap_or(true);
        let done = move || {
            working.set(false);
            answer.set(inquiry.with_value(|i| Some(Ok(compare(&with, &was, &i.outcome())))));
            inquiry.dispose();
        };
        in_slices(work, move || turn.try_get_value() == Some(mine), done);
    });
    let others = others(field, value.as_ref());
    let free = matches!(field.kind, FieldKind::Whole { .. } | FieldKind::Real { .. });
    view! {
        <div class="what-if" role="group" aria-label=format!("What if {} were different", field.name)>
            <span>"What if it were "</span>
            {others.into_iter().map(|other| {
                let text = other.clone();
                view! { <button class="button small" type="button" on:click=move |_| ask.run(text.clone())>{other}</button> }
            }).collect_view()}
            {free.then(|| view! {
                <input class="input tiny" type="text" inputmode="decimal" aria-label="Another value" placeholder="other" prop:value=move || typed.get()
                    on:change=move |ev| ask.run(event_target_value(&ev))/>
            })}
        </div>
        <p class="what-if-answer" role="status" aria-live="polite">
            {move || match (working.get(), answer.get()) {
                (true, _) => view! { <span class="help">"Replaying with that value…"</span> }.into_any(),
                (_, Some(Ok(text))) => view! { <span>{text}</span> }.into_any(),
                (_, Some(Err(problem))) => view! { <span class="field-error">{problem}</span> }.into_any(),
                _ => ().into_any(),
            }}
        </p>
    }
    .into_any()
}

/// Values worth trying: the other words of a choice, the other side of a switch, half and double of a number.
fn others(field: &Field, now: Option<&Value>) -> Vec<String> {
    let said = now.map(ToString::to_string).unwrap_or_default();
    let tries: Vec<String> = match (field.kind, now) {
        (FieldKind::Flag, _) => vec!["on".into(), "off".into()],
        (FieldKind::Choice(words), _) => words.iter().take(6).map(|word| (*word).to_owned()).collect(),
        (FieldKind::Whole { min, max }, Some(Value::Whole(n))) => {
            [n / 2, n + 1, n * 2].iter().filter(|n| (min..=max).contains(*n)).map(ToString::to_string).collect()
        }
        (FieldKind::Whole { min, max }, _) => {
            [min.max(1), min.max(1) * 10].iter().filter(|n| **n <= max).map(ToString::to_string).collect()
        }
        (FieldKind::Real { min, max }, now) => {
            let x = match now {
                Some(Value::Real(x)) => *x,
                Some(Value::Whole(n)) => *n as f64,
                _ => min.max(1.0),
            };
            [x / 2.0, x * 2.0].iter().filter(|x| (min..=max).contains(*x)).map(ToString::to_string).collect()
        }
        (FieldKind::Text { .. }, _) => Vec::new(),
    };
    let mut fresh: Vec<String> = tries.into_iter().filter(|text| *text != said).collect();
    fresh.dedup();
    fresh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::wire_fields::KEY;

    #[test]
    fn numbers_are_tried_at_half_one_more_and_double_within_their_range() {
        let field = Field { kind: FieldKind::Whole { min: 1, max: 5 }, ..KEY.field };
        assert_eq!(others(&field, Some(&Value::Whole(3))), ["1", "4"]);
        assert_eq!(others(&field, None), ["1"]);
    }
}
