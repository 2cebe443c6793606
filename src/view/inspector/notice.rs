//! The amber box: what is going on, in one sentence, with the rule behind it.

use crate::sim::Notice;
use crate::view::app::App;
use crate::view::embed;
use crate::view::ui::Tab;
use leptos::prelude::*;

/// The box; nothing while there is nothing to explain.
#[component]
pub fn NoticeBox(
    /// What to say.
    notice: Memo<Option<Notice>>,
) -> impl IntoView {
    let app = App::here();
    move || {
        notice.get().filter(|_| !embed::hides_answers()).map(|Notice { title, text, rule }| {
            view! {
                <p class="notice" role="note">
                    <b>{title}</b> " " {text} " "
                    <button class="link rule" type="button" on:click=move |_| app.ui.tab.set(Tab::Why)>
                        {if rule.is_empty() { "Why?".to_owned() } else { format!("{rule} · why?") }}
                    </button>
                </p>
            }
        })
    }
}
