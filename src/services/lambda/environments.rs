//! Execution environments: which one runs a request, whether a new one may be made, and when one is given up
//! (LAM-1 to 9, LAM-42).

use super::settings::Settings;
use crate::sim::parts::{Breaker, Limiter, RetryQuota, TokenBucket};
use crate::sim::{LinkId, Share, Span, Time};
use std::collections::{BTreeMap, VecDeque};

/// Requests a second for each unit of concurrency (LAM-6).
const REQUESTS_PER_SLOT: f64 = 10.0;

/// The rate and burst of requests that go with so much concurrency (LAM-6).
pub fn request_rate(concurrency: u64) -> (f64, f64) {
    let rate = concurrency as f64 * REQUESTS_PER_SLOT;
    (rate, rate)
}
/// New environments: so many at once, and so many more each second (LAM-5).
const BURST: f64 = 1_000.0;
const GROWTH: f64 = 100.0;
/// An environment is recycled at this age (LAM-9, a choice of this model).
const OLDEST: Span = Span::seconds(7_200);
/// Provisioned concurrency that is asked for during a run starts to come after this time (LAM-7)…
const PROVISIONING: Span = Span::seconds(90);
/// …so many environments a second (6,000 a minute).
const PROVISIONED_GROWTH: u64 = 100;

/// One environment. What its code keeps in memory lives as long as it does.
#[derive(Clone, Debug)]
pub struct Environment {
    born: Time,
    idle_since: Time,
    provisioned: bool,
    /// Whether it runs the alias's additional version: code never changes inside an environment.
    pub additional: bool,
    /// Whether it is initialised: the next request needs no cold start.
    pub warm: bool,
    /// Circuit breakers in its memory, by call (CBRK-5).
    pub breakers: BTreeMap<LinkId, Breaker>,
    /// Retry quotas of the clients in its memory, by call (RETRY-2).
    pub quotas: BTreeMap<LinkId, RetryQuota>,
    /// Rate limiters of the clients in adaptive mode, by call (RETRY-6).
    pub limiters: BTreeMap<LinkId, Limiter>,
}

impl Environment {
    /// Whether it is kept ready by provisioned concurrency.
    pub fn is_provisioned(&self) -> bool {
        self.provisioned
    }
}

/// Why a request may not run now (LAM-8).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// More requests a second than ten times the concurrency.
    Rate,
    /// The function's own cap.
    Reserved,
    /// The account's limit.
    Account,
    /// New environments come too fast.
    Scaling,
}

impl Refusal {
    /// The rule behind it.
    pub const fn rule(self) -> &'static str {
        match self {
            Refusal::Rate => "LAM-6",
            Refusal::Reserved => "LAM-4",
            Refusal::Account => "LAM-3",
            Refusal::Scaling => "LAM-5",
        }
    }

    /// AWS's Reason.
    pub const fn word(self) -> &'static str {
        match self {
            Refusal::Rate => "FunctionInvocationRateLimitExceeded",
            Refusal::Reserved => "ReservedFunctionConcurrentInvocationLimitExceeded",
            Refusal::Account => "ConcurrentInvocationLimitExceeded",
            Refusal::Scaling => "CallerRateLimitExceeded",
        }
    }

    /// The setting that decided.
    pub const fn setting(self) -> &'static str {
        match self {
            Refusal::Reserved => "ReservedConcurrentExecutions",
            _ => "AccountConcurrency",
        }
    }
}

/// All environments of a function.
#[derive(Clone, Debug)]
pub struct Environments {
    limit: u64,
    reserved: bool,
    keep: Span,
    /// Idle ones on demand, the most recently used last.
    idle: VecDeque<Environment>,
    /// Idle provisioned ones.
    ready: Vec<Environment>,
    busy: u64,
    busy_provisioned: u64,
    /// Provisioned concurrency: what is wanted, what was there when that was said, and when more began to come.
    wanted: u64,
    had: u64,
    from: Time,
    began: Time,
    requests: TokenBucket,
    growth: TokenBucket,
    /// The requests that provisioned ones may take, and how many of them that is for (LAM-6).
    provisioned_requests: TokenBucket,
    rated: u64,
}

impl Environments {
    /// None yet, apart from provisioned ones: those were asked for before the run began.
    pub fn new(s: &Settings, account: u64, now: Time) -> Self {
        let mut all = Self {
            limit: 0,
            reserved: false,
            keep: s.idle,
            idle: VecDeque::new(),
            ready: Vec::new(),
            busy: 0,
            busy_provisioned: 0,
            wanted: s.provisioned,
            had: s.provisioned,
            from: now,
            began: now,
            requests: TokenBucket::new(0.0, 0.0, now),
            growth: TokenBucket::new(GROWTH, BURST, now),
            provisioned_requests: TokenBucket::new(request_rate(s.provisioned).0, request_rate(s.provisioned).1, now),
            rated: s.provisioned,
        };
        all.follow(s, account, now);
        all
    }

    /// Goes on with changed settings.
    pub fn follow(&mut self, s: &Settings, account: u64, now: Time) {
        (self.reserved, self.keep) = (s.reserved.is_some(), s.idle);
        self.limit_to(s.reserved.unwrap_or(account), now);
        if s.provisioned != self.wanted {
            self.had = self.allocated(now).min(s.provisioned);
            self.wanted = s.provisioned;
            self.from = now + PROVISIONING;
            let idle = self.had.saturating_sub(self.busy_provisioned) as usize;
            self.ready.truncate(idle);
        }
    }

