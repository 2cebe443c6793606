//! Rules about sizes: type and space come from two short scales, so that what belongs together looks it.

use crate::source::Source;

/// Steps of space in pixels: of gaps, paddings and margins. Odd ones are hairlines, and what makes up for them.
const SPACE: [u32; 14] = [0, 1, 2, 4, 6, 8, 10, 12, 14, 16, 20, 24, 32, 40];

/// Sizes that stand on no scale. Paper has points and millimetres of its own.
pub fn strays(styles: &[Source]) -> Vec<String> {
    let on_screen = styles.iter().filter(|style| !style.path.ends_with("/print.css"));
    on_screen.flat_map(|style| declarations(&style.text).filter_map(move |it| stray(&style.path, it))).collect()
}

/// Every `property: value`, with its line.
fn declarations(text: &str) -> impl Iterator<Item = (usize, &str, &str)> {
    let parts = text.lines().zip(1..).flat_map(|(line, n)| line.split(['{', '}', ';']).map(move |part| (n, part)));
    parts.filter_map(|(n, part)| part.split_once(": ").map(|(property, value)| (n, property.trim(), value.trim())))
}

fn stray(path: &str, (line, property, value): (usize, &str, &str)) -> Option<String> {
    let is = |names: &[&str]| names.iter().any(|name| property == *name || property.starts_with(&format!("{name}-")));
    if property == "font-size" || property == "font" {
        // What grows with its surroundings or with the wall is no step.
        let grows = value.contains("clamp(") || value.contains("min(") || value.ends_with("em") || value == "inherit";
        return (!value.contains("var(--type-") && !grows).then(|| {
            format!("{path}:{line}: {property}: {value} is no step of --type-1, --type-2 … in style/tokens.css")
        });
    }
    if !is(&["gap", "row-gap", "column-gap", "padding", "margin"]) || value.contains('(') {
        return None;
    }
    let pixels = value.split_whitespace().filter_map(|word| word.strip_suffix("px")?.parse::<f64>().ok());
    let off = pixels.map(f64::abs).find(|size| !SPACE.iter().any(|step| f64::from(*step) == *size));
    off.map(|size| format!("{path}:{line}: {property}: {size}px is no step of space; the steps are {SPACE:?}"))
}

fn found(text: &str) -> usize {
    strays(&[Source::new("style/some.css", text)]).len()
}

#[test]
fn a_size_of_its_own_is_objected_to() {
    assert_eq!(found(".a { font-size: 12.5px; }\n.b { font: 13px/1.4 var(--font); margin: 0 -7px; }"), 3);
    assert_eq!(found(".a { row-gap: 5px; padding-inline-start: 26px; }"), 2);
}

#[test]
fn steps_and_what_grows_are_left_alone() {
    assert_eq!(found(".a { font: var(--type-3)/1.5 var(--mono); gap: 8px; margin: -10px auto 0; }"), 0);
    assert_eq!(found(".a { font-size: clamp(24px, 2vw, 44px); padding: calc(7px + 1em); scroll-padding: 60px; }"), 0);
    assert_eq!(found("a:hover { color: var(--ink); }"), 0);
}
