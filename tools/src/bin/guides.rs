//! Trunk's last step: the guides of the services as small HTML files beside the page, so that the program need not carry them.
//!
//! `src/services/<name>/guide.md` becomes `guides/<key>.html`, `guide.<language>.md` becomes `guides/<key>.<language>.html`.
//! `guides/list.json` names, by language, the guides and the catalogue that a page without a network should have.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use pulldown_cmark::{CowStr, Event, Options, Parser, html};

fn main() -> ExitCode {
    // Trunk says where it builds from, and where the files go that become the page.
    let folder = |name: &str| env::var_os(name).map(PathBuf::from);
    let (Some(source), Some(staging)) = (folder("TRUNK_SOURCE_DIR"), folder("TRUNK_STAGING_DIR")) else {
        eprintln!("guides: Trunk calls this program; by hand set TRUNK_SOURCE_DIR and TRUNK_STAGING_DIR.");
        return ExitCode::FAILURE;
    };
    match write_all(&source, &staging) {
        Ok(_) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("guides: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Writes all guides; answers how many.
fn write_all(source: &Path, staging: &Path) -> io::Result<usize> {
    let target = staging.join("guides");
    fs::create_dir_all(&target)?;
    let mut names = Vec::new();
    for service in fs::read_dir(source.join("src/services"))? {
        let service = service?.path();
        if !service.is_dir() {
            continue;
        }
        let key = service.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for file in fs::read_dir(&service)? {
            let file = file?.path();
            if let Some(name) = page_name(&key, &file.file_name().unwrap_or_default().to_string_lossy()) {
                fs::write(target.join(&name), as_html(&fs::read_to_string(&file)?))?;
                names.push(name);
            }
        }
    }
    let guides = names.iter().map(|name| format!("guides/{name}"));
    let mut all: Vec<String> = guides.collect();
    for catalogue in fs::read_dir(source.join("public/languages"))? {
        let catalogue = catalogue?.file_name().to_string_lossy().into_owned();
        if catalogue.ends_with(".json") {
            all.push(format!("languages/{catalogue}"));
        }
    }
    fs::write(target.join("list.json"), list(&all))?;
    Ok(names.len())
}

/// Files by language, as JSON: `{"de": ["guides/sqs.de.html", "languages/de.json"], "en": ["guides/sqs.html"]}`.
fn list(files: &[String]) -> String {
    let mut by_language: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in files {
        let name = file.rsplit('/').next().unwrap_or_default();
        let parts: Vec<&str> = name.split('.').collect();
        let language = match parts.as_slice() {
            [language, "json"] | [_, language, "html"] => language,
            _ => "en",
        };
        by_language.entry(language).or_default().push(file);
    }
    let lines = by_language.into_iter().map(|(language, mut files)| {
        files.sort_unstable();
        let files: Vec<String> = files.iter().map(|file| format!("\"{file}\"")).collect();
        format!("\"{language}\": [{}]", files.join(", "))
    });
    format!("{{\n{}\n}}\n", lines.collect::<Vec<_>>().join(",\n"))
}

/// `guide.md` of `sqs` is `sqs.html`, `guide.de.md` is `sqs.de.html`; other files are none.
fn page_name(key: &str, file: &str) -> Option<String> {
    let inner = file.strip_prefix("guide")?.strip_suffix(".md")?;
    let language = inner.strip_prefix('.').unwrap_or_default();
    let good =
        inner.is_empty() || (!language.is_empty() && language.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    good.then(|| format!("{key}{inner}.html"))
}

/// Markdown as HTML. Rules' ids are marked, so that the page sets them as it does everywhere.
fn as_html(markdown: &str) -> String {
    let mut in_code = false;
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).map(|event| match event {
        Event::Start(pulldown_cmark::Tag::CodeBlock(_)) => {
            in_code = true;
            event
        }
        Event::End(pulldown_cmark::TagEnd::CodeBlock) => {
            in_code = false;
            event
        }
        Event::Text(text) if !in_code => Event::InlineHtml(CowStr::from(rules_marked(&text))),
        other => other,
    });
    let mut said = String::new();
    html::push_html(&mut said, events);
    said
}

fn rules_marked(text: &str) -> String {
    let mut said = String::new();
    for word in text.split_inclusive([' ', '(', ')', ',', '.', ';', ':']) {
        let core = word.trim_end_matches([' ', '(', ')', ',', '.', ';', ':']);
        let rest = &word[core.len()..];
        let escaped = core.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        if is_rule(core) {
            said.push_str(&format!("<span class=\"rule\">{escaped}</span>"));
        } else {
            said.push_str(&escaped);
        }
        said.push_str(&rest.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
    }
    said
}

/// `SQS-7`, `S1-4`.
fn is_rule(word: &str) -> bool {
    let Some((sheet, number)) = word.split_once('-') else { return false };
    let capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    sheet.len() > 1
        && sheet != "UTF"
        && sheet.starts_with(|c: char| c.is_ascii_uppercase())
        && sheet.chars().all(capital)
        && !number.is_empty()
        && number.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guide_has_the_name_of_its_service_and_language() {
        assert_eq!(page_name("sqs", "guide.md").as_deref(), Some("sqs.html"));
        assert_eq!(page_name("sqs", "guide.de.md").as_deref(), Some("sqs.de.html"));
        for other in ["guides.md", "guide.md.orig", "guide..md", "icon.svg", "guide.de"] {
            assert_eq!(page_name("sqs", other), None, "{other}");
        }
    }

    #[test]
    fn markdown_becomes_html_with_its_rules_marked_and_nothing_left_open() {
        let html = as_html("## A\n\n**Use it** when a < b (SQS-2), see `SQS-2`. UTF-8 is none.\n");
        assert_eq!(
            html,
            "<h2>A</h2>\n<p><strong>Use it</strong> when a &lt; b (<span class=\"rule\">SQS-2</span>), see <code>SQS-2</code>. UTF-8 is none.</p>\n"
        );
    }

    #[test]
    fn every_guide_of_this_house_is_written() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let staging = env::temp_dir().join(format!("signalbox-guides-{}", std::process::id()));
        let written = write_all(&source, &staging).expect("the folders can be read and written");
        let list = fs::read_to_string(staging.join("guides/list.json")).expect("the list was written");
        fs::remove_dir_all(&staging).expect("it was made just now");
        assert!(written > 20, "{written}");
        let line = |language: &str| {
            list.lines().find(|line| line.starts_with(&format!("\"{language}\""))).expect("it has a line")
        };
        assert!(line("en").contains("\"guides/sqs.html\"") && !line("en").contains(".de."), "{list}");
        assert!(
            line("de").contains("\"guides/sqs.de.html\"") && line("de").contains("\"languages/de.json\""),
            "{list}"
        );
    }

    #[test]
    fn what_can_be_read_is_listed_by_language() {
        let files = ["guides/sqs.html", "guides/sqs.de.html", "languages/de.json"].map(str::to_owned);
        assert_eq!(
            list(&files),
            "{\n\"de\": [\"guides/sqs.de.html\", \"languages/de.json\"],\n\"en\": [\"guides/sqs.html\"]\n}\n"
        );
    }
}
