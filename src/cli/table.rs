//! Tables for a terminal: texts to the left, figures to the right.

use std::io::{self, Write};

/// A table; it is printed only if it has rows.
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these headings.
    pub fn new(head: &[&str]) -> Self {
        Self { head: head.iter().map(|text| (*text).to_owned()).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Prints the table and an empty line.
    pub fn print(&self, out: &mut impl Write) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let columns = 0..self.head.len();
        let cells = |n: usize| self.rows.iter().filter_map(move |row| row.get(n));
        let figures: Vec<bool> = columns.clone().map(|n| cells(n).all(|cell| is_figure(cell))).collect();
        let all = |n: usize| cells(n).chain(&self.head[n..=n]).map(|cell| cell.chars().count());
        let widths: Vec<usize> = columns.map(|n| all(n).max().unwrap_or(0)).collect();
        for row in std::iter::once(&self.head).chain(&self.rows) {
            let mut line = String::new();
            for (n, cell) in row.iter().enumerate() {
                let pad = " ".repeat(widths[n] - cell.chars().count());
                let gap = if n == 0 { "" } else { "  " };
                let (before, after) = if figures[n] { (pad.as_str(), "") } else { ("", pad.as_str()) };
                line.push_str(&format!("{gap}{before}{cell}{after}"));
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        writeln!(out)
    }
}

fn is_figure(cell: &str) -> bool {
    cell.chars().all(|c| c.is_ascii_digit() || ".-".contains(c))
}

/// A number with at most three decimals.
pub fn figure(x: f64) -> String {
    let text = format!("{x:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_at_the_right_and_texts_at_the_left() {
        let mut table = Table::new(&["name", "n"]);
        table.row(vec!["Köln".into(), figure(1.5)]);
        table.row(vec!["A".into(), figure(1200.0)]);
        let mut out = Vec::new();
        table.print(&mut out).expect("a buffer takes everything");
        assert_eq!(String::from_utf8_lossy(&out), "name     n\nKöln   1.5\nA     1200\n\n");
    }

    #[test]
    fn a_table_without_rows_is_not_printed() {
        let mut out = Vec::new();
        Table::new(&["name"]).print(&mut out).expect("a buffer takes everything");
        assert!(out.is_empty());
    }
}
