//! The waterfall of a journey: an axis on which hops of 5 ms and waits of 30 s are both to be seen, and the picture.

use super::journey::Journey;
use crate::sim::{Kind, Span, Time};

/// A time axis that squeezes long waits: a gap of `g` milliseconds is drawn `ln(1 + g)` long.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Axis {
    places: Vec<f64>,
}

impl Axis {
    /// The axis of these instants, in order.
    pub fn of(instants: impl Iterator<Item = Time>) -> Self {
        let (mut places, mut last, mut sum) = (Vec::new(), None::<Time>, 0.0);
        for at in instants {
            let gap = last.map_or(Span::ZERO, |last| at.since(last));
            sum += libm::log1p(gap.as_millis());
            places.push(sum);
            last = Some(at);
        }
        let whole = sum.max(f64::MIN_POSITIVE);
        places.iter_mut().for_each(|place| *place /= whole);
        Self { places }
    }

    /// Where an instant is drawn, by its place in the list: from 0 to 1.
    pub fn at(&self, n: usize) -> f64 {
        self.places.get(n).copied().unwrap_or(1.0)
    }
}

const WIDTH: f64 = 960.0;
const LEFT: f64 = 250.0;
const ROW: f64 = 22.0;
const TOP: f64 = 56.0;

/// A journey as a picture of its own: a line a step, with a bar until the next one.
pub fn svg(journey: &Journey, title: &str, colour: &dyn Fn(Kind) -> &'static str) -> String {
    let axis = Axis::of(journey.steps.iter().map(|step| step.at));
    let height = TOP + ROW * journey.steps.len() as f64 + 30.0;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"11\">\n<title>{0}</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
         <text x=\"16\" y=\"24\" font-size=\"15\" font-weight=\"640\" fill=\"#1d1f24\">{0}</text>\n\
         <text x=\"16\" y=\"42\" fill=\"#5d6270\">Long waits are squeezed: a gap of g ms is drawn ln(1 + g) long.</text>\n",
        escaped(title)
    );
    let x = |n: usize| LEFT + axis.at(n) * (WIDTH - LEFT - 330.0);
    for (n, step) in journey.steps.iter().enumerate() {
        let y = TOP + ROW * n as f64;
        let bar = (x(n + 1).min(WIDTH - 330.0) - x(n)).max(3.0);
        let rule = if step.rule.is_empty() { String::new() } else { format!(" ({})", step.rule) };
        text.push_str(&format!(
            "<text x=\"16\" y=\"{0}\" fill=\"#5d6270\">{1}</text><text x=\"84\" y=\"{0}\" fill=\"#1d1f24\">{2}</text>\
             <rect x=\"{3:.1}\" y=\"{4}\" width=\"{5:.1}\" height=\"10\" rx=\"2\" fill=\"{6}\"/>\
             <text x=\"{7:.1}\" y=\"{0}\" fill=\"#1d1f24\">{8}</text>\n",
            y + 12.0,
            step.at,
            escaped(&short(&step.name, 26)),
            x(n),
            y + 3.0,
            bar,
            colour(step.kind),
            x(n) + bar + 6.0,
            escaped(&short(&format!("{}{rule}", step.text), 64)),
        ));
    }
    text.push_str("</svg>\n");
    text
}

fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most - 1).collect();
    format!("{cut}…")
}

/// A text inside an element or an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_hops_are_seen_beside_long_waits() {
        let axis = Axis::of([0, 5_000, 30_005_000].into_iter().map(Time));
        // ln(1 + 5) and ln(1 + 30,000) of their sum.
        let whole = libm::log(6.0) + libm::log(30_001.0);
        assert!((axis.at(1) - libm::log(6.0) / whole).abs() < 1e-12 && axis.at(1) > 0.1);
        assert_eq!((axis.at(0), axis.at(2)), (0.0, 1.0));
    }

    #[test]
    fn names_cannot_break_out_of_the_picture() {
        assert_eq!(escaped("<a href=\"x\">&"), "&lt;a href=&quot;x&quot;&gt;&amp;");
        assert_eq!(short("abcdef", 4), "abc…");
    }
}
