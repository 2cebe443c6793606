//! The dots of the grid: they follow the camera and thin out when it is far away.

use super::stage::Stage;
use crate::editor::Camera;
use crate::model::GRID;
use leptos::prelude::*;

/// Dots closer than this (in pixels) thin out.
const CLOSEST: f64 = 13.0;

/// The dotted paper.
#[component]
pub fn Backdrop() -> impl IntoView {
    let stage = Stage::here();
    view! { <div class="backdrop" aria-hidden="true" style=move || dots(stage.camera.get())></div> }
}

/// Size and place of the pattern: a dot in the middle of every tile, tiles so that the dots lie on the grid.
fn dots(camera: Camera) -> String {
    let mut tile = GRID * camera.zoom;
    while tile < CLOSEST {
        tile *= 2.0;
    }
    let shift = |origin: f64| (-origin * camera.zoom).rem_euclid(tile) - tile / 2.0;
    format!(
        "background-size:{tile:.3}px {tile:.3}px;background-position:{:.2}px {:.2}px",
        shift(camera.x),
        shift(camera.y)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_lies_at_the_origin_of_the_canvas() {
        // A tile of 20 px, its dot at 10 px: the pattern begins 10 px before the canvas's origin.
        assert_eq!(dots(Camera::default()), "background-size:20.000px 20.000px;background-position:-10.00px -10.00px");
        let moved = Camera::new(-5.0, -25.0, 2.0);
        assert_eq!(dots(moved), "background-size:40.000px 40.000px;background-position:-10.00px -10.00px");
    }

    #[test]
    fn from_far_away_every_second_dot_stays() {
        assert!(dots(Camera::new(0.0, 0.0, 0.5)).starts_with("background-size:20.000px"));
        assert!(dots(Camera::new(0.0, 0.0, 0.1)).starts_with("background-size:16.000px"));
    }
}
