//! A picture of a diagram as SVG, in light colours, for slides and documents. The document is inside, so that the picture
//! opens again in Signalbox.

use super::labels::labels;
use super::route::routes;
use crate::catalog::{Catalog, Family, Look};
use crate::model::{CARD, Diagram, Point, Rect, Remark, RemarkKind};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write;

/// Room around the cards, and above them for the title.
const MARGIN: f64 = 32.0;
const HEAD: f64 = 44.0;
/// A name longer than this is cut, as on the canvas; one that may be too wide for its card is squeezed into it.
const LONGEST: usize = 17;
const FITS: usize = 12;
/// About the width of a letter of a note, and from line to line.
const LETTER: f64 = 6.4;
const LEADING: f64 = 16.0;

/// A picture and where it lies: what draws over it has to know.
#[derive(Clone, PartialEq, Debug)]
pub struct Picture {
    /// The SVG.
    pub svg: String,
    /// The part of the canvas that it shows: a unit of the canvas is a unit of the picture.
    pub bounds: Rect,
}

/// The picture; `document` is the diagram as a document.
pub fn svg(diagram: &Diagram, catalog: &Catalog, document: &str) -> String {
    let inside = format!(
        "<metadata><signalbox xmlns=\"urn:signalbox:document\">{}</signalbox></metadata>\n",
        STANDARD.encode(document)
    );
    draw(diagram, catalog, &inside).svg
}

/// The picture without a document inside, for paper and films.
pub fn plain(diagram: &Diagram, catalog: &Catalog) -> Picture {
    draw(diagram, catalog, "")
}

fn draw(diagram: &Diagram, catalog: &Catalog, inside: &str) -> Picture {
    let cards = diagram.nodes.values().map(|node| Rect::card(node.at));
    let cards = cards.chain(diagram.remarks.values().map(|remark| remark.area));
    let routes = routes(diagram);
    let all = cards.chain(routes.values().map(super::route::Route::bounds)).reduce(Rect::union);
    let all = all.unwrap_or(Rect::card(Default::default()));
    let (x, y) = (all.min.x - MARGIN, all.min.y - MARGIN - HEAD);
    let (w, h) = (all.max.x - all.min.x + 2.0 * MARGIN, all.max.y - all.min.y + 2.0 * MARGIN + HEAD);
    let title = escaped(if diagram.title.is_empty() { "Untitled" } else { &diagram.title });
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{x:.0} {y:.0} {w:.0} {h:.0}\" width=\"{w:.0}\" height=\"{h:.0}\" \
         font-family=\"system-ui, sans-serif\">\n<title>{title}</title>\n\
         {inside}\
         <rect x=\"{x:.0}\" y=\"{y:.0}\" width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
         <text x=\"{:.0}\" y=\"{:.0}\" font-size=\"18\" font-weight=\"650\" fill=\"#1d1f24\">{title}</text>\n",
        x + MARGIN,
        y + MARGIN + 8.0
    );
    let of_kind = |kind: RemarkKind| diagram.remarks.values().filter(move |remark| remark.kind == kind);
    of_kind(RemarkKind::Frame).for_each(|frame| out.push_str(&drawn(frame)));
    for (id, route) in &routes {
        let Some(wire) = diagram.wires.get(id) else { continue };
        let control = catalog.ends(diagram, wire).is_some_and(|(port, _)| port.control);
        let dash = if control { " stroke-dasharray=\"2 4\"" } else { "" };
        let (end, turn) = (route.at(1.0), route.heading(1.0).to_degrees());
        let written = writeln!(
            out,
            "<path d=\"{}\" fill=\"none\" stroke=\"#8b8d97\" stroke-width=\"1.6\"{dash}/>\
             <path d=\"M-7 -4L0 0L-7 4\" transform=\"translate({:.1} {:.1}) rotate({turn:.0})\" fill=\"none\" stroke=\"#8b8d97\" stroke-width=\"1.6\"/>",
            route.path(),
            end.x,
            end.y
        );
        written.expect("a String takes everything");
    }
    for label in labels(diagram, &routes).values() {
        let (at, size, middle) = (label.area.min, label.area.size(), label.area.center());
        let written = writeln!(
            out,
            "<rect x=\"{:.0}\" y=\"{:.0}\" width=\"{:.0}\" height=\"{:.0}\" rx=\"5\" fill=\"#ffffff\"/>\
             <text x=\"{:.0}\" y=\"{:.0}\" font-size=\"11\" text-anchor=\"middle\" fill=\"#5d6270\">{}</text>",
            at.x,
            at.y,
            size.w,
            size.h,
            middle.x,
            middle.y + 4.0,
            escaped(&label.text)
        );
        written.expect("a String takes everything");
    }
    of_kind(RemarkKind::Note).for_each(|note| out.push_str(&drawn(note)));
    for (id, node) in &diagram.nodes {
        let service = catalog.get(&node.service);
        let kind = match (service, Look::at_node(diagram, id, catalog)) {
            (Some(service), Some(look)) => (service.subtitle)(&look),
            _ => "unknown service",
        };
        let (icon, colour) = service.map_or(("", "#5b6472"), |service| (service.icon, colour(service.family)));
        let written = writeln!(
            out,
            "<g transform=\"translate({:.0} {:.0})\">\
             <rect width=\"{:.0}\" height=\"{:.0}\" rx=\"10\" fill=\"#fdfdfb\" stroke=\"{colour}\" stroke-width=\"1.2\"/>\
             <svg x=\"12\" y=\"14\" width=\"22\" height=\"22\" viewBox=\"0 0 20 20\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\" \
             stroke-linecap=\"round\" stroke-linejoin=\"round\">{}</svg>\
             <text x=\"42\" y=\"30\"{} font-size=\"13\" font-weight=\"650\" fill=\"#1d1f24\">{}</text>\
             <text x=\"14\" y=\"62\" font-size=\"11\" fill=\"#5d6270\">{}</text></g>",
            node.at.x,
            node.at.y,
            CARD.w,
            CARD.h,
            icon.trim(),
            if node.name.chars().count() > FITS { " textLength=\"104\" lengthAdjust=\"spacingAndGlyphs\"" } else { "" },
            escaped(&short(&node.name)),
            escaped(kind)
        );
        written.expect("a String takes everything");
    }
    out.push_str("</svg>\n");
    Picture { svg: out, bounds: Rect::spanning(Point::new(x, y), Point::new(x + w, y + h)) }
}

