//! The signs of buttons, as paths on a 20-unit grid with round strokes of 1.7.

/// Bent back to the left.
pub const UNDO: &str = "M7.5 4 4 7.5 7.5 11M4.4 7.5H12a4 4 0 0 1 0 8H8";
/// Bent back to the right.
pub const REDO: &str = "M12.5 4 16 7.5 12.5 11M15.6 7.5H8a4 4 0 0 0 0 8h4";
/// A triangle to the right.
pub const PLAY: &str = "M5 3.2 16.6 10 5 16.8Z";
/// Two bars.
pub const PAUSE: &str = "M4.5 3.5h3.6v13H4.5ZM11.9 3.5h3.6v13h-3.6Z";
/// A triangle before a bar.
pub const STEP: &str = "M5 4.6 12.6 10 5 15.4ZM15.2 4.6v10.8";
/// Back to the first.
pub const RESET: &str = "M4.2 8.3A6.3 6.3 0 1 1 4 12.4M4 4v4.4h4.4";
/// More.
pub const PLUS: &str = "M10 4.2v11.6M4.2 10h11.6";
/// Less.
pub const MINUS: &str = "M4.2 10h11.6";
/// Away.
pub const CLOSE: &str = "M5 5l10 10M15 5 5 15";
/// Three points.
pub const MORE: &str = "M4.3 10h.01M10 10h.01M15.7 10h.01";
/// A die that shows five.
pub const DICE: &str = "M5.6 3.2h8.8a2.4 2.4 0 0 1 2.4 2.4v8.8a2.4 2.4 0 0 1-2.4 2.4H5.6a2.4 2.4 0 0 1-2.4-2.4V5.6a2.4 2.4 0 0 1 2.4-2.4ZM7 7h.01M13 7h.01M10 10h.01M7 13h.01M13 13h.01";
/// Over what lies between.
pub const SKIP: &str = "M3.5 5 9 10l-5.5 5M10 5l5.5 5-5.5 5M17 4.8v10.4";
/// A flash.
pub const BOLT: &str = "M11.2 2.6 4.6 11h4.6l-.6 6.4L15.4 9h-4.8Z";
/// A triangle with a stroke in it.
pub const WARNING: &str = "M10 3.4 17.6 16.4H2.4ZM10 8.4v3.4M10 14h.01";
/// A list.
pub const LIST: &str = "M7 5.2h9.4M7 10h9.4M7 14.8h9.4M3.6 5.2h.01M3.6 10h.01M3.6 14.8h.01";
/// A tick.
pub const TICK: &str = "M4 10.6 8.2 14.8 16 5.8";
/// An i.
pub const INFO: &str = "M10 9.2v4.6M10 6.2h.01M10 2.8a7.2 7.2 0 1 1 0 14.4 7.2 7.2 0 1 1 0-14.4Z";
/// A bin.
pub const BIN: &str = "M4 5.8h12M8 5.6V3.8h4v1.8M5.6 6l.7 10.2h7.4L14.4 6M8.5 9v4.4M11.5 9v4.4";
/// Two sheets.
pub const COPY: &str = "M7.4 7.4h8.8v8.8H7.4ZM12.6 7.2V3.8H3.8v8.8h3.4";
/// A clock that goes back.
pub const PAST: &str = "M4.2 8.3A6.3 6.3 0 1 1 4 12.4M4 4v4.4h4.4M10.4 6.8v3.6l2.4 1.6";
/// A magnifying glass.
pub const FIND: &str = "M8.8 3.4a5.4 5.4 0 1 1 0 10.8 5.4 5.4 0 1 1 0-10.8ZM12.8 12.8 17 17";
/// Points joined: shapes that can be placed.
pub const SHAPES: &str =
    "M3.4 3.8h5.4v5.4H3.4ZM11.2 10.8h5.4v5.4h-5.4ZM14 3.6l2.9 5h-5.8ZM6.1 11a2.7 2.7 0 1 1 0 5.4 2.7 2.7 0 1 1 0-5.4Z";
