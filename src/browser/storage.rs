//! The browser's own shelf (localStorage). It may be switched off, refused inside a frame, or full; each has a sentence.

/// Why something could not be kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    /// The browser lets this page keep nothing.
    Off,
    /// There is no room left.
    Full,
}

fn shelf() -> Option<web_sys::Storage> {
    super::window().local_storage().ok().flatten()
}

/// What is kept under this name; `None` if nothing is, or if the browser does not say.
pub fn read(name: &str) -> Option<String> {
    shelf()?.get_item(name).ok().flatten()
}

/// Keeps a text under a name.
///
/// # Errors
/// Why the browser did not take it.
pub fn write(name: &str, text: &str) -> Result<(), Refused> {
    let shelf = shelf().ok_or(Refused::Off)?;
    shelf.set_item(name, text).map_err(|_| Refused::Full)
}

/// Forgets what is kept under this name.
pub fn forget(name: &str) {
    if let Some(shelf) = shelf() {
        // What was never there needs no forgetting.
        let _ = shelf.remove_item(name);
    }
}

/// The names that begin like this.
pub fn names(prefix: &str) -> Vec<String> {
    let Some(shelf) = shelf() else { return Vec::new() };
    let count = shelf.length().unwrap_or(0);
    (0..count).filter_map(|n| shelf.key(n).ok().flatten()).filter(|name| name.starts_with(prefix)).collect()
}
