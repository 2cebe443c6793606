//! One field of a cron expression: a set of numbers from lists, ranges and steps.

/// What a field may hold.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// For messages.
    pub name: &'static str,
    pub low: u16,
    pub high: u16,
    /// Names for the numbers from `low` on.
    pub words: &'static [&'static str],
    /// Whether `/` may stand in it.
    pub steps: bool,
}

/// Minutes.
pub const MINUTES: Rules = Rules { name: "minutes", low: 0, high: 59, words: &[], steps: true };
/// Hours.
pub const HOURS: Rules = Rules { name: "hours", low: 0, high: 23, words: &[], steps: true };
/// Days of the month.
pub const DAYS: Rules = Rules { name: "day-of-month", low: 1, high: 31, words: &[], steps: true };
/// Months.
pub const MONTHS: Rules = Rules {
    name: "month",
    low: 1,
    high: 12,
    words: &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
    steps: true,
};
/// Days of the week, from Sunday.
pub const WEEKDAYS: Rules = Rules {
    name: "day-of-week",
    low: 1,
    high: 7,
    words: &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
    steps: false,
};
/// Years.
pub const YEARS: Rules = Rules { name: "year", low: 1970, high: 2199, words: &[], steps: true };

impl Rules {
    /// The numbers that a field stands for, sorted. The error is a sentence.
    pub fn numbers(&self, text: &str) -> Result<Vec<u16>, String> {
        let mut all = Vec::new();
        for item in text.split(',') {
            self.item(item, text, &mut all)?;
        }
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    /// A number or a name.
    pub fn number(&self, word: &str, text: &str) -> Result<u16, String> {
        let named = self.words.iter().position(|known| known.eq_ignore_ascii_case(word));
        let number = match named {
            Some(at) => Some(self.low + at as u16),
            None if word.bytes().all(|byte| byte.is_ascii_digit()) => word.parse().ok(),
            None => None,
        };
        number.filter(|number| (self.low..=self.high).contains(number)).ok_or_else(|| {
            let names = match (self.words.first(), self.words.last()) {
                (Some(first), Some(last)) => format!(" or {first} to {last}"),
                _ => String::new(),
            };
            self.wrong(text, &format!("{word:?} is not from {} to {}{names}", self.low, self.high))
        })
    }

    /// The sentence for a mistake in this field.
    pub fn wrong(&self, text: &str, what: &str) -> String {
        format!("The {} field of the cron expression is {text:?}: {what}.", self.name)
    }

    fn item(&self, item: &str, text: &str, all: &mut Vec<u16>) -> Result<(), String> {
        let (range, step) = match item.split_once('/') {
            Some(_) if !self.steps => return Err(self.wrong(text, "it takes no /")),
            Some((range, step)) => {
                let step = Some(step).filter(|step| step.bytes().all(|byte| byte.is_ascii_digit()));
                let step = step.and_then(|step| step.parse::<u16>().ok()).filter(|step| *step > 0);
                let step = step.ok_or_else(|| self.wrong(text, "a number above 0 must follow the /"))?;
                (range, Some(step))
            }
            None => (item, None),
        };
        let (low, high) = match range.split_once('-') {
            _ if range == "*" => (self.low, self.high),
            Some((low, high)) => (self.number(low, text)?, self.number(high, text)?),
            None => {
                let low = self.number(range, text)?;
                (low, if step.is_some() { self.high } else { low })
            }
        };
        if low > high {
            return Err(self.wrong(text, &format!("{range} ends before it begins")));
        }
        all.extend((low..=high).step_by(usize::from(step.unwrap_or(1))));
        Ok(())
    }
}
