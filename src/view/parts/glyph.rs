//! Glyphs of services, marks of meanings, signs of buttons: the three kinds of picture on the page; and long names.

use crate::catalog::Service;
use crate::view::meaning::Meaning;
use leptos::prelude::*;

/// The glyph of a service in the colour of its family. The shapes are part of the declaration, never of a document.
#[component]
pub fn Glyph(
    /// The service.
    service: &'static Service,
) -> impl IntoView {
    let class = format!("glyph family-{}", service.family.class());
    view! { <svg class=class viewBox="0 0 20 20" aria-hidden="true" inner_html=service.icon></svg> }
}

/// The shape and colour of a meaning.
#[component]
pub fn Mark(
    /// What it means.
    meaning: Meaning,
) -> impl IntoView {
    let class = format!("mark m-{}{}", meaning.class(), if meaning.filled() { "" } else { " hollow" });
    view! { <svg class=class viewBox="0 0 12 12" aria-hidden="true"><path d=meaning.path()/></svg> }
}

/// A sign on a button.
#[component]
pub fn Sign(
    /// Its path on a 20-unit grid; see [`super::signs`].
    d: &'static str,
    /// Whether it is filled rather than drawn.
    #[prop(optional)]
    full: bool,
) -> impl IntoView {
    view! { <svg class="sign" class:full=full viewBox="0 0 20 20" aria-hidden="true"><path d=d/></svg> }
}

/// The parts of a name that a person gave, cut before its capitals: `PaymentQueue` is `Payment` and `Queue`.
pub fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        if letter.is_uppercase() && before.is_lowercase() {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
        before = letter;
    }
    parts
}

/// How many letters the longer line of a name has that is written on two lines, broken before capitals or between words.
pub fn longest_part(name: &str) -> usize {
    let pieces: Vec<usize> =
        parts(name).iter().flat_map(|part| part.split_inclusive(' ')).map(|piece| piece.chars().count()).collect();
    let all: usize = pieces.iter().sum();
    let mut first = 0;
    let cuts = pieces.iter().map(|piece| {
        first += piece;
        first.max(all - first)
    });
    cuts.min().unwrap_or(0)
}
/// A property's or metric's name that may break before its capitals, so that long ones fit; to the ear it stays one word.
pub fn humps(name: &'static str) -> impl IntoView + use<> {
    let bytes = name.as_bytes();
    let mut cuts: Vec<usize> =
        (1..bytes.len()).filter(|k| bytes[*k].is_ascii_uppercase() && bytes[k - 1].is_ascii_lowercase()).collect();
    cuts.push(name.len());
    let mut start = 0;
    let part = |cut: usize| {
        let part = &name[start..cut];
        start = cut;
        view! { {part}<wbr/> }
    };
    cuts.into_iter().map(part).collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_before_capitals_and_nothing_is_lost() {
        assert_eq!(parts("PaymentQueue"), ["Payment", "Queue"]);
        assert_eq!(parts("PaymentDLQ"), ["Payment", "DLQ"]);
        assert_eq!(parts("orders of Übersee"), ["orders of Übersee"]);
        assert_eq!(parts("").concat(), "");
        assert_eq!(
            ["PlannedMaintenance", "PaymentBacklogAge", "a long name", "Orders", ""].map(longest_part),
            [11, 10, 7, 6, 0]
        );
    }
}
