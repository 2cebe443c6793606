//! Just enough of Rust's grammar: comments, literals, identifiers, paths, test modules. No macro is expanded.

/// What the rules look at.
pub struct Rust {
    tokens: Vec<Token>,
    /// String literals outside comments and test modules, with their lines.
    pub literals: Vec<(usize, String)>,
}

/// A path such as `crate::sim::Time`, as written, groups taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    pub line: usize,
    pub names: Vec<String>,
    /// Modules of the same file around it, outermost first.
    pub inside: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    line: usize,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Name(String),
    Literal(String),
    /// `::`
    Colons,
    Sign(char),
}

impl Kind {
    fn written(&self) -> &str {
        match self {
            Kind::Name(name) => name,
            Kind::Literal(_) => "\"",
            Kind::Colons => "::",
            Kind::Sign(sign) => SIGNS.iter().find(|known| known.starts_with(*sign)).copied().unwrap_or("?"),
        }
    }
}

/// The signs that somebody asks for.
const SIGNS: [&str; 13] = ["=", ">", "<", "{", "}", "(", ")", "[", ",", ":", "!", "-", "."];

impl Rust {
    pub fn of(text: &str) -> Self {
        let mut tokens = Vec::new();
        let literals = |tokens: &[Token]| {
            tokens
                .iter()
                .filter_map(|token| match &token.kind {
                    Kind::Literal(text) => Some((token.line, text.clone())),
                    _ => None,
                })
                .collect()
        };
        lex(text, &mut tokens);
        remove_tests(&mut tokens);
        let literals = literals(&tokens);
        Self { tokens, literals }
    }

    /// Every string literal with its line and the up to `N` tokens before it, nearest first, as written: names, signs, `::`;
    /// a literal as `"`.
    pub fn texts<const N: usize>(&self) -> impl Iterator<Item = (usize, [&str; N], &str)> {
        self.tokens.iter().enumerate().filter_map(|(at, token)| {
            let Kind::Literal(text) = &token.kind else { return None };
            let before = std::array::from_fn(|steps| self.back(at, steps + 1).map_or("", Kind::written));
            Some((token.line, before, text.as_str()))
        })
    }

    /// Every identifier, with its line.
    pub fn names(&self) -> impl Iterator<Item = (usize, &str)> {
        self.tokens.iter().filter_map(|token| match &token.kind {
            Kind::Name(name) => Some((token.line, name.as_str())),
            _ => None,
        })
    }

