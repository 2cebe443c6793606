//! Files that lie beside the page.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Response;

/// Fetches a text file of the page's own folder and calls back with it; `None` if it did not come.
pub fn text(address: &str, act: impl FnOnce(Option<String>) + 'static) {
    let address = address.to_owned();
    spawn_local(async move { act(read(&address).await) });
}

async fn read(address: &str) -> Option<String> {
    let response = JsFuture::from(super::window().fetch_with_str(address)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}
