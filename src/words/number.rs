//! Numbers as a language writes them.

/// The marks inside a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Marks {
    /// Between whole and fraction.
    pub decimal: char,
    /// Between thousands.
    pub thousands: char,
}

impl Marks {
    /// An English number (`12,480`, `-0.25`, `48.1k`, `99.9 %`) with this language's marks; `None` if the text is none.
    pub fn number(self, text: &str) -> Option<String> {
        let core = text.trim_start_matches(['-', '+', '±', '×', '~', '≈', '$']);
        let core = core.trim_end_matches([' ', '%', '×', 'k', 'M']);
        let (whole, fraction) = core.split_once('.').map_or((core, None), |(whole, fraction)| (whole, Some(fraction)));
        let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        let mut groups = whole.split(',');
        let first = groups.next().unwrap_or_default();
        let grouped = groups.clone().count() > 0;
        let good = digits(first)
            && (!grouped || first.len() <= 3)
            && groups.all(|group| group.len() == 3 && digits(group))
            && fraction.is_none_or(digits);
        good.then(|| {
            let marked = |c: char| match c {
                '.' => self.decimal,
                ',' => self.thousands,
                c => c,
            };
            text.chars().map(marked).collect()
        })
    }

    /// A number and what it counts: `1.5 KB` is `1,5` and `KB`.
    pub fn amount(self, text: &str) -> Option<(String, &str)> {
        let (number, what) = text.split_once(' ')?;
        let what = what.trim();
        // `3 of 7` is a text with holes, not seven of something.
        let plain = what.chars().all(|c| c.is_alphabetic() || c == '-' || c == 'µ' || c == '/');
        (plain && !what.is_empty()).then_some(())?;
        self.number(number).map(|number| (number, what))
    }
}
