//! Rules about colours: what is written in one can be read on every surface, in every theme.

use std::collections::BTreeMap;

/// The surfaces on which text stands.
const SURFACES: [&str; 3] = ["page", "card", "panel"];
/// More of them, on which the theme for projectors must hold its word too.
const MORE: [&str; 5] = ["sunk", "hover", "notice", "bad-wash", "accent-wash"];
/// What text is written in, beside the meanings (`m-…`) and the families (`f-…`).
const INKS: [&str; 5] = ["ink", "soft", "accent", "accent-strong", "notice-ink"];
/// What is drawn and has to be seen.
const LINES: [&str; 2] = ["wire", "edge"];

/// The least contrast of text in light and dark, and of lines (WCAG 1.4.3 and 1.4.11); and of text for projectors (1.4.6).
const TEXT: f64 = 4.5;
const LINE: f64 = 3.0;
const PROJECTED: f64 = 7.0;

type Colours = BTreeMap<String, [u8; 3]>;

/// What can be read too badly.
pub fn contrast(tokens: &str) -> Vec<String> {
    let (light, dark, projector) = themes(tokens);
    let mut violations = Vec::new();
    let named = [("light", &light), ("dark", &dark), ("projector", &projector)];
    for (theme, colours) in named {
        let bright = theme == "projector";
        let meanings =
            colours.keys().map(String::as_str).filter(|name| name.starts_with("m-") || name.starts_with("f-"));
        let inks = INKS.into_iter().chain(meanings).map(|ink| (ink, if bright { PROJECTED } else { TEXT }));
        let lines = LINES.into_iter().map(|line| (line, LINE));
        let surfaces = SURFACES.iter().chain(if bright { MORE.iter() } else { [].iter() });
        let surfaces: Vec<&str> = surfaces.copied().collect();
        for (ink, least) in inks.chain(lines) {
            for surface in &surfaces {
                match (colours.get(ink), colours.get(*surface)) {
                    (Some(above), Some(below)) => {
                        let got = ratio(*above, *below);
                        if got < least {
                            violations
                                .push(format!("{theme}: --{ink} on --{surface} has {got:.2}:1, {least}:1 at least"));
                        }
                    }
                    _ => violations.push(format!("{theme}: --{ink} or --{surface} has no colour")),
                }
            }
        }
    }
    // Every colour of the pairs has one for projectors: none of the dim ones is left over.
    let missing = light.keys().filter(|name| !projector.contains_key(*name));
    violations.extend(missing.map(|name| format!("projector: --{name} has no colour of its own")));
    violations
}

/// The colours in the light, in the dark, and for projectors.
fn themes(tokens: &str) -> (Colours, Colours, Colours) {
    let (mut light, mut dark, mut projector) = (Colours::new(), Colours::new(), Colours::new());
    let mut bright = false;
    for line in tokens.lines().map(str::trim) {
        if line.contains("data-theme=\"projector\"") {
            bright = true;
        } else if line.starts_with('}') {
            bright = false;
        }
        let Some((name, value)) = line.strip_prefix("--").and_then(|line| line.split_once(": ")) else { continue };
        let found: Vec<[u8; 3]> =
            value.split(|c: char| !c.is_ascii_alphanumeric() && c != '#').filter_map(colour).collect();
        match (bright, found.as_slice()) {
            (false, [day, night]) => {
                light.insert(name.to_owned(), *day);
                dark.insert(name.to_owned(), *night);
            }
            (true, [one]) => drop(projector.insert(name.to_owned(), *one)),
            _ => {}
        }
    }
    (light, dark, projector)
}

fn colour(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// The colours of films that are not those of the style sheet in the light.
pub fn films(tokens: &str, film: &str) -> Vec<String> {
    let (light, ..) = themes(tokens);
    let names = ["m-flying", "m-waiting", "m-retrying", "m-throttled", "m-dead", "m-good", "card", "accent", "ink"];
    let used: Vec<[u8; 3]> = film.split('"').filter_map(colour).collect();
    if used.len() != names.len() {
        return vec![format!("a film has {} colours, not {}", used.len(), names.len())];
    }
    let differs = names.iter().zip(used).filter(|(name, used)| light.get(**name) != Some(used));
    differs.map(|(name, used)| format!("--{name} of a film is {used:?}, not as in style/tokens.css")).collect()
}

/// The contrast of two colours as WCAG 2.2 defines it.
fn ratio(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: [u8; 3]) -> f64 {
    let linear = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { libm::pow((part + 0.055) / 1.055, 2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

#[test]
fn the_contrast_of_black_and_white_and_of_a_known_grey() {
    assert!((ratio([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
    // #767676 is the lightest grey that has 4.5:1 on white.
    assert!(ratio([0x76; 3], [255; 3]) >= TEXT && ratio([0x77; 3], [255; 3]) < TEXT);
}

#[test]
fn a_film_in_another_colour_is_objected_to() {
    let names = ["m-flying", "m-waiting", "m-retrying", "m-throttled", "m-dead", "m-good", "card", "accent", "ink"];
    let tokens: String = names.iter().map(|n| format!("  --{n}: light-dark(#102030, #ffffff);\n")).collect();
    let film = |last: &str| ["\"#102030\""; 8].join(", ") + ", \"" + last + "\"";
    assert_eq!(films(&tokens, &film("#102030")), Vec::<String>::new());
    assert!(films(&tokens, &film("#102031"))[0].contains("--ink of a film"));
    assert!(films(&tokens, "\"#102030\"")[0].contains("1 colours"));
}

#[test]
fn a_pale_colour_and_a_missing_one_are_objected_to() {
    let all = |ink: &str| {
        let names = SURFACES.iter().chain(&MORE).map(|n| (*n, "#ffffff", "#000000"));
        let inks =
            INKS.iter().chain(&LINES).map(|n| (*n, "#000000", "#ffffff")).chain([("m-dead", "#000000", "#ffffff")]);
        let pairs: Vec<_> = names.chain(inks).collect();
        let both = pairs.iter().map(|(n, day, night)| format!("  --{n}: light-dark({day}, {night});\n"));
        let bright = pairs.iter().filter(|(n, ..)| *n != "edge").map(|(n, day, _)| {
            let day = if *n == "m-dead" { ink } else { day };
            format!("  --{n}: {day};\n")
        });
        format!(
            ":root {{\n{}}}\n:root[data-theme=\"projector\"] {{\n{}}}\n",
            both.collect::<String>(),
            bright.collect::<String>()
        )
    };
    // Grey #767676 is enough for light and dark, not for a projector.
    let said = contrast(&all("#767676")).join("\n");
    assert!(said.contains("projector: --m-dead on --page has 4.54:1, 7:1 at least"), "{said}");
    assert!(said.contains("projector: --edge has no colour of its own"), "{said}");
    assert!(!contrast(&all("#000000")).join("\n").contains("m-dead"));
}
