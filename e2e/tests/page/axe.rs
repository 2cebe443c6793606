//! axe-core (https://github.com/dequelabs/axe-core) looks at every panel and every dialog, on a laptop in light and dark and
//! on a phone: nothing serious, nothing critical.

use std::sync::OnceLock;
use std::time::Duration;

use e2e::{LAPTOP, Options, PHONE, PLACES, Page, back, first, named, role};
use serde_json::Value;

/// The rules themselves.
fn rules() -> &'static str {
    static SOURCE: OnceLock<String> = OnceLock::new();
    SOURCE.get_or_init(|| {
        let file = xtask::npm::modules("axe-core").expect("axe-core is installed").join("axe-core/axe.min.js");
        std::fs::read_to_string(&file).expect("axe-core can be read")
    })
}

/// What axe-core says of the page as it is now: how many rules it tried (all, or one), and what is serious
/// or critical.
fn verdict(page: &Page, rule: Option<&str>) -> (usize, Vec<String>) {
    const RUN: &str = "return axe.run(document, { resultTypes: ['violations'], ...ONLY }).then((found) => ({
        passed: found.passes.length,
        faults: found.violations.filter((fault) => ['serious', 'critical'].includes(fault.impact)).flatMap((fault) =>
            fault.nodes.map((node) => `${fault.impact} ${fault.id} at ${node.target.join(' ')}: ${node.failureSummary}`)),
    }));";
    if page.js("return typeof axe === 'undefined'") == true {
        page.js(rules());
        // Of text over a picture axe-core judges no contrast, and the shadows at the edges of what scrolls are pictures.
        page.js("const plain = document.createElement('style');
            plain.textContent = '.scroll, .menu, .pick ul, .dialog .dialog-box { background-image: none !important }';
            document.head.append(plain)");
    }
    let only = rule.map_or(String::from("{}"), |rule| format!("{{ runOnly: {{ type: 'rule', values: ['{rule}'] }} }}"));
    let found = page.js(&RUN.replace("ONLY", &only));
    let faults = found["faults"].as_array().expect("a list of faults").iter();
    let tidy = |fault: &Value| fault.as_str().unwrap_or_default().replace('\n', " ");
    (found["passed"].as_u64().unwrap_or(0) as usize, faults.map(tidy).collect())
}

/// Looks at every place and says what is wrong at each.
fn look_at_all(options: &Options, rule: Option<&str>) {
    // Without motion, so that nothing is judged half faded in.
    let mut page = first(&Options { reduced_motion: true, ..options.clone() });
    page.patience = Duration::from_secs(60);
    page.choose(named("Speed"), "50 ×");
    page.click_button("Play");
    page.wait_until("there is something to see", || page.text_of(role("timer", "Simulated time")).as_str() > "00:20");
    page.click_button("Pause");
    let mut wrong = Vec::new();
    for (name, way) in PLACES {
        way(&page);
        let (passed, faults) = verdict(&page, rule);
        assert!(passed > if rule.is_some() { 0 } else { 10 }, "{name}: only {passed} rules had anything to look at");
        wrong.extend(faults.into_iter().map(|fault| format!("{name}: {fault}")));
        back(&page);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_serious_on_a_laptop() {
    look_at_all(&Options { size: LAPTOP, ..Options::default() }, None);
}

// The dark is the same page in other colours.
#[test]
fn nothing_serious_in_the_dark() {
    look_at_all(&Options { size: LAPTOP, dark: true, ..Options::default() }, Some("color-contrast"));
}

#[test]
fn nothing_serious_on_a_phone() {
    look_at_all(&Options { size: PHONE, ..Options::default() }, None);
}

#[test]
fn what_is_wrong_is_found() {
    let page = Page::open("");
    page.js("document.body.insertAdjacentHTML('beforeend', '<button id=nameless></button>\
         <p id=pale style=\"color: #bbb; background: #fff; position: fixed; top: 0; z-index: 9\">pale</p>')");
    let finds = |only, rule: &str, id: &str| {
        let (_, faults) = verdict(&page, only);
        assert!(faults.iter().any(|fault| fault.contains(rule) && fault.contains(id)), "{faults:?}");
    };
    finds(None, "button-name", "nameless");
    finds(Some("color-contrast"), "color-contrast", "pale");
}
