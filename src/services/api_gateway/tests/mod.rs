//! The rules of APIs.

mod cache;
mod gate;
mod limits;
mod methods;
mod parameters;
mod routes;
mod templates;
mod validation;
