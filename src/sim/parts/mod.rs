//! Mechanisms that several services are made of. Each is plain data with its own tests and knows no service.

mod rate;
mod token_bucket;

pub use rate::Rate;
pub use token_bucket::TokenBucket;
