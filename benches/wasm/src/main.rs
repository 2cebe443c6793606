//! Times the engine natively: the median of five runs of each design, after one that is not timed.

use std::time::Instant;

fn main() {
    for design in 0..speed::designs() {
        let mut times = Vec::new();
        let mut digest = speed::run(design);
        for _ in 0..5 {
            let begun = Instant::now();
            digest = speed::run(design);
            times.push(begun.elapsed().as_secs_f64());
        }
        times.sort_by(f64::total_cmp);
        let rate = speed::messages(design) / times[2] / 1e6;
        println!("native  {}: {rate:.2} M producer messages/s, digest {digest}", speed::name(design));
    }
}
