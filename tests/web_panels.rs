//! In a headless browser: forms derive from declarations, and the run obeys its buttons.
#![cfg(target_arch = "wasm32")]

use leptos::prelude::*;
use signalbox::catalog::{Field, Language, choice, flag, opt_whole, seconds, text};
use signalbox::model::{Config, Value};
use signalbox::view::inspector::Form;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement, HtmlInputElement};

wasm_bindgen_test_configure!(run_in_browser);

const MODE: Field = choice("Mode", &["UP", "DOWN"]).help("Whether it answers.").field;
const TIMEOUT: Field = seconds("VisibilityTimeout").within(0, 43_200).initially(30).help("How long it hides.").field;
const LIMIT: Field = opt_whole("MaximumConcurrency").within(2, 1000).field;
const AFTER: Field = seconds("DownAfter").within(0, 60).initially(5).when("Mode", "DOWN").field;
const ORDERED: Field = flag("KeepOrder", false).assumed().field;
const BODY: Field = text("Body").lines(1_000, Language::Json).under("Content").field;
static FIELDS: [Field; 6] = [MODE, TIMEOUT, LIMIT, AFTER, ORDERED, BODY];

/// A form over a configuration of its own, in a place of its own.
fn form() -> (Element, RwSignal<Config>, impl Drop) {
    let place = document().create_element("div").expect("a document makes elements");
    document().body().expect("there is a body").append_child(&place).expect("it takes children");
    let config = RwSignal::new(Config::default());
    let at: HtmlElement = place.clone().unchecked_into();
    let handle = leptos::mount::mount_to(at, move || {
        let write = Callback::new(move |(name, value): (&'static str, Option<Value>)| {
            config.update(|config| match value {
                Some(value) => drop(config.0.insert(name.to_owned(), value)),
                None => config.unset(name),
            });
        });
        let read = Memo::new(move |_| config.get());
        view! { <Form fields=FIELDS.iter().collect() config=read write/> }
    });
    (place, config, handle)
}

fn document() -> web_sys::Document {
    web_sys::window().and_then(|window| window.document()).expect("a browser shows a document")
}

fn find(place: &Element, selector: &str) -> Element {
    let found = place.query_selector(selector).expect("the selector is valid");
    found.unwrap_or_else(|| panic!("nothing is {selector} in {}", place.inner_html()))
}

fn has(place: &Element, selector: &str) -> bool {
    place.query_selector(selector).expect("the selector is valid").is_some()
}

/// Types a value as a person does: every input is told, and the change at the end.
fn enter(element: &Element, value: &str) {
    element.unchecked_ref::<HtmlInputElement>().set_value(value);
    for name in ["input", "change"] {
        let event = document().create_event("Event").expect("events can be made");
        event.init_event_with_bubbles(name, true);
        element.dispatch_event(&event).expect("it is dispatched");
    }
}

/// Waits until the page has caught up with what was done.
async fn settled() {
    leptos::task::tick().await;
    gloo_timers::future::TimeoutFuture::new(20).await;
}

fn click(element: &Element) {
    element.unchecked_ref::<HtmlElement>().click();
}

#[wasm_bindgen_test]
async fn a_form_has_a_control_for_every_field_that_applies() {
    let (place, _, _guard) = form();
    settled().await;
    for field in FIELDS.iter().filter(|f| f.name != AFTER.name) {
        assert!(has(&place, &format!("[data-field='{}']", field.name)), "{} is missing", field.name);
    }
    assert!(!has(&place, "[data-field='DownAfter']"), "it applies only while Mode is DOWN");
    assert_eq!(find(&place, "[aria-label='VisibilityTimeout']").unchecked_into::<HtmlInputElement>().value(), "30");
    assert_eq!(
        find(&place, "[aria-label='MaximumConcurrency']").get_attribute("placeholder").as_deref(),
        Some("not set")
    );
    assert!(has(&place, "[data-field='KeepOrder'] [role='switch']"), "a switch for a yes or no");
    assert!(has(&place, "[data-field='KeepOrder'] .badge"), "the assumption is marked");
    assert!(has(&place, "details textarea[aria-label='Body']"), "several lines, under their heading");
}

