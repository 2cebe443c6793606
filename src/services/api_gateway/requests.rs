//! The way of a request: who sends it, the limits, its validation, the cache, the integration, and the mapping of the answer
//! (APIGW-8).

use super::behaviour::{Api, Stage, Unauthorized, Waiting};
use super::cache_key::{self, Parameter};
use super::mapping::{self, Kind as Integration, Reply};
use super::routes::{Asked, Route, find};
use super::target::Target;
use super::wires::{CONTENT_TYPE, MAY_REFRESH, REFRESH, REQUEST_METHOD, REQUEST_PATH};
use super::{
    COUNT, DATA, ERRORS_4XX, ERRORS_5XX, HITS, HTTP_4XX, HTTP_5XX, HTTP_UNITS, INTEGRATION_LATENCY, LATENCY, MISSES, REST_REQUESTS,
};
use crate::common::account::{APIS, USUAL_APIS};
use crate::common::fifo::said;
use crate::sim::{Answer, Ask, Body, Call, Context, Fault, Kind, LinkId, Parcel, Query, Reason, Span};

/// The largest payload of a request or an answer, in bytes (5.1).
const PAYLOAD: u64 = 10 * 1024 * 1024;
/// A request of an HTTP API is billed by so many bytes (5.8).
const BILLED_BYTES: u64 = 512 * 1024;

/// Where a request goes from the gate.
pub(super) enum Way {
    /// In: the limits are next.
    In(Waiting, Parcel),
    /// Out again, with this answer and the setting that decided.
    Out(Waiting, Reply, &'static str),
    /// Nowhere yet: the authorizer function was asked.
    Waits,
}

impl Api {
    /// A request comes.
    pub(super) fn request(&mut self, cx: &mut Context, call: Call) {
        let Ask::Deliver(parcel) = call.ask else {
            cx.answer(call.id, Answer::failed(Fault::NotFound, 404, "UnknownOperation"), Span::ZERO);
            return;
        };
        let now = cx.now();
        cx.count(COUNT, 1);
        if self.http_api {
            cx.count(DATA, parcel.bytes());
            cx.count(HTTP_UNITS, parcel.bytes().div_ceil(BILLED_BYTES).max(1));
        } else {
            cx.count(REST_REQUESTS, 1);
        }
        self.arrivals.add(now, 1);
        let overhead = self.draw(cx);
        let (about, link) = (parcel.about, call.link);
        let stage = Stage::New;
        let route = self.targets.first().map(|target| target.link);
        let mut waiting =
            Waiting { call: call.id, about, link, since: now, overhead, stage, route, asked: None, params: None };
        if self.routed && !self.place(cx, &mut waiting, &parcel) {
            let reply = if self.http_api {
                Reply::error(404, "NotFound", "APIGW-13", "answered 404 Not Found: no route has this method and path")
            } else {
                let text = "answered 403 Missing Authentication Token: no method has this path";
                Reply::error(403, "MISSING_AUTHENTICATION_TOKEN", "APIGW-13", text)
            };
            return self.finish(cx, waiting, reply, "ResourcePath");
        }
        let way = self.at_gate(cx, waiting, parcel);
        self.go(cx, way);
    }

    /// Goes on after the gate.
    fn go(&mut self, cx: &mut Context, way: Way) {
        match way {
            Way::In(waiting, parcel) => self.admit(cx, waiting, parcel),
            Way::Out(waiting, reply, because) => self.finish(cx, waiting, reply, because),
            Way::Waits => {}
        }
    }

    /// Finds out what a request asks for and which integration that is; false if it is none.
    fn place(&self, cx: &Context, waiting: &mut Waiting, parcel: &Parcel) -> bool {
        let wire = cx.link_config(waiting.link);
        let method = said(REQUEST_METHOD.of(&wire), parcel).map_or_else(|| self.method.clone(), |word| word.to_uppercase());
        let path = said(REQUEST_PATH.of(&wire), parcel).unwrap_or_default();
        let asked = Asked::new(method, &path, CONTENT_TYPE.of(&wire));
        let routes: Vec<&Route> = self.targets.iter().map(|target| &target.route).collect();
        let found = find(&routes, self.http_api, &asked.method, &asked.path);
        let none = routes.is_empty();
        waiting.asked = Some(Box::new(asked));
        match found {
            Some((place, params)) => {
                waiting.route = Some(self.targets[place].link);
                waiting.params = Some(Box::new(params));
                true
            }
            // A mock integration, or none at all, is there for every request.
            None => none,
        }
    }

