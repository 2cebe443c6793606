//! The list of actions: every command that a person can give, once.

use super::OnlyWith::{self, *};
use super::action::{Action, Command, Group, Panel, Stride, Transport, Verb};
use super::edit::End;
use super::keys::{Chord, Scope, code, key, sign};
use super::order::Axis;
use super::order::Direction::{Down, Left, Right, Up};

const fn act(id: &'static str, name: &'static str, group: Group, command: Command, keys: &'static [Chord]) -> Action {
    let scope = Scope::Canvas;
    Action {
        id,
        name,
        hint: "",
        keywords: "",
        keys,
        shows: &[],
        group,
        scope,
        repeats: false,
        native: false,
        needs: Always,
        command,
    }
}

const fn verb(id: &'static str, name: &'static str, group: Group, verb: Verb, keys: &'static [Chord]) -> Action {
    act(id, name, group, Command::Verb(verb), keys)
}

const fn run(id: &'static str, name: &'static str, what: Transport, keys: &'static [Chord]) -> Action {
    act(id, name, Group::Run, Command::Transport(what), keys)
}

const fn panel(id: &'static str, name: &'static str, group: Group, what: Panel, keys: &'static [Chord]) -> Action {
    act(id, name, group, Command::Panel(what), keys)
}

impl Action {
    const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }
    const fn words(mut self, keywords: &'static str) -> Self {
        self.keywords = keywords;
        self
    }
    const fn needs(mut self, needs: OnlyWith) -> Self {
        self.needs = needs;
        self
    }
    const fn on(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }
    const fn repeats(mut self) -> Self {
        self.repeats = true;
        self
    }
    const fn shows(mut self, chords: &'static [Chord]) -> Self {
        self.shows = chords;
        self
    }
    const fn native(mut self) -> Self {
        self.native = true;
        self
    }
}

