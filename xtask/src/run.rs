//! Running other programs: where things are, what is said before a command, and one sentence when it fails.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use crate::Outcome;

/// The repository's folder: the parent of this package.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in a folder of the repository").to_path_buf()
}

/// Cargo's folder for what it builds: `target/`, unless `CARGO_TARGET_DIR` names another.
pub fn target() -> PathBuf {
    let named = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    root().join(named.unwrap_or_else(|| PathBuf::from("target")))
}

/// The file name of a program on this system.
pub fn program(name: &str) -> String {
    format!("{name}{}", env::consts::EXE_SUFFIX)
}

/// Says what happens next, on a line of its own.
pub fn say(sentence: &str) {
    println!("==> {sentence}");
}

/// A command that runs in the repository's folder and reads nothing from the terminal.
pub fn command(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root()).stdin(Stdio::null());
    // Trunk 0.21 stops at `NO_COLOR=1` ("invalid value '1' for '--no-color'"): https://no-color.org asks for any value,
    // Trunk for `true`.
    if env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        command.env("NO_COLOR", "true");
    }
    command
}

/// The Cargo that runs this program, so that one toolchain does everything.
pub fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// Puts folders in front of `PATH` for one command.
pub fn with_path(command: &mut Command, folders: &[PathBuf]) -> Outcome {
    let old = env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().cloned().chain(env::split_paths(&old));
    let joined = env::join_paths(all).map_err(|problem| format!("A folder cannot stand in PATH: {problem}."))?;
    command.env("PATH", joined);
    Ok(())
}

/// Runs a command to its end. `what` finishes the sentence "… failed".
pub fn run(command: &mut Command, what: &str) -> Outcome {
    let status = command.status().map_err(|problem| not_started(command, &problem))?;
    if status.success() { Ok(()) } else { Err(failed(what, status)) }
}

/// Starts a command and leaves it running; it ends when the guard is dropped.
pub fn start(command: &mut Command) -> Outcome<Running> {
    command.spawn().map(Running).map_err(|problem| not_started(command, &problem))
}

/// What a command prints, if it can be run and succeeds.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Finds a program in `PATH`.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program(name))).find(|file| file.is_file())
}

/// A command that runs in the background. It is ended when this value goes.
pub struct Running(Child);

impl Running {
    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.0.try_wait().ok().flatten()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself: then there is nothing to do.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn failed(what: &str, status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("{what} failed (exit code {code}). What it printed above says why."),
        None => format!("{what} was ended from outside ({status})."),
    }
}

fn not_started(command: &Command, problem: &std::io::Error) -> String {
    format!("`{}` could not be started: {problem}.", command.get_program().to_string_lossy())
}
