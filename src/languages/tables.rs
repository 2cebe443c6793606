//! Reads the tables of test cases that stand beside the tests as plain text.
//!
//! A line is one case, its columns parted by ` | `. `## heading` begins a section, `# text` is a remark, and
//! `let @NAME = text` gives a long column a name that stands for it in later lines.

use std::collections::BTreeMap;

/// One case: where it stands, for a message, and its columns.
pub struct Case<'a> {
    pub place: String,
    pub columns: Vec<&'a str>,
}

/// The cases of a table. Panics on a line with another number of columns.
pub fn cases(table: &str, columns: usize) -> Vec<Case<'_>> {
    let mut names = BTreeMap::new();
    let mut section = "";
    let mut cases = Vec::new();
    for (number, line) in table.lines().enumerate() {
        let number = number + 1;
        if line.is_empty() || line.starts_with("# ") {
            continue;
        } else if let Some(heading) = line.strip_prefix("## ") {
            section = heading;
        } else if let Some((name, text)) = line.strip_prefix("let ").and_then(|line| line.split_once(" = ")) {
            names.insert(name, text);
        } else {
            let resolve = |column| match names.get(column) {
                Some(text) => *text,
                None => column,
            };
            let found: Vec<&str> = line.split(" | ").map(resolve).collect();
            assert_eq!(found.len(), columns, "line {number}: {line}");
            cases.push(Case { place: format!("line {number} ({section})"), columns: found });
        }
    }
    cases
}

/// Fails with every complaint at once.
pub fn report(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "{} cases disagree:\n{}", complaints.len(), complaints.join("\n"));
}
