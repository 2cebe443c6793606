//! What an action is: one value from which the menu, the shortcut, the command list and the help are made.

use super::actions::ACTIONS;
use super::edit::End;
use super::keys::{Chord, Focus, KeyPress, Scope};
use super::order::{Axis, Direction};
use super::{Editor, OnlyWith, Tool};

/// A command that a person can give.
pub struct Action {
    /// Its name in settings and tests, never changed: `undo`.
    pub id: &'static str,
    /// What the menu says: "Undo".
    pub name: &'static str,
    /// One sentence for the tooltip and the help.
    pub hint: &'static str,
    /// More words under which the command list finds it.
    pub keywords: &'static str,
    /// The chords that give it, the one to show first.
    pub keys: &'static [Chord],
    /// The chords that give it while a run is being presented, before all others: those of a clicker, mostly.
    pub shows: &'static [Chord],
    /// The heading in the help.
    pub group: Group,
    /// Where its keys work.
    pub scope: Scope,
    /// Whether a key that is held down gives it again and again.
    pub repeats: bool,
    /// Whether the browser turns its keys into an event of its own (copy, cut, paste); the page acts on that event, and
    /// [`action_for`] leaves the keys alone.
    pub native: bool,
    /// When it can be given.
    pub needs: OnlyWith,
    /// What it does.
    pub command: Command,
}

/// The headings of the help, in order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[allow(missing_docs)]
pub enum Group {
    Run,
    Edit,
    Arrange,
    View,
    Panels,
    Document,
}

impl Group {
    /// All headings, in order.
    pub const ALL: [Group; 6] = [Group::Run, Group::Edit, Group::Arrange, Group::View, Group::Panels, Group::Document];

    /// The heading.
    pub const fn title(self) -> &'static str {
        match self {
            Group::Run => "Run",
            Group::Edit => "Edit",
            Group::Arrange => "Arrange",
            Group::View => "View",
            Group::Panels => "Panels",
            Group::Document => "Document",
        }
    }
}

/// What an action does, and who does it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// The editor: [`Editor::run`].
    Verb(Verb),
    /// The playback.
    Transport(Transport),
    /// The page's panels and dialogs.
    Panel(Panel),
}

/// What the editor does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verb {
    /// Takes the last step back.
    Undo,
    /// Takes it again.
    Redo,
    /// Puts the selection on the clipboard.
    Copy,
    /// Puts it on the clipboard and deletes it.
    Cut,
    /// Brings in what is on the clipboard.
    Paste,
    /// Copies the selection next to itself.
    Duplicate,
    /// Deletes the selection; `heal`: and joins what was before and after it.
    Delete {
        /// Whether the gap is closed.
        heal: bool,
    },
    /// Selects everything.
    SelectAll,
    /// Keeps what is selected while the keyboard goes on, or lets go of it.
    Keep,
    /// Leaves the drag, then the tool, then the selection.
    Escape,
    /// Moves the selection, or in browse mode goes to the neighbour.
    Arrow(Direction, Stride),
    /// Aligns the selected nodes at their outermost edge in this direction.
    Align(Direction),
    /// Puts the middles of the selected nodes in one line.
    Centre(Axis),
    /// Makes the gaps between the selected nodes even.
    Distribute(Axis),
    /// Lays the whole design out anew.
    LayOut,
    /// Offers services for a new node, joined to the selected one, on this side of it.
    QuickAdd(Direction),
    /// Begins a wire at the selected node; `end` is the end that is looked for.
    Wire(End),
    /// A new note, to be written on at once.
    AddNote,
    /// A new frame around the selection, to be given a title at once.
    AddFrame,
    /// Takes the selected frames away; what lies in them stays.
    Unframe,
    /// Gives the ports of the selected node the focus.
    Ports,
    /// Selects the next (+1) or previous (-1) wire, beginning with those of the selected node.
    WalkWires(i32),
    /// Opens the selection in the inspector.
    Inspect,
    /// Opens the selected node's name for typing.
    Rename,
    /// Arrows move the selection, or go from node to node.
    ToggleBrowse,
    /// Shows the whole diagram.
    FitAll,
    /// Shows the selection.
    FitSelection,
    /// Larger.
    ZoomIn,
    /// Smaller.
    ZoomOut,
    /// 100 %.
    ZoomActual,
    /// Every drag moves the canvas, or not.
    ToggleHand,
    /// Nodes snap to the grid, or not.
    ToggleSnap,
    /// The diagram can be changed, or not.
    ToggleLock,
}

