//! The rules of queues.

mod groups;
mod standard;
