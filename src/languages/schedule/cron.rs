//! Cron expressions of six fields (EB-34): which local times they name.

use super::field::{DAYS, HOURS, MINUTES, MONTHS, WEEKDAYS, YEARS};
use jiff::civil::{Date, DateTime, Weekday};
use jiff::{ToSpan as _, civil};

/// Which days of a month.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Days {
    Every,
    /// These days of the month.
    Listed(Vec<u16>),
    /// `L`: the last one.
    Last,
    /// `3W`: the weekday nearest to this day, in the same month.
    NearestWeekday(u16),
    /// These days of the week; 1 is Sunday.
    Weekdays(Vec<u16>),
    /// `6L`: the last such day of the week.
    LastWeekday(u16),
    /// `3#2`: such a day of the week, the so manieth.
    NthWeekday(u16, u16),
}

/// A compiled expression.
#[derive(Clone, Debug)]
pub struct Cron {
    minutes: Vec<u16>,
    hours: Vec<u16>,
    days: Days,
    months: Vec<u16>,
    years: Vec<u16>,
}

impl Cron {
    /// Reads the six fields. The error is a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let [minutes, hours, day, month, weekday, year] = fields[..] else {
            return Err(format!(
                "cron({text}) has {} fields; it takes six: minutes, hours, day of month, month, day of week, year.",
                fields.len()
            ));
        };
        let days = match (day, weekday) {
            ("?", "?") | ("*", "*") => None,
            (day, "?") => Some(month_days(day)?),
            ("?", weekday) => Some(week_days(weekday)?),
            _ => None,
        };
        let days = days.ok_or_else(|| {
            format!("cron({text}) must have ? as its day of month or as its day of week, and only there once.")
        })?;
        Ok(Self {
            minutes: MINUTES.numbers(minutes)?,
            hours: HOURS.numbers(hours)?,
            days,
            months: MONTHS.numbers(month)?,
            years: YEARS.numbers(year)?,
        })
    }

    /// The first local time at or after `from` (whose seconds do not count if they are 0) that it names.
    pub fn next(&self, from: DateTime) -> Option<DateTime> {
        let from = if from.second() == 0 && from.subsec_nanosecond() == 0 {
            from
        } else {
            from.checked_add(1.minute()).ok()?
        };
        let mut date = from.date();
        let mut earliest = (from.hour() as u16, from.minute() as u16);
        loop {
            if date.year() > *self.years.last()? as i16 {
                return None;
            }
            let later = if !self.years.contains(&(date.year() as u16)) {
                Date::new(date.year() + 1, 1, 1).ok()?
            } else if !self.months.contains(&(date.month() as u16)) {
                date.first_of_month().checked_add(1.month()).ok()?
            } else {
                if self.days.have(date)
                    && let Some(time) = self.time(earliest)
                {
                    return Some(date.to_datetime(time));
                }
                date.tomorrow().ok()?
            };
            (date, earliest) = (later, (0, 0));
        }
    }

    fn time(&self, earliest: (u16, u16)) -> Option<civil::Time> {
        let times = self.hours.iter().flat_map(|hour| self.minutes.iter().map(|minute| (*hour, *minute)));
        let (hour, minute) = times.into_iter().find(|time| *time >= earliest)?;
        Some(civil::time(hour as i8, minute as i8, 0, 0))
    }
}

impl Days {
    fn have(&self, date: Date) -> bool {
        let (day, last) = (date.day() as u16, date.days_in_month() as u16);
        let weekday = weekday(date);
        match self {
            Days::Every => true,
            Days::Listed(days) => days.contains(&day),
            Days::Last => day == last,
            Days::NearestWeekday(wanted) => *wanted <= last && nearest(date, *wanted, last) == Some(day),
            Days::Weekdays(days) => days.contains(&weekday),
            Days::LastWeekday(wanted) => weekday == *wanted && day + 7 > last,
            Days::NthWeekday(wanted, nth) => weekday == *wanted && day.div_ceil(7) == *nth,
        }
    }
}

/// 1 is Sunday.
fn weekday(date: Date) -> u16 {
    date.weekday().to_sunday_one_offset() as u16
}

/// The day of the month of `date` that is the weekday nearest to `wanted`: Friday before a Saturday, Monday after a
/// Sunday, but never in another month.
fn nearest(date: Date, wanted: u16, last: u16) -> Option<u16> {
    let at = Date::new(date.year(), date.month(), wanted as i8).ok()?;
    Some(match at.weekday() {
        Weekday::Saturday if wanted == 1 => 3,
        Weekday::Saturday => wanted - 1,
        Weekday::Sunday if wanted == last => wanted - 2,
        Weekday::Sunday => wanted + 1,
        _ => wanted,
    })
}

fn month_days(text: &str) -> Result<Days, String> {
    if text == "*" {
        return Ok(Days::Every);
    }
    if text == "L" {
        return Ok(Days::Last);
    }
    if let Some(day) = text.strip_suffix('W') {
        return DAYS.number(day, text).map(Days::NearestWeekday);
    }
    DAYS.numbers(text).map(Days::Listed)
}

fn week_days(text: &str) -> Result<Days, String> {
    if text == "*" {
        return Ok(Days::Every);
    }
    if text == "L" {
        return Ok(Days::Weekdays(vec![WEEKDAYS.high]));
    }
    if let Some(day) = text.strip_suffix('L') {
        return WEEKDAYS.number(day, text).map(Days::LastWeekday);
    }
    if let Some((day, nth)) = text.split_once('#') {
        let nth = nth.parse().ok().filter(|nth| (1..=5).contains(nth));
        let nth =
            nth.ok_or_else(|| WEEKDAYS.wrong(text, "one number from 1 to 5 must follow the #, and # stands alone"))?;
        return WEEKDAYS.number(day, text).map(|day| Days::NthWeekday(day, nth));
    }
    WEEKDAYS.numbers(text).map(Days::Weekdays)
}
