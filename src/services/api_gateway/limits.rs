//! Who gets in: API keys, usage plan, stage and account throttles, quota (APIGW-1 to 6).

use super::fields::*;
use crate::model::Config;
use crate::sim::parts::TokenBucket;
use crate::sim::{LinkId, Time};
use std::collections::BTreeMap;

/// Which check refused a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// No API key, or one that is not in the plan.
    Key,
    /// The usage plan's rate.
    Plan,
    /// The usage plan's rate for the method.
    PlanMethod,
    /// The method's rate in the stage.
    Method,
    /// The stage's rate.
    Stage,
    /// The account's rate.
    Account,
    /// The usage plan's quota.
    Quota,
}

impl Refusal {
    /// The setting that decided.
    pub const fn setting(self) -> &'static str {
        match self {
            Refusal::Key => "ApiKeyRequired",
            Refusal::Plan => "RateLimit",
            Refusal::PlanMethod => "PlanMethodRateLimit",
            Refusal::Method => "MethodThrottlingRateLimit",
            Refusal::Stage => "ThrottlingRateLimit",
            Refusal::Account => "AccountRateLimit",
            Refusal::Quota => "QuotaLimit",
        }
    }
}

/// What one API key has used.
#[derive(Clone, Debug)]
struct Client {
    bucket: Option<TokenBucket>,
    /// By the integration's wire: what the plan lets through to a method of its own.
    methods: BTreeMap<LinkId, TokenBucket>,
    period: u64,
    used: u64,
}

#[derive(Clone, Copy, Debug)]
struct Quota {
    limit: u64,
    offset: u64,
    period: Period,
}

/// What a quota counts over, by the calendar and in UTC (APIGW-4).
#[derive(Clone, Copy, Debug)]
enum Period {
    Day,
    /// From Sunday.
    Week,
    Month,
}

impl Period {
    /// The number of the period that an instant lies in.
    fn number(self, at: Time) -> u64 {
        let days = at.epoch_micros() / 86_400_000_000;
        match self {
            Period::Day => days,
            // 1970-01-01 was a Thursday.
            Period::Week => (days + 4) / 7,
            Period::Month => month(days),
        }
    }
}

/// The number of the month of a day since 1970-01-01. Years are counted from March, so that a leap day ends one.
fn month(days: u64) -> u64 {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    (era * 400 + year) * 12 + (5 * day + 2) / 153
}

/// Rate and burst, where they are set.
type Throttle = (Option<f64>, Option<f64>);

/// The limits of one method.
#[derive(Clone, Copy, Debug, Default)]
pub struct MethodLimits {
    /// In the stage.
    pub stage: Throttle,
    /// In the usage plan, for each API key.
    pub plan: Throttle,
}

/// All limits of one API, with what is left of them.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    stage: Option<TokenBucket>,
    /// By the integration's wire: the methods that have a bucket of their own in the stage.
    methods: BTreeMap<LinkId, TokenBucket>,
    quota: Option<Quota>,
    /// Whether there are keys and plans at all (APIGW-7).
    has_keys: bool,
    key_required: bool,
    /// By API key.
    clients: BTreeMap<String, Client>,
    /// The key that a client's wire brings, if it is in the plan.
    keys: BTreeMap<LinkId, String>,
}

impl Limits {
    /// Reads the settings; what was used so far stays used. `wires` are the clients' wires with their API keys, `methods`
    /// the integrations' wires with the limits of their methods.
    pub fn configure(
        &mut self,
        config: &Config,
        wires: Vec<(LinkId, String)>,
        methods: Vec<(LinkId, MethodLimits)>,
        now: Time,
    ) {
        let account = account_of(config);
        let (rate, burst) = (STAGE_RATE.of(config), STAGE_BURST.of(config).map(|b| b as f64));
        let stage =
            (rate.is_some() || burst.is_some()).then(|| (rate.unwrap_or(account.0), burst.unwrap_or(account.1)));
        TokenBucket::keep(&mut self.stage, stage, now);
        // What a method leaves open is the stage's, and the account's only where the stage has no limit (APIGW-3).
        let base = stage.unwrap_or(account);
        let own = |(rate, burst): Throttle| {
            (rate.is_some() || burst.is_some()).then(|| (rate.unwrap_or(base.0), burst.unwrap_or(base.1)))
        };
        set_all(&mut self.methods, methods.iter().map(|(link, limits)| (*link, own(limits.stage))), now);

        // An HTTP API has neither keys nor plans (APIGW-7).
        self.has_keys = PROTOCOL.of(config) == "REST";
        self.key_required = API_KEY_REQUIRED.of(config);
        let period = match QUOTA_PERIOD.of(config) {
            "WEEK" => Period::Week,
            "MONTH" => Period::Month,
            _ => Period::Day,
        };
        let offset = QUOTA_OFFSET.of(config) as u64;
        self.quota = QUOTA_LIMIT.of(config).map(|limit| Quota { limit: limit as u64, offset, period });
        let plan = PLAN_RATE.of(config).map(|rate| (rate, PLAN_BURST.of(config).map_or(rate.max(1.0), |b| b as f64)));
        let listed: Vec<&str> = PLAN_KEYS.of(config).split(',').map(str::trim).filter(|k| !k.is_empty()).collect();
        self.keys = wires
            .into_iter()
            .filter(|(_, key)| !key.is_empty() && (listed.is_empty() || listed.contains(&key.as_str())))
            .collect();
        for key in self.keys.values() {
            self.clients.entry(key.clone()).or_insert(Client { bucket: None, methods: BTreeMap::new(), period: 0, used: 0 });
        }
        for client in self.clients.values_mut() {
            TokenBucket::keep(&mut client.bucket, plan, now);
            let own = |limits: &MethodLimits| match limits.plan {
                (None, None) => None,
                (rate, burst) => {
                    let rate = rate.or(plan.map(|(rate, _)| rate)).unwrap_or(account.0);
                    Some((rate, burst.unwrap_or(rate.max(1.0))))
                }
            };
            set_all(&mut client.methods, methods.iter().map(|(link, limits)| (*link, own(limits))), now);
        }
    }

