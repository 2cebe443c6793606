//! What holds everywhere for people without a mouse or with little sight: targets are large enough, the focus goes through
//! and out again and is seen, wishes of the system are followed.

use std::collections::BTreeSet;

use e2e::{LAPTOP, Options, PHONE, PLACES, Page, back, button, command, first, role};
use serde_json::json;

fn open(size: (u32, u32)) -> Page {
    first(&Options { size, reduced_motion: true, ..Options::default() })
}

/// What can be pressed and is smaller than 24 by 24 pixels (WCAG 2.5.8). A link in a sentence may be smaller; what reaches
/// beyond its box, as chips of the timeline do, counts as far as it reaches.
fn too_small(page: &Page) -> Vec<String> {
    const SMALL: &str = "
        const things = document.querySelectorAll('button, a[href], input, select, textarea, summary, [role=slider], [role=option], [role=menuitem]');
        const seen = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !e.closest('[inert], [aria-hidden=true]');
        const inline = (e) => e.matches('.link, a') && e.parentElement.textContent.trim() !== e.textContent.trim();
        const reaches = (e, x, y) => { const hit = document.elementFromPoint(x, y); return hit && (e === hit || e.contains(hit) || hit.control === e || hit.closest('label')?.control === e); };
        return [...things].filter((e) => seen(e) && !e.disabled && !inline(e)).filter((e) => {
            const box = e.getBoundingClientRect();
            if (box.width >= 23.9 && box.height >= 23.9) return false;
            const label = e.labels?.[0]?.getBoundingClientRect();
            if (label && label.width >= 23.9 && label.height >= 23.9) return false;
            const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
            return ![[0, 0], [-11, 0], [11, 0], [0, -11], [0, 11]].every(([dx, dy]) => reaches(e, x + dx, y + dy));
        }).map((e) => { const b = e.getBoundingClientRect(); return `${e.localName}.${e.className.baseVal ?? e.className} “${(e.getAttribute('aria-label') || e.textContent).trim().slice(0, 40)}” ${Math.round(b.width)}×${Math.round(b.height)}`; });";
    serde_json::from_value(page.js(SMALL)).expect("a list of texts")
}

