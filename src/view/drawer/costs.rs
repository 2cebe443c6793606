//! What the run costs so far, and what a month at this rate would: each price at each node, with its source.

use crate::services::CATALOG;
use crate::story::{Bill, BillLine, bill};
use crate::view::app::App;
use crate::view::parts::glyph::parts;
use crate::view::parts::words::count;
use leptos::prelude::*;

/// The bill.
#[component]
pub fn Costs() -> impl IntoView {
    let app = App::here();
    let free_tier = RwSignal::new(false);
    let costs: Memo<Bill> = Memo::new(move |_| {
        app.beat.track();
        app.editor.with(|editor| app.engine(|engine| bill(engine, editor.diagram(), &CATALOG, free_tier.get())))
    });
    let empty = move || costs.with(|bill| bill.lines.is_empty());
    view! {
        <div class="costs scroll" role="group" aria-label="What costs what" tabindex="0">
            <p class="costs-sum">
                <b class="number">{move || costs.with(|bill| dollars(bill.per_month))}</b>" a month at this rate"
                <span class="help">{move || costs.with(|bill| format!("{} so far", dollars(bill.so_far)))}</span>
                <label class="costs-free">
                    <input type="checkbox" prop:checked=move || free_tier.get()
                        on:change=move |ev| free_tier.set(event_target_checked(&ev))/>
                    "Free tier"
                </label>
            </p>
            <table hidden=empty>
                <thead><tr>
                    <th scope="col">"Node"</th><th scope="col">"What"</th><th scope="col">"Units so far"</th>
                    <th scope="col">"Price"</th><th scope="col">"So far"</th><th scope="col">"A month"</th>
                </tr></thead>
                <tbody>
                    <For each=move || costs.with(|bill| bill.lines.iter().map(key).collect::<Vec<_>>()) key=Clone::clone
                        children=move |key| view! { <Row costs key/> }/>
                </tbody>
            </table>
            <p class="help nothing" hidden=move || !empty()>"Nothing that costs something has been used yet."</p>
            <p class="help costs-note" hidden=empty>
                "Prices of us-east-1, first tier, without tax and data transfer; a month is 730 hours that go on as the run did until now. \
                Only what is listed is counted."
            </p>
        </div>
    }
}

type Key = (crate::model::NodeId, &'static str);

fn key(line: &BillLine) -> Key {
    (line.node.clone(), line.price.what)
}

#[component]
fn Row(costs: Memo<Bill>, key: Key) -> impl IntoView {
    let line = Memo::new(move |_| costs.with(|bill| bill.lines.iter().find(|line| self::key(line) == key).cloned()));
    move || {
        line.get().map(|line| {
            let BillLine { name, price, units, so_far, per_month, .. } = line;
            view! {
                <tr title=price.source>
                    <th scope="row" translate="no">{parts(&name).into_iter().map(|part| view! { {part}<wbr/> }).collect_view()}</th>
                    <td>{price.what}</td>
                    <td class="number">{quantity(units)}</td>
                    <td class="number">{format!("{} for {}", dollars(price.usd), quantity(price.per))}</td>
                    <td class="number">{dollars(so_far)}</td>
                    <td class="number">{dollars(per_month)}</td>
                </tr>
            }
        })
    }
}

/// US dollars with as many decimals as a small amount needs, and none that a large one does not need.
fn dollars(usd: f64) -> String {
    match usd {
        0.0 => "$0".to_owned(),
        x if x < 0.000_1 => format!("${x:.7}"),
        x if x < 0.1 => format!("${x:.4}"),
        // With two decimals, what is above would be the thousand that the next line says.
        x if x < 999.995 => format!("${x:.2}"),
        x => format!("${}", count(x.round() as u64)),
    }
}

/// A number of units.
fn quantity(units: f64) -> String {
    match units {
        // A unit begins where the one before would round up to it: never 1000.0 k.
        x if x >= 999.995e6 => format!("{:.2} G", x / 1e9),
        x if x >= 999.95e3 => format!("{:.2} M", x / 1e6).replace(".00 M", " M"),
        x if x >= 1e4 => format!("{:.1} k", x / 1e3).replace(".0 k", " k"),
        x if x.fract() == 0.0 => format!("{x}"),
        x if x < 0.01 => format!("{x:.5}"),
        x => format!("{x:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_amounts_keep_their_digits() {
        let said: Vec<String> = [0.0, 0.000_016_7, 0.0123, 3.5, 1_234.567].map(dollars).to_vec();
        assert_eq!(said, ["$0", "$0.0000167", "$0.0123", "$3.50", "$1,235"]);
        let said: Vec<String> = [999.99, 999.994_9, 999.995, 999.999, 1_000.0].map(dollars).to_vec();
        assert_eq!(said, ["$999.99", "$999.99", "$1,000", "$1,000", "$1,000"]);
        let said: Vec<String> = [100_000.0, 999_949.0, 999_950.0, 999_994_999.0, 999_995_000.0].map(quantity).to_vec();
        assert_eq!(said, ["100 k", "999.9 k", "1 M", "999.99 M", "1.00 G"]);
        let said: Vec<String> = [1e6, 2.5e6, 12_345.0, 7.0, 0.333, 0.00012].map(quantity).to_vec();
        assert_eq!(said, ["1 M", "2.50 M", "12.3 k", "7", "0.33", "0.00012"]);
    }
}
