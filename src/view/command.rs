//! From commands to what they do: the one place that interprets the list of actions for the page.

use super::app::App;
use super::embed;
use super::ui::{Dialog, Drawer, Sheet, Tab, Theme};
use crate::browser::{clock, focus};
use crate::catalog::permission::denied_by;
use crate::editor::{Command, Edit, Owner, Panel, Tool, Transport, Verb};
use crate::model::{Wire, WireId};
use crate::playback::Moment;
use crate::sim::Time;
use leptos::prelude::*;

/// The speeds that the buttons go through.
pub const SPEEDS: [f64; 16] =
    [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0];

/// Where the focus goes when no node is selected, the first that is there: the outline, which covers the canvas; the frame or
/// note that is selected; where the keyboard comes in; the canvas itself.
const WAYS_BACK: [&str; 4] =
    [".outline h2", ".stage .remark.selected", ".stage :is(.node, .remark)[tabindex=\"0\"]", ".stage"];

/// Whether this page can carry out a command; menus and lists leave out those that it cannot.
pub fn offered(command: Command) -> bool {
    !embed::withholds(command)
}

impl App {
    /// Carries out a command.
    pub fn run(&self, command: Command) {
        match command {
            // A sheet lies over everything: it goes first.
            Command::Verb(Verb::Escape) if self.ui.sheet.with_untracked(Option::is_some) => self.ui.sheet.set(None),
            Command::Verb(Verb::Inspect) => self.go_into_inspector(),
            Command::Verb(verb @ (Verb::QuickAdd(_) | Verb::Wire(_) | Verb::Ports)) => {
                // They go on on the canvas, which a sheet covers.
                self.ui.sheet.set(None);
                self.hand(|editor| editor.run(verb));
            }
            Command::Verb(verb) => self.hand(|editor| editor.run(verb)),
            Command::Transport(transport) => self.transport(transport),
            Command::Panel(panel) => self.panel(panel),
        }
    }

    /// Opens the selection in the inspector and gives it the focus; Esc there goes back to the canvas.
    fn go_into_inspector(&self) {
        let wiring = self.editor.with_untracked(|editor| matches!(editor.tool(), Tool::Wiring(_)));
        self.hand(|editor| editor.run(Verb::Inspect));
        let one =
            self.editor.with_untracked(|e| e.selection().only_node().is_some() || e.selection().only_wire().is_some());
        if one && !wiring {
            self.ui.inspector.set(true);
            clock::later(30, || {
                focus::give_first(".inspector .tab[aria-selected=true], .inspector .subject .link");
            });
        }
    }

    /// Opens a list in the drawer and gives it the focus, or closes it; Esc there closes it too.
    pub fn toggle_drawer(&self, which: Drawer) {
        let opens = self.ui.drawer.with_untracked(|open| *open != Some(which));
        self.ui.drawer.set(opens.then_some(which));
        if opens {
            self.go_into_drawer();
        }
    }

    /// Gives the heading of the drawer the focus, as soon as it is there.
    pub fn go_into_drawer(&self) {
        clock::later(30, || {
            focus::give_first(".drawer-head h2");
        });
    }

    /// Gives the focus back to the canvas: to the selected node, or to where the keyboard comes in.
    pub fn go_to_canvas(&self) {
        let node = self.editor.with_untracked(|editor| {
            let wire = editor.selection().only_wire().and_then(|id| editor.diagram().wires.get(id));
            editor.selection().only_node().cloned().or_else(|| wire.map(|wire| wire.from.clone()))
        });
        match node {
            Some(node) => self.ui.focus.set(Some(node)),
            None => clock::later(0, || {
                WAYS_BACK.into_iter().any(focus::give_first);
            }),
        }
    }

    fn transport(&self, transport: Transport) {
        match transport {
            Transport::PlayPause if self.live.with_untracked(|live| live.playing) => self.pause(),
            Transport::PlayPause => self.play(),
            Transport::Reset => self.reset(),
            Transport::ToStart => self.seek_moment(Moment { at: Time::START, events: Some(0) }),
            Transport::StepForward => self.step(),
            Transport::Faster => self.change_speed(1),
            Transport::Slower => self.change_speed(-1),
            Transport::SkipIdle => self.skip(),
            Transport::NewSeed => {
                self.edit(Edit::SetSeed(clock::chance() % 1_000_000));
            }
            Transport::StepBack => self.step_back(),
            Transport::ToEnd => self.seek_moment(self.playback(|playback| playback.reel().end())),
        }
    }

    /// The next higher (+1) or lower (-1) of the usual speeds.
    fn change_speed(&self, by: i32) {
        let now = self.live.with_untracked(|live| live.speed);
        let next = next_speed(now, by);
        self.set_speed(next);
        self.ui.announce(format!("Speed {next} ×"));
    }

