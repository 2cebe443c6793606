//! An API: its settings, its state, its card. The way of a request is in `requests`.

use super::cache::Cache;
use super::fields::*;
use super::gate::Gate;
use super::limits::{Limits, Refusal};
use super::mapping::Kind as Integration;
use super::{AUTHORIZER, HITS, INTEGRATION, LATENCY, MISSES, REQUESTS};
use crate::catalog::roles;
use crate::languages::json_schema::Schema;
use crate::catalog::wire_fields::{KEY, OPERATION, QUANTITY, operation};
use crate::model::Config;
use crate::sim::parts::Rate;
use crate::sim::{
    Answer, Ask, Behaviour, Call, CallId, Context, Delay, ItemAsk, ItemOp, Kind, LinkId, MessageId, Minute, Notice,
    Parcel, Reading, Reason, Span, Status, Time, Tone, View,
};
use std::sync::Arc;

/// The one integration of the method.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub link: LinkId,
    pub kind: Integration,
    item: Option<Item>,
}

/// How a request becomes an item, if the integration is a table.
#[derive(Clone, Debug)]
struct Item {
    op: ItemOp,
    key: String,
    quantity: String,
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

/// A REST API with one method.
#[derive(Clone, Default)]
pub struct Api {
    pub(super) limits: Limits,
    pub(super) gate: Gate,
    pub(super) target: Option<Target>,
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

impl Target {
    pub fn question(&self, parcel: Parcel) -> Ask {
        let Some(item) = &self.item else { return Ask::Deliver(parcel) };
        let Parcel { body, about, .. } = parcel;
        let key = body.field(&item.key).unwrap_or_default();
        let quantity = item.quantity.parse().ok().or_else(|| body.field(&item.quantity)?.parse().ok()).unwrap_or(1);
        Ask::Item(Box::new(ItemAsk { op: item.op, key, body, quantity, about }))
    }
}

fn target(cx: &Context) -> Option<Target> {
    let link = cx.links(INTEGRATION).first().copied()?;
    let role = cx.link(link).role;
    let kind = if role == roles::INVOKE.key {
        Integration::Function
    } else if role == roles::HTTP.key {
        Integration::Http
    } else if role == roles::TABLE.key {
        Integration::Table
    } else {
        Integration::Service
    };
    let item = (kind == Integration::Table).then(|| item(&cx.link_config(link)));
    Some(Target { link, kind, item })
}

fn item(config: &Config) -> Item {
    let op = operation(OPERATION.of(config));
    Item { op, key: KEY.of(config).to_owned(), quantity: QUANTITY.of(config).to_owned() }
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
        let caches = CACHING.of(config) && METHOD.of(config) == "GET" && !self.http_api;
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
    }
}

impl Behaviour for Api {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let config = cx.config();
        let clients = cx.links(REQUESTS).into_iter();
        let keys = clients.map(|link| (link, API_KEY.of(&cx.link_config(link)).trim().to_owned())).collect();
        self.limits.configure(&config, keys, cx.now());
        self.timeout = TIMEOUT.of(&config);
        self.overhead = Some(Delay::spread(LATENCY_P50.of(&config), LATENCY_P99.of(&config)));
        self.hit = Some(Delay::spread(HIT_P50.of(&config), HIT_P99.of(&config)));
        self.target = target(cx);
        self.gate.configure(&config);
        self.authorizer = cx.links(AUTHORIZER).first().copied();
        self.http_api = PROTOCOL.of(&config) == "HTTP";
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
        Refusal::Plan => ("More requests come with one API key than its usage plan lets through.", "APIGW-4"),
        Refusal::Stage => ("More requests arrive than ThrottlingRateLimit lets through.", "APIGW-1"),
        Refusal::Account | Refusal::Key => {
            ("More requests arrive than the account may have in this Region.", "APIGW-2")
        }
    };
    let text = format!("{why} They get 429 and never reach the integration.");
    Notice { title: format!("Refusing {throttled:.0}/s."), text, rule }
}