    /// Lets one request to the integration behind this wire in, or says which limit it met first. A refused request uses up
    /// nothing (APIGW-1), and of a layer the most specific limit holds (APIGW-3). `needs_key`: whether the method needs an API
    /// key, if it says so itself. `account`: the bucket of all APIs.
    ///
    /// # Errors
    /// The check that refused.
    pub fn admit(
        &mut self,
        link: LinkId,
        route: Option<LinkId>,
        needs_key: Option<bool>,
        account: &mut TokenBucket,
        now: Time,
    ) -> Result<(), Refusal> {
        let needs_key = self.has_keys && needs_key.unwrap_or(self.key_required);
        let client = match self.keys.get(&link) {
            _ if !needs_key => None,
            None => return Err(Refusal::Key),
            Some(key) => self.clients.get_mut(key),
        };
        let (plan, usage) = match client {
            Some(Client { bucket, methods, period, used }) => {
                (specific((route.and_then(|route| methods.get_mut(&route)), Refusal::PlanMethod), (bucket.as_mut(), Refusal::Plan)), Some((period, used)))
            }
            None => (None, None),
        };
        let method = route.and_then(|route| self.methods.get_mut(&route));
        let stage = specific((method, Refusal::Method), (self.stage.as_mut(), Refusal::Stage));
        // The order in which the limits are asked (APIGW-2).
        let mut layers = [plan, stage, Some((account, Refusal::Account))];
        for (bucket, refusal) in layers.iter_mut().flatten() {
            if !bucket.has(now, 1) {
                return Err(*refusal);
            }
        }
        if let (Some(quota), Some((period, used))) = (self.quota, usage) {
            let current = quota.period.number(now);
            if *period != current {
                (*period, *used) = (current, 0);
            }
            let first = current == quota.period.number(Time::START);
            let offset = if first { quota.offset } else { 0 };
            if *used >= quota.limit.saturating_sub(offset) {
                return Err(Refusal::Quota);
            }
            *used += 1;
        }
        for (bucket, _) in layers.iter_mut().flatten() {
            bucket.take(now, 1);
        }
        Ok(())
    }
}

/// Rate and burst that an API says the account has.
pub fn account_of(config: &Config) -> (f64, f64) {
    (ACCOUNT_RATE.of(config), ACCOUNT_BURST.of(config) as f64)
}

/// A bucket of one layer, and what it means if it refuses.
type Layer<'a> = (Option<&'a mut TokenBucket>, Refusal);

/// Of a layer, the method's own bucket if there is one.
fn specific<'a>(own: Layer<'a>, other: Layer<'a>) -> Option<(&'a mut TokenBucket, Refusal)> {
    let (bucket, refusal) = if own.0.is_some() { own } else { other };
    bucket.map(|bucket| (bucket, refusal))
}

/// The same for the buckets of all methods, by their integrations' wires.
fn set_all(
    buckets: &mut BTreeMap<LinkId, TokenBucket>,
    to: impl Iterator<Item = (LinkId, Option<(f64, f64)>)>,
    now: Time,
) {
    let mut before = std::mem::take(buckets);
    for (link, to) in to {
        let mut bucket = before.remove(&link);
        TokenBucket::keep(&mut bucket, to, now);
        bucket.map(|bucket| buckets.insert(link, bucket));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apigw_4_periods_follow_the_calendar() {
        // A run starts on Thursday, 1 January 2026, at midnight.
        let day = |n: u64| Time(n * 86_400_000_000);
        let first_of_next = |period: Period| (1..400).find(|n| period.number(day(*n)) != period.number(Time::START));
        assert_eq!(first_of_next(Period::Day), Some(1));
        assert_eq!(first_of_next(Period::Week), Some(3), "Sunday, 4 January");
        assert_eq!(first_of_next(Period::Month), Some(31), "1 February");
        let months: Vec<u64> = (0..365)
            .filter(|n| Period::Month.number(day(*n)) != Period::Month.number(day(n + 1)))
            .map(|n| n + 1)
            .collect();
        assert_eq!(months, [31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365]);
    }
}
