//! Many runs of one design, each with a seed of its own: what each came to, and what that says about the design. Plain
//! values: threads, workers and pages drive it as they like, and get the same answer, for runs are taken in by seed.
//!
//! Absent by design: the browser, threads, the catalog.

mod outcome;
mod seeds;
mod stats;
mod summary;
pub mod wire;
mod work;

pub use outcome::{Outcome, Run, What};
pub use seeds::{MOST, seeds};
pub use stats::{Stats, quantile};
pub use summary::{Line, Summary};
pub use work::Work;
