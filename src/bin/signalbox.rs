//! The command line: the same core as the page, for graders, pipelines and people who like a terminal.

fn main() -> std::process::ExitCode {
    signalbox::cli::main()
}
