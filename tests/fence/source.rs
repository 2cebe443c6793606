//! Source files: finding them, and telling where in the house one stands.

use std::fs;
use std::path::{Path, PathBuf};

use crate::rust::Rust;

/// A file's path in the repository, with forward slashes, and its text.
#[derive(Debug, Clone)]
pub struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    /// A made-up source, for proofs.
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// A file that must be there.
    pub fn read(root: &Path, path: &str) -> Self {
        let text = fs::read_to_string(root.join(path)).unwrap_or_else(|problem| panic!("{path}: {problem}"));
        Self { path: path.to_owned(), text }
    }

    /// The code without comments, literals and test modules; the literals apart.
    pub fn rust(&self) -> Rust {
        Rust::of(&self.text)
    }

    /// The layer: the folder (or file) under `src/`, such as `sim`, `main`, `bin`. None outside `src/`.
    pub fn layer(&self) -> Option<&str> {
        let inner = self.path.strip_prefix("src/")?;
        let first = inner.split('/').next()?;
        Some(first.strip_suffix(".rs").unwrap_or(first))
    }

    /// The module that the file is, from the crate's root: `src/sim/parts/mod.rs` is `sim::parts`.
    pub fn module(&self) -> Vec<String> {
        let inner = self.path.strip_prefix("src/").unwrap_or_default().trim_end_matches(".rs");
        let mut names: Vec<String> = inner.split('/').map(str::to_owned).collect();
        if names.last().is_some_and(|last| last == "mod") || names == ["lib"] || names == ["main"] {
            names.pop();
        }
        names
    }

    /// The service whose folder the file is in.
    pub fn service(&self) -> Option<&str> {
        let (service, _file) = self.path.strip_prefix("src/services/")?.split_once('/')?;
        Some(service)
    }

    /// True for files that exist only in tests, by their names: `tests` and `testing`, as file or folder.
    pub fn is_test(&self) -> bool {
        self.path.split('/').any(|part| matches!(part, "tests" | "tests.rs" | "testing" | "testing.rs"))
    }
}

/// The folder that this test's package is in.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust sources under some folders of the repository, in order of their paths.
pub fn sources(folders: &[&str]) -> Vec<Source> {
    let root = repository();
    let mut found = Vec::new();
    for folder in folders {
        collect(&root, &root.join(folder), &mut found);
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let inner = path.strip_prefix(root).expect("it lies in the repository");
            let names: Vec<_> = inner.iter().map(|name| name.to_string_lossy()).collect();
            found.push(Source::read(root, &names.join("/")));
        }
    }
}

#[test]
fn a_path_tells_the_layer_the_module_and_the_service() {
    let file = |path: &str| Source::new(path, "");
    assert_eq!(file("src/sim/parts/mod.rs").layer(), Some("sim"));
    assert_eq!(file("src/main.rs").layer(), Some("main"));
    assert_eq!(file("tests/web.rs").layer(), None);
    assert_eq!(file("src/sim/parts/mod.rs").module(), ["sim", "parts"]);
    assert_eq!(file("src/sim/parts/lease.rs").module(), ["sim", "parts", "lease"]);
    assert!(file("src/lib.rs").module().is_empty());
    assert_eq!(file("src/services/sqs/mod.rs").service(), Some("sqs"));
    assert_eq!(file("src/services/mod.rs").service(), None);
    assert!(file("src/services/sqs/tests.rs").is_test() && file("src/testing/probe.rs").is_test());
    assert!(file("src/check/testing.rs").is_test() && file("src/languages/states/tests/table.rs").is_test());
    assert!(!file("src/services/sqs/mod.rs").is_test());
}
