//! Event source mappings of streams: shards are read in order, their records go through lanes, and a lane works on one batch
//! after the other (LAM-31 to LAM-41).

mod check;
pub mod fields;
mod lane;
mod reading;
mod working;

pub use check::check;
pub use lane::{Spot, StreamMapping};
pub use reading::{LIST_AGAIN, READ_AGAIN};
pub use working::{LANE_AGAIN, LANE_WINDOW};

use super::settings::Response;
use super::wires::{AFTER_FAILURE, BATCH_RESPONSE, ENABLED, FILTER, PARTIAL};
use crate::catalog::wire_fields::FAN_OUT;
use crate::languages::event_pattern::EventPattern;
use crate::sim::{Context, LinkId, Span};
use fields::*;
use std::sync::Arc;

/// The settings of a mapping of a stream.
#[derive(Clone, Debug)]
pub struct StreamSettings {
    pub batch: usize,
    pub window: Span,
    /// Lanes of each shard.
    pub lanes: u32,
    /// Whether it begins with what comes after it was made.
    pub latest: bool,
    /// Retries of a failed batch; `None`: without end.
    pub retries: Option<u32>,
    /// How old a record may be; `None`: as old as the stream keeps it.
    pub age: Option<Span>,
    pub bisect: bool,
    pub partial: bool,
    /// Whether the handler stops at a failed record.
    pub stops: bool,
    pub response: Response,
    pub filter: Option<Arc<EventPattern>>,
    pub enabled: bool,
    /// The pause before the first retry, and the longest (LAM-41).
    pub pauses: (Span, Span),
    /// Whether records are pushed to it.
    pub pushed: bool,
}

impl StreamSettings {
    /// How long a lane waits after so many failures in a row.
    pub fn pause(&self, failures: u32) -> Span {
        let (first, most) = self.pauses;
        first.doubled(failures.saturating_sub(1), most)
    }

    /// Reads the settings of a stream's wire.
    pub fn read(cx: &Context, link: LinkId, on: bool) -> Self {
        let c = &*cx.link_config(link);
        let filter = FILTER.of(c);
        Self {
            batch: STREAM_BATCH.of(c) as usize,
            window: STREAM_WINDOW.of(c),
            lanes: PARALLEL.of(c) as u32,
            latest: STARTING.of(c) == "LATEST",
            retries: u32::try_from(RETRIES.of(c)).ok(),
            age: u64::try_from(RECORD_AGE.of(c)).ok().map(Span::seconds),
            bisect: BISECT.of(c),
            partial: PARTIAL.of(c),
            stops: AFTER_FAILURE.of(c) == "stop",
            response: Response::of(BATCH_RESPONSE.of(c)),
            filter: EventPattern::parse(filter).ok().filter(|_| !filter.trim().is_empty()).map(Arc::new),
            enabled: on && ENABLED.of(c),
            pauses: (FIRST_PAUSE.of(c), LONGEST_PAUSE.of(c)),
            pushed: FAN_OUT.of(c),
        }
    }
}
