//! In a headless browser: cards and wires follow the design, whatever changes it.
#![cfg(target_arch = "wasm32")]

use leptos::prelude::*;
use signalbox::editor::{Edit, Editor, Join, Selection};
use signalbox::model::{Config, Diagram, NodeId, Point};
use signalbox::services::CATALOG;
use signalbox::view::app::App;
use signalbox::view::canvas::Canvas;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

/// An empty canvas in a place of its own, and the page's door behind it.
fn canvas() -> (Element, App, impl Drop) {
    let document = web_sys::window().and_then(|window| window.document()).expect("a browser shows a document");
    let place = document.create_element("div").expect("a document makes elements");
    place.set_attribute("style", "width: 800px; height: 600px; display: grid").expect("a style can be set");
    document.body().expect("there is a body").append_child(&place).expect("it takes children");
    let door = Rc::new(Cell::new(None));
    let inside = Rc::clone(&door);
    let at: HtmlElement = place.clone().unchecked_into();
    let handle = leptos::mount::mount_to(at, move || {
        inside.set(Some(App::provide(Editor::new(Diagram::default(), CATALOG))));
        view! { <Canvas/> }
    });
    (place, door.get().expect("it was mounted"), handle)
}

/// Waits until the page has caught up with what was done.
async fn settled() {
    leptos::task::tick().await;
    gloo_timers::future::TimeoutFuture::new(30).await;
}

/// The texts of everything that a selector finds, sorted.
fn texts(place: &Element, selector: &str) -> Vec<String> {
    let all = place.query_selector_all(selector).expect("the selector is valid");
    let mut texts: Vec<String> = (0..all.length()).filter_map(|n| all.item(n)?.text_content()).collect();
    texts.sort();
    texts
}

/// The value of an attribute of what a selector finds first.
fn attribute(place: &Element, selector: &str, name: &str) -> String {
    let found = place.query_selector(selector).expect("the selector is valid");
    found.unwrap_or_else(|| panic!("nothing is {selector}")).get_attribute(name).unwrap_or_default()
}

fn add(service: &str, x: f64) -> Edit {
    Edit::Add { service: service.to_owned(), at: Point::new(x, 0.0), config: Config::default(), join: Join::Alone }
}

/// The ids of the nodes in the order in which they lie from the left.
fn ids(app: App) -> Vec<NodeId> {
    app.editor.with_untracked(|editor| {
        let mut all: Vec<_> = editor.diagram().nodes.iter().map(|(id, node)| (node.at.x, id.clone())).collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        all.into_iter().map(|(_, id)| id).collect()
    })
}

#[wasm_bindgen_test]
async fn cards_and_wires_follow_every_kind_of_change() {
    let (place, app, _guard) = canvas();
    settled().await;
    assert!(texts(&place, ".node-name").is_empty());
    assert!(app.edit(add("traffic", 0.0)) && app.edit(add("sqs", 400.0)));
    settled().await;
    assert_eq!(texts(&place, ".node-name").len(), 2, "both are there");

    let [shop, orders] = ids(app).try_into().expect("two nodes");
    assert!(app.edit(Edit::Rename { node: orders.clone(), name: "Orders".to_owned() }));
    settled().await;
    assert!(texts(&place, ".node-name").contains(&"Orders".to_owned()), "the new name is shown");

    assert!(app.edit(Edit::Connect { from: shop.clone(), to: orders.clone(), joint: None }));
    settled().await;
    assert!(attribute(&place, ".wire-hit", "aria-label").contains("to Orders"), "the wire says where it leads");
    assert!(app.edit(Edit::Rename { node: orders.clone(), name: "Mail".to_owned() }));
    settled().await;
    assert!(attribute(&place, ".wire-hit", "aria-label").contains("to Mail"), "and follows a new name");

    let wire = app.editor.with_untracked(|editor| editor.diagram().wires.keys().next().cloned()).expect("a wire");
    assert!(app.edit(Edit::LabelWire { wire: wire.clone(), name: "by night".to_owned() }));
    settled().await;
    assert!(attribute(&place, ".wire-hit", "aria-label").contains("named by night"), "and its own");

    // A move takes the card and the wire along.
    let card = format!("[data-node='{orders}']");
    let (before, curve) = (attribute(&place, &card, "style"), attribute(&place, ".wire-line", "d"));
    assert!(app.edit(Edit::MoveNodes(BTreeMap::from([(orders.clone(), Point::new(600.0, 200.0))]))));
    settled().await;
    assert_ne!(attribute(&place, &card, "style"), before);
    assert_ne!(attribute(&place, ".wire-line", "d"), curve);

    // What is selected is shown, on cards and on wires.
    app.change(|editor| editor.select(Selection::node(&orders)));
    settled().await;
    assert!(attribute(&place, &card, "class").split(' ').any(|class| class == "selected"));
    app.change(|editor| editor.select(Selection::wire(&wire)));
    settled().await;
    assert!(!attribute(&place, &card, "class").split(' ').any(|class| class == "selected"));
    assert!(attribute(&place, ".wire", "class").split(' ').any(|class| class == "selected"));

    let nodes = BTreeSet::from([orders]);
    assert!(app.edit(Edit::Delete { nodes, wires: BTreeSet::new(), heal: false }));
    settled().await;
    assert_eq!(
        (texts(&place, ".node-name").len(), texts(&place, ".wire").len()),
        (1, 0),
        "a node takes its wires along"
    );
    app.change(Editor::undo);
    settled().await;
    assert!(texts(&place, ".node-name").contains(&"Mail".to_owned()), "and both come back");
    assert_eq!(texts(&place, ".wire").len(), 1);
}
