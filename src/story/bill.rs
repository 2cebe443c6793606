//! What a run costs: each price of each service, counted from the metrics of the nodes.

use crate::catalog::{Catalog, Price};
use crate::model::{Diagram, NodeId};
use crate::sim::{Engine, NodeIx};
use std::collections::BTreeMap;

/// A month as AWS counts it for prices: 730 hours.
const MONTH_SECONDS: f64 = 730.0 * 3_600.0;

/// One price at one node.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// The node.
    pub node: NodeId,
    /// Its name.
    pub name: String,
    /// What is paid for, the price, and where that is from.
    pub price: Price,
    /// How many units there were so far.
    pub units: f64,
    /// US dollars so far.
    pub so_far: f64,
    /// US dollars for a month that goes on as the run did until now.
    pub per_month: f64,
}

/// The costs of a design.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Bill {
    /// What costs something, the dearest first.
    pub lines: Vec<Line>,
    /// The sum so far, in US dollars.
    pub so_far: f64,
    /// The sum for a month at this rate, in US dollars.
    pub per_month: f64,
}

/// The bill of a run until now; with the free tier, what it covers costs nothing.
///
/// The free tier counts for an account and not for a node: nodes that use the same price share what is free.
pub fn bill(engine: &Engine, diagram: &Diagram, catalog: &Catalog, free_tier: bool) -> Bill {
    let months = engine.now().seconds() / MONTH_SECONDS;
    let mut lines = Vec::new();
    let mut all: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for (id, node) in &diagram.nodes {
        let (Some(ix), Some(service)) = (engine.node(id), catalog.get(&node.service)) else { continue };
        for price in service.prices {
            let units = units(engine, ix, price, months);
            if units > 0.0 {
                *all.entry((service.key, price.what)).or_default() += units;
                let line = Line {
                    node: id.clone(),
                    name: node.name.clone(),
                    price: *price,
                    units,
                    so_far: 0.0,
                    per_month: 0.0,
                };
                lines.push((service.key, line));
            }
        }
    }
    let mut bill = Bill::default();
    for (service, mut line) in lines {
        let total = all[&(service, line.price.what)];
        let free = if free_tier { line.price.free } else { 0.0 };
        // What is free and what is cheaper is shared in proportion to what each used.
        let share = line.units / total;
        let monthly = line.price.of(total / months, free);
        line.per_month = share * monthly;
        // What is free is free each month; a run of less than a month has it whole.
        line.so_far = share * if months > 1.0 { months * monthly } else { line.price.of(total, free) };
        bill.so_far += line.so_far;
        bill.per_month += line.per_month;
        bill.lines.push(line);
    }
    bill.lines.sort_by(|a, b| b.per_month.total_cmp(&a.per_month));
    bill
}

fn units(engine: &Engine, node: NodeIx, price: &Price, months: f64) -> f64 {
    if price.counted.is_empty() {
        return months;
    }
    let counted = engine.meter().of(node).iter().filter(|series| price.counted.contains(&series.metric.name));
    counted.map(|series| series.total().sum).sum()
}
