//! When an action can be given.

use super::Editor;
use crate::model::{RemarkId, RemarkKind};

/// What an action needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum OnlyWith {
    Always,
    Unlocked,
    SomethingToUndo,
    SomethingToRedo,
    SomePieces,
    EditableDesign,
    SelectedSomething,
    SelectedPieces,
    SelectedFrame,
    EditableSelection,
    EditableNodes,
    EditablePieces,
    OneEditableNode,
    OneEditableThing,
    SeveralEditablePieces,
    ThreeEditablePieces,
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
            OnlyWith::SomePieces => !editor.diagram().nodes.is_empty() || !editor.diagram().remarks.is_empty(),
            OnlyWith::EditableDesign => free && !editor.diagram().nodes.is_empty(),
            OnlyWith::SelectedSomething => !selection.is_empty(),
            OnlyWith::SelectedPieces => selection.pieces() > 0,
            OnlyWith::SelectedFrame => {
                let remark = |id: &RemarkId| editor.diagram().remarks.get(id);
                let frame = |id: &RemarkId| remark(id).is_some_and(|r| r.kind == RemarkKind::Frame);
                free && selection.remarks.iter().any(frame)
            }
            OnlyWith::EditableSelection => free && !selection.is_empty(),
            OnlyWith::EditableNodes => free && !selection.nodes.is_empty(),
            OnlyWith::EditablePieces => free && selection.pieces() > 0,
            OnlyWith::OneEditableNode => free && selection.only_node().is_some(),
            OnlyWith::OneEditableThing => free && selection.len() == 1,
            OnlyWith::SeveralEditablePieces => free && selection.pieces() > 1,
            OnlyWith::ThreeEditablePieces => free && selection.pieces() > 2,
        }
    }
}
