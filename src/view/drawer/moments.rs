//! Bookmarked moments, in the order of a talk: each with its caption; go there, reorder, remove.

use crate::editor::Edit;
use crate::model::Bookmark;
use crate::sim::Time;
use crate::view::app::App;
use crate::view::parts::glyph::Sign;
use crate::view::parts::signs;
use leptos::prelude::*;

/// The list.
#[component]
pub fn Moments() -> impl IntoView {
    let app = App::here();
    let all = Memo::new(move |_| app.editor.with(|e| e.diagram().bookmarks.clone()));
    view! {
        <div class="moments scroll">
            <p class="moments-tools">
                <button class="button small" type="button" on:click=move |_| app.add_bookmark()><Sign d=signs::PLUS/> "Bookmark this moment"</button>
                <button class="button small quiet" type="button" on:click=move |_| app.turn_page(-1)>"Previous"</button>
                <button class="button small quiet" type="button" on:click=move |_| app.turn_page(1)>"Next"</button>
                <span class="help">"Page Up and Page Down go through the talk, as a clicker does."</span>
            </p>
            <ol>
                {move || {
                    let last = all.with(Vec::len).saturating_sub(1);
                    all.get().into_iter().enumerate().map(|(n, bookmark)| view! { <Line n last bookmark/> }).collect_view()
                }}
            </ol>
            <p class="help nothing" hidden=move || !all.with(Vec::is_empty)>
                "No moment is bookmarked. Go to one with the timeline, select what you want to show, and bookmark it: time, view and message are kept, in the design and in its link."
            </p>
        </div>
    }
}

impl App {
    /// Bookmarks this moment; the caption is for the person to write, and nothing is shown until then.
    pub fn add_bookmark(&self) {
        let n = self.editor.with_untracked(|e| e.diagram().bookmarks.len());
        let bookmark = self.bookmark(String::new());
        if self.edit(Edit::AddBookmark(bookmark)) {
            self.ui.bookmark.set(Some(n));
            self.ui.drawer.set(Some(crate::view::ui::Drawer::Moments));
            crate::browser::clock::later(30, move || {
                crate::browser::focus::give(&format!("moment-{n}"));
            });
        }
    }
}

#[component]
fn Line(n: usize, last: usize, bookmark: Bookmark) -> impl IntoView {
    let app = App::here();
    let here = move || app.ui.bookmark.get() == Some(n);
    let (at, caption) = (Time(bookmark.at).to_string(), bookmark.caption.clone());
    let name = if caption.is_empty() { format!("moment {}", n + 1) } else { caption.clone() };
    let rename = move |ev| {
        app.edit(Edit::ChangeBookmark(n, Bookmark { caption: event_target_value(&ev), ..bookmark.clone() }));
    };
    let move_to = move |to: usize| {
        app.edit(Edit::MoveBookmark { from: n, to });
        app.ui.bookmark.set(Some(to));
    };
    view! {
        <li class="moment" class:here=here>
            <button class="button small" type="button" aria-label=format!("{at}: go to {name}") on:click=move |_| app.visit(n)><span class="number">{at.clone()}</span></button>
            <input class="input" id=format!("moment-{n}") type="text" aria-label=format!("Caption {}", n + 1)
                placeholder=format!("Moment {}", n + 1) prop:value=caption on:change=rename/>
            <button class="button icon small quiet" type="button" aria-label=format!("Earlier: {name}") disabled={n == 0}
                on:click=move |_| move_to(n.saturating_sub(1))><Sign d=signs::UP/></button>
            <button class="button icon small quiet" type="button" aria-label=format!("Later: {name}") disabled={n == last}
                on:click=move |_| move_to(n + 1)><Sign d=signs::DOWN/></button>
            <button class="button icon small quiet" type="button" aria-label=format!("Remove {name}")
                on:click=move |_| { app.edit(Edit::RemoveBookmark(n)); }><Sign d=signs::BIN/></button>
        </li>
    }
}

/// The caption of the moment that is shown, over the canvas, until the run moves on.
#[component]
pub fn Caption() -> impl IntoView {
    let app = App::here();
    Effect::new(move |_| {
        if app.live.with(|live| live.playing) {
            app.ui.bookmark.set(None);
        }
    });
    let shown = Memo::new(move |_| {
        let n = app.ui.bookmark.get()?;
        app.editor.with(|e| e.diagram().bookmarks.get(n).map(|b| b.caption.clone())).filter(|text| !text.is_empty())
    });
    move || shown.get().map(|text| view! { <p class="caption">{text}</p> })
}
