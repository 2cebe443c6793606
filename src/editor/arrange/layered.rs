//! A layered layout: boxes in columns along the arrows between them, with few crossings and straight ways.
//!
//! The usual four steps (Sugiyama, Tagawa and Toda 1981): turn arrows that run in a circle round, give every box a column,
//! order the columns so that arrows cross little, and give every box a height near its neighbours'. Long arrows hold a
//! lane free in the columns that they pass. It looks at sizes and arrows alone, in the order in which they are given: so a
//! second time changes nothing.

use crate::model::{GRID, Point, Size};
use std::collections::BTreeSet;

/// Between two columns: room for a curve and its label.
const BETWEEN: f64 = 104.0;
/// Between two boxes of a column, between a box and a lane, and between two lanes.
const APART: f64 = 48.0;
const LANE_APART: f64 = 34.0;
const LANES_APART: f64 = 20.0;
/// Between parts of a design that no arrow joins.
const PARTS_APART: f64 = 80.0;
/// How often the order is improved, and how often the heights are.
const SWEEPS: usize = 16;
const ROUNDS: usize = 24;
/// How much longer pieces want to be straight: from box to box, from box to lane, along a lane.
const STRAIGHT: [f64; 3] = [1.0, 2.0, 8.0];

/// Something in a column: a box, or a lane of a long arrow.
struct Item {
    of: Option<usize>,
    size: Size,
    column: usize,
    before: Vec<usize>,
    after: Vec<usize>,
    /// The height of its middle.
    y: f64,
}

/// The top left corner of every box; the smallest are 0. `arrows` lead from a box to a box, by their places in `sizes`.
pub fn layered(sizes: &[Size], arrows: &[(usize, usize)]) -> Vec<Point> {
    let mut places = vec![Point::default(); sizes.len()];
    let (parts, lone) = parts(sizes.len(), arrows);
    let mut top = 0.0;
    let mut widest: f64 = 0.0;
    for part in &parts {
        let inner: Vec<Size> = part.iter().map(|n| sizes[*n]).collect();
        let at = |n: usize| part.binary_search(&n).ok();
        let among = arrows.iter().filter_map(|(a, b)| Some((at(*a)?, at(*b)?)));
        let (spots, all) = one_part(&inner, &among.collect());
        for (n, spot) in part.iter().zip(spots) {
            places[*n] = spot + Point::new(0.0, top);
        }
        widest = widest.max(all.w);
        top += up(all.h + PARTS_APART);
    }
    // What no arrow touches stands in rows below, as broad as the rest.
    let (mut x, mut deepest) = (0.0, 0.0f64);
    for n in lone {
        if x > 0.0 && x + sizes[n].w > widest.max(4.0 * sizes[n].w + 3.0 * BETWEEN) {
            (x, top) = (0.0, top + up(deepest + PARTS_APART));
            deepest = 0.0;
        }
        places[n] = Point::new(x, top);
        x += up(sizes[n].w + BETWEEN);
        deepest = deepest.max(sizes[n].h);
    }
    places
}

/// The next step of the grid.
fn up(length: f64) -> f64 {
    (length / GRID).ceil() * GRID
}

/// The parts that arrows hold together, and the boxes without any; each in order.
fn parts(boxes: usize, arrows: &[(usize, usize)]) -> (Vec<Vec<usize>>, Vec<usize>) {
    let mut beside = vec![Vec::new(); boxes];
    for (a, b) in arrows.iter().filter(|(a, b)| a != b) {
        beside[*a].push(*b);
        beside[*b].push(*a);
    }
    let mut seen = vec![false; boxes];
    let (mut parts, mut lone) = (Vec::new(), Vec::new());
    for first in 0..boxes {
        if seen[first] {
            continue;
        }
        let (mut part, mut open) = (Vec::new(), vec![first]);
        seen[first] = true;
        while let Some(n) = open.pop() {
            part.push(n);
            for next in &beside[n] {
                if !std::mem::replace(&mut seen[*next], true) {
                    open.push(*next);
                }
            }
        }
        part.sort_unstable();
        if part.len() == 1 { lone.extend(part) } else { parts.push(part) }
    }
    (parts, lone)
}