#[wasm_bindgen_test]
async fn a_value_is_taken_over_and_goes_back_to_its_default() {
    let (place, config, _guard) = form();
    settled().await;
    enter(&find(&place, "[aria-label='VisibilityTimeout']"), "45");
    settled().await;
    assert_eq!(config.get_untracked().get("VisibilityTimeout"), Some(&Value::Whole(45)));
    click(&find(&place, "[aria-label='Reset VisibilityTimeout']"));
    settled().await;
    assert_eq!(config.get_untracked(), Config::default());
    assert_eq!(find(&place, "[aria-label='VisibilityTimeout']").unchecked_into::<HtmlInputElement>().value(), "30");
}

#[wasm_bindgen_test]
async fn what_is_out_of_range_is_said_and_not_taken_over() {
    let (place, config, _guard) = form();
    settled().await;
    enter(&find(&place, "[aria-label='MaximumConcurrency']"), "1");
    settled().await;
    let said = find(&place, "[data-field='MaximumConcurrency'] .field-error").text_content().unwrap_or_default();
    assert_eq!(said, "MaximumConcurrency takes a whole number from 2 to 1000; it is 1.");
    assert_eq!(
        find(&place, "[aria-label='MaximumConcurrency']").get_attribute("aria-invalid").as_deref(),
        Some("true")
    );
    assert_eq!(config.get_untracked(), Config::default());
}

#[wasm_bindgen_test]
async fn a_choice_brings_the_fields_that_belong_to_it() {
    let (place, config, _guard) = form();
    settled().await;
    enter(&find(&place, "[aria-label='Mode']"), "DOWN");
    settled().await;
    assert_eq!(config.get_untracked().get("Mode"), Some(&Value::Text("DOWN".into())));
    assert!(has(&place, "[aria-label='DownAfter']"));
    click(&find(&place, "[role='switch']"));
    settled().await;
    assert_eq!(config.get_untracked().get("KeepOrder"), Some(&Value::Flag(true)));
    assert_eq!(find(&place, "[role='switch']").get_attribute("aria-checked").as_deref(), Some("true"));
}

#[wasm_bindgen_test]
async fn the_run_obeys_its_buttons() {
    let place = document().create_element("div").expect("a document makes elements");
    document().body().expect("there is a body").append_child(&place).expect("it takes children");
    // The page listens to the window for as long as that is open: it is never taken down.
    leptos::mount::mount_to(place.clone().unchecked_into(), signalbox::view::Page).forget();
    assert!(!has(&place, ".page"), "it is built in tasks of their own");
    for _ in 0..200 {
        if has(&place, "[aria-label='Speed']") && has(&place, "[role='timer']") {
            break;
        }
        gloo_timers::future::TimeoutFuture::new(50).await;
    }
    settled().await;
    let clock = || find(&place, "[role='timer']").text_content().unwrap_or_default();
    assert_eq!(clock(), "00:00.0");

    click(&find(&place, "[aria-label='Play']"));
    settled().await;
    assert!(has(&place, "[aria-label='Pause']") && !has(&place, "[aria-label='Play']"), "one button for both");
    gloo_timers::future::TimeoutFuture::new(600).await;
    assert_ne!(clock(), "00:00.0", "time moves");

    click(&find(&place, "[aria-label='Pause']"));
    settled().await;
    let held = clock();
    gloo_timers::future::TimeoutFuture::new(300).await;
    assert_eq!(clock(), held, "time stands still");

    click(&find(&place, "[aria-label='Faster']"));
    settled().await;
    let speed = find(&place, "[aria-label='Speed']").unchecked_into::<web_sys::HtmlSelectElement>().value();
    assert_eq!(speed, "2");

    click(&find(&place, "[aria-label='Reset']"));
    settled().await;
    assert_eq!(clock(), "00:00.0");
}
