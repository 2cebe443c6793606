//! Writes a time as ISO 8601.

use std::fmt::Write;

const DAY_MS: u64 = 86_400_000;

/// Appends `2026-01-01T00:00:00.000Z`.
pub fn write_timestamp(out: &mut String, epoch_ms: u64) {
    let (year, month, day) = date(epoch_ms / DAY_MS);
    let ms = epoch_ms % DAY_MS;
    let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60);
    let written = write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", ms % 1_000);
    written.expect("a String takes everything");
}

/// The Gregorian date of a day counted from 1970-01-01. Years are taken to begin on 1 March, so that the leap day is
/// the last of its year and the months before it never move.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}