/// One part: its places, and how large it is.
fn one_part(sizes: &[Size], arrows: &BTreeSet<(usize, usize)>) -> (Vec<Point>, Size) {
    let arrows = without_circles(sizes.len(), arrows);
    let columns = columns(sizes.len(), &arrows);
    let mut items: Vec<Item> = sizes
        .iter()
        .zip(&columns)
        .enumerate()
        .map(|(n, (size, column))| Item {
            of: Some(n),
            size: *size,
            column: *column,
            before: Vec::new(),
            after: Vec::new(),
            y: 0.0,
        })
        .collect();
    for (from, to) in &arrows {
        let mut last = *from;
        for column in columns[*from] + 1..columns[*to] {
            let lane = Item { of: None, size: Size::default(), column, before: vec![last], after: Vec::new(), y: 0.0 };
            items.push(lane);
            let n = items.len() - 1;
            items[last].after.push(n);
            last = n;
        }
        items[last].after.push(*to);
        items[*to].before.push(last);
    }
    let mut order = first_order(&items);
    untangle(&items, &mut order);
    heights(&mut items, &order);
    places(&items, &order, sizes.len())
}

/// The arrows, those turned round that would close a circle; never two between the same boxes.
fn without_circles(boxes: usize, arrows: &BTreeSet<(usize, usize)>) -> BTreeSet<(usize, usize)> {
    let entered: BTreeSet<usize> = arrows.iter().map(|(_, to)| *to).collect();
    let starts = (0..boxes).filter(|n| !entered.contains(n)).chain(0..boxes);
    // 0: not seen, 1: on the way here, 2: done.
    let mut state = vec![0u8; boxes];
    let mut straight = BTreeSet::new();
    for start in starts {
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        let mut way = vec![(start, after(start, arrows))];
        while let Some((n, rest)) = way.last_mut() {
            let n = *n;
            let Some(next) = rest.pop() else {
                state[n] = 2;
                way.pop();
                continue;
            };
            // An arrow back to what is on the way here would close a circle.
            straight.insert(if state[next] == 1 { (next, n) } else { (n, next) });
            if state[next] == 0 {
                state[next] = 1;
                way.push((next, after(next, arrows)));
            }
        }
    }
    straight
}

/// Where the arrows of a box lead, the first of them last.
fn after(n: usize, arrows: &BTreeSet<(usize, usize)>) -> Vec<usize> {
    arrows.range((n, 0)..=(n, usize::MAX)).rev().map(|(_, to)| *to).filter(|to| *to != n).collect()
}

/// The column of every box: after all that lead to it; one that nothing holds back stands near those that it leads to.
fn columns(boxes: usize, arrows: &BTreeSet<(usize, usize)>) -> Vec<usize> {
    let mut waits = vec![0usize; boxes];
    for (_, to) in arrows {
        waits[*to] += 1;
    }
    let mut columns = vec![0usize; boxes];
    let mut order: Vec<usize> = (0..boxes).filter(|n| waits[*n] == 0).collect();
    let mut k = 0;
    while k < order.len() {
        let n = order[k];
        k += 1;
        for (_, to) in arrows.range((n, 0)..=(n, usize::MAX)) {
            columns[*to] = columns[*to].max(columns[n] + 1);
            waits[*to] -= 1;
            if waits[*to] == 0 {
                order.push(*to);
            }
        }
    }
    for n in order.iter().rev() {
        let ahead = arrows.range((*n, 0)..=(*n, usize::MAX)).map(|(_, to)| columns[*to]);
        let behind = arrows.iter().filter(|(_, to)| to == n).count();
        if let Some(latest) = ahead.clone().min().map(|next| next - 1)
            && ahead.count() > behind
        {
            columns[*n] = latest;
        }
    }
    columns
}

/// The columns, each in the order in which a walk along the arrows comes by.
fn first_order(items: &[Item]) -> Vec<Vec<usize>> {
    let deep = items.iter().map(|i| i.column).max().unwrap_or(0) + 1;
    let mut order = vec![Vec::new(); deep];
    let mut seen = vec![false; items.len()];
    let starts = (0..items.len()).filter(|n| items[*n].before.is_empty());
    for start in starts {
        let mut open = vec![start];
        while let Some(n) = open.pop() {
            if std::mem::replace(&mut seen[n], true) {
                continue;
            }
            order[items[n].column].push(n);
            open.extend(items[n].after.iter().rev());
        }
    }
    order
}