    /// The integration behind a wire, unless it was deleted.
    pub(super) fn target(&self, link: Option<LinkId>) -> Option<&Target> {
        self.targets.iter().find(|target| Some(target.link) == link)
    }

    /// Key, limits, size, validation, cache, integration.
    fn admit(&mut self, cx: &mut Context, waiting: Waiting, parcel: Parcel) {
        let needs_key = self.target(waiting.route).and_then(|target| target.own.key);
        let (now, account) = (cx.now(), cx.bucket(APIS, USUAL_APIS));
        if let Err(refusal) = self.limits.admit(waiting.link, waiting.route, needs_key, account, now) {
            let reply = self.refuse(cx, refusal);
            return self.finish(cx, waiting, reply, refusal.setting());
        }
        if parcel.bytes() > PAYLOAD {
            let text = "answered 413: the request is larger than 10 MB";
            return self.finish(cx, waiting, Reply::error(413, "REQUEST_TOO_LARGE", "APIGW-13", text), "");
        }
        if self.lacks(cx, &waiting, &parcel) {
            let text = "answered 400: the request lacks a required parameter";
            return self.finish(cx, waiting, Reply::error(400, "BAD_REQUEST_PARAMETERS", "APIGW-28", text), "RequiredParameters");
        }
        if self.required.iter().any(|field| parcel.body.field(field).is_none()) {
            let text = "answered 400: the body lacks a required field";
            return self.finish(cx, waiting, Reply::error(400, "BAD_REQUEST_BODY", "APIGW-28", text), "RequiredFields");
        }
        if let Some(word) = self.misfit(cx, &waiting, &parcel) {
            let text = "answered 400 Invalid request body: it does not fit the model ({word})";
            let reply = Reply { word, ..Reply::error(400, "BAD_REQUEST_BODY", "APIGW-28", text) };
            return self.finish(cx, waiting, reply, "RequestModel");
        }
        if waiting.route.is_some() && self.target(waiting.route).is_none() {
            let text = "answered 500: the integration was deleted while the request was under way";
            return self.finish(cx, waiting, Reply::error(500, "API_CONFIGURATION_ERROR", "APIGW-13", text), "");
        }
        // Only GET is cached unless a method says otherwise, and each resource for itself (APIGW-14); what a mock answers is not.
        let gets = waiting.asked.as_ref().map_or(self.method.as_str(), |asked| asked.method.as_str()) == "GET";
        let keyed = self.target(waiting.route).filter(|target| self.cache.is_some() && target.own.cached.unwrap_or(gets));
        let ttl = keyed.and_then(|target| target.own.ttl);
        let key = keyed.map(|target| {
            let said = match &*target.cache_key {
                [] => said(&self.cache_key, &parcel).unwrap_or_default(),
                parameters => cache_key::key(parameters, &waiting, &cx.link(waiting.link).config, &parcel),
            };
            format!("{} {said}", target.link.0)
        });
        let client = cx.link_config(waiting.link);
        let wants = REFRESH.of(&client) && key.is_some();
        let forbidden = self.guard.filter(|_| wants && !MAY_REFRESH.of(&client));
        if let Some(strategy) = forbidden {
            const BECAUSE: &str = "UnauthorizedCacheControlHeaderStrategy";
            let text = match strategy {
                Unauthorized::Fails => {
                    let text = "answered 403: the client may not refresh the cache";
                    return self.finish(cx, waiting, Reply::error(403, "ACCESS_DENIED", "APIGW-16", text), BECAUSE);
                }
                Unauthorized::Warned => "max-age=0 is ignored, with a warning header: the client may not refresh the cache",
                Unauthorized::Ignored => "max-age=0 is ignored: the client may not refresh the cache",
            };
            let reason = Reason::new("APIGW-16", Kind::Skipped, text).maybe_about(waiting.about).on(waiting.link);
            cx.note(reason.because(BECAUSE));
        }
        let fresh = wants && forbidden.is_none();
        if let Some(key) = &key
            && let Some(reply) = self.cached_reply(cx, &waiting, key, ttl, fresh)
        {
            let overhead = self.hit.map_or(Span::ZERO, |delay| delay.draw(cx.stream()));
            return self.finish(cx, Waiting { overhead, ..waiting }, reply, "CachingEnabled");
        }
        let Some(target) = self.target(waiting.route) else {
            let reply = match self.mock {
                Some(status) => Reply { code: "", ..Reply::error(status, "", "APIGW-23", "answered {a} by the mock integration") },
                None => Reply::error(500, "API_CONFIGURATION_ERROR", "APIGW-13", "answered 500: the method has no integration"),
            };
            return self.finish(cx, waiting, reply, if self.mock.is_some() { "MockStatusCode" } else { "" });
        };
        let parcel = match self.body_in(cx, &waiting, target, parcel) {
            Ok(parcel) => parcel,
            Err(refused) => {
                let (reply, setting) = *refused;
                return self.finish(cx, waiting, reply, setting);
            }
        };
        let reason = Reason::new("APIGW-6", Kind::Sent, "let in and passed on to {word}").on(target.link);
        cx.note(reason.maybe_about(parcel.about).word(target.word()));
        let query = Query::new(target.link, target.question(parcel)).within(self.timeout);
        let stage = Stage::Integration(target.kind, key.map(String::into_boxed_str));
        let tag = self.wait(Waiting { stage, ..waiting });
        cx.ask(query.tag(tag));
    }