fn targets_everywhere(size: (u32, u32)) {
    let page = open(size);
    let mut small = BTreeSet::new();
    for (name, way) in PLACES {
        way(&page);
        small.extend(too_small(&page).into_iter().map(|thing| format!("{name}: {thing}")));
        back(&page);
    }
    assert!(small.is_empty(), "{}", small.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn targets_are_large_enough_on_a_laptop() {
    targets_everywhere(LAPTOP);
}

#[test]
fn targets_are_large_enough_on_a_phone() {
    targets_everywhere(PHONE);
}

#[test]
fn a_target_that_is_too_small_is_found() {
    let page = open(LAPTOP);
    page.js("document.body.insertAdjacentHTML('beforeend', '<button style=\"position:fixed;left:500px;top:300px;width:20px;height:20px;padding:0;z-index:99\">x</button>')");
    assert_eq!(too_small(&page).len(), 1, "{:?}", too_small(&page));
}

/// Goes through everything with the Tab key, from the beginning to where the focus leaves the page. Answers what had the
/// focus, and what is wrong: covered by something else, outside what is seen, or without a mark.
fn walk(page: &Page, key: &str) -> (Vec<String>, Vec<String>) {
    const LOOK: &str = "
        const e = document.activeElement;
        if (!e || e === document.body) return null;
        const name = `${e.localName}.${e.className.baseVal ?? e.className} “${(e.getAttribute('aria-label') || e.textContent || e.id).trim().replace(/\\s+/g, ' ').slice(0, 50)}”`;
        const box = e.getBoundingClientRect();
        const at = [0.5, 0.15, 0.85].flatMap((x) => [0.5, 0.2, 0.8].map((y) => [box.left + box.width * x, box.top + box.height * y]));
        const seen = at.some(([x, y]) => { const hit = document.elementFromPoint(x, y); return hit && (e.contains(hit) || hit.closest('label')?.control === e); });
        const marks = () => [e, ...e.children, e.parentElement, e.parentElement.parentElement].flatMap((e) => [null, '::after', '::before'].map((part) => {
            const s = getComputedStyle(e, part);
            return [s.outlineStyle, s.outlineWidth, s.borderTopColor, s.borderTopWidth, s.borderTopStyle, s.boxShadow, s.backgroundColor].join();
        })).join('|');
        const focused = marks();
        e.blur();
        const plain = marks();
        e.focus({ preventScroll: true });
        const wrong = [!seen && 'is covered or out of sight', focused === plain && 'shows no mark'].filter(Boolean).join(' and ');
        return [name, wrong];";
    page.js("document.activeElement?.blur()");
    let (mut all, mut wrong) = (Vec::new(), Vec::new());
    for _ in 0..400 {
        page.keys(key);
        let Ok((name, fault)) = serde_json::from_value::<(String, String)>(page.js(LOOK)) else {
            // The focus is out of the page: there was no trap.
            if all.is_empty() {
                continue;
            }
            return (all, wrong);
        };
        if !fault.is_empty() {
            wrong.push(format!("{name} {fault}"));
        }
        all.push(name);
    }
    panic!("the focus never leaves: {all:#?}");
}

/// Where the way of the focus is walked.
const WALKS: &[&str] =
    &["the page", "settings of a node", "the faults", "the outline", "a service in the outline", "sharing"];

fn walk_everywhere(size: (u32, u32)) {
    let page = open(size);
    let mut faults = Vec::new();
    for (name, way) in PLACES.iter().filter(|(name, _)| WALKS.contains(name)) {
        way(&page);
        let (all, wrong) = walk(&page, "Tab");
        assert!(all.len() > 2, "{name}: only {all:?} can be reached");
        faults.extend(wrong.into_iter().map(|fault| format!("{name}: {fault}")));
        back(&page);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_focus_goes_through_and_out_and_is_seen_on_a_laptop() {
    walk_everywhere(LAPTOP);
}

#[test]
fn the_focus_goes_through_and_out_and_is_seen_on_a_phone() {
    walk_everywhere(PHONE);
}

#[test]
fn the_way_back_goes_through_every_part_and_leaves_too() {
    let page = open(LAPTOP);
    let (all, wrong) = walk(&page, "Shift+Tab");
    assert_eq!(wrong, Vec::<String>::new());
    for part in ["“Share”", "“Find a service”", "“Customers, Traffic source", "“Zoom in”", "“Play”"] {
        assert!(all.iter().any(|name| name.contains(part)), "{part} is not among {all:#?}");
    }
}

#[test]
fn forced_colours_keep_every_state_visible() {
    let page = open(LAPTOP);
    page.prefers("forced-colors", "active");
    assert_eq!(page.js("return matchMedia('(forced-colors: active)').matches"), true);
    command(&page, "PaymentQueue");
    page.wait_for(role("tab", "Settings"));
    // A switch that is on differs from one that is off, a pressed button from one that is not, a selected card from others.
    let style = |selector: &str, part: &str, property: &str| {
        let script = "const e = document.querySelector(arguments[0]); return e && getComputedStyle(e, arguments[1] || null)[arguments[2]]";
        page.js_with(script, vec![json!(selector), json!(part), json!(property)])
    };
    let selected = style(".node.selected", "::after", "borderTopColor");
    assert_ne!(selected, style(".node:not(.selected)", "::after", "borderTopColor"));
    assert_eq!(style(".tab[aria-selected=true]", "", "outlineStyle"), "solid");
    assert_ne!(style(".wire-line", "", "stroke"), style(".node", "", "backgroundColor"));
    page.click_button("Events");
    page.wait_until("the button is pressed", || style(".button[aria-pressed=true]", "", "outlineStyle") == "solid");
    assert_ne!(style(".timeline .rail", "", "backgroundColor"), style(".timeline .done", "", "backgroundColor"));
    page.picture("forced-colours");
}

#[test]
fn more_contrast_is_given_when_it_is_asked_for() {
    let page = open(LAPTOP);
    let ink = |what: &str| {
        page.js_with("return getComputedStyle(document.querySelector(arguments[0])).color", vec![json!(what)])
    };
    let border = || page.js("return getComputedStyle(document.querySelector('.node')).borderTopColor");
    let before = border();
    page.prefers("prefers-contrast", "more");
    page.wait_until("edges are as dark as the text", || border() == ink("body") && border() != before);
    assert_eq!(ink(".node-kind"), ink("body"), "small print is as dark as the rest");
    page.picture("more-contrast");
}

#[test]
fn little_motion_means_that_nothing_moves_by_itself() {
    let page = open(LAPTOP);
    page.click_button("Play");
    page.wait_until("it runs", || page.text_of(role("timer", "Simulated time")).as_str() > "00:02");
    let moving = page.js("return document.getAnimations().filter((a) => a.playState === 'running').length");
    assert_eq!(moving, 0);
    let slow = page.js("return [...document.querySelectorAll('*')].filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0).length");
    assert_eq!(slow, 0, "no transition has a length");
    page.click(button("Pause"));
}
