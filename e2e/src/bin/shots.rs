//! `cargo xtask shots`: pictures of the release page, as a laptop and a phone show it, light and dark.
//!
//! With words on the command line, each is a fragment to open: `cargo run -p e2e --bin shots -- "#1…"`.

use e2e::{LAPTOP, Options, PHONE, Page};

fn main() {
    let mut fragments: Vec<String> = std::env::args().skip(1).collect();
    if fragments.is_empty() {
        fragments.push(String::new());
    }
    for (number, fragment) in fragments.iter().enumerate() {
        for (device, size) in [("laptop", LAPTOP), ("phone", PHONE)] {
            for (light, dark) in [("light", false), ("dark", true)] {
                let page = Page::open_with(&Options { fragment: fragment.clone(), size, dark, ..Options::default() });
                let picture = page.picture(&format!("page-{number}-{device}-{light}"));
                println!("{}", picture.display());
                for error in page.errors() {
                    println!("  error: {error}");
                }
            }
        }
    }
}
