//! What the card of a data stream shows.

use super::behaviour::Stream;
use crate::sim::{Notice, Reading, Span, Status, Tone, View};

impl Stream {
    /// The age of the oldest record that a consumer is not done with.
    fn lag(&self, view: &View) -> Span {
        let oldest = self.shards.values().filter_map(|shard| shard.entries.front()).map(|entry| entry.at).min();
        oldest.map_or(Span::ZERO, |at| view.now.since(at))
    }
}

/// The card.
pub fn status(stream: &Stream, view: &View) -> Status {
    let rate = stream.rate.per_second(view.now);
    let open = stream.open_shards();
    let s = if open == 1 { "" } else { "s" };
    let mut shards = format!("{open} shard{s}");
    if let Some(wanted) = stream.updating {
        let soon = format!("soon {wanted}");
        shards = format!("{shards}, {soon}");
    }
    let lag = stream.lag(view);
    let small = match stream.held {
        0 => format!("{shards} · all read"),
        held => format!("{shards} · {held} not done"),
    };
    let notice = |title: &str, text: &str, rule| Some(Notice { title: title.into(), text: text.into(), rule });
    let (tone, notice) = match () {
        () if stream.lost.per_second(view.now) > 0.0 => {
            let text = "Records grew older than the retention before every consumer was done with them: they are gone.";
            (Tone::Bad, notice("Losing records.", text, "KIN-9"))
        }
        () if stream.throttled.per_second(view.now) > 0.0 => {
            let text = "A shard gets more than 1 MiB or 1,000 records a second. More shards help, unless it is one key.";
            (Tone::Warning, notice("Throttling.", text, "KIN-2"))
        }
        () if stream.mode == "ERROR" => (Tone::Bad, None),
        () if lag.0 > stream.retention.0 / 2 => {
            let text = "The oldest record that is not done with is older than half of the retention.";
            (Tone::Warning, notice("Consumers lag.", text, "KIN-10"))
        }
        () if stream.starved.per_second(view.now) > 0.0 => {
            let text = "Consumers want more than the 2 MB and five reads a second that they share in each shard.";
            (Tone::Warning, notice("Reads are refused.", text, "KIN-6"))
        }
        () => (Tone::Plain, None),
    };
    Status { reading: Reading::Number(rate, "/s"), small, tone, trend: rate, notice }
}
