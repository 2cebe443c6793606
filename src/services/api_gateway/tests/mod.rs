//! The rules of APIs.

mod cache;
mod gate;
mod limits;
mod routes;
mod templates;
mod validation;
