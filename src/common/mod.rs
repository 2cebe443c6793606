//! What several services are made of and what needs fields, roles or languages; mechanisms that don't are in `sim::parts`.
//!
//! Absent by design: any service by name.

pub mod account;
pub mod alarming;
pub mod authorizing;
pub mod buses;
pub mod dead_letters;
pub mod delivering;
pub mod fifo;
pub mod reading;
pub mod receiving;
pub mod shards;
pub mod store;
pub mod ticking;
