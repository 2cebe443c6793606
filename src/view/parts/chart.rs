//! Charts as SVG paths: a line with its area, points missing where there is no data.

use std::fmt::Write;

/// A chart's line and the area under it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Paths {
    /// The line.
    pub line: String,
    /// The area between the line and zero.
    pub area: String,
    /// The highest value shown.
    pub top: f64,
}

/// The paths of these values, oldest first, in a box of this size; `None` leaves a gap. Zero is the lower edge unless
/// there are negative values; a lone value between gaps is a short level.
pub fn paths(values: &[Option<f64>], width: f64, height: f64) -> Paths {
    let known = || values.iter().flatten().copied().filter(|v| v.is_finite());
    let low = known().fold(0.0, f64::min);
    let top = known().fold(low, f64::max);
    let reach = if top > low { top - low } else { 1.0 };
    let step = width / (values.len().max(2) - 1) as f64;
    let place = |k: usize, v: f64| (k as f64 * step, height - (v - low) / reach * height);
    let zero = height + low / reach * height;
    let mut paths = Paths { top, ..Paths::default() };
    for run in runs(values) {
        let points: Vec<(f64, f64)> = match run.as_slice() {
            [(k, v)] => {
                let (x, y) = place(*k, *v);
                vec![((x - step / 2.0).max(0.0), y), ((x + step / 2.0).min(width), y)]
            }
            many => many.iter().map(|(k, v)| place(*k, *v)).collect(),
        };
        let (Some(first), Some(last)) = (points.first(), points.last()) else { continue };
        // Writing to a String cannot fail.
        let _ = write!(paths.area, "M{:.1} {zero:.1}", first.0);
        for (n, (x, y)) in points.iter().enumerate() {
            let _ = write!(paths.line, "{}{x:.1} {y:.1}", if n == 0 { 'M' } else { 'L' });
            let _ = write!(paths.area, "L{x:.1} {y:.1}");
        }
        let _ = write!(paths.area, "L{:.1} {zero:.1}Z", last.0);
    }
    paths
}

/// Stretches of known values, with their places.
fn runs(values: &[Option<f64>]) -> Vec<Vec<(usize, f64)>> {
    let mut runs: Vec<Vec<(usize, f64)>> = Vec::new();
    let mut gap = true;
    for (k, value) in values.iter().enumerate() {
        match value.filter(|v| v.is_finite()) {
            Some(v) if gap => runs.push(vec![(k, v)]),
            Some(v) => runs.last_mut().into_iter().for_each(|run| run.push((k, v))),
            None => {}
        }
        gap = value.is_none_or(|v| !v.is_finite());
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_spans_the_box_and_the_area_closes_at_zero() {
        let p = paths(&[Some(0.0), Some(10.0)], 100.0, 20.0);
        assert_eq!(
            (p.line.as_str(), p.area.as_str()),
            ("M0.0 20.0L100.0 0.0", "M0.0 20.0L0.0 20.0L100.0 0.0L100.0 20.0Z")
        );
        assert_eq!(p.top, 10.0);
    }

    #[test]
    fn a_gap_breaks_the_line_and_a_lone_value_is_a_level() {
        let p = paths(&[Some(1.0), None, Some(1.0), Some(1.0)], 30.0, 10.0);
        assert_eq!(p.line, "M0.0 0.0L5.0 0.0M20.0 0.0L30.0 0.0");
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert_eq!(paths(&[], 10.0, 10.0), Paths::default());
        assert_eq!(paths(&[None, Some(f64::NAN)], 10.0, 10.0).line, "");
    }

    #[test]
    fn below_zero_lies_below_the_zero_line() {
        let p = paths(&[Some(-5.0), Some(5.0)], 10.0, 10.0);
        assert!(p.area.starts_with("M0.0 5.0"), "{}", p.area);
    }
}
