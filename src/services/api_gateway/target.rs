//! An integration: what stands behind a method.

use super::bodies::Mapping;
use super::cache_key::{Parameter, names};
use super::mapping::Kind;
use super::methods::Own;
use super::parameters::Parameters;
use super::routes::Route;
use super::wires::{CACHE_KEYS, CONNECTION_TYPE, LINK_P50, LINK_P99, RESOURCE_PATH, ROUTE_METHOD};
use crate::catalog::wire_fields::{KEY, OPERATION, QUANTITY, operation};
use crate::model::Config;
use crate::sim::{Ask, Context, Delay, ItemAsk, ItemOp, LinkId, Parcel};
use std::sync::Arc;

/// An integration, and the requests that come to it.
#[derive(Clone, Debug)]
pub struct Target {
    pub link: LinkId,
    pub kind: Kind,
    pub route: Route,
    /// Its templates, if any may be applied.
    pub mapping: Option<Arc<Mapping>>,
    /// What tells its requests apart in the cache, by the name of the parameter; empty: what the API says.
    pub cache_key: Arc<[(String, Parameter)]>,
    /// Whether requests go through a VPC link.
    pub private: bool,
    /// What the VPC link adds.
    pub hop: Option<Delay>,
    /// What the method has of its own.
    pub own: Own,
    /// Parameter mapping of an HTTP API.
    pub parameters: Option<Arc<Parameters>>,
    item: Option<Item>,
}

/// How a request becomes an item, if the integration is a table.
#[derive(Clone, Debug)]
struct Item {
    op: ItemOp,
    key: String,
    quantity: String,
}

impl Target {
    /// Reads the integration at the end of a wire.
    pub fn read(cx: &Context, link: LinkId, http_api: bool) -> Self {
        let kind = Kind::of(cx.link(link).role);
        let config = cx.link_config(link);
        let item = (kind == Kind::Table).then(|| item(&config));
        let route = Route::read(ROUTE_METHOD.of(&config), RESOURCE_PATH.of(&config));
        let private = kind == Kind::Http && CONNECTION_TYPE.of(&config) == "VPC_LINK";
        // An HTTP API has no templates (APIGW-27).
        let mapping = if http_api { None } else { Mapping::read(&config, kind).map(Arc::new) };
        let parameter = |name: &str| Some((name.to_owned(), Parameter::read(name)?));
        let cache_key = names(CACHE_KEYS.of(&config)).filter_map(parameter).collect();
        let hop = private.then(|| Delay::spread(LINK_P50.of(&config), LINK_P99.of(&config)));
        let own = Own::read(&config, http_api);
        let parameters = if http_api { Parameters::read(&config).map(Arc::new) } else { None };
        Self { link, kind, route, mapping, cache_key, private, hop, own, parameters, item }
    }

    /// What the integration is asked.
    pub fn question(&self, parcel: Parcel) -> Ask {
        let Some(item) = &self.item else { return Ask::Deliver(parcel) };
        let Parcel { body, about, .. } = parcel;
        let key = body.field(&item.key).unwrap_or_default();
        let quantity = item.quantity.parse().ok().or_else(|| body.field(&item.quantity)?.parse().ok()).unwrap_or(1);
        Ask::Item(Box::new(ItemAsk { op: item.op, key, body, quantity, about }))
    }

    /// For a note.
    pub fn word(&self) -> &'static str {
        match self.kind {
            Kind::Function => "the function",
            Kind::Http => "the HTTP server",
            Kind::Service => "the integration",
            Kind::Table => "the table",
        }
    }
}

fn item(config: &Config) -> Item {
    let op = operation(OPERATION.of(config));
    Item { op, key: KEY.of(config).to_owned(), quantity: QUANTITY.of(config).to_owned() }
}
