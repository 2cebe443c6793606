//! The rules of APIs.

mod cache;
mod gate;
mod limits;
mod validation;
