//! Building the page in slices. While the page starts, what stands in a [`Later`] is built after the rest, and the browser
//! gets its turn between two of them: on a slow processor the start is many short tasks, not one that holds everything up
//! for a second. Afterwards a `Later` is built at once, like anything else.

use super::app::App;
use crate::browser::{clock, frame};
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use std::collections::VecDeque;

/// Milliseconds after which the browser gets its turn. A processor four times slower than this one is still well within the
/// 50 that a person does not notice.
const TURN: f64 = 6.0;

/// What is still to be done before the page is whole.
#[derive(Clone, Copy)]
pub struct Slices {
    waiting: StoredValue<VecDeque<Slice>, LocalStorage>,
    /// How many will still come to wait, and whether somebody is at work meanwhile.
    expected: StoredValue<usize, LocalStorage>,
    building: StoredValue<bool, LocalStorage>,
    /// Whether all of the page is there.
    pub whole: RwSignal<bool>,
}

/// Something to be done, as a part of whoever asked for it.
struct Slice(Owner, Box<dyn FnOnce()>);

impl Slices {
    /// Of a page that is whole: nothing waits.
    pub fn new() -> Self {
        Self {
            waiting: StoredValue::new_local(VecDeque::new()),
            expected: StoredValue::new_local(0),
            building: StoredValue::new_local(false),
            whole: RwSignal::new(true),
        }
    }

    /// From now on things wait; they are done as soon as the browser is free, in the order of asking.
    pub fn begin(self) {
        self.whole.set(false);
        spawn_local(self.build());
    }

    /// Does something in a task of its own; at once, if the page is whole.
    pub fn later(self, act: impl FnOnce() + 'static) {
        match Owner::current() {
            Some(owner) if !self.whole.get_untracked() => {
                self.waiting.update_value(|waiting| waiting.push_back(Slice(owner, Box::new(act))));
            }
            _ => act(),
        }
    }

    /// Does something once all of the page is there.
    pub fn when_whole(self, act: impl FnOnce() + 'static) {
        let mut act = Some(act);
        Effect::new(move |_| {
            if self.whole.get()
                && let Some(act) = act.take()
            {
                act();
            }
        });
    }

    /// Does something in a task of its own, when something else is over. The page is not whole before.
    pub fn after(self, first: impl Future<Output = ()> + 'static, act: impl FnOnce() + 'static) {
        let Some(owner) = Owner::current() else { return };
        self.expected.update_value(|expected| *expected += 1);
        spawn_local(async move {
            first.await;
            self.expected.update_value(|expected| *expected -= 1);
            self.waiting.update_value(|waiting| waiting.push_back(Slice(owner, Box::new(act))));
            if !self.building.get_value() {
                self.build().await;
            }
        });
    }

    async fn build(self) {
        self.building.set_value(true);
        loop {
            clock::turn().await;
            let began = clock::now();
            while clock::now() - began < TURN {
                let Some(Slice(owner, act)) = self.waiting.try_update_value(VecDeque::pop_front).flatten() else {
                    if self.expected.get_value() == 0 {
                        return self.end().await;
                    }
                    // Who is expected goes on.
                    return self.building.set_value(false);
                };
                owner.with(act);
                // What hangs on it is a part of it.
                tick().await;
            }
        }
    }

    /// All is built: the still frame that the page opened with goes when everybody has done what the whole page was needed for.
    async fn end(self) {
        // Who watches sizes hears of them at the end of a frame.
        clock::frame().await;
        clock::turn().await;
        self.whole.set(true);
        tick().await;
        frame::remove();
    }
}

impl Default for Slices {
    fn default() -> Self {
        Self::new()
    }
}

/// A part of the page that may be built a moment later than the rest.
#[component]
pub fn Later(
    /// The part.
    children: Children,
) -> impl IntoView {
    let slices = App::here().ui.slices;
    if slices.whole.get_untracked() {
        return children();
    }
    let turn = RwSignal::new(false);
    // What it was a part of may be gone again by then.
    slices.later(move || {
        turn.try_set(true);
    });
    let mut build = Some(children);
    // Built once: what it reads while it is built is its own business.
    (move || turn.get().then(|| build.take().map(|build| untrack(build)))).into_any()
}
