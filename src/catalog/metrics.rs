//! Macros that number a service's metrics and ports once, so that behaviours name them without comparing texts.

/// Declares the metrics of a service: a constant [`crate::sim::MetricId`] each, and `METRICS`, the list in order.
#[macro_export]
macro_rules! metrics {
    ($($(#[$doc:meta])* $name:ident = $metric:expr;)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, dead_code)]
        enum MetricOrder { $($name),* }
        $(
            $(#[$doc])*
            #[allow(dead_code)]
            pub const $name: $crate::sim::MetricId = $crate::sim::MetricId(MetricOrder::$name as u16);
        )*
        /// The metrics of this service, in the order of their numbers.
        pub const METRICS: &[$crate::sim::Metric] = &[$($metric),*];
    };
}

/// Declares the ports of a service: a constant [`crate::sim::PortId`] each, and `PORTS`, the list in order.
#[macro_export]
macro_rules! ports {
    ($($(#[$doc:meta])* $name:ident = $port:expr;)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, dead_code)]
        enum PortOrder { $($name),* }
        $(
            $(#[$doc])*
            #[allow(dead_code, missing_docs)]
            pub const $name: $crate::sim::PortId = $crate::sim::PortId(PortOrder::$name as u8);
        )*
        /// The ports of this service, in the order of their numbers.
        pub const PORTS: &[$crate::catalog::Port] = &[$($port),*];
    };
}
