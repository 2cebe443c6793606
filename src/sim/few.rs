//! A list that is mostly of one: that one lies in the list itself, not in a piece of memory of its own.

use std::ops::Deref;

/// A list, mostly of one.
#[derive(Clone, PartialEq, Debug)]
pub enum Few<T> {
    /// Just this.
    One(T),
    /// Any number of them.
    Many(Vec<T>),
}

impl<T> From<Vec<T>> for Few<T> {
    fn from(all: Vec<T>) -> Self {
        Few::Many(all)
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        match self {
            Few::One(one) => std::slice::from_ref(one),
            Few::Many(all) => all,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_reads_like_a_list_of_one() {
        assert_eq!(&Few::One(7)[..], &Few::from(vec![7])[..]);
        assert!(Few::<u8>::from(Vec::new()).is_empty());
    }
}
