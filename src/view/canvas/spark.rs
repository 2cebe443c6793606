//! The little line of a card: the course of its number as an SVG path.

/// The line through these values, oldest first, in a box of this size. Zero is the lower edge (or the lowest value, if
/// there are negative ones), the highest value the upper.
pub fn line(values: &[f32], width: f64, height: f64) -> String {
    use std::fmt::Write;
    let low = values.iter().copied().fold(0f32, f32::min);
    let high = values.iter().copied().fold(low, f32::max);
    let reach = f64::from(if high > low { high - low } else { 1.0 });
    let step = width / (values.len().max(2) - 1) as f64;
    let mut path = String::with_capacity(values.len() * 12);
    let mut point = |k: f64, value: f32| {
        let letter = if path.is_empty() { 'M' } else { 'L' };
        let y = height - f64::from(value - low) / reach * height;
        // Writing to a String cannot fail.
        let _ = write!(path, "{letter}{:.1} {y:.1}", k * step);
    };
    values.iter().enumerate().for_each(|(k, value)| point(k as f64, *value));
    if let [only] = values {
        point(1.0, *only);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn it_runs_from_the_left_edge_to_the_right_and_uses_the_height() {
        assert_eq!(line(&[0.0, 5.0, 10.0], 48.0, 20.0), "M0.0 20.0L24.0 10.0L48.0 0.0");
    }

    #[test]
    fn quiet_lines_lie_at_the_bottom_and_negative_values_stay_inside() {
        assert_eq!(line(&[0.0, 0.0], 48.0, 20.0), "M0.0 20.0L48.0 20.0");
        assert_eq!(line(&[-2.0, 2.0], 48.0, 20.0), "M0.0 20.0L48.0 0.0");
    }

    #[test]
    fn one_value_is_a_level_and_none_is_no_line() {
        assert_eq!(line(&[3.0], 48.0, 20.0), "M0.0 0.0L48.0 0.0");
        assert_eq!(line(&[], 48.0, 20.0), "");
    }
}
