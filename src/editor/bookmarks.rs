//! Edits of the bookmarked moments: a list in the order of a talk.

use super::apply::{refuse, tidy};
use super::edit::{Edit, LONGEST_CAPTION};
use crate::catalog::Refusal;
use crate::model::{Bookmark, Diagram};

/// The most bookmarks of a design: a talk of more has too many slides, and the link grows with each.
const MOST: usize = 100;

/// Carries out an edit of the bookmarks; all other edits change nothing here.
pub(super) fn apply(d: &mut Diagram, edit: &Edit) -> Result<(), Refusal> {
    let gone = |n: usize, d: &Diagram| {
        let here = n < d.bookmarks.len();
        if here { Ok(()) } else { Err(refuse("That bookmark is no longer there.", "Choose another one.")) }
    };
    match edit {
        Edit::AddBookmark(_) if d.bookmarks.len() >= MOST => {
            return Err(refuse("A design holds 100 bookmarks at most.", "Remove one first."));
        }
        Edit::AddBookmark(bookmark) => d.bookmarks.push(tidied(bookmark)),
        Edit::ChangeBookmark(n, bookmark) => {
            gone(*n, d)?;
            d.bookmarks[*n] = tidied(bookmark);
        }
        Edit::MoveBookmark { from, to } => {
            gone(*from, d)?;
            let bookmark = d.bookmarks.remove(*from);
            let to = (*to).min(d.bookmarks.len());
            d.bookmarks.insert(to, bookmark);
        }
        Edit::RemoveBookmark(n) => {
            gone(*n, d)?;
            d.bookmarks.remove(*n);
        }
        _ => {}
    }
    Ok(())
}

fn tidied(bookmark: &Bookmark) -> Bookmark {
    Bookmark { caption: tidy(&bookmark.caption, LONGEST_CAPTION), ..bookmark.clone() }
}
