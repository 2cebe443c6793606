//! The rules of queues.

mod batches;
mod groups;
mod standard;
