//! The rehearsal: a worker opens the first design before the page does.
//!
//! Browsers compile a function of the program when it is first called, where it is called, and that takes most of the time that
//! opening the first design takes. But a page and its workers share what was compiled: so a worker does the same things
//! once while the page builds its panels, and afterwards they take the page a fraction of the time.

use super::live::{Board, Live};
use crate::batch::wire::{Errand, Word};
use crate::browser::clock;
use crate::browser::worker::Helper;
use crate::catalog::assemble;
use crate::editor::Editor;
use crate::exchange;
use crate::model::Diagram;
use crate::playback::Playback;
use crate::services::CATALOG;
use wasm_bindgen::JsValue;

/// Milliseconds after which the page opens the design without a rehearsal: the start has waited long enough.
const PATIENCE: i32 = 1_500;
/// What is played: so many frames of so many milliseconds.
const FRAMES: usize = 10;
const FRAME: f64 = 100.0;

/// Waits until a worker has opened this document or link once. It comes back soon in any case: what a worker could not do, the
/// page does without.
pub async fn of(text: String) {
    let errand = serde_json::to_string(&Errand::Rehearsal(text)).unwrap_or_default();
    let mut helper = None;
    clock::until(|then| {
        // Whoever comes first ends the waiting; who comes later ends nothing.
        let over = || {
            let then = then.clone();
            move || drop(then.call0(&JsValue::UNDEFINED))
        };
        let (done, failed) = (over(), over());
        let hear = move |text: String| {
            if !matches!(serde_json::from_str(&text), Ok(Word::Ready)) {
                done();
            }
        };
        helper = Helper::first(hear, move |_| failed());
        match &helper {
            Some(helper) => {
                helper.say(&errand);
                clock::later(PATIENCE, over());
            }
            None => over()(),
        }
    })
    .await;
    if let Some(helper) = helper {
        helper.end();
    }
}

/// In the worker: opens a document or link as the page will, and plays a little of it. What is wrong with it is the page's business.
pub fn perform(text: &str) {
    let Ok(loaded) = exchange::load(text, &CATALOG) else { return };
    let mut editor = Editor::new(Diagram::default(), CATALOG);
    editor.open(loaded.diagram);
    editor.fit_all();
    let _ = editor.problems();
    let _ = exchange::write(editor.diagram(), &CATALOG);
    let mut playback = Playback::new(assemble(&Diagram::default(), &CATALOG));
    playback.reset(assemble(editor.diagram(), &CATALOG));
    let (_, mut board) = (Live::of(&mut playback), Board::default());
    board.refresh(&playback);
    playback.play();
    for _ in 0..FRAMES {
        playback.frame(FRAME, &mut || true);
        let _ = Live::of(&mut playback);
        board.refresh(&playback);
    }
}