/// A frame with its title, or a note with its lines.
fn drawn(remark: &Remark) -> String {
    let (at, size) = (remark.area.min, remark.area.size());
    let (name, fill, stroke, ink) = match remark.kind {
        RemarkKind::Frame => ("frame", "none", "#b9b8b0", "#5d6270"),
        RemarkKind::Note => ("note", "#fff6c9", "#e6d58a", "#1d1f24"),
    };
    let lines = match remark.kind {
        RemarkKind::Frame => vec![remark.text.clone()],
        RemarkKind::Note => wrapped(&remark.text, (((size.w - 20.0) / LETTER) as usize).max(4)),
    };
    let most = (((size.h - 12.0) / LEADING) as usize).max(1);
    let line = |(n, text): (usize, &String)| {
        let y = 19.0 + LEADING * n as f64;
        format!("<text x=\"10\" y=\"{y:.0}\" font-size=\"12\" fill=\"{ink}\">{}</text>", escaped(text))
    };
    let lines: String = lines.iter().take(most).enumerate().map(line).collect();
    format!(
        "<g class=\"{name}\" transform=\"translate({:.0} {:.0})\"><rect width=\"{:.0}\" height=\"{:.0}\" rx=\"8\" \
         fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"1.2\"/>{lines}</g>\n",
        at.x, at.y, size.w, size.h
    )
}

/// A text in lines of at most so many letters, broken between words where that can be.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let letters: Vec<char> = word.chars().collect();
            for (n, piece) in letters.chunks(most).enumerate() {
                let piece: String = piece.iter().collect();
                let full = line.chars().count() + 1 + piece.chars().count() > most;
                if !line.is_empty() && (full || n > 0) {
                    lines.push(std::mem::take(&mut line));
                } else if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(&piece);
            }
        }
        lines.push(line);
    }
    lines
}

