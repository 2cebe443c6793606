//! The rules of topics.

mod fifo;
mod standard;
