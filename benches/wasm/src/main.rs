//! Times the engine natively: the median of five runs of each design, after one that is not timed. `speed DESIGN SECONDS`
//! runs one design once for so many simulated seconds, for a profiler (`valgrind --tool=callgrind`).

use std::time::Instant;

fn main() {
    let numbers: Vec<u32> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    if let [design, seconds] = numbers[..] {
        println!("digest {}", speed::run_for(design as usize, seconds));
        return;
    }
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
