//! Every rule of the fact sheet: modelled, approximated or not, and the tests that hold it.

use crate::catalog::fidelity::{Family, Row, Standing, fidelity};
use crate::services::CATALOG;
use crate::view::parts::words::many;
use leptos::prelude::*;

/// The dialog's body.
#[component]
pub fn Fidelity() -> impl IntoView {
    let families = fidelity(&CATALOG).into_iter().map(|family| view! { <Rules family/> }).collect_view();
    view! {
        <div class="about-body scroll" tabindex="0">
            <p>
                "The services follow numbered rules, each with a source in AWS's documentation or in recorded behaviour. A rule counts as held \
                where a test has its number in its name; the list of tests is made from the sources of this build."
            </p>
            {families}
        </div>
    }
}

#[component]
fn Rules(family: Family) -> impl IntoView {
    let (modelled, close, absent) =
        (family.count(Standing::Modelled), family.count(Standing::Approximated), family.count(Standing::Absent));
    let untested = family.untested();
    let summary = format!(
        "{modelled} of {} modelled, {close} approximated, {absent} not{}",
        family.rows.len(),
        if untested > 0 { format!(", {untested} without a test") } else { String::new() }
    );
    view! {
        <details class="modelled">
            <summary><b>{family.name}</b> <span class="help">{summary}</span></summary>
            <ul>{family.rows.into_iter().map(|row| view! { <Rule row/> }).collect_view()}</ul>
        </details>
    }
}

#[component]
fn Rule(row: Row) -> impl IntoView {
    let badge = match row.standing {
        Standing::Modelled => None,
        Standing::Approximated => Some("approximated"),
        Standing::Absent => Some("not modelled"),
    };
    let several = row.said.len() > 1;
    let said = row.said.into_iter().map(|(service, text)| {
        let who = several.then(|| view! { <b>{service}": "</b> });
        view! { <span class="rule-said">{who}{text}" "</span> }
    });
    let tests = row.tests;
    let held = match (row.standing, tests.len()) {
        (Standing::Absent, _) => None,
        (_, 0) => Some(view! { <span class="badge warn">"no test"</span> }.into_any()),
        (_, n) => Some(
            view! {
                <details class="rule-tests">
                    <summary>{many(n, "test")}</summary>
                    <ul>{tests.into_iter().map(|test| view! { <li><code>{test}</code></li> }).collect_view()}</ul>
                </details>
            }
            .into_any(),
        ),
    };
    view! {
        <li>
            <span class="rule">{row.rule}</span> " "
            {said.collect_view()}
            {badge.map(|badge| view! { <span class="badge">{badge}</span> })}
            {held}
        </li>
    }
}
