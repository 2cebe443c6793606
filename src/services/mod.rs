//! The services: a folder each, and ONE word each in the list below.
//!
//! Absent by design: one service naming another, the browser, a list of kinds anywhere else.

use crate::catalog::{Catalog, Service};

macro_rules! services {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*
        /// Every service, in the order of the palette.
        pub static ALL: &[&Service] = &[$(&$name::SERVICE),*];
    };
}

services! {
    traffic,
    partner_source,
    api_gateway,
    websocket_api,
    lambda,
    server,
    sqs,
    kinesis,
    sns,
    event_bus,
    event_rule,
    event_archive,
    schedule,
    pipe,
    dynamodb,
    http_api,
    warehouse,
    email,
    sms,
    https_endpoint,
    mobile_app,
    firehose,
    pager,
    engineer,
    alarm,
    composite_alarm,
    custom_metric,
}

/// The catalog of this build.
pub const CATALOG: Catalog = Catalog::new(ALL);
