//! Where the names of wires stand: on their wire, and never over a card, a note or another name. What finds no place in
//! full is shortened; what finds none even then is left out, and told by the wire's own name.

use super::route::Route;
use crate::model::{Diagram, Point, Rect, RemarkKind, Size, WireId};
use std::collections::BTreeMap;

/// The height of a name, and about the width of a letter of it: rather too much than too little.
pub const LABEL_HEIGHT: f64 = 18.0;
const LETTER: f64 = 6.6;
const PADDING: f64 = 12.0;
/// A shortened name has so many letters.
const SHORT: usize = 9;
/// Free space between a name and what it must not cover.
const APART: f64 = 3.0;
/// Fractions of the way, the best first; and how far beside the wire, in heights.
const ALONG: [f64; 11] = [0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.28, 0.72, 0.2, 0.8];
const ASIDE: [f64; 5] = [0.0, -0.75, 0.75, -1.5, 1.5];
/// Where cards stand close together a name goes above or below their row.
const FAR: [f64; 4] = [-3.4, 3.4, -4.4, 4.4];

/// The name of a wire at its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Label {
    /// What is written.
    pub text: String,
    /// Where.
    pub area: Rect,
}

/// How large a text is at most.
fn size(text: &str) -> Size {
    Size { w: text.chars().count() as f64 * LETTER + PADDING, h: LABEL_HEIGHT }
}

/// The names of the wires of a diagram, by their routes.
pub fn labels<R: std::borrow::Borrow<Route>>(
    diagram: &Diagram,
    routes: &BTreeMap<WireId, R>,
) -> BTreeMap<WireId, Label> {
    let cards = diagram.nodes.values().map(|n| Rect::card(n.at));
    let notes = diagram.remarks.values().filter(|r| r.kind == RemarkKind::Note).map(|r| r.area);
    let mut taken: Vec<Rect> = cards.chain(notes).collect();
    let mut placed = BTreeMap::new();
    for (id, text) in &diagram.labels {
        let Some(route) = routes.get(id).map(std::borrow::Borrow::borrow) else { continue };
        let others: Vec<&Route> = routes.iter().filter(|(o, _)| *o != id).map(|(_, r)| r.borrow()).collect();
        let short: String = text.chars().take(SHORT - 1).chain(['…']).collect();
        let long = text.chars().count() > SHORT;
        let texts = [Some(text), long.then_some(&short)];
        let tries = texts.into_iter().flatten().flat_map(|text| [(text, &ASIDE[..]), (text, &FAR[..])]);
        let label = tries.into_iter().find_map(|(text, aside)| {
            let area = place(route, size(text), aside, &taken, &others)?;
            Some(Label { text: text.clone(), area })
        });
        if let Some(label) = label {
            taken.push(label.area);
            placed.insert(id.clone(), label);
        }
    }
    placed
}

/// The first free area along a wire; one that no other wire crosses, if there is such a one.
fn place(route: &Route, size: Size, aside: &[f64], taken: &[Rect], others: &[&Route]) -> Option<Rect> {
    let apart = Point::new(APART, APART);
    let free = |area: &Rect| {
        let wide = Rect { min: area.min - apart, max: area.max + apart };
        !taken.iter().any(|t| t.touches(wide))
    };
    let spots = aside.iter().flat_map(|aside| ALONG.iter().map(move |along| (*along, *aside)));
    let areas: Vec<Rect> = spots.map(|(along, aside)| around(route, along, aside, size)).filter(free).collect();
    let crossed = |area: &&Rect| others.iter().any(|route| route.line.iter().any(|p| area.contains(*p)));
    areas.iter().find(|area| !crossed(area)).or(areas.first()).copied()
}

/// The area whose middle is at a fraction of the way, and so many heights beside it.
fn around(route: &Route, along: f64, aside: f64, size: Size) -> Rect {
    let (at, way) = (route.at(along), route.heading(along));
    // Across the wire by the height of the text, and by its width where the wire goes up or down.
    let (right, down) = (-libm::sin(way), libm::cos(way));
    let by = Point::new(right * aside * (size.w / 2.0 + size.h / 2.0), down * aside * size.h);
    let (middle, half) = (at + by, Point::new(size.w / 2.0, size.h / 2.0));
    Rect { min: middle - half, max: middle + half }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::sketch;
    use crate::editor::route::routes;
    use std::sync::Arc;

    fn named(text: &str, names: &[(&str, &str)]) -> Diagram {
        let mut d = sketch(text);
        d.labels = names.iter().map(|(id, name)| (WireId::new(id), (*name).to_owned())).collect();
        d
    }

    #[test]
    fn a_name_stands_in_the_middle_of_its_wire() {
        let d = named("src A 0 0; queue B 400 0; A>B", &[("A-B", "orders")]);
        let label = &labels(&d, &routes(&d))[&WireId::new("A-B")];
        // The wire runs from 156 to 400 at the height of 46; six letters of 6.6 and 12 are 51.6 wide.
        assert_eq!(label.text, "orders");
        assert_eq!(label.area.center(), Point::new(278.0, 46.0));
        assert!((label.area.size().w - 51.6).abs() < 1e-9);
    }

    #[test]
    fn a_name_without_room_is_shortened_and_then_left_out() {
        let long = [("A-B", "all orders of this shop")];
        // 100 units between the cards: nine letters need 71.4, and 3 at each side.
        let d =
            named("src A 0 0; queue B 256 0; queue C 0 -60; queue D 256 -60; queue E 0 60; queue F 256 60; A>B", &long);
        assert_eq!(labels(&d, &routes(&d))[&WireId::new("A-B")].text, "all orde…");
        let d =
            named("src A 0 0; queue B 176 0; A>B; queue C 0 -60; queue D 176 -60; queue E 0 60; queue F 176 60", &long);
        assert_eq!(labels(&d, &routes(&d)).len(), 0);
    }

    #[test]
    fn two_names_step_aside_for_each_other_and_for_notes() {
        let mut d =
            named("src A 0 0; queue B 400 0; A>B; A.call>F.invoked; fn F 400 8", &[("A-B", "one"), ("A-F", "two")]);
        let area = Rect { min: Point::new(250.0, 20.0), max: Point::new(300.0, 60.0) };
        let note = crate::model::Remark { kind: RemarkKind::Note, text: String::new(), area };
        d.remarks.insert("note1".into(), Arc::new(note));
        let found = labels(&d, &routes(&d));
        let areas: Vec<Rect> = found.values().map(|l| l.area).chain([area]).collect();
        assert_eq!(areas.len(), 3);
        for (n, a) in areas.iter().enumerate() {
            assert!(areas[..n].iter().all(|b| !a.touches(*b)), "{areas:?}");
        }
    }
}
