//! What a person adds to explain a design: frames with a title around parts of it, and notes. No run ever sees them.

use super::Rect;

/// The two kinds of remark.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum RemarkKind {
    /// A border with a title; what lies inside moves with it.
    Frame,
    /// A piece of paper with a text.
    Note,
}

/// A frame or a note.
#[derive(Clone, PartialEq, Debug)]
pub struct Remark {
    /// Which of the two.
    pub kind: RemarkKind,
    /// The title of the frame, or the text of the note, which may have several lines.
    pub text: String,
    /// Where it is; in whole units.
    pub area: Rect,
}
