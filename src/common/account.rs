//! What an AWS account has only once in a Region, for all who use it.

/// The requests a second of all APIs, of whatever protocol (APIGW-2).
pub const APIS: &str = "api-requests";
/// Its usual rate and burst.
pub const USUAL_APIS: (f64, f64) = (10_000.0, 5_000.0);
