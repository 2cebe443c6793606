//! Says every text of the page in another way: what is there, and whatever appears or changes later.
//!
//! Components write their texts as they are; a `MutationObserver` sees each before it is painted and passes it on. What was
//! written is remembered, so it can be put back. An element with `translate="no"` is left alone with all that is in it.

use js_sys::{Array, Object, WeakMap};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, MutationObserver, MutationObserverInit, MutationRecord, Node};

/// Attributes that a person reads or hears.
const ATTRIBUTES: [&str; 8] = [
    "title",
    "aria-label",
    "placeholder",
    "alt",
    "label",
    "aria-description",
    "aria-roledescription",
    "aria-valuetext",
];
/// What is no text of the page.
const LEFT_ALONE: &str = "[translate=no], script, style, pre, code";

/// How a text is said; `None`: as it is.
type Say = Rc<dyn Fn(&str) -> Option<String>>;

thread_local! {
    static PAGE: RefCell<Option<Page>> = const { RefCell::new(None) };
}

/// The page while it is said in another way.
struct Page {
    say: Say,
    /// A selector of what is left alone.
    names: String,
    observer: MutationObserver,
    /// Per text node `[as written, as said]`; per element an object of the same by attribute.
    written: WeakMap,
}

/// Says every text of the page so from now on, but for elements that hold names: those that `names`, a selector, matches. A way
/// that was set before is undone first.
pub fn begin(names: &str, say: impl Fn(&str) -> Option<String> + 'static) {
    end();
    let seen = Closure::<dyn FnMut(Array)>::new(|records: Array| {
        PAGE.with_borrow(|page| {
            let Some(page) = page else { return };
            for record in records.iter() {
                page.follow(record.unchecked_ref());
            }
        });
    });
    let Ok(observer) = MutationObserver::new(seen.into_js_value().unchecked_ref()) else { return };
    let page = Page { say: Rc::new(say), names: format!("{LEFT_ALONE}, {names}"), observer, written: WeakMap::new() };
    page.all(&Page::say_node);
    page.watch();
    PAGE.set(Some(page));
}

/// Puts every text back as it was written, and says nothing more.
pub fn end() {
    if let Some(page) = PAGE.take() {
        page.observer.disconnect();
        page.all(&Page::restore);
    }
}

impl Page {
    fn watch(&self) {
        let options = MutationObserverInit::new();
        options.set_subtree(true);
        options.set_child_list(true);
        options.set_character_data(true);
        options.set_attributes(true);
        options.set_attribute_filter(&ATTRIBUTES.iter().map(|name| JsValue::from_str(name)).collect::<Array>());
        if let Some(root) = super::document().document_element() {
            // Only options that ask for nothing could be refused.
            let _ = self.observer.observe_with_options(&root, &options);
        }
    }

    fn follow(&self, record: &MutationRecord) {
        match record.type_().as_str() {
            "childList" => {
                let added = record.added_nodes();
                for n in 0..added.length() {
                    let Some(node) = added.get(n) else { continue };
                    if !self.left_alone(&node) {
                        self.walk(&node, &Page::say_node);
                    }
                }
            }
            "characterData" => {
                if let Some(node) = record.target().filter(|node| !self.left_alone(node)) {
                    self.say_text(&node);
                }
            }
            _ => {
                let element = record.target().and_then(|node| node.dyn_into::<Element>().ok());
                if let (Some(element), Some(name)) = (element, record.attribute_name())
                    && !self.left_alone(&element)
                {
                    self.say_attribute(&element, &name);
                }
            }
        }
    }

    fn all(&self, act: &dyn Fn(&Page, &Node)) {
        if let Some(root) = super::document().document_element() {
            self.walk(&root, act);
        }
    }

    /// Goes through a node and all that is in it, without what is left alone.
    fn walk(&self, node: &Node, act: &dyn Fn(&Page, &Node)) {
        if node.dyn_ref::<Element>().is_some_and(|element| element.matches(&self.names).unwrap_or(false)) {
            return;
        }
        act(self, node);
        let mut child = node.first_child();
        while let Some(node) = child {
            child = node.next_sibling();
            self.walk(&node, act);
        }
    }

    fn say_node(&self, node: &Node) {
        match node.dyn_ref::<Element>() {
            Some(element) => {
                for name in ATTRIBUTES {
                    self.say_attribute(element, name);
                }
            }
            None if node.node_type() == Node::TEXT_NODE => self.say_text(node),
            None => {}
        }
    }

    fn say_text(&self, node: &Node) {
        let Some(now) = node.node_value() else { return };
        let known = self.written.get(node).dyn_into::<Array>().ok();
        if known.is_some_and(|pair| pair.get(1).as_string().as_deref() == Some(&now)) {
            return;
        }
        if let Some(said) = (self.say)(&now) {
            self.written.set(node, &pair(&now, &said));
            node.set_node_value(Some(&said));
        }
    }

    fn say_attribute(&self, element: &Element, name: &str) {
        let Some(now) = element.get_attribute(name) else { return };
        let known = self.written.get(element).dyn_into::<Object>().ok();
        let of_name =
            known.as_ref().and_then(|object| js_sys::Reflect::get(object, &name.into()).ok()?.dyn_into::<Array>().ok());
        if of_name.is_some_and(|pair| pair.get(1).as_string().as_deref() == Some(&now)) {
            return;
        }
        if let Some(said) = (self.say)(&now) {
            let object = known.unwrap_or_default();
            // A plain object takes any property.
            let _ = js_sys::Reflect::set(&object, &name.into(), &pair(&now, &said));
            self.written.set(element, &object);
            // Only a name that is none could be refused.
            let _ = element.set_attribute(name, &said);
        }
    }

    fn restore(&self, node: &Node) {
        match node.dyn_ref::<Element>() {
            Some(element) => {
                let Ok(object) = self.written.get(element).dyn_into::<Object>() else { return };
                for name in ATTRIBUTES {
                    let pair =
                        js_sys::Reflect::get(&object, &name.into()).ok().and_then(|pair| pair.dyn_into::<Array>().ok());
                    let Some(pair) = pair else { continue };
                    if let (Some(was), Some(said)) = (pair.get(0).as_string(), pair.get(1).as_string())
                        && element.get_attribute(name) == Some(said)
                    {
                        let _ = element.set_attribute(name, &was);
                    }
                }
            }
            None => {
                let Ok(pair) = self.written.get(node).dyn_into::<Array>() else { return };
                if let (Some(was), Some(said)) = (pair.get(0).as_string(), pair.get(1).as_string())
                    && node.node_value() == Some(said)
                {
                    node.set_node_value(Some(&was));
                }
            }
        }
    }

    /// Whether a node lies in something that is left alone.
    fn left_alone(&self, node: &Node) -> bool {
        let element = match node.dyn_ref::<Element>() {
            Some(element) => Some(element.clone()),
            None => node.parent_element(),
        };
        element.is_some_and(|element| element.closest(&self.names).ok().flatten().is_some())
    }
}

fn pair(written: &str, said: &str) -> Array {
    Array::of2(&written.into(), &said.into())
}
