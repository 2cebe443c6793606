//! How a document is laid out as text: stable, readable, and a line a thing, so that a difference between two versions
//! shows what was changed.

use serde_json::Value;

/// JSON whose keys have an order of our own.
pub(super) enum Tree {
    /// A plain value.
    Plain(Value),
    /// A list.
    List(Vec<Tree>),
    /// An object; its keys are written in this order.
    Map(Vec<(String, Tree)>),
}

/// The longest line that holds a whole object.
const WIDTH: usize = 110;

/// A plain value.
pub(super) fn plain(value: impl Into<Value>) -> Tree {
    Tree::Plain(value.into())
}

/// The text of a document, with a line break at its end.
pub(super) fn lay(tree: &Tree) -> String {
    let mut text = String::new();
    open(tree, 0, 0, &mut text);
    text.push('\n');
    text
}

/// Everything on one line.
fn flat(tree: &Tree) -> String {
    match tree {
        Tree::Plain(value) => value.to_string(),
        Tree::List(items) => format!("[{}]", items.iter().map(flat).collect::<Vec<_>>().join(", ")),
        Tree::Map(pairs) => {
            let pair = |(key, value): &(String, Tree)| format!("{}: {}", quoted(key), flat(value));
            format!("{{{}}}", pairs.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
    }
}

/// An object or a list of objects is opened up at depth 0, and wherever it does not fit on a line; `lead` is what
/// already stands on the line.
fn open(tree: &Tree, depth: usize, lead: usize, text: &mut String) {
    let listing = matches!(tree, Tree::List(items) if matches!(items.first(), Some(Tree::Map(_))));
    let line = flat(tree);
    if depth > 0 && !listing && lead + line.chars().count() <= WIDTH {
        text.push_str(&line);
        return;
    }
    let indent = "  ".repeat(depth + 1);
    let mut members = |brackets: [char; 2], members: Vec<(String, &Tree)>| {
        if members.is_empty() {
            text.extend(brackets);
            return;
        }
        text.push(brackets[0]);
        for (n, (key, member)) in members.into_iter().enumerate() {
            text.push_str(if n > 0 { ",\n" } else { "\n" });
            text.push_str(&indent);
            text.push_str(&key);
            open(member, depth + 1, indent.len() + key.chars().count(), text);
        }
        text.push('\n');
        text.push_str(&"  ".repeat(depth));
        text.push(brackets[1]);
    };
    match tree {
        Tree::Plain(_) => text.push_str(&line),
        Tree::List(items) => members(['[', ']'], items.iter().map(|item| (String::new(), item)).collect()),
        Tree::Map(pairs) => {
            members(['{', '}'], pairs.iter().map(|(key, value)| (format!("{}: ", quoted(key)), value)).collect());
        }
    }
}

fn quoted(key: &str) -> String {
    Value::from(key).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: Vec<(&str, Tree)>) -> Tree {
        Tree::Map(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    #[test]
    fn a_short_thing_takes_a_line_and_a_long_one_a_line_for_each_of_its_parts() {
        let short = map(vec![("id", plain("A")), ("at", Tree::List(vec![plain(20), plain(40)]))]);
        let long = map(vec![("id", plain("B")), ("text", plain("x".repeat(120)))]);
        let text = lay(&map(vec![("version", plain(1)), ("nodes", Tree::List(vec![short, long]))]));
        let expected = [
            "{",
            "  \"version\": 1,",
            "  \"nodes\": [",
            "    {\"id\": \"A\", \"at\": [20, 40]},",
            "    {",
            "      \"id\": \"B\",",
            &format!("      \"text\": \"{}\"", "x".repeat(120)),
            "    }",
            "  ]",
            "}\n",
        ];
        assert_eq!(text, expected.join("\n"));
        assert!(serde_json::from_str::<Value>(&text).is_ok());
    }

    #[test]
    fn what_is_empty_stays_on_its_line() {
        assert_eq!(lay(&map(vec![("nodes", Tree::List(Vec::new()))])), "{\n  \"nodes\": []\n}\n");
    }
}