    fn panel(&self, panel: Panel) {
        let ui = &self.ui;
        let toggle = |which: Drawer| self.toggle_drawer(which);
        match panel {
            Panel::CommandList => ui.dialog.set(Some(Dialog::Commands)),
            Panel::Help => ui.dialog.set(Some(Dialog::Help)),
            Panel::FindService => {
                if ui.narrow.get_untracked() {
                    ui.sheet.set(Some(Sheet::Palette));
                }
                clock::later(0, || {
                    focus::give(super::palette::SEARCH_FIELD);
                });
            }
            Panel::FindNode => ui.dialog.set(Some(Dialog::FindNode)),
            Panel::Inspector => {
                if ui.narrow.get_untracked() {
                    ui.sheet.update(|s| *s = if *s == Some(Sheet::Inspector) { None } else { Some(Sheet::Inspector) });
                } else {
                    ui.inspector.update(|shown| *shown = !*shown);
                }
            }
            Panel::Minimap => ui.minimap.update(|shown| *shown = !*shown),
            Panel::Events => toggle(Drawer::Events),
            Panel::Batch => ui.dialog.set(Some(Dialog::Batch)),
            Panel::Moments => toggle(Drawer::Moments),
            Panel::Costs => toggle(Drawer::Costs),
            Panel::AssumePermissions => self.assume_permissions(),
            Panel::Fidelity => ui.dialog.set(Some(Dialog::Fidelity)),
            Panel::Bookmark => self.add_bookmark(),
            Panel::NextMoment => self.turn_page(1),
            Panel::PreviousMoment => self.turn_page(-1),
            Panel::ShareMoment => self.copy_moment(),
            Panel::Journey => toggle(Drawer::Journey),
            Panel::FindMessages => toggle(Drawer::Find),
            Panel::Problems => toggle(Drawer::Problems),
            Panel::Metrics => {
                ui.tab.set(Tab::Metrics);
                ui.inspector.set(true);
                if self.editor.with_untracked(|editor| editor.selection().only_node().is_none()) {
                    ui.say("Select a node: its metrics are in the inspector.");
                } else if ui.narrow.get_untracked() {
                    ui.sheet.set(Some(Sheet::Inspector));
                }
            }
            Panel::Theme => {
                let next = if ui.dark.get_untracked() { Theme::Light } else { Theme::Dark };
                ui.theme.set(next);
            }
            Panel::Projector => ui.theme.update(|theme| {
                *theme = if *theme == Theme::Projector { Theme::System } else { Theme::Projector };
            }),
            Panel::Voice => ui.voice.set_quiet(!ui.voice.quiet.get_untracked()),
            Panel::New => self.new_design(),
            Panel::Open => ui.dialog.set(Some(Dialog::Gallery)),
            Panel::Documents => ui.dialog.set(Some(Dialog::Documents)),
            Panel::Versions => ui.dialog.set(Some(Dialog::Versions)),
            Panel::Save => self.save_file(),
            Panel::Share => ui.dialog.set(Some(Dialog::Share)),
            Panel::ExportPicture => self.save_picture(),
            Panel::ExportPng => self.save_png(),
            Panel::Record => ui.dialog.set(Some(Dialog::Record)),
            Panel::Print => crate::browser::paper::print(),
            Panel::Present => self.present(!ui.present.get_untracked()),
            Panel::Laser => ui.laser.update(|on| *on = !*on),
            Panel::Code => self.show_code(),
            Panel::Outline => ui.outline.update(|shown| *shown = !*shown),
        }
    }
}

impl App {
    /// Grants every permission that is missing, as one step.
    fn assume_permissions(&self) {
        let edits: Vec<Edit> = self.editor.with_untracked(|editor| {
            let wires = editor.diagram().wires.iter();
            let grant = |(id, wire): (&WireId, &std::sync::Arc<Wire>)| {
                let owner = Owner::Wire(id.clone());
                let fields = denied_by(&wire.config).into_iter();
                fields
                    .map(move |field| Edit::SetConfig { owner: owner.clone(), field: field.to_owned(), value: None })
                    .collect::<Vec<_>>()
            };
            wires.flat_map(grant).collect()
        });
        let missing = edits.len();
        if missing == 0 {
            return self.ui.say("No permission is missing.");
        }
        if self.edit(Edit::All { name: "Assume permissions".to_owned(), edits }) {
            self.ui.say(format!("Granted: {}.", crate::view::parts::words::many(missing, "permission")));
        }
    }
}

/// The next of the usual speeds above or below.
fn next_speed(now: f64, by: i32) -> f64 {
    // A speed between two usual ones goes to the nearer in the direction.
    let up = SPEEDS.iter().copied().find(|s| *s > now * 1.001);
    let down = SPEEDS.iter().rev().copied().find(|s| *s < now * 0.999);
    if by > 0 { up.unwrap_or(SPEEDS[SPEEDS.len() - 1]) } else { down.unwrap_or(SPEEDS[0]) }
}

#[cfg(test)]
mod tests {
    use super::next_speed;

    #[test]
    fn speeds_go_up_and_down_by_the_usual_steps_and_stop_at_the_ends() {
        assert_eq!(
            [next_speed(1.0, 1), next_speed(1.0, -1), next_speed(7.0, 1), next_speed(7.0, -1)],
            [2.0, 0.5, 10.0, 5.0]
        );
        assert_eq!([next_speed(1000.0, 1), next_speed(0.01, -1)], [1000.0, 0.01]);
    }
}
