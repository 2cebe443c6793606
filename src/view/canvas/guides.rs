//! The helper lines while something is dragged: at which edges, middles and even gaps it stands.

use crate::editor::Guide;
use crate::model::Point;
use crate::view::app::App;
use leptos::prelude::*;

/// Half the height of the tick at each end of a gap, in canvas units.
const TICK: f64 = 5.0;

/// The lines, inside the layer of the canvas.
#[component]
pub fn Guides() -> impl IntoView {
    let app = App::here();
    let guides = Memo::new(move |_| app.editor.with(|editor| editor.tool().guides().to_vec()));
    let shown = move || guides.with(|guides| (!guides.is_empty()).then(|| guides.iter().map(path).collect::<String>()));
    move || {
        shown().map(|path| {
            view! { <svg class="wires guides" aria-hidden="true"><path d=path vector-effect="non-scaling-stroke"/></svg> }
        })
    }
}

/// A line from end to end; the ends of a gap have ticks across.
fn path(guide: &Guide) -> String {
    let line = |a: Point, b: Point| format!("M{:.1} {:.1}L{:.1} {:.1}", a.x, a.y, b.x, b.y);
    match *guide {
        Guide::Line(a, b) => line(a, b),
        Guide::Gap(a, b) => {
            let across = if a.y == b.y { Point::new(0.0, TICK) } else { Point::new(TICK, 0.0) };
            line(a, b) + &line(a - across, a + across) + &line(b - across, b + across)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_have_ticks_across_them() {
        let at = |x: f64, y: f64| Point::new(x, y);
        assert_eq!(path(&Guide::Line(at(1.0, 2.0), at(1.0, 9.0))), "M1.0 2.0L1.0 9.0");
        assert_eq!(
            path(&Guide::Gap(at(0.0, 10.0), at(0.0, 30.0))),
            "M0.0 10.0L0.0 30.0M-5.0 10.0L5.0 10.0M-5.0 30.0L5.0 30.0"
        );
    }
}
