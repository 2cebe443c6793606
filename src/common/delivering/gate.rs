//! A gate that lets so many through a second; the others wait in the order in which they came (EB-27, EB-30, EB-38).

use crate::sim::parts::TokenBucket;
use crate::sim::{Class, Context, Token, WakeKey};
use std::collections::VecDeque;

/// Where a gate's tokens come from.
#[derive(Clone, Debug)]
enum Tokens {
    /// Its own bucket.
    Own(TokenBucket),
    /// The bucket of this name, from which others take too, with its usual rate and burst.
    Common(&'static str, (f64, f64)),
}

/// See the module.
#[derive(Clone, Debug)]
pub struct Gate {
    tokens: Tokens,
    queue: VecDeque<u64>,
    /// The wake-up for the first in the queue.
    wake: Option<WakeKey>,
}

impl Gate {
    fn new(tokens: Tokens) -> Self {
        Self { tokens, queue: VecDeque::new(), wake: None }
    }

    /// An open gate with this bucket.
    pub fn own(bucket: TokenBucket) -> Self {
        Self::new(Tokens::Own(bucket))
    }

    /// A gate at a bucket that many take from.
    pub fn common(bucket: &'static str, usual: (f64, f64)) -> Self {
        Self::new(Tokens::Common(bucket, usual))
    }

    fn bucket<'a>(&'a mut self, cx: &'a mut Context) -> &'a mut TokenBucket {
        match &mut self.tokens {
            Tokens::Own(bucket) => bucket,
            Tokens::Common(name, usual) => cx.bucket(name, *usual),
        }
    }

    /// Changes the rate of its own bucket; who waits goes on waiting.
    pub fn resize(&mut self, cx: &mut Context, rate: f64) {
        let now = cx.now();
        self.bucket(cx).resize(rate, rate, now);
    }

    fn take(&mut self, cx: &mut Context) -> bool {
        let now = cx.now();
        self.bucket(cx).take(now, 1)
    }

    /// Whether `n` may pass at once; if not, it waits in the queue.
    pub fn enter(&mut self, cx: &mut Context, n: u64) -> bool {
        let passes = self.queue.is_empty() && self.take(cx);
        if !passes {
            self.queue.push_back(n);
        }
        passes
    }

    /// Its wake-up came: all that may pass now, in their order; those that are no longer `alive` leave the queue.
    pub fn release(&mut self, cx: &mut Context, alive: impl Fn(u64) -> bool) -> Vec<u64> {
        self.wake = None;
        let mut ready = Vec::new();
        loop {
            while self.queue.front().is_some_and(|n| !alive(*n)) {
                self.queue.pop_front();
            }
            if self.queue.is_empty() || !self.take(cx) {
                return ready;
            }
            ready.extend(self.queue.pop_front());
        }
    }

    /// Wakes its owner with this token when the first in the queue may pass.
    pub fn watch(&mut self, cx: &mut Context, token: Token) {
        self.forget(cx);
        let now = cx.now();
        let wait = if self.queue.is_empty() { None } else { self.bucket(cx).wait(now, 1) };
        self.wake = wait.map(|wait| cx.wake_after(Class::Start, wait, token));
    }

    /// All that wait, in their order, of a gate that is no more.
    pub fn opened(mut self, cx: &mut Context) -> VecDeque<u64> {
        self.forget(cx);
        self.queue
    }

    fn forget(&mut self, cx: &mut Context) {
        if let Some(key) = self.wake.take() {
            cx.cancel(key);
        }
    }
}
