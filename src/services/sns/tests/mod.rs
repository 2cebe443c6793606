//! The rules of topics.

mod dead_letters;
mod fifo;
mod standard;
