//! Naming what is on the page.

use std::fmt;

/// Something on the page, by what a screen reader says of it: a role ("button") and an accessible name ("Play").
///
/// The name is compared without regard to case and to runs of spaces. A thing whose whole name is the one given is
/// taken before one whose name only contains it; if several fit equally well, that is an error that lists them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// The ARIA role, or none: anything that has a role.
    pub role: Option<String>,
    /// The accessible name, or a part of it.
    pub name: String,
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} “{}”", self.role.as_deref().unwrap_or("thing"), self.name)
    }
}

/// A thing of any ARIA role: `role("treeitem", "Orders")`.
pub fn role(role: &str, name: &str) -> Thing {
    Thing { role: Some(role.to_owned()), name: name.to_owned() }
}

/// A thing by its name alone.
pub fn named(name: &str) -> Thing {
    Thing { role: None, name: name.to_owned() }
}

impl From<&str> for Thing {
    fn from(name: &str) -> Self {
        named(name)
    }
}

macro_rules! roles {
    ($($role:ident)*) => {
        $(
            #[doc = concat!("The ", stringify!($role), " of that name.")]
            pub fn $role(name: &str) -> Thing {
                role(stringify!($role), name)
            }
        )*
    };
}

roles!(button checkbox combobox dialog heading link slider status tab textbox);

/// Where a pointer can go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The middle of a thing.
    Middle(Thing),
    /// So many CSS pixels right of and below the middle of a thing.
    Near(Thing, i32, i32),
    /// CSS pixels from the left and the top of what is visible.
    Point(i32, i32),
}

impl<T: Into<Thing>> From<T> for Place {
    fn from(thing: T) -> Self {
        Place::Middle(thing.into())
    }
}

impl From<(i32, i32)> for Place {
    fn from((x, y): (i32, i32)) -> Self {
        Place::Point(x, y)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Middle(thing) => write!(f, "the {thing}"),
            Place::Near(thing, x, y) => write!(f, "{x}, {y} from the {thing}"),
            Place::Point(x, y) => write!(f, "{x}, {y}"),
        }
    }
}