/// Sliders: settings.
pub const SLIDERS: &str = "M3.4 6h6M13.6 6h3M3.4 14h3M10.6 14h6M11.5 4.1a1.9 1.9 0 1 1 0 3.8 1.9 1.9 0 1 1 0-3.8ZM8.5 12.1a1.9 1.9 0 1 1 0 3.8 1.9 1.9 0 1 1 0-3.8Z";
/// A pencil.
pub const PENCIL: &str = "M4 16l.8-3.6L13.4 3.8l2.8 2.8-8.6 8.6ZM11.6 5.6l2.8 2.8";
/// A triangle to the left before a bar.
pub const STEP_BACK: &str = "M15 4.6 7.4 10l7.6 5.4ZM4.8 4.6v10.8";
/// Upwards.
pub const UP: &str = "M5 12.5 10 7l5 5.5";
/// Downwards.
pub const DOWN: &str = "M5 7.5 10 13l5-5.5";
/// A flag on its pole.
pub const FLAG: &str = "M5 17.2V3.2M5 4h9.6l-2.4 3.4 2.4 3.4H5";
/// Two bars that begin at one line.
pub const ALIGN_LEFT: &str = "M3.4 3v14M6.4 5.6h10v2.8h-10ZM6.4 11.6h6v2.8h-6Z";
/// Two bars with one middle.
pub const ALIGN_CENTRE: &str = "M10 3v2.6M10 8.4v3.2M10 14.4V17M5 5.6h10v2.8H5ZM7 11.6h6v2.8H7Z";
/// Two bars that end at one line.
pub const ALIGN_RIGHT: &str = "M16.6 3v14M3.6 5.6h10v2.8h-10ZM7.6 11.6h6v2.8h-6Z";
/// Two bars that hang from one line.
pub const ALIGN_TOP: &str = "M3 3.4h14M5.6 6.4v10h2.8v-10ZM11.6 6.4v6h2.8v-6Z";
/// Two upright bars with one middle.
pub const ALIGN_MIDDLE: &str = "M3 10h2.6M8.4 10h3.2M14.4 10H17M5.6 5v10h2.8V5ZM11.6 7v6h2.8V7Z";
/// Two bars that stand on one line.
pub const ALIGN_BOTTOM: &str = "M3 16.6h14M5.6 3.6v10h2.8v-10ZM11.6 7.6v6h2.8v-6Z";
/// Three bars side by side.
pub const SPREAD_ACROSS: &str = "M3.4 3v14M16.6 3v14M8.4 5.6h3.2v8.8H8.4Z";
/// Three bars one below the other.
pub const SPREAD_DOWN: &str = "M3 3.4h14M3 16.6h14M5.6 8.4v3.2h8.8V8.4Z";
/// A sheet with a folded corner.
pub const NOTE: &str = "M3.8 3.8h12.4v8.2l-4.2 4.2H3.8ZM16.2 12H12v4.2M6.8 7.4h6.4M6.8 10.4h3.4";
/// A border with a title.
pub const FRAME: &str = "M3.2 5.4h13.6v11H3.2ZM3.2 8.6h13.6M5.6 7h.01";
/// To the left.
pub const LEFT: &str = "M12.5 5 7 10l5.5 5";
/// To the right.
pub const RIGHT: &str = "M7.5 5 13 10l-5.5 5";
/// A pointer with a bright point at its tip.
pub const LASER: &str =
    "M3.6 16.4 10.4 9.6M13.6 6.4h.01M13.6 2.6v1.2M17.4 6.4h-1.2M10.9 3.7l.8.8M16.3 3.7l-.8.8M16.3 9.1l-.8-.8";
/// A code of squares.
pub const CODE: &str = "M3.4 3.4h5v5h-5ZM11.6 3.4h5v5h-5ZM3.4 11.6h5v5h-5ZM11.8 11.8h1.6v1.6M16.4 11.8v.01M11.8 16.4h.01M14.4 16.4h2.2v-2.2";
/// A bright sun.
pub const SUN: &str = "M10 6.6a3.4 3.4 0 1 1 0 6.8 3.4 3.4 0 1 1 0-6.8ZM10 2.4v1.4M10 16.2v1.4M2.4 10h1.4M16.2 10h1.4M4.6 4.6l1 1M14.4 14.4l1 1M15.4 4.6l-1 1M5.6 14.4l-1 1";
/// Lines of text, indented: the outline.
pub const OUTLINE: &str = "M3.4 5h13.2M6.8 10h9.8M6.8 15h9.8M3.6 10h.01M3.6 15h.01";
