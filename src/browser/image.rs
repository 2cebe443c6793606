//! Pictures: an SVG drawn on a canvas, a canvas as the bytes of a PNG.

use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};

/// Draws an SVG on a canvas of this size (pixels); nothing if the browser cannot.
pub fn draw(svg: &str, (width, height): (f64, f64), then: impl FnOnce(Option<HtmlCanvasElement>) + 'static) {
    let Ok(image) = HtmlImageElement::new() else { return then(None) };
    // As data, for an address of a blob would have to be given back, and some browsers count it as another origin.
    image.set_src(&format!("data:image/svg+xml,{}", String::from(js_sys::encode_uri_component(svg))));
    let promise = image.decode();
    spawn_local(async move {
        let drawn = JsFuture::from(promise).await.ok().and_then(|_| {
            let (canvas, context) = canvas(width, height)?;
            let (w, h) = (f64::from(canvas.width()), f64::from(canvas.height()));
            context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, w, h).ok()?;
            Some(canvas)
        });
        then(drawn);
    });
}

/// A canvas that is on no page, of whole pixels, and what draws on it; nothing if the browser gives none.
pub fn canvas(width: f64, height: f64) -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
    let canvas: HtmlCanvasElement = super::document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width.round().max(1.0) as u32);
    canvas.set_height(height.round().max(1.0) as u32);
    let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    Some((canvas, context))
}

/// The bytes of a canvas as a PNG; nothing if the browser refuses.
pub fn png(canvas: &HtmlCanvasElement, then: impl FnOnce(Option<Vec<u8>>) + 'static) {
    let mut then = Some(then);
    let made = Closure::<dyn FnMut(Option<Blob>)>::new(move |blob: Option<Blob>| {
        let Some(then) = then.take() else { return };
        let Some(blob) = blob else { return then(None) };
        spawn_local(async move {
            let bytes = JsFuture::from(blob.array_buffer()).await.ok();
            then(bytes.map(|bytes| Uint8Array::new(&bytes).to_vec()));
        });
    });
    // Refused only for a canvas that holds pictures of others, and this holds our own; then nothing is saved.
    let _ = canvas.to_blob(made.into_js_value().unchecked_ref());
}
