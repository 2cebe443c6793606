//! A text with holes: `{0} of {1} runs`.

/// An English text with holes, and the text of the other language that gets what was in them.
pub struct Pattern {
    /// What stands before, between and behind the holes: one more than there are holes.
    pieces: Vec<String>,
    said: Vec<Piece>,
}

enum Piece {
    Text(String),
    Hole(usize),
}

impl Pattern {
    /// `None` if the English text has no hole, or hardly anything else.
    pub fn of(english: &str, said: &str) -> Option<Self> {
        let mut pieces = vec![String::new()];
        for piece in taken_apart(english) {
            match piece {
                Piece::Text(text) => pieces.last_mut()?.push_str(&text),
                Piece::Hole(_) => pieces.push(String::new()),
            }
        }
        let pattern = Self { pieces, said: taken_apart(said) };
        (pattern.pieces.len() > 1 && pattern.letters() > 0).then_some(pattern)
    }

    /// How much the pattern itself says: more is tried first.
    pub fn weight(&self) -> usize {
        self.pieces.iter().map(String::len).sum()
    }

    fn letters(&self) -> usize {
        self.pieces.iter().flat_map(|piece| piece.chars()).filter(|c| c.is_alphabetic()).count()
    }

    /// What stands in the holes of this text; `None` if the text is not of this pattern.
    pub fn holes<'a>(&self, text: &'a str) -> Option<Vec<&'a str>> {
        let (first, rest) = self.pieces.split_first()?;
        let (last, middle) = rest.split_last()?;
        let mut open = text.strip_prefix(first.as_str())?.strip_suffix(last.as_str())?;
        let mut holes = Vec::with_capacity(rest.len());
        for piece in middle {
            if piece.is_empty() {
                // Two holes side by side: nothing tells where one ends. The first takes a word.
                let end = open
                    .char_indices()
                    .nth(1)
                    .map_or(open.len(), |(at, _)| open[at..].find(' ').map_or(at, |n| at + n));
                holes.push(&open[..end]);
                open = &open[end..];
                continue;
            }
            let at = open.find(piece.as_str())?;
            holes.push(&open[..at]);
            open = &open[at + piece.len()..];
        }
        holes.push(open);
        // A hole may be empty only if it is a whole word's ending ("{0}{1}").
        let filled = |hole: &&str| !hole.trim().is_empty();
        let side_by_side = middle.iter().any(String::is_empty);
        (side_by_side || holes.iter().all(filled)).then_some(holes)
    }

    /// The text of the other language with these in its holes.
    pub fn fill(&self, holes: &[String]) -> String {
        self.said
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.as_str(),
                Piece::Hole(n) => holes.get(*n).map_or("", String::as_str),
            })
            .collect()
    }
}

/// Texts and holes in order. Braces that hold no number are text.
fn taken_apart(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let number = rest[open + 1..].split_once('}').and_then(|(inner, behind)| Some((inner.parse().ok()?, behind)));
        match number {
            Some((n, behind)) => {
                plain.push_str(&rest[..open]);
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                pieces.push(Piece::Hole(n));
                rest = behind;
            }
            None => {
                plain.push_str(&rest[..=open]);
                rest = &rest[open + 1..];
            }
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    pieces
}
