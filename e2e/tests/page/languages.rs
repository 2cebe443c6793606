//! The page in another language, from right to left, and the guides that are fetched one by one.

use super::panels::controls_are_apart;
use e2e::{Options, PHONE, Page, first, named, role};

const GERMAN: &str = "Deutsch";

fn choose(page: &Page, language: &str) {
    page.js("document.getElementById('menu-button').click()");
    page.wait_for(role("menuitemradio", language));
    page.click(role("menuitemradio", language));
}

/// Texts on the page, and in what screen readers are told, that the catalogue knows and that are English all the same.
fn left_english(page: &Page) -> Vec<String> {
    let found = page.js(
        "return (async () => {
         const texts = JSON.parse(await (await fetch('languages/de.json')).text()).texts;
         const names = '[translate=no], script, style, pre, code, .field-name, .chart-name, .rule, .event-node, .leg-node, .held-name, .mono';
         const found = new Set();
         const look = (text) => { const t = text.trim(); if (texts[t] && texts[t] !== t) found.add(t); };
         const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
         for (let node = walk.nextNode(); node; node = walk.nextNode()) {
           const element = node.nodeType === 1 ? node : node.parentElement;
           if (element.closest(names)) continue;
           if (node.nodeType === 3) look(node.nodeValue);
           else for (const name of ['title', 'aria-label', 'placeholder', 'alt', 'label', 'aria-description']) look(node.getAttribute(name) || '');
         }
         // A word that is German too (“Start”) may be the translation of another text.
         const german = new Set(Object.values(texts));
         return [...found].filter((text) => !german.has(text)); })()",
    );
    found
        .as_array()
        .map(|all| all.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect())
        .unwrap_or_default()
}

#[test]
fn the_page_speaks_german_in_every_panel_and_english_again() {
    let page = first(&Options::default());
    choose(&page, GERMAN);
    page.wait_until("the transport is German", || page.shows(named("Abspielen")));
    assert_eq!(page.js("return document.documentElement.lang"), "de");
    assert_eq!(left_english(&page), Vec::<String>::new(), "the first look");
    page.click_button("Abspielen");
    page.wait_until("it runs", || page.shows(named("Anhalten")));
    page.js("document.querySelector('.node[data-node=PaymentQueue]').focus()");
    page.keys("Enter");
    page.wait_until("its panel is there", || page.js("return !!document.querySelector('.inspector .tabs')") == true);
    let sticks_out = "const panel = document.querySelector('.inspector'); return panel.scrollWidth - panel.clientWidth";
    assert_eq!(page.js(sticks_out), 0, "the longer words of the tabs have room");
    for what in [
        "Event list",
        "Problems",
        "Costs",
        "Find messages",
        "Many runs",
        "Share a link",
        "What is modelled",
        "Help and shortcuts",
    ] {
        page.keys("Control+k");
        page.type_text(what);
        page.keys("Enter");
        page.wait_until(&format!("{what} is open"), || {
            page.js("return !document.querySelector('dialog.commands') && !!document.querySelector('dialog[open], .drawer h2')") == true
        });
        // Texts that appear are passed on before they are painted; those that change are followed just so.
        assert_eq!(left_english(&page), Vec::<String>::new(), "{what}");
        if page.js("return !!document.querySelector('dialog[open]')") == true {
            page.keys("Escape");
        }
    }
    page.picture("german-laptop");
    choose(&page, "English");
    page.wait_until("it is English again", || page.shows(named("Pause")) && page.text().contains("PaymentQueue"));
    let german = page.js("return [...document.querySelectorAll('button')].some((b) => /Einstellungen|Teilen/.test(b.textContent + b.title))");
    assert_eq!(german, false);
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn the_choice_is_kept_and_numbers_have_its_marks() {
    let page = first(&Options::default());
    choose(&page, GERMAN);
    page.wait_until("the transport is German", || page.shows(named("Abspielen")));
    page.reload();
    page.wait_until("it is German from the start", || page.shows(named("Abspielen")));
    page.js("document.getElementById('menu-button').click()");
    assert_eq!(page.attribute_of(role("menuitemradio", GERMAN), "aria-checked"), "true");
    page.keys("Escape");
    page.keys("Control+k");
    page.type_text("Lager");
    page.wait_until("services are found by their German names", || page.text().contains("Lager"));
    page.keys("Escape");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn on_a_phone_the_longer_words_have_room() {
    let page = first(&Options { size: PHONE, ..Options::default() });
    choose(&page, GERMAN);
    page.click(named("Abspielen"));
    page.wait_for(named("Anhalten"));
    controls_are_apart(&page);
    page.picture("german-phone");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn from_right_to_left_nothing_overlaps_or_sticks_out() {
    let page = first(&Options::default());
    page.js("document.documentElement.dir = 'rtl'");
    let shape = |selector: &str| {
        let found = page.js(&format!(
            "const b = document.querySelector('{selector}').getBoundingClientRect(); return [b.left, b.right, b.top, b.bottom]"
        ));
        let numbers: Vec<f64> = found.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect();
        <[f64; 4]>::try_from(numbers).expect("a box has four sides")
    };
    let (palette, stage, inspector) = (shape(".palette"), shape(".stage-area"), shape(".inspector"));
    assert!(palette[0] >= stage[1] - 1.0, "the palette is at the right: {palette:?} {stage:?}");
    assert!(inspector[1] <= stage[0] + 1.0, "the inspector is at the left: {inspector:?} {stage:?}");
    let wide = page.js("return document.documentElement.scrollWidth <= innerWidth");
    assert_eq!(wide, true);
    // Cards stay where they are on the canvas, and can be dragged.
    let before = page.box_of(role("group", "PaymentQueue"));
    page.drag_by(role("group", "PaymentQueue"), 0, 48);
    page.wait_until("it follows the pointer", || {
        (page.box_of(role("group", "PaymentQueue"))[1] - before[1] - 48.0).abs() < 12.0
    });
    page.picture("right-to-left");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn a_guide_opens_from_the_inspector_in_the_language_of_the_page() {
    let page = first(&Options::default());
    page.js("document.querySelector('.node[data-node=PaymentQueue]').focus()");
    page.keys("Enter");
    page.js("document.querySelector('.subject button.kind').click()");
    page.wait_for(role("dialog", "Queue"));
    page.wait_until("the guide is there", || page.text().contains("visibility timeout shorter than the work"));
    assert!(page.text().contains("SQS-7"));
    page.picture("guide-laptop");
    page.keys("Escape");
    choose(&page, GERMAN);
    page.wait_until("the transport is German", || page.shows(named("Abspielen")));
    page.js("document.querySelector('.subject button.kind').click()");
    page.wait_until("the guide is German", || {
        page.js("return document.querySelector('.guide-text')?.lang") == "de"
            && !page.text().contains("shorter than the work")
    });
    assert_eq!(page.errors(), Vec::<String>::new());
}
