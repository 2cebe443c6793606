//! What the address says of a page that stands inside another page: `?embed`, with flags behind it. The design itself stays
//! behind the `#`, which goes to no server.
//!
//! `?embed=locked.hide-answers.dark#1…`. Words of later versions are passed over. `&from=https://school.example` names the
//! only origin that may talk to the page (see [`super::remote`]).

use percent_encoding::percent_decode_str;

/// How a page inside another page is shown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Embed {
    /// The design cannot be changed.
    pub locked: bool,
    /// No list of services. A locked page has none either.
    pub no_palette: bool,
    /// Nothing tells why something happened or what to do about it.
    pub hide_answers: bool,
    /// The word of a theme; empty: as the reader's system has it.
    pub theme: String,
    /// The origin of the page around it, if only that one may talk to this page.
    pub from: Option<String>,
}

const LOCKED: &str = "locked";
const NO_PALETTE: &str = "no-palette";
const HIDE_ANSWERS: &str = "hide-answers";
/// The themes that can be asked for.
pub const THEMES: [&str; 3] = ["light", "dark", "projector"];

impl Embed {
    /// The flags in the query of an address (`?embed=…`, with or without the question mark); `None`: the page stands for itself.
    pub fn of(query: &str) -> Option<Self> {
        let pairs = query.trim_start_matches('?').split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let mut embed = None;
        let mut from = None;
        for (name, value) in pairs {
            match name {
                "embed" => embed = Some(Self::flags(value)),
                "from" => from = origin(&percent_decode_str(value).decode_utf8_lossy()),
                _ => {}
            }
        }
        embed.map(|embed| Self { from, ..embed })
    }

    fn flags(words: &str) -> Self {
        let mut embed = Self::default();
        for word in words.split(['.', ',', '+']) {
            match word {
                LOCKED => embed.locked = true,
                NO_PALETTE => embed.no_palette = true,
                HIDE_ANSWERS => embed.hide_answers = true,
                theme if THEMES.contains(&theme) => embed.theme = theme.to_owned(),
                _ => {}
            }
        }
        embed
    }

    /// The query that says this: `?embed=locked.dark`.
    pub fn query(&self) -> String {
        let flags = [(self.locked, LOCKED), (self.no_palette, NO_PALETTE), (self.hide_answers, HIDE_ANSWERS)];
        let mut words: Vec<&str> = flags.into_iter().filter_map(|(on, word)| on.then_some(word)).collect();
        words.extend((!self.theme.is_empty()).then_some(self.theme.as_str()));
        let flags = if words.is_empty() { String::new() } else { format!("={}", words.join(".")) };
        let from = self.from.as_ref().map(|origin| format!("&from={origin}")).unwrap_or_default();
        format!("?embed{flags}{from}")
    }

    /// Whether there is a list of services.
    pub fn palette(&self) -> bool {
        !self.no_palette && !self.locked
    }
}

/// The HTML that shows a page inside another one. `page` is the address without query and fragment.
pub fn snippet(page: &str, fragment: &str, embed: &Embed, title: &str) -> String {
    let address = format!("{page}{}#{}", embed.query(), fragment.trim_start_matches('#'));
    let title = if title.is_empty() { "A simulated architecture" } else { title };
    format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"960\" height=\"600\" loading=\"lazy\" \
         allow=\"fullscreen; clipboard-write\" style=\"border: 0; max-width: 100%\"></iframe>",
        escaped(&address),
        escaped(title)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// An origin as browsers write it; anything else names nobody, so that nobody is heard rather than everybody.
fn origin(text: &str) -> Option<String> {
    Some(text.trim_end_matches('/').to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_embedded_only_if_its_address_says_so() {
        for query in ["", "?", "?locked", "?other=embed", "?embedded"] {
            assert_eq!(Embed::of(query), None, "{query}");
        }
        for query in ["?embed", "embed", "?embed=", "?a=b&embed&c"] {
            assert_eq!(Embed::of(query), Some(Embed::default()), "{query}");
        }
    }

    #[test]
    fn every_flag_is_understood_and_words_of_later_versions_are_passed_over() {
        let all = Embed {
            locked: true,
            no_palette: true,
            hide_answers: true,
            theme: "projector".into(),
            from: Some("https://school.example".into()),
        };
        let query = "?embed=locked.no-palette.sparkling.hide-answers.projector&from=https%3A%2F%2FSchool.example/";
        assert_eq!(Embed::of(query).as_ref(), Some(&all));
        assert_eq!(Embed::of(&all.query()).as_ref(), Some(&all), "{}", all.query());
        assert_eq!(Embed::of(&Embed::default().query()), Some(Embed::default()));
        assert!(!all.palette() && Embed::default().palette());
        assert!(!Embed { locked: true, ..Embed::default() }.palette());
    }

    #[test]
    fn an_origin_that_is_none_shuts_everybody_out() {
        assert_eq!(Embed::of("?embed&from=").and_then(|e| e.from), Some(String::new()));
        assert_eq!(Embed::of("?embed&from=%zz").and_then(|e| e.from), Some("%zz".into()));
    }

    #[test]
    fn the_snippet_is_html_whatever_the_title() {
        let embed = Embed { locked: true, from: Some("https://a.example".into()), ..Embed::default() };
        let html = snippet("https://host.example/play/", "#1abc", &embed, "Orders & \"returns\" <b>");
        assert!(
            html.contains("src=\"https://host.example/play/?embed=locked&amp;from=https://a.example#1abc\""),
            "{html}"
        );
        assert!(html.contains("title=\"Orders &amp; &quot;returns&quot; &lt;b&gt;\""), "{html}");
        assert!(snippet("p", "1", &Embed::default(), "").contains("title=\"A simulated architecture\""));
    }
}
