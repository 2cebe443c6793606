//! Keys as data: what is pressed, where the focus is, and the chords that actions answer to.
//!
//! Letters and signs are matched on what the key types (`key`), positions such as the digit row on the key itself
//! (`code`), so that keyboards of other languages work too.

/// A key on the keyboard, as the browser tells it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct KeyPress {
    /// What it types: `KeyboardEvent.key`.
    pub key: String,
    /// Where it is: `KeyboardEvent.code`.
    pub code: String,
    /// Ctrl or ⌘ is held.
    pub command: bool,
    /// Shift is held.
    pub shift: bool,
    /// Alt or ⌥ is held.
    pub alt: bool,
    /// The keyboard repeats it because it is held down.
    pub repeat: bool,
    /// It was tapped and let go (only Space is asked for like that, because Space held pans).
    pub tap: bool,
}

/// Where the keyboard's focus is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Focus {
    /// On the page itself, on the canvas, or on a node or wire in it.
    Canvas,
    /// On a button, a slider or a list, to which Space, Enter and arrows belong.
    Control,
    /// On the canvas or the page itself, while a run is being presented.
    Show,
    /// On a button, while a run is being presented: Space and Enter belong to it, all other keys to the talk.
    ShowControl,
    /// Where text is typed.
    Typing,
    /// Inside an open dialog.
    Dialog,
}

/// Where an action's keys work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// While the focus is on the canvas or on the page itself.
    Canvas,
    /// Everywhere but where text is typed and in dialogs.
    Page,
    /// Even while typing, but not in dialogs.
    Anywhere,
}

impl Scope {
    /// Whether keys of this scope work with this focus.
    pub fn covers(self, focus: Focus) -> bool {
        match focus {
            Focus::Canvas | Focus::Show => true,
            Focus::Control | Focus::ShowControl => self != Scope::Canvas,
            Focus::Typing => self == Scope::Anywhere,
            Focus::Dialog => false,
        }
    }
}

/// The key of a chord.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum On {
    /// The key that types this letter or sign, or has this name (`Escape`).
    Key(&'static str),
    /// The key at this position (`Digit1`), and what is written on it in the help.
    Code(&'static str, &'static str),
}

/// A key with modifiers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Chord {
    /// The key.
    pub on: On,
    /// With Ctrl or ⌘.
    pub command: bool,
    /// With Shift or without; `None`: either, because the keyboard's language decides how the sign is typed.
    pub shift: Option<bool>,
    /// With Alt or ⌥.
    pub alt: bool,
    /// On letting go instead of pressing.
    pub tap: bool,
}

/// A chord of a letter or a named key.
pub const fn key(name: &'static str) -> Chord {
    Chord { on: On::Key(name), command: false, shift: Some(false), alt: false, tap: false }
}

/// A chord of a sign that some keyboards type with Shift and some without.
pub const fn sign(name: &'static str) -> Chord {
    Chord { on: On::Key(name), command: false, shift: None, alt: false, tap: false }
}

/// A chord of a position; `label` is what the help shows.
pub const fn code(name: &'static str, label: &'static str) -> Chord {
    Chord { on: On::Code(name, label), command: false, shift: Some(false), alt: false, tap: false }
}

impl Chord {
    /// With Ctrl or ⌘.
    pub const fn command(mut self) -> Self {
        self.command = true;
        self
    }
    /// With Shift.
    pub const fn shift(mut self) -> Self {
        self.shift = Some(true);
        self
    }
    /// With Alt or ⌥.
    pub const fn alt(mut self) -> Self {
        self.alt = true;
        self
    }
    /// On letting go.
    pub const fn on_release(mut self) -> Self {
        self.tap = true;
        self
    }

    /// How well the press fits: 2 by what the key types, 1 by where it is, 0 not at all.
    pub fn fit(&self, press: &KeyPress) -> u8 {
        let held = self.command == press.command && self.alt == press.alt && self.tap == press.tap;
        if !held || self.shift.is_some_and(|shift| shift != press.shift) {
            return 0;
        }
        match self.on {
            On::Key(name) if press.key.eq_ignore_ascii_case(name) => 2,
            // Ctrl+Я on a Russian keyboard is Ctrl+Z: where the key types no Latin letter, its place decides.
            On::Key(name) if is_letter(name) && !press.key.is_ascii() => {
                u8::from(press.code.strip_prefix("Key").is_some_and(|letter| letter.eq_ignore_ascii_case(name)))
            }
            // A Latin letter at the place of a sign (Dvorak) is that letter.
            On::Code(name, _) => u8::from(press.code == name && !is_letter(&press.key)),
            On::Key(_) => 0,
        }
    }

    /// The chord as the help shows it: `Ctrl+Shift+Z`, or `⇧⌘Z` on a Mac.
    pub fn shown(&self, mac: bool) -> String {
        let mut text = String::new();
        let mut held = |is: bool, pc: &str, apple: &str| {
            if is {
                text.push_str(if mac { apple } else { pc });
                if !mac {
                    text.push('+');
                }
            }
        };
        // Apple's order is ⌥⇧⌘, elsewhere it is Ctrl+Shift+Alt.
        held(mac && self.alt, "", "⌥");
        held(mac && self.shift == Some(true), "", "⇧");
        held(self.command, "Ctrl", "⌘");
        held(!mac && self.shift == Some(true), "Shift", "");
        held(!mac && self.alt, "Alt", "");
        let name = match self.on {
            On::Code(_, label) => label,
            On::Key(" ") => "Space",
            On::Key("ArrowLeft") => "←",
            On::Key("ArrowRight") => "→",
            On::Key("ArrowUp") => "↑",
            On::Key("ArrowDown") => "↓",
            On::Key("Escape") => "Esc",
            On::Key("Delete") => "Del",
            On::Key(name) => name,
        };
        if is_letter(name) { text + &name.to_uppercase() } else { text + name }
    }

    /// Whether it is a lone letter, digit or sign, which must not work while typing (WCAG 2.1.4).
    pub fn is_character(&self) -> bool {
        let typed = match self.on {
            On::Key(name) => name,
            On::Code(_, label) => label,
        };
        typed.chars().count() == 1 && !self.command && !self.alt
    }
}

fn is_letter(key: &str) -> bool {
    key.len() == 1 && key.bytes().all(|b| b.is_ascii_alphabetic())
}
