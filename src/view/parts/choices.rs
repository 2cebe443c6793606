//! What a list offers to join with: services of this design, and services that could be added for it.

use crate::editor::Offer;
use crate::model::NodeId;
use leptos::prelude::*;

/// What a person chose.
pub enum Chosen {
    /// A node of the design.
    Node(NodeId),
    /// A new service, by its key.
    New(String),
}

/// What the value of an option means; nothing is chosen yet with the first.
pub fn chosen(value: &str) -> Option<Chosen> {
    let node = value.strip_prefix("node:").map(|id| Chosen::Node(NodeId::new(id)));
    node.or_else(|| value.strip_prefix("new:").map(|key| Chosen::New(key.to_owned())))
}

/// The options: first that nothing is chosen, then the two groups, each only if it has something to offer.
pub fn options(here: Vec<(NodeId, String)>, new: Option<Offer>) -> impl IntoView {
    let here = (!here.is_empty()).then(|| {
        let options = here.into_iter().map(|(id, said)| {
            view! { <option translate="no" value=format!("node:{id}")>{said}</option> }
        });
        view! { <optgroup label="In this design">{options.collect_view()}</optgroup> }
    });
    let new = new.filter(|offer| !offer.services.is_empty()).map(|offer| {
        let options = offer.services.into_iter().map(|offered| {
            view! { <option value=format!("new:{}", offered.service.key)>{offered.service.name}</option> }
        });
        view! { <optgroup label="A new service">{options.collect_view()}</optgroup> }
    });
    view! { <option value="">"Choose…"</option> {here} {new} }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_is_told_apart_by_its_value() {
        assert!(matches!(chosen("node:new:fn"), Some(Chosen::Node(id)) if id == NodeId::new("new:fn")));
        assert!(matches!(chosen("new:fn"), Some(Chosen::New(key)) if key == "fn"));
        assert!(chosen("").is_none());
    }
}
