//! When an action can be given.

use super::Editor;

/// What an action needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum OnlyWith {
    Always,
    Unlocked,
    SomethingToUndo,
    SomethingToRedo,
    SomeNodes,
    EditableDesign,
    SelectedSomething,
    SelectedNodes,
    EditableSelection,
    EditableNodes,
    OneEditableNode,
    SeveralEditableNodes,
    ThreeEditableNodes,
}

impl OnlyWith {
    /// Whether the editor has it now.
    pub fn holds(self, editor: &Editor) -> bool {
        let (selection, free) = (editor.selection(), !editor.locked());
        match self {
            OnlyWith::Always => true,
            OnlyWith::Unlocked => free,
            OnlyWith::SomethingToUndo => free && editor.history().undo_name().is_some(),
            OnlyWith::SomethingToRedo => free && editor.history().redo_name().is_some(),
            OnlyWith::SomeNodes => !editor.diagram().nodes.is_empty(),
            OnlyWith::EditableDesign => free && !editor.diagram().nodes.is_empty(),
            OnlyWith::SelectedSomething => !selection.is_empty(),
            OnlyWith::SelectedNodes => !selection.nodes.is_empty(),
            OnlyWith::EditableSelection => free && !selection.is_empty(),
            OnlyWith::EditableNodes => free && !selection.nodes.is_empty(),
            OnlyWith::OneEditableNode => free && selection.only_node().is_some(),
            OnlyWith::SeveralEditableNodes => free && selection.nodes.len() > 1,
            OnlyWith::ThreeEditableNodes => free && selection.nodes.len() > 2,
        }
    }
}
