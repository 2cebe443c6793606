//! The handout: what the page is on paper. The diagram as lines, the settings as a table, the link as a code to scan. It is
//! made when the browser is about to print and goes afterwards; the style sheet hides it on the screen and the page on paper.

use super::app::App;
use super::parts::words::many;
use crate::browser::paper;
use crate::editor::{handout, picture};
use crate::exchange::qr;
use crate::services::CATALOG;
use leptos::prelude::*;

/// A text longer than this is cut on paper: the document has it whole.
const LONGEST: usize = 400;

/// The handout, while the browser prints.
#[component]
pub fn Paper() -> impl IntoView {
    let app = App::here();
    let printing = RwSignal::new(false);
    paper::watch(move |begins| printing.set(begins));
    view! {
        <Show when=move || printing.get()>{move || handout_of(app)}</Show>
    }
}

fn handout_of(app: App) -> impl IntoView {
    let (now, began) = app.live.with_untracked(|live| (live.now, live.events > 0));
    let link = app.link(began).map(|(link, _)| link);
    let code = link.as_ref().ok().and_then(|link| qr::code(link));
    let (title, seed, size, drawn, rows, plan) = app.editor.with_untracked(|editor| {
        let d = editor.diagram();
        let who = |id| d.nodes.get(id).map_or_else(|| "?".to_owned(), |node| node.name.clone());
        let planned = d.happenings.iter().map(|h| (crate::sim::Time(h.at), who(&h.node), h.label.clone()));
        let plan: Vec<_> = planned.collect();
        let size = (d.nodes.len(), d.wires.len());
        (d.title.clone(), d.seed, size, picture::plain(d, &CATALOG), handout::rows(d, &CATALOG), plan)
    });
    let about = format!("{}, {}. Seed {seed}.", many(size.0, "node"), many(size.1, "wire"));
    let when = if began { format!("The code opens the run at {now}.") } else { String::new() };
    let scan = match (&code, &link) {
        (Some(_), _) => "Scan to open it in Signalbox.",
        (None, Ok(_)) => "The link is too long for a code: ask for it, or for the file.",
        (None, Err(_)) => "",
    };
    view! {
        <article class="paper">
            <header class="paper-head">
                <div>
                    {if title.is_empty() { view! { <h1>"Untitled"</h1> }.into_any() } else { view! { <h1 translate="no">{title}</h1> }.into_any() }}
                    <p>{about} " " {when} " " {scan}</p>
                </div>
                {code.map(|code| view! {
                    <svg class="paper-code" viewBox=format!("0 0 {0} {0}", code.size) role="img" aria-label="QR code of the link"><path d=code.path/></svg>
                })}
            </header>
            <figure class="paper-figure" translate="no" inner_html=drawn.svg></figure>
            {(!plan.is_empty()).then(|| view! {
                <section>
                    <h2>"What is planned to happen"</h2>
                    <ul class="paper-plan">{plan.into_iter().map(happening).collect_view()}</ul>
                </section>
            })}
            <section>
                <h2>"Settings"</h2>
                <table class="paper-table">
                    <thead><tr><th scope="col">"Name"</th><th scope="col">"What it is"</th><th scope="col">"Settings that differ from the defaults"</th></tr></thead>
                    <tbody>
                        {rows.into_iter().map(|row| view! {
                            <tr>
                                <th scope="row" translate="no">{row.name}</th>
                                <td>{row.kind}</td>
                                <td>
                                    {if row.settings.is_empty() {
                                        view! { <span class="paper-none">"none"</span> }.into_any()
                                    } else {
                                        row.settings.into_iter().map(|(name, value)| view! { <div translate="no"><b>{name}</b> " " {cut(value)}</div> }).collect_view().into_any()
                                    }}
                                </td>
                            </tr>
                        }).collect_view()}
                    </tbody>
                </table>
            </section>
        </article>
    }
}

/// A line of the plan: when, whose, what.
fn happening((at, who, what): (crate::sim::Time, String, String)) -> impl IntoView {
    let what = if what.is_empty() {
        view! { <span>"a change"</span> }.into_any()
    } else {
        view! { <span translate="no">{what}</span> }.into_any()
    };
    view! { <li><span translate="no">{at.to_string()} " " {who} ": "</span> {what}</li> }
}

fn cut(text: String) -> String {
    if text.chars().count() <= LONGEST { text } else { text.chars().take(LONGEST).chain(['…']).collect() }
}