/// Orders the columns so that arrows cross less: by the mean of the neighbours, forwards and backwards, keeping the best.
fn untangle(items: &[Item], order: &mut Vec<Vec<usize>>) {
    let mut now = order.clone();
    let mut best = crossings(items, order);
    for sweep in 0..SWEEPS {
        let forwards = sweep % 2 == 0;
        let columns: Vec<usize> = if forwards { (1..now.len()).collect() } else { (0..now.len() - 1).rev().collect() };
        for column in columns {
            let rank = ranks(items, &now);
            let mean = |n: usize| {
                let with = if forwards { &items[n].before } else { &items[n].after };
                let sum: usize = with.iter().map(|m| rank[*m]).sum();
                if with.is_empty() { rank[n] as f64 } else { sum as f64 / with.len() as f64 }
            };
            now[column].sort_by(|a, b| mean(*a).total_cmp(&mean(*b)));
        }
        swap_neighbours(items, &mut now);
        let crossed = crossings(items, &now);
        if crossed < best {
            best = crossed;
            order.clone_from(&now);
        }
        if best == 0 {
            return;
        }
    }
}

/// The place of every item in its column.
fn ranks(items: &[Item], order: &[Vec<usize>]) -> Vec<usize> {
    let mut rank = vec![0; items.len()];
    for column in order {
        for (place, n) in column.iter().enumerate() {
            rank[*n] = place;
        }
    }
    rank
}

/// Swaps neighbours of a column where that makes less crossings.
fn swap_neighbours(items: &[Item], order: &mut [Vec<usize>]) {
    let mut rank = ranks(items, order);
    for column in order.iter_mut() {
        for k in 1..column.len() {
            let (a, b) = (column[k - 1], column[k]);
            let crossed = |over: usize, under: usize| {
                let pairs = |with: fn(&Item) -> &Vec<usize>| {
                    let under: Vec<usize> = with(&items[under]).iter().map(|n| rank[*n]).collect();
                    with(&items[over]).iter().map(|n| under.iter().filter(|r| **r < rank[*n]).count()).sum::<usize>()
                };
                pairs(|i| &i.before) + pairs(|i| &i.after)
            };
            if crossed(b, a) < crossed(a, b) {
                column.swap(k - 1, k);
                (rank[a], rank[b]) = (k, k - 1);
            }
        }
    }
}

/// How many pairs of arrows cross.
fn crossings(items: &[Item], order: &[Vec<usize>]) -> usize {
    let rank = ranks(items, order);
    let mut all = 0;
    for column in order {
        // The ends of the arrows in the order of their beginnings: every pair in the wrong order is a crossing. Counted
        // with a tree of sums, so that a broad design stays quick.
        let widest = column.iter().flat_map(|n| &items[*n].after).map(|m| rank[*m] + 1).max().unwrap_or(0);
        let mut sums = vec![0usize; widest + 1];
        let mut before = 0;
        for n in column {
            let mut ends: Vec<usize> = items[*n].after.iter().map(|m| rank[*m]).collect();
            ends.sort_unstable();
            for end in &ends {
                let (mut k, mut not_above) = (end + 1, 0);
                while k > 0 {
                    not_above += sums[k];
                    k &= k - 1;
                }
                all += before - not_above;
            }
            before += ends.len();
            for end in ends {
                let mut k = end + 1;
                while k <= widest {
                    sums[k] += 1;
                    k += k & k.wrapping_neg();
                }
            }
        }
    }
    all
}

/// Gives every item a height near its neighbours', the order of the columns kept.
fn heights(items: &mut [Item], order: &[Vec<usize>]) {
    for column in order {
        let mut y = 0.0;
        for (k, n) in column.iter().enumerate() {
            if k > 0 {
                y += distance(&items[column[k - 1]], &items[*n]);
            }
            items[*n].y = y;
        }
    }
    for round in 0..ROUNDS {
        let both = round + 8 >= ROUNDS;
        for column in order {
            settle(items, column, both, |i| &i.before, |i| &i.after);
        }
        for column in order.iter().rev() {
            settle(items, column, both, |i| &i.after, |i| &i.before);
        }
    }
}

