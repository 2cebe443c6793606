//! Numbers as the matching languages compare them: by value, whatever way they are written (EB-13).

use serde_json::Number;
use std::cmp::Ordering;
use std::fmt;

/// A JSON number. Whole numbers are kept exact, so that two long identifiers that differ in the last digit differ.
#[derive(Clone, Copy, Debug)]
pub enum Num {
    Whole(i128),
    Real(f64),
}

impl Num {
    pub fn of(number: &Number) -> Self {
        if let Some(value) = number.as_i64() {
            Self::Whole(i128::from(value))
        } else if number.is_f64() {
            Self::from(number.as_f64().unwrap_or(f64::NAN))
        } else {
            Self::Whole(number.as_u64().map_or(0, i128::from))
        }
    }

    /// The nearest double.
    #[inline]
    pub fn as_f64(self) -> f64 {
        match self {
            // The processor knows how to do it with 64 bits only, and those are nearly always enough.
            Self::Whole(value) => i64::try_from(value).map_or_else(|_| far(value), |value| value as f64),
            Self::Real(value) => value,
        }
    }

    /// Whether the number is compared by size. AWS does so with doubles, and only if the shortest way to write the double
    /// is the number itself; so a long identifier is below and above nothing, and is no threshold of `numeric`.
    #[inline]
    pub fn is_comparable(self) -> bool {
        match self {
            Self::Whole(value) => value.unsigned_abs() <= EXACT || is_shortest(value),
            Self::Real(value) => value.is_finite(),
        }
    }

    /// How many digits stand after the decimal point in the shortest way to write the number.
    pub fn decimals(self) -> usize {
        match self {
            Self::Whole(_) => 0,
            Self::Real(value) => value.to_string().split_once('.').map_or(0, |(_, digits)| digits.len()),
        }
    }
}

/// Up to here doubles hold every whole number.
const EXACT: u128 = 1 << 53;

#[cold]
#[inline(never)]
fn is_shortest(value: i128) -> bool {
    (value as f64).to_string() == value.to_string()
}

#[cold]
#[inline(never)]
fn far(value: i128) -> f64 {
    value as f64
}

impl From<f64> for Num {
    /// 300.0 becomes the whole number 300. Above 2^126 doubles are left as they are.
    fn from(value: f64) -> Self {
        // Nearly all numbers have an easy way: what 64 bits hold, and what stays itself by way of them, is whole.
        if value.abs() < 9.2e18 {
            let whole = value as i64;
            return if whole as f64 == value { Self::Whole(i128::from(whole)) } else { Self::Real(value) };
        }
        if value.fract() == 0.0 && value.abs() < 8.5e37 { Self::Whole(value as i128) } else { Self::Real(value) }
    }
}

impl PartialEq for Num {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => a == b,
            (Self::Real(a), Self::Real(b)) => a == b,
            _ => false,
        }
    }
}

impl PartialOrd for Num {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => Some(a.cmp(b)),
            _ => self.as_f64().partial_cmp(&other.as_f64()),
        }
    }
}

impl fmt::Display for Num {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(value) => write!(out, "{value}"),
            Self::Real(value) => write!(out, "{value}"),
        }
    }
}