/// The colours of `style/tokens.css` in the light.
fn colour(family: Family) -> &'static str {
    match family {
        Family::People => "#5b6472",
        Family::Api => "#0f766e",
        Family::Compute => "#b4540a",
        Family::Messaging => "#be185d",
        Family::Data => "#3346d3",
        Family::Watch => "#15803d",
        Family::Delivery => "#7a5c00",
        Family::Intelligence => "#6d28d9",
    }
}

fn short(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    name.chars().take(LONGEST - 1).chain(['…']).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{load, write};
    use crate::services::CATALOG;

    fn shipped() -> Diagram {
        let text = include_str!("../../public/scenarios/fan-out-with-filters.json");
        load(text, &CATALOG).expect("a document").diagram
    }

    #[test]
    fn a_picture_shows_every_node_and_wire_and_opens_as_the_design_it_was_made_of() {
        let diagram = shipped();
        let picture = svg(&diagram, &CATALOG, &write(&diagram, &CATALOG));
        assert_eq!(picture.matches("<g transform").count(), diagram.nodes.len());
        assert_eq!(picture.matches("<path d=\"M-7").count(), diagram.wires.len());
        for node in diagram.nodes.values() {
            assert!(picture.contains(&format!(">{}<", node.name)), "{}", node.name);
        }
        assert_eq!(load(&picture, &CATALOG).expect("a picture with a document").diagram, diagram);
    }

    #[test]
    fn frames_lie_under_the_wires_and_notes_over_them_and_their_texts_are_wrapped() {
        let mut diagram = shipped();
        let area = Rect { min: Default::default(), max: crate::model::Point::new(148.0, 100.0) };
        for (kind, text) in [(RemarkKind::Frame, "Fan <out>"), (RemarkKind::Note, "one two three four five six seven")]
        {
            let remark = Remark { kind, text: text.into(), area };
            diagram.remarks.insert(diagram.free_remark_id(kind), std::sync::Arc::new(remark));
        }
        let picture = svg(&diagram, &CATALOG, &write(&diagram, &CATALOG));
        let place = |what: &str| picture.find(what).unwrap_or_else(|| panic!("no {what}"));
        assert!(place("Fan &lt;out&gt;") < place("<path") && place("<path") < place("class=\"note\""));
        // 128 units are 20 letters.
        assert!(place(">one two three four<") < place(">five six seven<"));
        assert_eq!(load(&picture, &CATALOG).expect("a picture with a document").diagram, diagram);
        assert_eq!(wrapped("abcdefgh ij\n\nk", 3), ["abc", "def", "gh", "ij", "", "k"]);
    }

    #[test]
    fn the_bounds_of_a_picture_hold_every_card_and_are_its_view_box() {
        let diagram = shipped();
        let Picture { svg, bounds } = plain(&diagram, &CATALOG);
        assert!(
            diagram
                .nodes
                .values()
                .map(|node| Rect::card(node.at))
                .all(|card| { bounds.contains(card.min) && bounds.contains(card.max) })
        );
        let (w, h) = (bounds.max.x - bounds.min.x, bounds.max.y - bounds.min.y);
        assert!(svg.contains(&format!("viewBox=\"{:.0} {:.0} {w:.0} {h:.0}\"", bounds.min.x, bounds.min.y)), "{svg}");
        assert!(!svg.contains("<signalbox"), "nothing is inside");
    }

    #[test]
    fn names_are_escaped_and_cut() {
        let mut diagram = shipped();
        let node = diagram.nodes.values_mut().next().expect("a node");
        std::sync::Arc::make_mut(node).name = "<Orders & a very long rest>".into();
        let picture = svg(&diagram, &CATALOG, "{}");
        assert!(picture.contains(">&lt;Orders &amp; a very…<"), "{picture}");
    }

    #[test]
    fn a_damaged_design_inside_is_refused_with_a_sentence() {
        let picture = svg(&shipped(), &CATALOG, "{}").replace("document\">", "document\">?");
        let error = load(&picture, &CATALOG).expect_err("it is damaged");
        assert!(error.what.contains("damaged"), "{error}");
    }

    #[test]
    fn an_empty_design_is_an_empty_picture() {
        let picture = svg(&Diagram::default(), &CATALOG, "{}");
        assert!(picture.starts_with("<svg") && picture.contains("Untitled"));
    }
}