/// From middle to middle of two that follow each other in a column.
fn distance(a: &Item, b: &Item) -> f64 {
    let gap = match (a.of, b.of) {
        (Some(_), Some(_)) => APART,
        (None, None) => LANES_APART,
        _ => LANE_APART,
    };
    (a.size.h + b.size.h) / 2.0 + gap
}

/// Moves the items of one column to the mean height of their neighbours, as far as the order and the distances let them:
/// the least squares under that condition, by merging neighbours that would overlap.
fn settle(
    items: &mut [Item],
    column: &[usize],
    both: bool,
    first: fn(&Item) -> &Vec<usize>,
    second: fn(&Item) -> &Vec<usize>,
) {
    let wish = |n: usize| {
        let item = &items[n];
        let more: &[usize] = if both || first(item).is_empty() { second(item) } else { &[] };
        let (mut sum, mut weights) = (0.0, 0.0);
        for m in first(item).iter().chain(more) {
            let weight = STRAIGHT[usize::from(item.of.is_none()) + usize::from(items[*m].of.is_none())];
            sum += weight * items[*m].y;
            weights += weight;
        }
        if weights > 0.0 { (sum / weights, weights) } else { (item.y, 0.1) }
    };
    // Runs of items that touch: mean wish less the offset, weight, how many.
    let mut runs: Vec<(f64, f64, usize)> = Vec::new();
    let mut offsets = Vec::with_capacity(column.len());
    for (k, n) in column.iter().enumerate() {
        let offset = if k == 0 { 0.0 } else { offsets[k - 1] + distance(&items[column[k - 1]], &items[*n]) };
        offsets.push(offset);
        let (wished, weight) = wish(*n);
        let mut run = (wished - offset, weight, 1);
        while let Some(last) = runs.pop_if(|last| last.0 > run.0) {
            let weight = last.1 + run.1;
            run = ((last.0 * last.1 + run.0 * run.1) / weight, weight, last.2 + run.2);
        }
        runs.push(run);
    }
    let mut k = 0;
    for (start, _, count) in runs {
        for _ in 0..count {
            items[column[k]].y = start + offsets[k];
            k += 1;
        }
    }
}

