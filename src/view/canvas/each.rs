//! A signal for each entry of a whole that changes at every move of a hand, while hardly any entry does.
//!
//! A memo over the whole for each entry would be asked at every move whether it is still right: with 500 cards and 800 wires that
//! takes longer than drawing the few that moved.

use leptos::prelude::*;
use leptos::reactive::effect::ImmediateEffect;
use std::collections::BTreeMap;

/// The entries of a whole `W` by their keys. Copies are the same thing.
pub struct Each<W: 'static, K: 'static, V: 'static> {
    whole: ReadSignal<W>,
    entry: fn(&W, &K) -> Option<V>,
    same: fn(&V, &V) -> bool,
    /// Entries that somebody has asked for. They stay when their key goes, for an undo brings it back.
    known: StoredValue<BTreeMap<K, ArcRwSignal<Option<V>>>>,
}

impl<W, K, V> Clone for Each<W, K, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W, K, V> Copy for Each<W, K, V> {}

impl<W, K, V> Each<W, K, V>
where
    W: Send + Sync + 'static,
    K: Ord + Clone + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    /// The entries of a whole; `entry` finds one, and `same` says that one did not change.
    pub fn of(whole: ReadSignal<W>, entry: fn(&W, &K) -> Option<V>, same: fn(&V, &V) -> bool) -> Self {
        let each = Self { whole, entry, same, known: StoredValue::new(BTreeMap::new()) };
        ImmediateEffect::new_scoped(move || {
            // Told only afterwards, for who is told may ask for an entry.
            for (signal, value) in each.changed() {
                signal.set(value);
            }
        });
        each
    }

    /// The entry of a key, `None` while there is none.
    pub fn get(&self, key: &K) -> ArcReadSignal<Option<V>> {
        if let Some(known) = self.known.with_value(|known| known.get(key).map(ArcRwSignal::read_only)) {
            return known;
        }
        let signal = ArcRwSignal::new(self.whole.with_untracked(|whole| (self.entry)(whole, key)));
        self.known.update_value(|known| drop(known.insert(key.clone(), signal.clone())));
        signal.read_only()
    }

    /// The entries that are others than when they were told last.
    fn changed(&self) -> Vec<(ArcRwSignal<Option<V>>, Option<V>)> {
        self.whole.with(|whole| {
            self.known.with_value(|known| {
                let fresh = known.iter().filter_map(|(key, signal)| {
                    let value = (self.entry)(whole, key);
                    let same = signal.with_untracked(|old| match (old, &value) {
                        (Some(old), Some(value)) => (self.same)(old, value),
                        (old, value) => old.is_none() && value.is_none(),
                    });
                    (!same).then(|| (signal.clone(), value))
                });
                fresh.collect()
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Point;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    type Places = BTreeMap<u8, Point>;

    #[test]
    fn only_who_watches_what_changed_is_told() {
        let owner = Owner::new();
        owner.with(|| {
            let (whole, set) = signal(Places::from([(1, Point::new(0.0, 0.0)), (2, Point::new(5.0, 5.0))]));
            let each: Each<Places, u8, Point> = Each::of(whole, |all, key| all.get(key).copied(), Point::eq);
            let told = [1, 2, 3].map(|key| {
                let (entry, count) = (each.get(&key), Arc::new(AtomicUsize::new(0)));
                let counted = count.clone();
                ImmediateEffect::new_scoped(move || {
                    entry.track();
                    counted.fetch_add(1, Ordering::Relaxed);
                });
                count
            });
            let counts = || [0, 1, 2].map(|n| told[n].load(Ordering::Relaxed));
            assert_eq!(counts(), [1, 1, 1], "everybody looks once");
            set.update(|all| _ = all.insert(1, Point::new(9.0, 0.0)));
            assert_eq!(counts(), [2, 1, 1]);
            set.update(|all| _ = all.remove(&2));
            set.update(|all| _ = all.insert(2, Point::new(5.0, 5.0)));
            set.update(|all| _ = all.insert(3, Point::new(1.0, 1.0)));
            assert_eq!(counts(), [2, 3, 2], "what goes and comes back is told both times");
            assert_eq!(each.get(&3).get_untracked(), Some(Point::new(1.0, 1.0)));
        });
    }
}
