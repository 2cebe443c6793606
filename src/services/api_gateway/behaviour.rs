//! An API: its settings, its state, its card. The way of a request is in `requests`.

use super::cache::Cache;
use super::fields::*;
use super::limits::{Limits, MethodLimits, Refusal, account_of};
use super::mapping::Kind as Integration;
use super::responses::Responses;
use super::routes::{Asked, Route};
use super::target::Target;
use super::wires::{API_KEY, METHOD_BURST, METHOD_RATE, PLAN_METHOD_BURST, PLAN_METHOD_RATE, REQUEST_METHOD, REQUEST_PATH};
use super::{AUTHORIZER, CACHE_DOLLARS, HITS, INTEGRATION, LATENCY, MISSES, REQUESTS};
use crate::languages::json_schema::Schema;
use crate::common::account::APIS;
use crate::common::authorizing::{Check, Gate};
use crate::model::Config;
use crate::sim::parts::Rate;
use crate::sim::{
    Answer, Behaviour, Call, CallId, Context, Delay, Kind, LinkId, MessageId, Minute, Notice, Parcel, Reading, Reason,
    Span, Status, Time, Tone, View,
};
use regex_lite::Regex;
use serde_json::{Map, Value};
use std::sync::Arc;

/// What a REST API and an HTTP API have unless somebody says otherwise: the patience with an integration (5.1), median and
/// 99th percentile of what they add (0.4).
const PATIENCE: [Span; 2] = [Span::seconds(29), Span::seconds(30)];
const MEDIAN: [Span; 2] = [Span::millis(15), Span::millis(8)];
const P99: [Span; 2] = [Span::millis(60), Span::millis(30)];

/// What a cache of a size costs in an hour, in US dollars (5.8).
pub(super) fn hourly(size: &str) -> f64 {
    match size {
        "1.6" => 0.038,
        "6.1" => 0.20,
        "13.5" => 0.25,
        "28.4" => 0.50,
        "58.2" => 1.00,
        "118" => 1.90,
        "237" => 3.80,
        _ => 0.02,
    }
}

/// A request that waits for the integration.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub call: CallId,
    pub about: Option<MessageId>,
    pub link: LinkId,
    pub since: Time,
    pub overhead: Span,
    pub stage: Stage,
    /// The wire of its integration; `None`: there is none, or a mock answers.
    pub route: Option<LinkId>,
    /// What it asks for, where that matters.
    pub asked: Option<Box<Asked>>,
    /// The parameters of its path.
    pub params: Option<Box<Map<String, Value>>>,
}

/// What comes of max-age=0 without permission.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Unauthorized {
    /// It is ignored, with a warning header.
    Warned,
    /// It is ignored.
    Ignored,
    /// 403.
    Fails,
}

/// For what a request waits.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// It has just come.
    New,
    /// The authorizer function looks at this token.
    Authorizer(Box<(Parcel, String)>),
    /// The integration; the answer may be kept under this key.
    Integration(Integration, Option<Box<str>>),
}

/// A REST API or an HTTP API.
#[derive(Clone, Default)]
pub struct Api {
    pub(super) limits: Limits,
    pub(super) check: Check,
    pub(super) gate: Gate,
    /// What a token must have, so that the authorizer function is asked (APIGW-10).
    pub(super) token_pattern: Option<Regex>,
    /// Whether the authorizer's policies name one method only (APIGW-11).
    pub(super) one_method: bool,
    /// What happens to max-age=0 of a client without permission; `None`: every client has it (APIGW-16).
    pub(super) guard: Option<Unauthorized>,
    /// Until when the cache is paid for, and what it costs in an hour.
    paid: Option<(Time, f64)>,
    pub(super) targets: Vec<Target>,
    /// Whether it matters what method and path a request has.
    pub(super) routed: bool,
    /// The method of requests that say none.
    pub(super) method: String,
    pub(super) stage_variables: Value,
    /// Statuses of the answers that the API gives by itself.
    pub(super) responses: Responses,
    pub(super) authorizer: Option<LinkId>,
    pub(super) timeout: Span,
    pub(super) overhead: Option<Delay>,
    pub(super) hit: Option<Delay>,
    /// An HTTP API, which lacks much and has other errors (APIGW-7, APIGW-30).
    pub(super) http_api: bool,
    pub(super) required: Vec<String>,
    /// What a JSON body must fit. A text that is no schema is none; AWS would have refused it.
    pub(super) model: Option<Arc<Schema>>,
    pub(super) mock: Option<u16>,
    pub(super) cache: Option<Cache>,
    pub(super) cache_key: String,
    waiting: Vec<Option<Waiting>>,
    free: Vec<usize>,
    pub(super) arrivals: Rate,
    pub(super) throttled: Rate,
    pub(super) refused_by: Option<Refusal>,
}

