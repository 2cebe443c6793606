//! Mechanisms that several services are made of. Each is plain data with its own tests and knows no service.

mod breaker;
mod limiter;
mod order;
mod rate;
mod recent;
mod retry;
mod token_bucket;

pub use breaker::{Breaker, BreakerRules, BreakerState, Permit};
pub use limiter::{Curve, Limiter};
pub use order::Order;
pub use rate::Rate;
pub use recent::Recent;
pub use retry::{NoRetry, RetryProfile, RetryQuota};
pub use token_bucket::TokenBucket;