/// Every action, in the order of the help.
pub static ACTIONS: &[Action] = &[
    run("play", "Play or pause", Transport::PlayPause, &[key(" ").on_release(), key("k")])
        .hint("Starts the run or holds it where it is.")
        .words("start stop continue transport"),
    run("step", "Step forward", Transport::StepForward, &[sign(".")])
        .hint("Runs exactly one event and pauses.")
        .words("next frame event single")
        .repeats(),
    run("step-back", "Step back", Transport::StepBack, &[sign(",")])
        .hint("Goes back by exactly one event.")
        .words("previous rewind event")
        .repeats(),
    run("faster", "Faster", Transport::Faster, &[code("Period", ".").shift(), sign(">")])
        .hint("Lets more simulated time pass in a second.")
        .words("speed up quick")
        .repeats(),
    run("slower", "Slower", Transport::Slower, &[code("Comma", ",").shift(), sign("<")])
        .hint("Lets less simulated time pass in a second.")
        .words("speed down slow motion")
        .repeats(),
    run("reset", "Reset the run", Transport::Reset, &[code("Digit0", "0")])
        .hint("Goes back to the initial state; the design stays as it is.")
        .words("stop restart again zero"),
    run("to-start", "To the beginning", Transport::ToStart, &[key("Home")])
        .hint("Shows the first instant of the run.")
        .words("seek rewind start"),
    run("to-end", "To the latest instant", Transport::ToEnd, &[key("End")])
        .hint("Shows the latest instant that was simulated.")
        .words("seek forward now"),
    run("skip-idle", "Skip idle time", Transport::SkipIdle, &[])
        .hint("Goes on to the next instant at which something happens.")
        .words("jump wait timer nothing scheduled"),
    run("new-seed", "New seed", Transport::NewSeed, &[])
        .hint("Draws another seed: the same design, other chances.")
        .words("dice random chance"),
    panel("batch", "Many runs…", Group::Run, Panel::Batch, &[])
        .hint("Runs the design to the end, or with many seeds, in the background: means with 95 % intervals.")
        .words("batch seeds statistics average confidence interval end"),
    panel("bookmark", "Bookmark this moment", Group::Run, Panel::Bookmark, &[key("b")])
        .hint("Keeps time, view and selection of this moment, with a caption.")
        .words("moment talk slide remember"),
    panel("next-moment", "Next moment", Group::Run, Panel::NextMoment, &[key("PageDown")])
        .hint("Goes to the next bookmarked moment.")
        .words("bookmark talk slide clicker")
        .shows(&[key("PageDown"), key("ArrowRight"), key("ArrowDown")]),
    panel("previous-moment", "Previous moment", Group::Run, Panel::PreviousMoment, &[key("PageUp")])
        .hint("Goes to the previous bookmarked moment.")
        .words("bookmark talk slide clicker")
        .shows(&[key("PageUp"), key("ArrowLeft"), key("ArrowUp")]),
    //
    verb("undo", "Undo", Group::Edit, Verb::Undo, &[key("z").command()])
        .hint("Takes the last change to the design back.")
        .words("back revert")
        .on(Scope::Page)
        .needs(SomethingToUndo)
        .repeats(),
    verb("redo", "Redo", Group::Edit, Verb::Redo, &[key("z").command().shift(), key("y").command()])
        .hint("Makes the change again that was taken back.")
        .words("again forward")
        .on(Scope::Page)
        .needs(SomethingToRedo)
        .repeats(),
    verb("cut", "Cut", Group::Edit, Verb::Cut, &[key("x").command()])
        .hint("Puts the selection on the clipboard and deletes it.")
        .words("clipboard move")
        .needs(EditablePieces)
        .native(),
    verb("copy", "Copy", Group::Edit, Verb::Copy, &[key("c").command()])
        .hint("Puts the selection on the clipboard as text, also for another tab.")
        .words("clipboard")
        .needs(SelectedPieces)
        .native(),
    verb("paste", "Paste", Group::Edit, Verb::Paste, &[key("v").command()])
        .hint("Brings in the nodes that are on the clipboard.")
        .words("clipboard insert")
        .needs(Unlocked)
        .native(),
    verb("duplicate", "Duplicate", Group::Edit, Verb::Duplicate, &[key("d").command()])
        .hint("Copies the selection next to itself. Alt and drag does it too.")
        .words("copy clone twice")
        .on(Scope::Page)
        .needs(EditablePieces),
    verb("delete", "Delete", Group::Edit, Verb::Delete { heal: false }, &[key("Delete"), key("Backspace")])
        .hint("Deletes the selected nodes with their wires, and the selected wires.")
        .words("remove erase disconnect")
        .needs(EditableSelection),
    verb(
        "delete-heal",
        "Delete and close the gap",
        Group::Edit,
        Verb::Delete { heal: true },
        &[key("Delete").command(), key("Backspace").command()],
    )
    .hint("Deletes the selected nodes and joins what was before and after them, where AWS allows it.")
    .words("remove heal reconnect bypass")
    .needs(EditableNodes),
    verb("select-all", "Select all", Group::Edit, Verb::SelectAll, &[key("a").command()])
        .hint("Selects every node, wire, frame and note.")
        .words("everything")
        .on(Scope::Page)
        .needs(SomePieces),
    verb("keep", "Keep selected", Group::Edit, Verb::Keep, &[key("x")])
        .hint("Keeps what is selected while you go on with Tab: what you keep next joins it. Once more lets go of it.")
        .words("keyboard several multiple add pick gather")
        .needs(SelectedPieces),
    verb("escape", "Cancel or deselect", Group::Edit, Verb::Escape, &[key("Escape")])
        .hint("Leaves the drag, then the tool, then the selection, then the panel.")
        .words("leave stop none")
        .on(Scope::Page),
    verb("rename", "Rename", Group::Edit, Verb::Rename, &[key("F2")])
        .hint("Gives the selected node or wire another name, or opens a frame or note for writing.")
        .words("name title label")
        .needs(OneEditableThing),
    verb("inspect", "Open in the inspector", Group::Edit, Verb::Inspect, &[key("Enter")])
        .hint("Shows the settings and the state of what is selected.")
        .words("settings properties details configure")
        .needs(SelectedSomething),
    verb("wire-to", "Connect to…", Group::Edit, Verb::Wire(End::To), &[key("c"), key("w")])
        .hint("Begins a wire at the selected node: arrows or Tab choose among the valid targets, Enter connects.")
        .words("wire link join connect target next")
        .needs(OneEditableNode),
    verb("wire-from", "Connect from…", Group::Edit, Verb::Wire(End::From), &[key("c").shift(), key("w").shift()])
        .hint("Begins a wire that ends at the selected node: choose who sends.")
        .words("wire link join connect source previous")
        .needs(OneEditableNode),
    verb("add-note", "Add a note", Group::Edit, Verb::AddNote, &[key("n")])
        .hint("Puts a note on the canvas, below what is selected, and opens it for writing.")
        .words("sticky comment text annotation explain remark")
        .needs(Unlocked),
    verb("add-frame", "Add a frame", Group::Edit, Verb::AddFrame, &[key("g").command()])
        .hint("Draws a frame with a title around what is selected. What lies in a frame moves with it.")
        .words("group container box border section title area")
        .on(Scope::Page)
        .needs(Unlocked),
    verb("unframe", "Remove the frame", Group::Edit, Verb::Unframe, &[key("g").command().shift()])
        .hint("Takes the selected frame away; what lies in it stays.")
        .words("ungroup group dissolve")
        .on(Scope::Page)
        .needs(SelectedFrame),
    verb("ports", "Go to the ports", Group::Edit, Verb::Ports, &[key("p")])
        .hint("Goes to the rings of the selected node: left and right choose one, Enter begins a wire there, Esc goes back.")
        .words("keyboard ring wire port")
        .needs(OneEditableNode),
    verb("next-wire", "Next wire", Group::Edit, Verb::WalkWires(1), &[key("e")])
        .hint("Selects a wire of the selected node, then the next: Enter opens it in the inspector, Delete deletes it.")
        .words("keyboard connection edge select")
        .needs(SomePieces)
        .repeats(),
    verb("previous-wire", "Previous wire", Group::Edit, Verb::WalkWires(-1), &[key("e").shift()])
        .hint("Selects the wire before.")
        .words("keyboard connection edge select")
        .needs(SomePieces)
        .repeats(),
    quick_add("add-right", "Add on the right", Verb::QuickAdd(Right), &[key("ArrowRight").command()]),
    quick_add("add-left", "Add on the left", Verb::QuickAdd(Left), &[key("ArrowLeft").command()]),
    quick_add("add-above", "Add above", Verb::QuickAdd(Up), &[key("ArrowUp").command()]),
    quick_add("add-below", "Add below", Verb::QuickAdd(Down), &[key("ArrowDown").command()]),
    //
    arrow("move-left", "Move left", Verb::Arrow(Left, Stride::Step), &[key("ArrowLeft")]),
    arrow("move-right", "Move right", Verb::Arrow(Right, Stride::Step), &[key("ArrowRight")]),
    arrow("move-up", "Move up", Verb::Arrow(Up, Stride::Step), &[key("ArrowUp")]),
    arrow("move-down", "Move down", Verb::Arrow(Down, Stride::Step), &[key("ArrowDown")]),
    arrow("far-left", "Move far left", Verb::Arrow(Left, Stride::Far), &[key("ArrowLeft").shift()]),
    arrow("far-right", "Move far right", Verb::Arrow(Right, Stride::Far), &[key("ArrowRight").shift()]),
    arrow("far-up", "Move far up", Verb::Arrow(Up, Stride::Far), &[key("ArrowUp").shift()]),
    arrow("far-down", "Move far down", Verb::Arrow(Down, Stride::Far), &[key("ArrowDown").shift()]),
    arrow("fine-left", "Move a little left", Verb::Arrow(Left, Stride::Fine), &[key("ArrowLeft").alt()]),
    arrow("fine-right", "Move a little right", Verb::Arrow(Right, Stride::Fine), &[key("ArrowRight").alt()]),
    arrow("fine-up", "Move a little up", Verb::Arrow(Up, Stride::Fine), &[key("ArrowUp").alt()]),
    arrow("fine-down", "Move a little down", Verb::Arrow(Down, Stride::Fine), &[key("ArrowDown").alt()]),
    align("align-left", "Align left", Verb::Align(Left), &[key("ArrowLeft").command().shift()]),
    align("align-centre", "Align centres", Verb::Centre(Axis::Across), &[])
        .hint("Puts the selected nodes one below the other, their centres on one vertical line."),
    align("align-right", "Align right", Verb::Align(Right), &[key("ArrowRight").command().shift()]),
    align("align-top", "Align top", Verb::Align(Up), &[key("ArrowUp").command().shift()]),
    align("align-middle", "Align middles", Verb::Centre(Axis::Down), &[])
        .hint("Puts the selected nodes side by side, their middles on one horizontal line."),
    align("align-bottom", "Align bottom", Verb::Align(Down), &[key("ArrowDown").command().shift()]),
    distribute("distribute-across", "Distribute horizontally", Verb::Distribute(Axis::Across))
        .hint("Makes the gaps between the selected nodes from left to right even. The outermost two stay."),
    distribute("distribute-down", "Distribute vertically", Verb::Distribute(Axis::Down))
        .hint("Makes the gaps between the selected nodes from top to bottom even. The outermost two stay."),
    verb("lay-out", "Lay out the design", Group::Arrange, Verb::LayOut, &[])
        .hint("Puts every node in columns along the wires. It is one step, which can be undone.")
        .words("auto layout arrange tidy order automatic columns graph")
        .needs(EditableDesign),
    verb("browse", "Browse or move with arrows", Group::Arrange, Verb::ToggleBrowse, &[key("m")])
        .hint("In browse mode the arrow keys go from node to node along the wires instead of moving the node.")
        .words("keyboard mode walk navigate"),
    verb("snap", "Snap to the grid", Group::Arrange, Verb::ToggleSnap, &[code("Quote", "'").command()])
        .hint("Nodes keep to the grid. Hold Shift or Alt while dragging for the contrary.")
        .words("grid align free"),
    //
    verb("fit", "Show everything", Group::View, Verb::FitAll, &[code("Digit1", "1").shift()])
        .hint("Zooms so that the whole design is seen.")
        .words("zoom fit all")
        .needs(SomePieces),
    verb("fit-selection", "Show the selection", Group::View, Verb::FitSelection, &[code("Digit2", "2").shift()])
        .hint("Zooms so that the selection is seen.")
        .words("zoom fit")
        .needs(SelectedSomething),
    verb(
        "zoom-actual",
        "Zoom to 100 %",
        Group::View,
        Verb::ZoomActual,
        &[code("Digit0", "0").command(), code("Numpad0", "0").command(), code("Digit0", "0").shift()],
    )
    .hint("Shows the canvas in its natural size.")
    .words("reset actual size")
    .on(Scope::Page),
    verb(
        "zoom-in",
        "Zoom in",
        Group::View,
        Verb::ZoomIn,
        &[sign("+").command(), sign("=").command(), code("NumpadAdd", "+").command()],
    )
    .hint("Shows the canvas larger. Ctrl or ⌘ and the wheel does it at the pointer.")
    .words("larger closer magnify")
    .on(Scope::Page)
    .repeats(),
    verb(
        "zoom-out",
        "Zoom out",
        Group::View,
        Verb::ZoomOut,
        &[sign("-").command(), code("NumpadSubtract", "-").command()],
    )
    .hint("Shows the canvas smaller.")
    .words("smaller farther")
    .on(Scope::Page)
    .repeats(),
    verb("hand", "Hand tool", Group::View, Verb::ToggleHand, &[key("h")])
        .hint("Every drag moves the canvas. Holding Space or the middle button does it for one drag.")
        .words("pan scroll grab"),
    verb("lock", "Lock the design", Group::View, Verb::ToggleLock, &[])
        .hint("The design can be looked at and run, but not changed.")
        .words("read only view protect unlock"),
    panel("present", "Present", Group::View, Panel::Present, &[key("f"), key("p").shift()])
        .hint("Hides the panels and enlarges the labels for a projector; Esc leaves it.")
        .words("full screen projector slides classroom")
        .shows(&[key("Escape"), key("f"), key("p").shift()]),
    panel("laser", "Laser pointer", Group::View, Panel::Laser, &[])
        .hint("A red point that follows the pointer, for a talk.")
        .words("present dot red show classroom")
        .shows(&[key("l")]),
    panel("code", "QR code of this moment", Group::View, Panel::Code, &[])
        .hint("Shows the link to this moment as a code as large as the screen, for phones in the room.")
        .words("qr scan students phone share link")
        .shows(&[key("q")]),
    panel("theme", "Change the theme", Group::View, Panel::Theme, &[])
        .hint("Light, dark, or as the system has it.")
        .words("dark light colour night"),
    panel("projector", "Projector colours", Group::View, Panel::Projector, &[])
        .hint("Black on white with strong colours and thick lines, for a room with a projector; once more leaves it.")
        .words("high contrast theme beamer classroom bright"),
    panel("voice", "Tell screen readers what happens", Group::View, Panel::Voice, &[])
        .hint("Turns what is said to screen readers off or on: play and pause, alarms, the first dead letter, edits.")
        .words("mute quiet announce speak live region accessibility silence"),
    //
    panel("commands", "All commands", Group::Panels, Panel::CommandList, &[key("k").command()])
        .hint("Finds any command by its name.")
        .words("search palette list")
        .on(Scope::Anywhere),
    panel("help", "Help and shortcuts", Group::Panels, Panel::Help, &[sign("?")])
        .hint("Shows what the keys and gestures do.")
        .words("keyboard keys guide manual"),
    panel("find-service", "Find a service", Group::Panels, Panel::FindService, &[sign("/")])
        .hint("Goes to the search of the palette.")
        .words("palette add new node search"),
    panel("find-node", "Find a node", Group::Panels, Panel::FindNode, &[key("f").command()])
        .hint("Finds a node of this design by its name.")
        .words("search go to where")
        .on(Scope::Page),
    panel("minimap", "Minimap", Group::View, Panel::Minimap, &[])
        .hint("Shows or hides a small map of the whole design. Drag on it to move the view.")
        .words("overview map navigate birds eye"),
    panel("inspector", "Inspector", Group::Panels, Panel::Inspector, &[])
        .hint("Shows or hides the settings and the state of the selection.")
        .words("settings properties why"),
    panel("events", "Event list", Group::Panels, Panel::Events, &[])
        .hint("Lists what happened, message by message.")
        .words("log trace messages why"),
    panel("why", "Why? The journey of a message", Group::Panels, Panel::Journey, &[key("y")])
        .hint("Shows what happened to the message that you follow, step by step, with the rules behind it.")
        .words("journey trace waterfall reason explain message"),
    panel("find-messages", "Find messages", Group::Panels, Panel::FindMessages, &[key("f").command().shift()])
        .hint("Finds messages of this run by number, text, state or way.")
        .words("search order body id dead letter went to")
        .on(Scope::Page),
    panel("moments", "Moments", Group::Panels, Panel::Moments, &[])
        .hint("Lists the bookmarked moments of this design: a talk.")
        .words("bookmarks talk slides presentation"),
    panel("costs", "Costs", Group::Panels, Panel::Costs, &[])
        .hint("Says what the run costs so far, and what a month at this rate would.")
        .words("price bill money dollars free tier pricing month"),
    panel("assume-permissions", "Assume permissions", Group::Edit, Panel::AssumePermissions, &[])
        .hint("Grants every permission that is missing on a wire of this design.")
        .words("iam policy role allow deny access grant all"),
    panel("fidelity", "What is modelled", Group::Panels, Panel::Fidelity, &[])
        .hint("Lists every rule of the services: modelled, approximated or not, and the tests that hold it.")
        .words("fidelity rules tests faithful accurate sources"),
    panel("metrics", "Metrics", Group::Panels, Panel::Metrics, &[])
        .hint("Shows the charts of every service.")
        .words("dashboard cloudwatch chart graph numbers"),
    panel("problems", "Problems", Group::Panels, Panel::Problems, &[])
        .hint("Lists what is wrong or risky in this design, with a remedy each.")
        .words("errors warnings check lint"),
    panel("outline", "Outline", Group::Panels, Panel::Outline, &[key("o"), key("o").alt()])
        .hint("Shows the design in words, in the place of the canvas: headings, lists and forms that can be edited and read aloud.")
        .on(Scope::Page)
        .words("table text accessible list screen reader"),
    //
    panel("new", "New design", Group::Document, Panel::New, &[])
        .hint("Begins with an empty canvas; the present design stays saved.")
        .words("empty blank clear"),
    panel("open", "Open…", Group::Document, Panel::Open, &[key("o").command()])
        .hint("Opens a saved design or an example.")
        .words("file load example recent")
        .on(Scope::Page),
    panel("documents", "Your designs…", Group::Document, Panel::Documents, &[])
        .hint("Lists what this browser keeps: open, rename, duplicate, delete, put back.")
        .words("documents files manage list recent copy bin trash"),
    panel("versions", "Versions…", Group::Document, Panel::Versions, &[])
        .hint("Lists what this design was before, and restores it.")
        .words("history past earlier restore backup"),
    panel("save", "Save as a file", Group::Document, Panel::Save, &[key("s").command()])
        .hint("Downloads the design. It is kept in this browser anyway.")
        .words("download export json")
        .on(Scope::Page),
    panel("share", "Share a link", Group::Document, Panel::Share, &[])
        .hint("Makes a link, a QR code or an embedding that holds the whole design.")
        .words("url qr embed copy"),
    panel("share-moment", "Copy link to this moment", Group::Document, Panel::ShareMoment, &[])
        .hint("Puts a link on the clipboard that opens the run exactly here.")
        .words("share url clipboard"),
    panel("print", "Print a handout…", Group::Document, Panel::Print, &[])
        .hint("Prints the diagram, its settings and the link as a QR code, or saves them as a PDF.")
        .words("paper pdf handout poster page"),
    panel("record", "Record a video…", Group::Document, Panel::Record, &[])
        .hint("Makes a film (WebM) of a stretch of the run, with its messages, numbers and clock.")
        .words("webm film movie animation export gif screen"),
    panel("picture", "Export a picture (SVG)", Group::Document, Panel::ExportPicture, &[])
        .hint("Downloads the design as an SVG picture that opens again here.")
        .words("svg image download vector"),
    panel("picture-png", "Export a picture (PNG)", Group::Document, Panel::ExportPng, &[])
        .hint("Downloads the design as a PNG picture that opens again here.")
        .words("png image download pixels slide"),
];

const fn quick_add(id: &'static str, name: &'static str, what: Verb, keys: &'static [Chord]) -> Action {
    verb(id, name, Group::Edit, what, keys)
        .hint("Offers the services that can be joined to the selected node, and places the chosen one there.")
        .words("new next service quick connected")
        .needs(OneEditableNode)
}

const fn arrow(id: &'static str, name: &'static str, what: Verb, keys: &'static [Chord]) -> Action {
    verb(id, name, Group::Arrange, what, keys)
        .hint("One step of the grid; with Shift four steps, with Alt one pixel.")
        .words("nudge arrow")
        .needs(SelectedPieces)
        .repeats()
}

const fn distribute(id: &'static str, name: &'static str, what: Verb) -> Action {
    verb(id, name, Group::Arrange, what, &[]).words("space evenly gaps spread tidy equal").needs(ThreeEditablePieces)
}

const fn align(id: &'static str, name: &'static str, what: Verb, keys: &'static [Chord]) -> Action {
    verb(id, name, Group::Arrange, what, keys)
        .hint("Lines the selected nodes up at the outermost of them.")
        .words("straighten order tidy")
        .needs(SeveralEditablePieces)
}