impl Api {
    pub(super) fn wait(&mut self, waiting: Waiting) -> u64 {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.waiting.push(None);
            self.waiting.len() - 1
        });
        self.waiting[slot] = Some(waiting);
        slot as u64
    }
}

impl Api {
    /// The share of requests that the cache answered, of all since the start.
    fn hit_ratio(&self, view: &View) -> Option<f64> {
        self.cache.as_ref()?;
        let total = |metric: crate::sim::MetricId| view.metrics()[metric.0 as usize].total().sum;
        let (hits, misses) = (total(HITS), total(MISSES));
        (hits + misses > 0.0).then(|| hits / (hits + misses))
    }

    /// Making, resizing and deleting a cache empties it, and making it takes time (APIGW-17).
    fn make_cache(&mut self, cx: &mut Context, config: &Config) {
        let gets = self.method == "GET" || self.routed || self.targets.iter().any(|target| target.own.cached == Some(true));
        let caches = CACHING.of(config) && gets && !self.http_api;
        let size = (CACHE_SIZE.of(config).parse::<f64>().unwrap_or(0.5) * 1e9) as u64;
        let key = CACHE_KEY.of(config).trim().to_owned();
        let ttl = CACHE_TTL.of(config);
        match &mut self.cache {
            _ if !caches => self.cache = None,
            Some(cache) if cache.size() == size && self.cache_key == key => cache.ttl = ttl,
            _ => {
                let ready = cx.now() + CACHE_CREATION.of(config);
                self.cache = Some(Cache::new(size, ttl, ready));
                let reason = Reason::new("APIGW-17", Kind::Changed, "a cache is being made: it serves in {a:t}");
                cx.note(reason.a(CACHE_CREATION.of(config).0 as i64).because("CacheCreationTime"));
            }
        }
        self.cache_key = key;
        self.pay_cache(cx);
        self.paid = self.cache.is_some().then(|| (cx.now(), hourly(CACHE_SIZE.of(config))));
    }

    /// Pays the cache until now, by what it was (5.8).
    fn pay_cache(&mut self, cx: &mut Context) {
        let now = cx.now();
        if let Some((until, price)) = &mut self.paid
            && now > *until
        {
            cx.gauge(CACHE_DOLLARS, now.since(*until).as_seconds() / 3_600.0 * *price);
            *until = now;
        }
    }
}

