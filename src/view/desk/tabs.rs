//! Other tabs of this browser: whether one has the same document open, and whether it changed it.

use super::shelf::{SHELF, new_id};
use crate::browser::listen;
use crate::browser::tabs::Channel;
use crate::exchange::shelf::tabs::Tabs;
use crate::view::app::App;
use leptos::prelude::*;

/// The channel on which the tabs talk.
const CHANNEL: &str = "signalbox.tabs";

/// What this tab knows of the others.
pub(super) struct Others {
    tabs: Tabs,
    channel: Option<Channel>,
}

impl Others {
    pub(super) fn new() -> Self {
        Self { tabs: Tabs::new(new_id()), channel: None }
    }

    fn say(&self, text: &str) {
        if let Some(channel) = &self.channel {
            channel.say(text);
        }
    }
}

impl App {
    /// Listens to the other tabs from now on.
    pub(super) fn watch_other_tabs(&self) {
        let app = *self;
        let channel = Channel::join(CHANNEL, move |text| app.hear_other_tab(&text));
        self.desk.others.update_value(|others| others.channel = channel);
        self.tell_other_tabs();
        self.ask_other_tabs();
        // Somebody wrote to the shelf, perhaps what is open here.
        listen::anywhere("storage", move |_| {
            app.desk.shelf.update(|n| *n += 1);
            app.look_for_changes();
        });
        listen::in_document("visibilitychange", move |_| app.ask_other_tabs());
        listen::anywhere("pageshow", move |_| app.ask_other_tabs());
        listen::anywhere("pagehide", move |_| {
            app.desk.others.with_value(|others| others.say(&others.tabs.leave()));
        });
    }

    /// Tells the other tabs what is open here, if that is news.
    pub(super) fn tell_other_tabs(&self) {
        let open = self.desk.current();
        self.desk.others.update_value(|others| {
            if let Some(text) = others.tabs.open(open.as_deref()) {
                others.say(&text);
            }
        });
        self.look_for_changes();
    }

    fn ask_other_tabs(&self) {
        self.desk.others.update_value(|others| {
            let text = others.tabs.ask();
            others.say(&text);
        });
        self.look_for_changes();
    }

    fn hear_other_tab(&self, text: &str) {
        // A page that is being taken down hears nothing any more.
        let heard = self.desk.others.try_update_value(|others| {
            if let Some(answer) = others.tabs.hear(text) {
                others.say(&answer);
            }
        });
        if heard.is_some() {
            self.look_for_changes();
        }
    }

    /// Looks whether the open document is open or was changed elsewhere.
    fn look_for_changes(&self) {
        let desk = &self.desk;
        let twice = desk.others.with_value(|others| others.tabs.twice());
        if twice != desk.twice.get_untracked() {
            desk.twice.set(twice);
            desk.put_off.set(false);
        }
        let kept = desk.current().and_then(|id| SHELF.read(&id));
        let changed = kept.is_some_and(|text| text != desk.text.get_value());
        if changed != desk.changed_elsewhere.get_untracked() {
            desk.changed_elsewhere.set(changed);
            desk.put_off.set(false);
        }
    }
}
