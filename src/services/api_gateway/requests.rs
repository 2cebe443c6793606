//! The way of a request: who sends it, the limits, its validation, the cache, the integration, and the mapping of the answer
//! (APIGW-8).

use super::behaviour::{Api, Stage, Waiting};
use super::cache_key;
use super::gate::{Closed, Passage};
use super::limits::Refusal;
use super::mapping::{self, Kind as Integration, Reply};
use super::routes::{Asked, Route, find};
use super::target::Target;
use super::wires::{CONTENT_TYPE, REFRESH, REQUEST_METHOD, REQUEST_PATH};
use super::{
    COUNT, ERRORS_4XX, ERRORS_5XX, HITS, HTTP_4XX, HTTP_5XX, HTTP_UNITS, INTEGRATION_LATENCY, LATENCY, MISSES, REST_REQUESTS,
};
use crate::common::fifo::said;
use crate::sim::{Answer, Ask, Call, Context, Fault, Kind, LinkId, Parcel, Query, Reason, Span};
use serde_json::json;

/// The largest payload of a request or an answer, in bytes (5.1).
const PAYLOAD: u64 = 10 * 1024 * 1024;
/// A request of an HTTP API is billed by so many bytes (5.8).
const BILLED_BYTES: u64 = 512 * 1024;
/// How long an authorizer function may take: of a REST API, of an HTTP API (APIGW-12).
const AUTHORIZER_PATIENCE: [Span; 2] = [Span::seconds(29), Span::seconds(10)];

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
        let (passage, remembered) = self.gate.check(&cx.link(link).config, &parcel, now);
        if remembered {
            let text = "the authorizer is not asked: its result for this token is remembered";
            let reason = Reason::new("APIGW-11", Kind::Skipped, text).maybe_about(about).on(link);
            cx.note(reason.because("AuthorizerResultTtlInSeconds"));
        }
        self.pass(cx, waiting, parcel, passage);
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

    /// What the gate said.
    fn pass(&mut self, cx: &mut Context, waiting: Waiting, parcel: Parcel, passage: Passage) {
        let error = Reply::error;
        match (passage, self.authorizer) {
            (Passage::Open, _) => self.admit(cx, waiting, parcel),
            (Passage::Ask(token), Some(authorizer)) => {
                let reason = Reason::new("APIGW-10", Kind::Sent, "the authorizer is asked").maybe_about(parcel.about);
                cx.note(reason.on(authorizer).because("AuthorizationType"));
                let question = json!({ "type": "TOKEN", "authorizationToken": token }).to_string();
                let about = parcel.about;
                let stage = Stage::Authorizer(Box::new((parcel, token)));
                let tag = self.wait(Waiting { stage, ..waiting });
                let ask = Ask::Deliver(Parcel::new(crate::sim::Body::new(question), about));
                let patience = AUTHORIZER_PATIENCE[usize::from(self.http_api)];
                cx.ask(Query::new(authorizer, ask).within(patience).tag(tag));
            }
            (Passage::Ask(_), None) => {
                let text = "answered 500: no authorizer function is wired";
                self.finish(cx, waiting, error(500, "AUTHORIZER_CONFIGURATION_ERROR", "APIGW-10", text), "AuthorizationType");
            }
            (Passage::Closed(why), _) => {
                let reply = match why {
                    Closed::Unsigned => error(403, "ACCESS_DENIED", "APIGW-9", "answered 403: not signed by someone who may call it"),
                    Closed::NoToken => error(401, "UNAUTHORIZED", "APIGW-10", "answered 401: there is no token; the authorizer is not asked"),
                    Closed::Unauthorized => error(401, "UNAUTHORIZED", "APIGW-10", "answered 401: the token is not valid"),
                    Closed::Denied => error(403, "ACCESS_DENIED", "APIGW-10", "answered 403: the client may not call it"),
                    Closed::Broken => error(500, "AUTHORIZER_FAILURE", "APIGW-10", "answered 500: the authorizer function failed"),
                };
                self.finish(cx, waiting, reply, "AuthorizationType");
            }
        }
    }

    /// The integration behind a wire, unless it was deleted.
    fn target(&self, link: Option<LinkId>) -> Option<&Target> {
        self.targets.iter().find(|target| Some(target.link) == link)
    }

    /// Key, limits, size, validation, cache, integration.
    fn admit(&mut self, cx: &mut Context, waiting: Waiting, parcel: Parcel) {
        if let Err(refusal) = self.limits.admit(waiting.link, waiting.route, cx.now()) {
            let reply = self.refuse(cx, refusal);
            return self.finish(cx, waiting, reply, refusal.setting());
        }
        if parcel.bytes() > PAYLOAD {
            let text = "answered 413: the request is larger than 10 MB";
            return self.finish(cx, waiting, Reply::error(413, "REQUEST_TOO_LARGE", "APIGW-13", text), "");
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
        // Only GET is cached, and each resource for itself (APIGW-14); what a mock answers is not.
        let gets = waiting.asked.as_ref().map_or(self.method.as_str(), |asked| asked.method.as_str()) == "GET";
        let keyed = self.target(waiting.route).filter(|_| self.cache.is_some() && gets);
        let key = keyed.map(|target| {
            let said = match &*target.cache_key {
                [] => said(&self.cache_key, &parcel).unwrap_or_default(),
                parameters => cache_key::key(parameters, &waiting, &cx.link(waiting.link).config, &parcel),
            };
            format!("{} {said}", target.link.0)
        });
        if let Some(key) = &key
            && let Some(reply) = self.cached_reply(cx, &waiting, key)
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
        let model = self.model.as_ref()?;
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

    /// The answer that the cache has, unless it is not ready, has none, or the client wants it fresh (APIGW-14 to 17).
    fn cached_reply(&mut self, cx: &mut Context, waiting: &Waiting, key: &str) -> Option<Reply> {
        let now = cx.now();
        let fresh = REFRESH.of(&cx.link(waiting.link).config);
        let cache = self.cache.as_mut().filter(|cache| cache.is_ready(now))?;
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
                let (parcel, token) = *asked;
                let passage = self.gate.answered(&cx.link(waiting.link).config, token, &answer, cx.now());
                self.pass(cx, waiting, parcel, passage);
            }
            Stage::Integration(kind, key) => {
                cx.gauge(INTEGRATION_LATENCY, cx.now().since(waiting.since).as_millis());
                let (reply, because) = self.mapped(cx, &waiting, kind, answer);
                if let (Some(key), Some(cache)) = (key, &mut self.cache) {
                    cache.put(&key, reply.status, reply.body.as_ref(), cx.now());
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

    fn refuse(&mut self, cx: &mut Context, refusal: Refusal) -> Reply {
        if refusal != Refusal::Key {
            self.throttled.add(cx.now(), 1);
            self.refused_by = Some(refusal);
        }
        match refusal {
            Refusal::Key => Reply::error(
                403,
                "INVALID_API_KEY",
                "APIGW-5",
                "answered 403 Forbidden: the method needs an API key of the usage plan",
            ),
            Refusal::Quota => Reply::error(
                429,
                "QUOTA_EXCEEDED",
                "APIGW-4",
                "answered 429 Limit Exceeded: the API key has used up its quota until the period ends",
            ),
            Refusal::PlanMethod => Reply::error(
                429,
                "THROTTLED",
                "APIGW-3",
                "answered 429 Too Many Requests: the API key has no token left for this method in its usage plan",
            ),
            Refusal::Method => Reply::error(
                429,
                "THROTTLED",
                "APIGW-3",
                "answered 429 Too Many Requests: no token left in the method's own bucket",
            ),
            Refusal::Plan => Reply::error(
                429,
                "THROTTLED",
                "APIGW-4",
                "answered 429 Too Many Requests: the API key has no token left in its usage plan",
            ),
            Refusal::Stage => Reply::error(
                429,
                "THROTTLED",
                "APIGW-1",
                "answered 429 Too Many Requests: no token left in the stage's bucket",
            ),
            Refusal::Account => Reply::error(
                429,
                "THROTTLED",
                "APIGW-2",
                "answered 429 Too Many Requests: no token left in the account's bucket",
            ),
        }
    }

    /// Answers the client, counts and says why.
    fn finish(&mut self, cx: &mut Context, w: Waiting, reply: Reply, because: &'static str) {
        let reply = if self.http_api { mapping::for_http_api(reply) } else { reply };
        let inside = cx.now().since(w.since);
        let all = inside + w.overhead;
        let (client, server) = if self.http_api { (HTTP_4XX, HTTP_5XX) } else { (ERRORS_4XX, ERRORS_5XX) };
        cx.count(client, u64::from((400..500).contains(&reply.status)));
        cx.count(server, u64::from(reply.status >= 500));
        cx.gauge(LATENCY, all.as_millis());
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