    /// So many may run at once, provisioned ones included: its own reservation, or the account's limit (LAM-3, LAM-4).
    pub fn limit_to(&mut self, limit: u64, now: Time) {
        if self.limit == limit {
            return;
        }
        self.limit = limit;
        let (rate, _) = request_rate(limit);
        if now == self.began {
            self.requests = TokenBucket::new(rate, rate, now);
        } else {
            self.requests.resize(rate, rate, now);
        }
    }

    /// What others cannot have of the account's concurrency, and how much of the unreserved part is in use (LAM-3).
    pub fn share(&self) -> Share {
        match self.reserved {
            true => Share { claimed: self.limit, used: 0 },
            false => Share { claimed: self.busy + self.wanted, used: self.running() },
        }
    }

    /// How many provisioned environments there are now.
    pub fn allocated(&self, now: Time) -> u64 {
        let grown = now.since(self.from).0.saturating_mul(PROVISIONED_GROWTH) / 1_000_000;
        self.wanted.min(self.had.saturating_add(grown))
    }

    /// How many run, provisioned ones included.
    pub fn running(&self) -> u64 {
        self.busy + self.busy_provisioned
    }

    /// How many provisioned ones run.
    pub fn running_provisioned(&self) -> u64 {
        self.busy_provisioned
    }

    /// Whether a provisioned one is idle: after a request that ran on demand, its rate was what kept it from it (LAM-6).
    pub fn has_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// How many are warm and idle.
    pub fn warm(&self, now: Time) -> usize {
        self.idle.iter().filter(|e| e.idle_since + self.keep > now && e.warm).count() + self.ready.len()
    }

    /// The idle environments.
    pub fn idle(&self) -> impl Iterator<Item = &Environment> {
        self.idle.iter().chain(&self.ready)
    }

    /// Whether the request rates of the function and of the account (the bucket of all functions) allow one more request,
    /// which is then counted.
    ///
    /// # Errors
    /// They do not.
    pub fn admit(&mut self, account: &mut TokenBucket, now: Time) -> Result<(), Refusal> {
        // Nothing at all may run: the concurrency says so, which is the better reason.
        if self.limit == 0 {
            return Ok(());
        }
        if !self.requests.has(now, 1) || !account.take(now, 1) {
            return Err(Refusal::Rate);
        }
        self.requests.take(now, 1);
        Ok(())
    }

    /// An environment for a request to this version, in the order of LAM-42. The caller has checked the request rate, knows
    /// whether the request is one of those that it counts, and how much of the account's concurrency `others` claim.
    ///
    /// # Errors
    /// The first limit that refuses.
    pub fn take(&mut self, now: Time, additional: bool, counts: bool, others: u64) -> Result<Environment, Refusal> {
        self.reclaim(now);
        self.provision(now);
        if self.limit > 0
            && !additional
            && !self.ready.is_empty()
            && (!counts || self.provisioned_requests.take(now, 1))
            && let Some(environment) = self.ready.pop()
        {
            self.busy_provisioned += 1;
            return Ok(environment);
        }
        let others = if self.reserved { 0 } else { others };
        if others + self.busy + self.wanted.min(self.limit) >= self.limit {
            return Err(if self.reserved { Refusal::Reserved } else { Refusal::Account });
        }
        let idle = self.idle.iter().rposition(|environment| environment.additional == additional);
        if let Some(environment) = idle.and_then(|at| self.idle.remove(at)) {
            self.busy += 1;
            return Ok(environment);
        }
        if !self.growth.take(now, 1) {
            return Err(Refusal::Scaling);
        }
        self.busy += 1;
        Ok(Environment { additional, ..environment(now, false) })
    }

    /// An environment is done with its request.
    pub fn put_back(&mut self, now: Time, mut environment: Environment) {
        environment.idle_since = now;
        if environment.provisioned {
            self.busy_provisioned -= 1;
            if self.busy_provisioned + (self.ready.len() as u64) < self.allocated(now) {
                self.ready.push(environment);
            }
        } else {
            self.busy -= 1;
            if now.since(environment.born) < OLDEST {
                self.idle.push_back(environment);
            }
        }
    }

    /// Gives up what was idle too long or grew too old.
    fn reclaim(&mut self, now: Time) {
        while self.idle.front().is_some_and(|e| e.idle_since + self.keep <= now) {
            self.idle.pop_front();
        }
        while self.idle.back().is_some_and(|e| now.since(e.born) >= OLDEST) {
            self.idle.pop_back();
        }
    }

    fn provision(&mut self, now: Time) {
        let allocated = self.allocated(now);
        if allocated != self.rated {
            // Each new one brings its requests of a second with it.
            let ((rate, burst), more) = (request_rate(allocated), request_rate(allocated.saturating_sub(self.rated)).1);
            self.provisioned_requests.resize(rate, burst, now);
            self.provisioned_requests.add(now, more as u64);
            self.rated = allocated;
        }
        while self.busy_provisioned + (self.ready.len() as u64) < self.allocated(now) {
            self.ready.push(environment(now, true));
        }
    }
}

fn environment(now: Time, provisioned: bool) -> Environment {
    Environment {
        born: now,
        idle_since: now,
        provisioned,
        additional: false,
        warm: provisioned,
        breakers: BTreeMap::new(),
        quotas: BTreeMap::new(),
        limiters: BTreeMap::new(),
    }
}
