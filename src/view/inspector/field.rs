//! One setting: its name, its value as a control that fits its kind, what it means, and a sentence if it is wrong.

use crate::catalog::{Field, FieldKind};
use crate::model::{Config, Value};
use crate::sim::Span;
use crate::view::parts::glyph::{Sign, humps};
use crate::view::parts::{signs, words};
use leptos::ev;
use leptos::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering};

/// What a row tells its owner: the property, and its new value (`None`: back to the default).
pub type Write = Callback<(&'static str, Option<Value>)>;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A row of the form.
#[component]
pub fn FieldRow(
    /// The declaration.
    field: &'static Field,
    /// The settings it belongs to.
    config: Memo<Config>,
    /// The settings in force, timed changes included, where there are any.
    #[prop(optional_no_strip)]
    force: Option<Memo<Config>>,
    /// What the checks say about this setting; empty: nothing.
    #[prop(optional_no_strip)]
    problem: Option<Memo<String>>,
    /// Where a change goes.
    write: Write,
) -> impl IntoView {
    let id = format!("field-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let (error_id, about_id) = (format!("{id}-error"), format!("{id}-about"));
    let about = RwSignal::new(false);
    let draft = RwSignal::new(None::<String>);
    let value = Memo::new(move |_| config.with(|c| field.effective(c)).map(|v| v.to_string()).unwrap_or_default());
    let set = Memo::new(move |_| config.with(|c| c.get(field.name).is_some()));
    let error = Memo::new(move |_| {
        let typed = draft.with(|d| d.as_ref().and_then(|text| field.parse(text).err()));
        typed.or_else(|| problem.map(|p| p.get()).filter(|text| !text.is_empty())).unwrap_or_default()
    });
    let now = Memo::new(move |_| {
        let force = force?.with(|c| field.effective(c));
        let own = config.with(|c| field.effective(c));
        (force != own).then(|| force.map_or_else(|| "not set".into(), |v| with_unit(&v.to_string(), field)))
    });
    // Another value from elsewhere (undo, another form) replaces what was being typed.
    Effect::new(move |_| {
        value.with(|_| ());
        draft.set(None);
    });
    let commit = move |text: String| match field.parse(&text) {
        Ok(parsed) => {
            draft.set(None);
            if text != value.get_untracked() {
                write.run((field.name, parsed));
            }
        }
        Err(_) => draft.set(Some(text)),
    };
    let reset = move |_| {
        draft.set(None);
        write.run((field.name, None));
    };
    let wide = matches!(field.kind, FieldKind::Text { .. });
    let described = {
        let (error_id, about_id) = (error_id.clone(), about_id.clone());
        move || match (error.with(|e| !e.is_empty()), about.get()) {
            (true, _) => Some(error_id.clone()),
            (_, true) => Some(about_id.clone()),
            _ => None,
        }
    };
    let control = control(field, id.clone(), Draft { value, draft, error }, described, Callback::new(commit), write);
    view! {
        <div class="field" class:wide=wide class:set=move || set.get() data-field=field.name>
            <span class="field-head">
                <button class="field-name" type="button" title=field.help aria-expanded=move || about.get().to_string()
                    aria-label=format!("About {}", field.name) on:click=move |_| about.update(|open| *open = !*open)>
                    {humps(field.name)}
                </button>
                {move || human(field, &value.get()).map(|text| view! { <span class="human">{text}</span> })}
                <Show when=move || field.assumption && !set.get()>
                    <span class="badge" title="The default is a choice of this model, not AWS's figure.">"assumed"</span>
                </Show>
                <Show when=move || set.get()>
                    <button class="field-tool" type="button" on:click=reset
                        aria-label=format!("Reset {}", field.name) title=format!("Back to {}", said_default(field))>
                        <Sign d=signs::RESET/>
                    </button>
                </Show>
            </span>
            {control}
            {move || now.get().map(|now| view! { <p class="field-now">"now " <b>{now}</b> " by a timed event"</p> })}
            <Show when=move || error.with(|e| !e.is_empty())>
                <p class="field-error" id=error_id.clone()>{move || error.get()}</p>
            </Show>
            <Show when=move || about.get()>
                <div class="field-about help" id=about_id.clone()>
                    <p>{field.help}</p>
                    <p>{facts(field)}</p>
                </div>
            </Show>
        </div>
    }
}

/// What is being typed, what stands, and what is wrong with it.
#[derive(Clone, Copy)]
struct Draft {
    value: Memo<String>,
    draft: RwSignal<Option<String>>,
    error: Memo<String>,
}

fn control(
    field: &'static Field,
    id: String,
    text: Draft,
    described: impl Fn() -> Option<String> + Send + Clone + 'static,
    commit: Callback<String>,
    write: Write,
) -> AnyView {
    let Draft { value, draft, error } = text;
    let shown = move || draft.get().unwrap_or_else(|| value.get());
    let invalid = move || error.with(|e| !e.is_empty()).then_some("true");
    let escape = move |ev: ev::KeyboardEvent| {
        if ev.key() == "Escape" && draft.with_untracked(Option::is_some) {
            ev.stop_propagation();
            draft.set(None);
        }
    };
    match field.kind {
        FieldKind::Flag => {
            let on = move || value.get() == "on";
            let flip = move |_| write.run((field.name, Some(Value::Flag(value.get_untracked() != "on"))));
            view! {
                <button class="switch" type="button" role="switch" id=id aria-checked=move || on().to_string()
                    aria-label=field.name aria-describedby=described on:click=flip>
                    <span class="knob"></span>
                </button>
            }
            .into_any()
        }
        FieldKind::Choice(choices) => view! {
            <select class="select" id=id aria-label=field.name aria-describedby=described prop:value=shown
                on:change=move |ev| commit.run(event_target_value(&ev))>
                {choices.iter().map(|word| view! {
                    <option translate="no" value=*word selected=move || value.get() == *word>{*word}</option>
                }).collect_view()}
            </select>
        }
        .into_any(),
        FieldKind::Text { lines: true, .. } => view! {
            <textarea class="area" id=id aria-label=field.name rows="4" spellcheck="false" aria-describedby=described aria-invalid=invalid
                placeholder=placeholder(field) prop:value=shown on:keydown=escape
                on:input=move |ev| draft.set(Some(event_target_value(&ev)))
                on:change=move |ev| commit.run(event_target_value(&ev))></textarea>
        }
        .into_any(),
        FieldKind::Text { .. } => view! {
            <input class="input" id=id type="text" aria-label=field.name spellcheck="false" autocomplete="off" aria-describedby=described
                aria-invalid=invalid placeholder=placeholder(field) prop:value=shown on:keydown=escape
                on:input=move |ev| draft.set(Some(event_target_value(&ev)))
                on:change=move |ev| commit.run(event_target_value(&ev))/>
        }
        .into_any(),
        FieldKind::Whole { .. } | FieldKind::Real { .. } => view! {
            <span class="measure">
                <input class="input" id=id type="text" aria-label=field.name inputmode="decimal" autocomplete="off" aria-describedby=described
                    aria-invalid=invalid placeholder=placeholder(field) prop:value=shown on:keydown=escape
                    on:input=move |ev| draft.set(Some(event_target_value(&ev)))
                    on:change=move |ev| commit.run(event_target_value(&ev))/>
                {(!field.unit.is_empty()).then(|| view! { <span class="unit">{field.unit}</span> })}
            </span>
        }
        .into_any(),
    }
}

fn placeholder(field: &Field) -> &'static str {
    if field.optional() { "not set" } else { "" }
}

fn with_unit(value: &str, field: &Field) -> String {
    if field.unit.is_empty() { value.to_owned() } else { format!("{value} {}", field.unit) }
}

/// A long time in seconds or milliseconds as people would say it: "= 4 d".
fn human(field: &Field, value: &str) -> Option<String> {
    let value: f64 = value.parse().ok()?;
    let span = match field.unit {
        "s" if value >= 120.0 => Span::of_seconds(value),
        "ms" if value >= 10_000.0 => Span::of_millis(value),
        _ => return None,
    };
    Some(format!("= {span}"))
}

fn said_default(field: &Field) -> String {
    match field.preset.value() {
        None => "not set".into(),
        Some(value) => match value.to_string() {
            text if text.is_empty() => "empty".into(),
            text if text.len() > 40 => "the default text".into(),
            text => with_unit(&text, field),
        },
    }
}

/// Range, default and source in a line.
fn facts(field: &Field) -> String {
    let range = match field.kind {
        FieldKind::Flag => String::new(),
        FieldKind::Whole { min, max: i64::MAX } => format!("From {min}. "),
        FieldKind::Whole { min, max } => format!("{min} to {}. ", with_unit(&words::count(max.max(0) as u64), field)),
        FieldKind::Real { min, max } if max >= 1e300 => format!("From {min}. "),
        FieldKind::Real { min, max } => format!("{min} to {}. ", with_unit(&max.to_string(), field)),
        FieldKind::Choice(words) => format!("One of {}. ", words.join(", ")),
        FieldKind::Text { most, .. } => format!("At most {} characters. ", words::count(most as u64)),
    };
    let kind = if field.assumption { " (chosen by this model)" } else { "" };
    let source = if field.source.is_empty() { String::new() } else { format!(" Source: {}.", field.source) };
    format!("{range}Default: {}{kind}.{source}", said_default(field))
}
