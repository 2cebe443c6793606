//! The AWS account of a design, and what it has only once in a Region, for all who use it.

/// The number of the account.
pub const NUMBER: &str = "123456789012";
/// The Region.
pub const REGION: &str = "us-east-1";

/// Both, as ARNs have them in their middle.
pub const PLACE: &str = "us-east-1:123456789012";

/// The requests a second of all APIs, of whatever protocol (APIGW-2).
pub const APIS: &str = "api-requests";
/// Its usual rate and burst.
pub const USUAL_APIS: (f64, f64) = (10_000.0, 5_000.0);
