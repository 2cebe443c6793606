//! `cargo xtask COMMAND`: reads the command line and calls the library.

use std::process::ExitCode;

use xtask::{Outcome, checks, lighthouse, page, serve};

const USAGE: &str = "\
The commands of this house. What they need and do not find (the wasm32 target, Trunk, wasm-bindgen, for the tests a
Chromium) they install first, and say so.

cargo xtask serve [--open] [--port N] [--release]
        Build the page, serve it on this machine and rebuild it whenever a source changes.
cargo xtask build
        Make the release page in dist/, ready for any static host and any folder of it.
cargo xtask test [--only STEP,STEP]
        Everything that must hold. Steps: fmt, clippy, native, wasm, e2e, audit.
cargo xtask shots
        Build the release page and take pictures of it (laptop, phone, dark) into target/shots/.
cargo xtask speed
        Time the engine on the designs of benches/diagrams, natively and as WebAssembly under Node.
cargo xtask beads
        Build the release page and measure how it draws many messages: frames a second, script time per frame.
cargo xtask lighthouse
        Build the release page, say what it weighs and how soon it answers, and audit it with Lighthouse.
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words.split_first() {
        Some((&"serve", rest)) => serve_options(rest).and_then(|options| serve::serve(&options)),
        Some((&"build", [])) => page::release().map(|dist| println!("The page is in {}.", dist.display())),
        Some((&"test", rest)) => chosen_steps(rest).and_then(|steps| checks::run_all(&steps)),
        Some((&"shots", [])) => checks::shots(),
        Some((&"beads", [])) => checks::beads(),
        Some((&"lighthouse", [])) => lighthouse::audit(lighthouse::Judge::All),
        Some((&"speed", [])) => checks::speed(),
        None | Some((&("help" | "--help" | "-h"), _)) => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Some((&("build" | "shots" | "beads" | "lighthouse" | "speed"), [word, ..])) => {
            Err(format!("`{word}` is not understood here.\n\n{USAGE}"))
        }
        Some((word, _)) => Err(format!("There is no command `{word}`.\n\n{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("\nxtask: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn serve_options(words: &[&str]) -> Outcome<serve::Options> {
    let mut options = serve::Options::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--open" => options.open = true,
            "--release" => options.release = true,
            "--port" => {
                let number = words.next().ok_or("`--port` wants a number after it, such as `--port 8081`.")?;
                options.port = number.parse().map_err(|_| format!("`{number}` is no port: give 1 to 65535."))?;
            }
            other => return Err(format!("`serve` does not know `{other}`.\n\n{USAGE}")),
        }
    }
    Ok(options)
}

fn chosen_steps(words: &[&str]) -> Outcome<Vec<checks::Step>> {
    match words {
        [] => Ok(checks::Step::ALL.to_vec()),
        ["--only", list] => list.split(',').map(checks::Step::named).collect(),
        _ => Err(format!("`test` takes nothing, or `--only` and a list.\n\n{USAGE}")),
    }
}