impl Behaviour for Api {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let config = cx.config();
        self.http_api = PROTOCOL.of(&config) == "HTTP";
        self.method = Some(METHOD.of(&config)).filter(|word| *word != "ANY").unwrap_or("POST").to_owned();
        self.stage_variables = serde_json::from_str(STAGE_VARIABLES.of(&config)).unwrap_or_default();
        self.responses = Responses::read(GATEWAY_RESPONSES.of(&config)).unwrap_or_default();
        self.targets = cx.links(INTEGRATION).iter().map(|link| Target::read(cx, *link, self.http_api)).collect();
        let clients: Vec<(LinkId, Arc<Config>)> =
            cx.links(REQUESTS).into_iter().map(|link| (link, cx.link_config(link))).collect();
        let choosy = self.targets.len() > 1 || !self.targets.iter().map(|t| &t.route).all(Route::takes_all);
        let looks = self.targets.iter().any(|t| {
            let maps = t.parameters.as_ref().is_some_and(|parameters| parameters.looks());
            maps || t.mapping.as_ref().is_some_and(|mapping| mapping.looks())
        });
        let says = |config: &Config| !REQUEST_METHOD.of(config).trim().is_empty() || !REQUEST_PATH.of(config).trim().is_empty();
        self.routed = choosy || looks || clients.iter().any(|(_, config)| says(config));
        let keys = clients.iter().map(|(link, config)| (*link, API_KEY.of(config).trim().to_owned())).collect();
        let limits = |target: &Target| (target.link, method_limits(&cx.link_config(target.link)));
        let methods = self.targets.iter().map(limits).collect();
        cx.size_bucket(APIS, Some(account_of(&config)));
        self.limits.configure(&config, keys, methods, cx.now());
        let kind = usize::from(self.http_api);
        // A REST API waits for more than 29 s only if AWS raised its quota, which is the setting's business.
        self.timeout = TIMEOUT.of(&config).unwrap_or(PATIENCE[kind]);
        let (p50, p99) = (LATENCY_P50.of(&config), LATENCY_P99.of(&config));
        self.overhead = Some(Delay::spread(p50.unwrap_or(MEDIAN[kind]), p99.unwrap_or(P99[kind])));
        self.hit = Some(Delay::spread(HIT_P50.of(&config), HIT_P99.of(&config)));
        self.configure_gate(&config);
        self.guard = GUARD_CACHE.of(&config).then(|| match UNAUTHORIZED_REFRESH.of(&config) {
            "FAIL_WITH_403" => Unauthorized::Fails,
            "SUCCEED_WITHOUT_RESPONSE_HEADER" => Unauthorized::Ignored,
            _ => Unauthorized::Warned,
        });
        self.authorizer = cx.links(AUTHORIZER).first().copied();
        let fields = REQUIRED.of(&config).split(',').map(str::trim).filter(|field| !field.is_empty());
        self.required = if self.http_api { Vec::new() } else { fields.map(str::to_owned).collect() };
        let model = REQUEST_MODEL.of(&config).trim();
        let wanted = !self.http_api && !model.is_empty();
        self.model = wanted.then(|| Schema::parse(model).ok().map(Arc::new)).flatten();
        self.mock = MOCK_STATUS.of(&config).map(|status| status as u16);
        self.make_cache(cx, &config);
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        self.request(cx, call);
    }

    fn answered(&mut self, cx: &mut Context, _call: CallId, tag: u64, answer: Answer) {
        let Some(waiting) = self.waiting.get_mut(tag as usize).and_then(Option::take) else { return };
        self.free.push(tag as usize);
        self.came_back(cx, waiting, answer);
    }

    fn sample(&mut self, cx: &mut Context) {
        self.pay_cache(cx);
    }

    fn status(&self, view: &View) -> Status {
        let rate = self.arrivals.per_second(view.now);
        let throttled = self.throttled.per_second(view.now);
        let latency = &view.metrics()[LATENCY.0 as usize];
        let mut recent = latency.current().clone();
        if let Some(minute) = view.now.minute().checked_sub(1).and_then(|k| latency.minute(k)) {
            recent.merge(minute);
        }
        let busy = throttled > 0.0;
        let notice = self.refused_by.filter(|_| busy).map(|refusal| notice(refusal, throttled));
        Status {
            reading: Reading::Number(rate, "req/s"),
            small: small(&recent, throttled, self.hit_ratio(view)),
            tone: if busy { Tone::Warning } else { Tone::Plain },
            trend: rate,
            notice,
        }
    }
}

fn method_limits(wire: &Config) -> MethodLimits {
    let burst = |burst: Option<i64>| burst.map(|burst| burst as f64);
    MethodLimits {
        stage: (METHOD_RATE.of(wire), burst(METHOD_BURST.of(wire))),
        plan: (PLAN_METHOD_RATE.of(wire), burst(PLAN_METHOD_BURST.of(wire))),
    }
}

fn small(recent: &Minute, throttled: f64, hits: Option<f64>) -> String {
    let throttled = if throttled > 0.0 { format!("{throttled:.0}/s throttled") } else { "0 throttled".into() };
    match recent.percentile(99.0) {
        Some(p99) => match hits {
            Some(hits) => format!("p99 {p99:.0} ms, {:.0} % from the cache", hits * 100.0),
            None => format!("p99 {p99:.0} ms, {throttled}"),
        },
        None => "no requests yet".into(),
    }
}

fn notice(refusal: Refusal, throttled: f64) -> Notice {
    let (why, rule) = match refusal {
        Refusal::Quota => ("A client has used up its quota; it is refused until the period ends.", "APIGW-4"),
        Refusal::PlanMethod => ("More requests come with one API key than its usage plan lets through to a method.", "APIGW-3"),
        Refusal::Method => ("More requests arrive than a method's own limit lets through.", "APIGW-3"),
        Refusal::Plan => ("More requests come with one API key than its usage plan lets through.", "APIGW-4"),
        Refusal::Stage => ("More requests arrive than ThrottlingRateLimit lets through.", "APIGW-1"),
        Refusal::Account | Refusal::Key => {
            ("More requests arrive than the account may have in this Region.", "APIGW-2")
        }
    };
    let text = format!("{why} They get 429 and never reach the integration.");
    Notice { title: format!("Refusing {throttled:.0}/s."), text, rule }
}
