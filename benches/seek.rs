//! Going back: how long it takes to reach any moment of an hour of the order-processing design, and of the flash sale
//! and the outage drawn out to an hour. `cargo bench --no-default-features --bench seek`.
//!
//! Criterion measures the mean over moments spread over the hour; the line before it says the worst of them, in the order
//! in which a person might jump, and what the key-frames hold.

use criterion::Criterion;
use signalbox::catalog::assemble;
use signalbox::exchange::load;
use signalbox::playback::Playback;
use signalbox::services::CATALOG;
use signalbox::sim::Time;
use std::time::Duration;

const HOUR: u64 = 3_600_000_000;
/// A step that visits moments all over the hour: 97 is coprime to the number of moments.
const MOMENTS: u64 = 200;
const STRIDE: u64 = 97;

fn moment(n: u64) -> Time {
    Time(n * STRIDE % MOMENTS * (HOUR / MOMENTS) + 1)
}

#[expect(clippy::disallowed_types, reason = "a stopwatch")]
fn timed(work: impl FnOnce()) -> Duration {
    let begun = std::time::Instant::now();
    work();
    begun.elapsed()
}

fn seek(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("seek in an hour");
    group.sample_size(20);
    for name in ["order-processing", "flash-sale", "payment-outage"] {
        let path = format!("public/scenarios/e-commerce-{name}.json");
        let text = std::fs::read_to_string(&path).expect("the scenario is there");
        let diagram = load(&text, &CATALOG).expect("it is a document").diagram;
        let mut playback = Playback::new(assemble(&diagram, &CATALOG));
        playback.seek(Time(HOUR));
        let times: Vec<Duration> = (0..MOMENTS).map(|n| timed(|| playback.seek(moment(n)))).collect();
        let (frames, held) = playback.reel().size();
        let worst = times.iter().max().expect("there are moments");
        println!("{name}: worst of {MOMENTS} seeks {worst:?}; {frames} key-frames hold {held} messages");
        let mut n = 0;
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                n += 1;
                playback.seek(moment(n));
            });
        });
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    seek(&mut criterion);
    criterion.final_summary();
}