/// How far an arrow key moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stride {
    /// One canvas unit.
    Fine,
    /// One step of the grid.
    Step,
    /// Four steps of the grid.
    Far,
}

/// What the playback does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Transport {
    /// Plays or pauses.
    PlayPause,
    /// Goes back to the initial state and pauses.
    Reset,
    /// One event forward.
    StepForward,
    /// One event back.
    StepBack,
    /// The next higher speed.
    Faster,
    /// The next lower speed.
    Slower,
    /// To the beginning of the run.
    ToStart,
    /// To the latest instant that was simulated.
    ToEnd,
    /// On to the next instant at which something happens.
    SkipIdle,
    /// Another seed by chance.
    NewSeed,
}

/// What the page shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Panel {
    CommandList,
    Help,
    FindService,
    FindNode,
    Inspector,
    Minimap,
    Events,
    Journey,
    FindMessages,
    Batch,
    Moments,
    Costs,
    AssumePermissions,
    Fidelity,
    Bookmark,
    NextMoment,
    PreviousMoment,
    ShareMoment,
    Metrics,
    Problems,
    Outline,
    Present,
    Laser,
    Code,
    Theme,
    Projector,
    Voice,
    New,
    Open,
    Documents,
    Versions,
    Save,
    Share,
    ExportPicture,
    ExportPng,
    Print,
    Record,
}

impl Action {
    /// Whether it can be given now.
    pub fn enabled(&self, editor: &Editor) -> bool {
        // While a wire looks for its node, and in browse mode, arrows and Enter choose; that needs no selection.
        let choosing = match self.command {
            Command::Verb(Verb::Arrow(..)) => editor.habits.browse || matches!(editor.tool(), Tool::Wiring(_)),
            Command::Verb(Verb::Inspect) => matches!(editor.tool(), Tool::Wiring(_)),
            _ => false,
        };
        choosing || self.needs.holds(editor)
    }

    /// Its first chord as text; empty without one.
    pub fn shown(&self, mac: bool) -> String {
        self.keys.first().map(|chord| chord.shown(mac)).unwrap_or_default()
    }

    /// How well it answers to what was typed into the command list: the higher the better, `None` not at all. Every word
    /// must occur; the name counts more than the keywords, a word's beginning more than its middle.
    pub fn rank(&self, typed: &str) -> Option<u32> {
        let (name, more) = (self.name.to_lowercase(), format!("{} {}", self.keywords, self.hint).to_lowercase());
        let place = |word: &str| {
            let begins = |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|w| w.starts_with(word));
            match () {
                () if name.starts_with(word) => Some(8),
                () if begins(&name) => Some(5),
                () if name.contains(word) => Some(3),
                () if begins(&more) => Some(2),
                () => more.contains(word).then_some(1),
            }
        };
        typed.to_lowercase().split_whitespace().map(place).sum()
    }
}

/// The action with this id.
pub fn action(id: &str) -> Option<&'static Action> {
    ACTIONS.iter().find(|a| a.id == id)
}

/// The action that a key gives while the focus is there; `None`: leave the key to the browser. A lone letter, digit or sign
/// works only on the canvas, whatever the action's scope (WCAG 2.1.4).
///
/// Whether the action is enabled is not asked here. The page takes the key from the browser only if it is.
pub fn action_for(press: &KeyPress, focus: Focus) -> Option<&'static Action> {
    let works = |chord: &&Chord| matches!(focus, Focus::Canvas | Focus::Show) || !chord.is_character();
    let best = |chords: &[Chord]| chords.iter().filter(works).map(|chord| chord.fit(press)).max().unwrap_or(0);
    if matches!(focus, Focus::Show | Focus::ShowControl)
        && !press.repeat
        && let Some(action) = ACTIONS.iter().find(|a| best(a.shows) > 0)
    {
        return Some(action);
    }
    let fit = |a: &Action| best(a.keys);
    let open = ACTIONS.iter().filter(|a| a.scope.covers(focus) && !a.native && (a.repeats || !press.repeat));
    // The last of equals would win with `max_by_key`; a table reads from the top.
    let best = open.rev().max_by_key(|a| fit(a))?;
    (fit(best) > 0).then_some(best)
}

/// The actions that answer to what was typed, the best first; all of them, in their order, if nothing was.
pub fn find_actions(typed: &str) -> Vec<&'static Action> {
    let mut found: Vec<_> = ACTIONS.iter().filter_map(|a| Some((a.rank(typed)?, a))).collect();
    found.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
    found.into_iter().map(|(_, a)| a).collect()
}