/// The corners of the boxes on the grid, and how large all of it is.
fn places(items: &[Item], order: &[Vec<usize>], boxes: usize) -> (Vec<Point>, Size) {
    let mut places = vec![Point::default(); boxes];
    let top = |n: &usize| items[*n].y - items[*n].size.h / 2.0;
    let highest = order.iter().flatten().map(top).fold(f64::INFINITY, f64::min);
    let mut all = Size::default();
    let mut left = 0.0;
    for column in order {
        let width = column.iter().map(|n| items[*n].size.w).fold(0.0, f64::max);
        let mut free = 0.0f64;
        for n in column {
            let Item { of: Some(of), size, .. } = items[*n] else { continue };
            let y = (((top(n) - highest) / GRID).round() * GRID).max(free);
            let aside = ((width - size.w) / 2.0 / GRID).floor() * GRID;
            places[of] = Point::new(left + aside, y);
            free = y + up(size.h + APART);
            all = Size { w: all.w.max(left + width), h: all.h.max(y + size.h) };
        }
        left += up(width + BETWEEN);
    }
    (places, all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CARD, Rect};
    use proptest::prelude::*;

    fn cards(count: usize) -> Vec<Size> {
        vec![CARD; count]
    }

    #[test]
    fn a_chain_is_one_straight_row() {
        let spots = layered(&cards(4), &[(2, 0), (0, 3), (3, 1)]);
        // From column to column: the card's 156 and 104 between.
        let x = |n: usize| spots[n].x;
        assert_eq!([x(2), x(0), x(3), x(1)], [0.0, 260.0, 520.0, 780.0]);
        assert!(spots.iter().all(|spot| spot.y == 0.0), "{spots:?}");
    }

    #[test]
    fn a_fan_is_centred_on_its_source() {
        let spots = layered(&cards(4), &[(0, 1), (0, 2), (0, 3)]);
        assert_eq!(
            spots[1..].iter().map(|s| s.y).collect::<Vec<_>>(),
            [0.0, 140.0, 280.0],
            "the card's 92 and 48 between"
        );
        assert_eq!(spots[0], Point::new(0.0, 140.0));
    }

    #[test]
    fn arrows_do_not_cross_that_need_not() {
        // Two by two, given crosswise: 0 to 3 and 1 to 2.
        let spots = layered(&cards(4), &[(0, 3), (1, 2), (0, 2)]);
        assert_eq!((spots[0].y < spots[1].y), (spots[3].y < spots[2].y), "{spots:?}");
    }

    #[test]
    fn a_long_arrow_passes_beside_what_lies_between() {
        let spots = layered(&cards(3), &[(0, 1), (1, 2), (0, 2)]);
        // The straight line from 0 to 2 would run through 1 if all had one height.
        assert_ne!(spots[1].y, (spots[0].y + spots[2].y) / 2.0, "{spots:?}");
    }

    #[test]
    fn a_circle_is_laid_out_too_and_loops_are_passed_over() {
        let spots = layered(&cards(3), &[(0, 1), (1, 2), (2, 0), (1, 1)]);
        assert_eq!([spots[0].x, spots[1].x, spots[2].x], [0.0, 260.0, 520.0]);
    }

    #[test]
    fn a_source_stands_near_what_it_leads_to() {
        // 0 to 1 to 2 to 3, and 4 leads to 3 alone.
        let spots = layered(&cards(5), &[(0, 1), (1, 2), (2, 3), (4, 3)]);
        assert_eq!(spots[4].x, spots[2].x);
    }

    #[test]
    fn parts_stand_one_below_the_other_and_lone_boxes_below_all() {
        let spots = layered(&cards(6), &[(0, 1), (2, 3)]);
        assert_eq!((spots[0].y, spots[2].y), (0.0, 180.0), "92 and 80, on the grid");
        assert_eq!((spots[4], spots[5]), (Point::new(0.0, 360.0), Point::new(260.0, 360.0)));
        assert_eq!(layered(&[], &[]), []);
    }

    #[test]
    fn crossings_are_counted() {
        let item = |after: &[usize]| Item {
            of: None,
            size: CARD,
            column: 0,
            before: Vec::new(),
            after: after.to_vec(),
            y: 0.0,
        };
        // 0 leads to the last two, 1 to the first two: 0's (3, 4) against 1's (2, 3): 3 over 2, 4 over 2 and over 3.
        let items = [item(&[3, 4]), item(&[2, 3]), item(&[]), item(&[]), item(&[])];
        assert_eq!(crossings(&items, &[vec![0, 1], vec![2, 3, 4]]), 3);
        assert_eq!(crossings(&items, &[vec![1, 0], vec![2, 3, 4]]), 0);
    }

    proptest! {
        #[test]
        fn boxes_never_overlap_and_arrows_run_to_the_right(
            sizes in prop::collection::vec((1u8..6, 1u8..5), 1..14),
            arrows in prop::collection::vec((0usize..14, 0usize..14), 0..28),
        ) {
            let sizes: Vec<Size> =
                sizes.into_iter().map(|(w, h)| Size { w: 156.0 + 60.0 * f64::from(w), h: 46.0 * f64::from(h) }).collect();
            let known = |(a, b): &(usize, usize)| *a < sizes.len() && *b < sizes.len();
            let arrows: Vec<(usize, usize)> = arrows.into_iter().filter(known).collect();
            let spots = layered(&sizes, &arrows);
            let area = |n: usize| Rect { min: spots[n], max: spots[n] + Point::new(sizes[n].w, sizes[n].h) };
            for a in 0..sizes.len() {
                for b in 0..a {
                    prop_assert!(!area(a).touches(area(b)), "{a} {b} {spots:?}");
                }
                prop_assert!(spots[a] == spots[a].snapped(), "{spots:?}");
            }
            // Without a circle every arrow runs to the right.
            let forwards: Vec<(usize, usize)> = arrows.into_iter().filter(|(a, b)| a < b).collect();
            let spots = layered(&sizes, &forwards);
            for (a, b) in &forwards {
                prop_assert!(spots[*a].x + sizes[*a].w < spots[*b].x, "{a} {b} {spots:?}");
            }
        }
    }
}