    /// Every path of two names or more.
    pub fn paths(&self) -> Vec<Path> {
        let mut found = Vec::new();
        let mut modules: Vec<(String, usize)> = Vec::new();
        let mut depth = 0;
        let mut at = 0;
        while let Some(token) = self.tokens.get(at) {
            match &token.kind {
                Kind::Sign('{') => {
                    depth += 1;
                    if let (Some(Kind::Name(name)), Some(Kind::Name(word))) = (self.back(at, 1), self.back(at, 2))
                        && word == "mod"
                    {
                        modules.push((name.clone(), depth));
                    }
                }
                Kind::Sign('}') => {
                    modules.retain(|(_, opened)| *opened < depth);
                    depth -= 1;
                }
                Kind::Name(_) if self.back(at, 1) != Some(&Kind::Colons) => {
                    let inside: Vec<String> = modules.iter().map(|(name, _)| name.clone()).collect();
                    let end = self.path(at, &mut Vec::new(), &inside, &mut found);
                    at = end.max(at + 1);
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        found
    }

    /// Reads a path, or a group of paths, from a token on; answers the token after it.
    fn path(&self, mut at: usize, names: &mut Vec<String>, inside: &[String], found: &mut Vec<Path>) -> usize {
        let line = self.tokens[at].line;
        let began = names.len();
        while let Some(Kind::Name(name)) = self.kind(at) {
            names.push(name.clone());
            at += 1;
            if self.kind(at) != Some(&Kind::Colons) {
                break;
            }
            at += 1;
            if self.kind(at) == Some(&Kind::Sign('{')) {
                at += 1;
                while let Some(kind) = self.kind(at) {
                    match kind {
                        Kind::Sign('}') => break,
                        // `Node as N`: the second name is no path.
                        Kind::Name(word) if word == "as" => at += 2,
                        Kind::Name(_) => at = self.path(at, names, inside, found),
                        _ => at += 1,
                    }
                }
                names.truncate(began);
                return at + 1;
            }
        }
        if names.len() > 1 {
            found.push(Path { line, names: names.clone(), inside: inside.to_vec() });
        }
        names.truncate(began);
        at
    }

    fn kind(&self, at: usize) -> Option<&Kind> {
        self.tokens.get(at).map(|token| &token.kind)
    }

    fn back(&self, at: usize, steps: usize) -> Option<&Kind> {
        self.kind(at.checked_sub(steps)?)
    }
}

impl Path {
    /// The names from the crate's root, seen from a module. A path that begins neither with `crate`, `self`, `super` nor
    /// with the crate's own name is another crate's, or was brought in by a `use`: None.
    pub fn absolute(&self, module: &[String]) -> Option<Vec<String>> {
        let mut rest = self.names.iter().peekable();
        let mut base: Vec<String> = match rest.next()?.as_str() {
            "crate" | "signalbox" => Vec::new(),
            "self" => module.iter().chain(&self.inside).cloned().collect(),
            "super" => {
                let mut here: Vec<String> = module.iter().chain(&self.inside).cloned().collect();
                here.pop();
                here
            }
            _ => return None,
        };
        while rest.next_if(|name| *name == "super").is_some() {
            base.pop();
        }
        base.extend(rest.cloned());
        Some(base)
    }
}

/// Cuts out what stands behind `#[cfg(test)]`: one item, to its semicolon or its closing brace.
fn remove_tests(tokens: &mut Vec<Token>) {
    let marker: Vec<Kind> = vec![
        Kind::Sign('#'),
        Kind::Sign('['),
        Kind::Name("cfg".to_owned()),
        Kind::Sign('('),
        Kind::Name("test".to_owned()),
        Kind::Sign(')'),
        Kind::Sign(']'),
    ];
    while let Some(start) =
        tokens.windows(marker.len()).position(|some| some.iter().map(|token| &token.kind).eq(&marker))
    {
        let mut depth = 0;
        let mut end = start + marker.len();
        while let Some(token) = tokens.get(end) {
            end += 1;
            match token.kind {
                Kind::Sign('{') => depth += 1,
                Kind::Sign('}') if depth == 1 => break,
                Kind::Sign('}') => depth -= 1,
                Kind::Sign(';') if depth == 0 => break,
                _ => {}
            }
        }
        tokens.drain(start..end);
    }
}

fn lex(text: &str, tokens: &mut Vec<Token>) {
    let letters: Vec<char> = text.chars().collect();
    let at = |index: usize| letters.get(index).copied().unwrap_or('\0');
    let (mut here, mut line) = (0, 1);
    while here < letters.len() {
        let start = here;
        let began = line;
        let mut push = |kind| tokens.push(Token { line: began, kind });
        match at(here) {
            '/' if at(here + 1) == '/' => {
                while here < letters.len() && at(here) != '\n' {
                    here += 1;
                }
            }
            '/' if at(here + 1) == '*' => here = comment_end(&letters, here),
            '"' => {
                let (end, inner) = string(&letters, here, 0);
                push(Kind::Literal(inner));
                here = end;
            }
            '\'' => here = quote_end(&letters, here),
            ':' if at(here + 1) == ':' => {
                push(Kind::Colons);
                here += 2;
            }
            letter if letter.is_alphabetic() || letter == '_' => {
                while at(here).is_alphanumeric() || at(here) == '_' {
                    here += 1;
                }
                let name: String = letters[start..here].iter().collect();
                let hashes = (here..).take_while(|&index| at(index) == '#').count();
                let is_raw = matches!(name.as_str(), "r" | "br" | "cr");
                if is_raw && at(here + hashes) == '"' {
                    let (end, inner) = string(&letters, here + hashes, hashes);
                    // Without hashes, a raw string still knows no escapes.
                    push(Kind::Literal(inner));
                    here = end;
                } else if is_raw && hashes == 1 {
                    // `r#type`: the name follows.
                    here += 1;
                } else if matches!(name.as_str(), "b" | "c") && at(here) == '"' {
                    let (end, inner) = string(&letters, here, 0);
                    push(Kind::Literal(inner));
                    here = end;
                } else {
                    push(Kind::Name(name));
                }
            }
            sign => {
                if !sign.is_whitespace() {
                    push(Kind::Sign(sign));
                }
                here += 1;
            }
        }
        line += letters[start..here.min(letters.len())].iter().filter(|&&letter| letter == '\n').count();
    }
}

/// Behind a block comment; they nest.
fn comment_end(letters: &[char], start: usize) -> usize {
    let (mut here, mut depth) = (start, 0);
    while here < letters.len() {
        match (letters[here], letters.get(here + 1)) {
            ('/', Some('*')) => (depth, here) = (depth + 1, here + 2),
            ('*', Some('/')) => (depth, here) = (depth - 1, here + 2),
            _ => here += 1,
        }
        if depth == 0 {
            break;
        }
    }
    here
}

/// Behind a string that opens at `start`, and what is in it. With hashes it is raw.
fn string(letters: &[char], start: usize, hashes: usize) -> (usize, String) {
    let raw = hashes > 0 || (start > 0 && letters[start - 1] == 'r');
    let mut here = start + 1;
    while here < letters.len() {
        match letters[here] {
            '\\' if !raw => here += 2,
            '"' if letters[here + 1..].iter().take(hashes).filter(|&&letter| letter == '#').count() == hashes => {
                return (here + 1 + hashes, letters[start + 1..here].iter().collect());
            }
            _ => here += 1,
        }
    }
    (letters.len(), letters[start + 1..].iter().collect())
}

/// Behind a character literal, or behind the quote of a lifetime.
fn quote_end(letters: &[char], start: usize) -> usize {
    match (letters.get(start + 1), letters.get(start + 2)) {
        (Some('\\'), _) => {
            let close = letters[start + 3..].iter().position(|&letter| letter == '\'');
            close.map_or(letters.len(), |close| start + 3 + close + 1)
        }
        (Some(_), Some('\'')) => start + 3,
        _ => start + 1,
    }
}

#[cfg(test)]
mod proofs {
    use super::*;

    fn written(text: &str) -> Vec<String> {
        Rust::of(text).paths().iter().map(|path| path.names.join("::")).collect()
    }

    fn literals(text: &str) -> Vec<String> {
        Rust::of(text).literals.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn groups_are_taken_apart() {
        let text = "use crate::{model::{Id, Node as N}, sim, catalog::*};\nlet t = std::mem::take::<u8>(x);";
        assert_eq!(
            written(text),
            ["crate::model::Id", "crate::model::Node", "crate::sim", "crate::catalog", "std::mem::take"]
        );
        assert_eq!(Rust::of(text).paths().last().map(|path| path.line), Some(2));
    }

    #[test]
    fn comments_and_literals_are_no_code() {
        let text = "// crate::view\n/* crate::a /* crate::b */ crate::c */ let s = \"crate::d \\\" crate::e\";
                    let q = ('\"', '\\'', 'x'); fn f<'a>() {} let r = r#\"a\"b crate::g\"#; let b = b\"h\"; crate::real::x";
        assert_eq!(written(text), ["crate::real::x"]);
        assert_eq!(literals(text), ["crate::d \\\" crate::e", "a\"b crate::g", "h"]);
    }

    #[test]
    fn test_items_are_cut_out_and_the_rest_stays() {
        let text = "#[cfg(test)]\nmod tests;\n#[cfg(test)]\nmod more { fn f() { crate::x::y(\"key\") } }\nfn g() { crate::a::b(\"kept\") }";
        assert_eq!(written(text), ["crate::a::b"]);
        assert_eq!(literals(text), ["kept"]);
    }

    #[test]
    fn relative_paths_are_followed() {
        let text =
            "use super::x::A; use super::super::y; mod inner { use super::super::z; } use self::w; use std::fmt;";
        let module: Vec<String> = ["services", "sqs"].map(str::to_owned).to_vec();
        let paths = Rust::of(text).paths();
        let found: Vec<_> = paths.iter().map(|path| path.absolute(&module).map(|names| names.join("::"))).collect();
        let expected = [Some("services::x::A"), Some("y"), Some("services::z"), Some("services::sqs::w"), None];
        assert_eq!(found, expected.map(|path| path.map(str::to_owned)));
    }
}