    /// The word of the model that a body does not fit. Only bodies that are said to be JSON are held against it.
    fn misfit(&self, cx: &Context, waiting: &Waiting, parcel: &Parcel) -> Option<&'static str> {
        let model = self.target(waiting.route).and_then(|target| target.own.model.as_ref()).or(self.model.as_ref())?;
        let content_type = CONTENT_TYPE.of(&cx.link(waiting.link).config);
        let media = content_type.split(';').next().unwrap_or_default().trim();
        if !media.is_empty() && !media.eq_ignore_ascii_case("application/json") {
            return None;
        }
        match parcel.body.json() {
            Some(body) => model.first(body),
            None => Some("not JSON"),
        }
    }

    /// Whether a parameter is missing that the method requires (APIGW-28).
    fn lacks(&self, cx: &Context, waiting: &Waiting, parcel: &Parcel) -> bool {
        let Some(target) = self.target(waiting.route).filter(|target| !target.own.required.is_empty()) else { return false };
        let client = cx.link_config(waiting.link);
        target.own.required.iter().any(|parameter| {
            let value = cache_key::value(parameter, waiting, &client, parcel);
            value.is_none_or(|value| matches!(parameter, Parameter::Header(_)) && value == "")
        })
    }

    /// The answer that the cache has, unless it is not ready, has none, or the client wants it fresh (APIGW-14 to 17).
    fn cached_reply(&mut self, cx: &mut Context, waiting: &Waiting, key: &str, ttl: Option<Span>, fresh: bool) -> Option<Reply> {
        let now = cx.now();
        let cache = self.cache.as_mut().filter(|cache| cache.is_ready(now, ttl))?;
        if fresh {
            cache.remove(key);
        }
        let Some(kept) = cache.get(key, now) else {
            cx.count(MISSES, 1);
            let (rule, text) = match fresh {
                true => ("APIGW-16", "not answered from the cache: the client wants it fresh"),
                false => ("APIGW-14", "the cache has no answer for this key"),
            };
            let reason = Reason::new(rule, Kind::Skipped, text).maybe_about(waiting.about).on(waiting.link);
            cx.note(reason.because("CacheKeyParameters"));
            return None;
        };
        let (status, body) = (kept.status, kept.body.clone());
        cx.count(HITS, 1);
        let text = "answered {a} from the cache after {b:t}: the integration is not asked";
        Some(Reply { body, code: "", ..Reply::error(status, "", "APIGW-14", text) })
    }

    /// The authorizer or the integration answered.
    pub(super) fn came_back(&mut self, cx: &mut Context, mut waiting: Waiting, answer: Answer) {
        match std::mem::replace(&mut waiting.stage, Stage::New) {
            Stage::New => {}
            Stage::Authorizer(asked) => {
                let way = self.authorized(cx, waiting, *asked, &answer);
                self.go(cx, way);
            }
            Stage::Integration(kind, key) => {
                // The balancer behind a VPC link takes its time on the way back (APIGW-22).
                let hop = self.target(waiting.route).and_then(|target| target.hop);
                let hop = hop.map_or(Span::ZERO, |hop| hop.draw(cx.stream()));
                waiting.overhead = waiting.overhead + hop;
                cx.gauge(INTEGRATION_LATENCY, (cx.now().since(waiting.since) + hop).as_millis());
                let (reply, because) = self.mapped(cx, &waiting, kind, answer);
                let ttl = self.target(waiting.route).and_then(|target| target.own.ttl);
                if let (Some(key), Some(cache)) = (key, &mut self.cache) {
                    cache.put(&key, reply.status, reply.body.as_ref(), ttl, cx.now());
                }
                self.finish(cx, waiting, reply, because);
            }
        }
    }

