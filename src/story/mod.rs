//! Stories: what a run has to tell, in plain values for a page or a file. The journey of a message, what would have
//! become of it otherwise, why nothing arrives at a node, messages found among all, intervals written out.
//!
//! Absent by design: the browser, services by name. Rules and settings are looked up in the catalog.

mod bill;
mod diagnosis;
mod find;
mod journey;
mod outcome;
mod record;
mod sequence;
#[cfg(test)]
mod tests;
mod waterfall;

pub use bill::{Bill, Line as BillLine, bill};
pub use diagnosis::{Finding, diagnosis};
pub use find::{Found, Query, Search, State};
pub use journey::{Journey, Member, Setting, Step, owner_name};
pub use outcome::{compare, in_words};
pub use record::csv;
pub use sequence::mermaid;
pub use waterfall::{Axis, svg};