    /// What the client gets for the answer of the integration, and the setting that decided.
    fn mapped(&self, cx: &mut Context, waiting: &Waiting, kind: Integration, answer: Answer) -> (Reply, &'static str) {
        let target = self.target(waiting.route);
        let mapping = target.and_then(|target| target.mapping.as_ref());
        let reply = match mapping {
            Some(mapping) if mapping.custom => mapping::custom(answer, mapping.error_status),
            _ => mapping::reply(kind, answer),
        };
        let reply = if target.is_some_and(|target| target.private) { mapping::over_vpc_link(reply) } else { reply };
        let reply = mapping::sized(reply, PAYLOAD);
        let because = match reply.rule {
            "APIGW-19" if reply.code.is_empty() => "IntegrationType",
            "APIGW-19" => "ErrorStatusCode",
            "APIGW-22" => "ConnectionType",
            "APIGW-24" => "TimeoutInMillis",
            _ => "",
        };
        if let Some((status, target)) = target.and_then(|target| Some((target.parameters.as_ref()?.status(reply.status)?, target))) {
            let text = "answered {a}: parameter mapping sets this status";
            let reason = Reason::new("APIGW-27", Kind::Changed, "parameter mapping makes {b} of the integration's {a}").on(target.link);
            cx.note(reason.maybe_about(waiting.about).a(i64::from(reply.status)).b(i64::from(status)).because("ResponseParameters"));
            let code = mapping::code_of(status);
            return (Reply { status, code, rule: "APIGW-27", text, ..reply }, "ResponseParameters");
        }
        match target {
            Some(target) => match self.body_out(cx, waiting, target, reply) {
                Ok(reply) => (reply, because),
                Err(refused) => *refused,
            },
            None => (reply, because),
        }
    }

    pub(super) fn draw(&self, cx: &mut Context) -> Span {
        self.overhead.map_or(Span::ZERO, |delay| delay.draw(cx.stream()))
    }

    /// The answer with the status that the API gives to its type of gateway response (APIGW-13).
    fn own_response(&self, cx: &mut Context, w: &Waiting, reply: Reply, because: &'static str) -> (Reply, &'static str) {
        let Some(status) = self.responses.status(&reply) else { return (reply, because) };
        let reason = Reason::new(reply.rule, Kind::Changed, reply.text).maybe_about(w.about).on(w.link).because(because);
        cx.note(reason.a(i64::from(reply.status)).b(cx.now().since(w.since).0 as i64).word(reply.word));
        let text = "answered {a}: the API's own status for {word}";
        (Reply { status, rule: "APIGW-13", text, word: reply.code, ..reply }, "GatewayResponses")
    }

    /// Answers the client, counts and says why.
    fn finish(&mut self, cx: &mut Context, w: Waiting, reply: Reply, because: &'static str) {
        let (reply, because) =
            if self.http_api { (mapping::for_http_api(reply), because) } else { self.own_response(cx, &w, reply, because) };
        let inside = cx.now().since(w.since);
        let all = inside + w.overhead;
        let (client, server) = if self.http_api { (HTTP_4XX, HTTP_5XX) } else { (ERRORS_4XX, ERRORS_5XX) };
        cx.count(client, u64::from((400..500).contains(&reply.status)));
        cx.count(server, u64::from(reply.status >= 500));
        cx.gauge(LATENCY, all.as_millis());
        if self.http_api {
            cx.count(DATA, reply.body.as_ref().map_or(0, Body::bytes));
        }
        let kind = match reply.status {
            0..=399 => Kind::Answered,
            429 => Kind::Throttled,
            _ => Kind::Failed,
        };
        let reason = Reason::new(reply.rule, kind, reply.text).maybe_about(w.about).on(w.link).because(because);
        cx.note(reason.a(i64::from(reply.status)).b(all.0 as i64).word(reply.word));
        cx.answer(w.call, reply.answer(), w.overhead);
    }
}
