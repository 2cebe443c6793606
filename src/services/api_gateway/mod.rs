//! Amazon API Gateway, REST APIs and HTTP APIs: the declaration.

mod behaviour;
mod bodies;
mod cache;
mod cache_key;
mod check;
mod fields;
mod gate;
mod limits;
mod mapping;
mod methods;
mod parameters;
mod refusals;
mod requests;
mod responses;
mod routes;
mod target;
#[cfg(test)]
mod tests;
mod wires;

use crate::catalog::roles::{
    HTTP, INVOKE, INVOKE_EVENT, METRIC, PUBLISH, PUT_EVENTS, PUT_STREAM, SEND_MESSAGE, TABLE, TARGET_HTTP,
};
use crate::catalog::{Fact, Family, FaultPreset, Look, Port, Preset, Price, Service};
use crate::sim::{Metric, Unit};
use fields::*;
use wires::*;

crate::ports! {
    /// Where clients send requests.
    REQUESTS = Port::input("requests", "Requests", &[HTTP, TARGET_HTTP])
        .with(&[
            API_KEY.field,
            TOKEN.field,
            VERDICT.field,
            REFRESH.field,
            CONTENT_TYPE.field,
            REQUEST_METHOD.field,
            REQUEST_PATH.field,
            SCOPES.field,
            MAY_REFRESH.field,
        ])
        .help("HTTPS requests of clients; each waits for its answer.");
    /// What answers them.
    INTEGRATION = Port::output("integration", "Integration", &[INVOKE, HTTP, SEND_MESSAGE, PUBLISH, PUT_EVENTS, TABLE, INVOKE_EVENT, PUT_STREAM])
        .with(&[
            ROUTE_METHOD.field,
            RESOURCE_PATH.field,
            METHOD_RATE.field,
            METHOD_BURST.field,
            PLAN_METHOD_RATE.field,
            PLAN_METHOD_BURST.field,
            CONNECTION_TYPE.field,
            INTEGRATION_TYPE.field,
            ERROR_STATUS.field,
            REQUEST_TEMPLATE.field,
            TEMPLATE_TYPE.field,
            PASSTHROUGH.field,
            RESPONSE_TEMPLATE.field,
            CACHE_KEYS.field,
            METHOD_CACHING.field,
            METHOD_TTL.field,
            METHOD_AUTHORIZATION.field,
            METHOD_SCOPES.field,
            METHOD_KEY.field,
            REQUIRED_PARAMETERS.field,
            METHOD_MODEL.field,
            LINK_P50.field,
            LINK_P99.field,
            MORE_TEMPLATES.field,
            REQUEST_PARAMETERS.field,
            RESPONSE_PARAMETERS.field,
        ])
        .help("What stands behind the methods: functions, servers, or direct calls of other services. Each wire is a method and a path.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the API's metrics here.");
    /// Who decides who gets in.
    AUTHORIZER = Port::output("authorizer", "Authorizer", &[INVOKE])
        .at_most(1)
        .control()
        .help("The function that says who gets in, with AuthorizationType CUSTOM.");
}

crate::metrics! {
    /// Requests.
    COUNT = Metric::counter("Count", Unit::Count, "Requests, refused ones included.");
    /// Client errors.
    ERRORS_4XX = Metric::counter("4XXError", Unit::Count, "1 for each request answered 4xx, 0 for the others: the Sum counts them, the Average is their share.");
    /// Server errors.
    ERRORS_5XX = Metric::counter("5XXError", Unit::Count, "1 for each request answered 5xx, 0 for the others: the Sum counts them, the Average is their share.");
    /// Whole time.
    LATENCY = Metric::sample("Latency", Unit::Milliseconds, "From a request to its answer, the integration's time included.");
    /// The integration's time.
    INTEGRATION_LATENCY = Metric::sample("IntegrationLatency", Unit::Milliseconds, "The integration's share of the latency; refused requests have none.");
    /// Answers from the cache.
    HITS = Metric::counter("CacheHitCount", Unit::Count, "Requests answered from the cache.");
    /// Requests that the cache could not answer.
    MISSES = Metric::counter("CacheMissCount", Unit::Count, "Requests for which the cache had no answer.");
    /// Client errors of an HTTP API.
    HTTP_4XX = Metric::counter("4xx", Unit::Count, "What 4XXError is for a REST API, for an HTTP API.");
    /// Server errors of an HTTP API.
    HTTP_5XX = Metric::counter("5xx", Unit::Count, "What 5XXError is for a REST API, for an HTTP API.");
    /// Requests of an HTTP API, for the bill.
    HTTP_UNITS = Metric::counter("HttpApiRequests", Unit::Count, "Requests of an HTTP API as they are billed: 512 KB each (a number of this model, not of CloudWatch).");
    /// Requests of a REST API, for the bill.
    REST_REQUESTS = Metric::counter("RestApiRequests", Unit::Count, "Requests of a REST API as they are billed (a number of this model, not of CloudWatch).");
    /// The cache, for the bill.
    CACHE_DOLLARS = Metric::sample("CacheDollars", Unit::None, "US dollars for the cache, by its size and time (a number of this model, not of CloudWatch).");
    /// Bytes of an HTTP API.
    DATA = Metric::counter("DataProcessed", Unit::Bytes, "Bytes of requests and answers of an HTTP API.");
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "api_gateway",
    code: 2,
    name: "REST API",
    stem: "Api",
    family: Family::Api,
    tagline: "The front door for clients: it throttles, asks the integration behind it, and waits for its answer.",
    keywords: "api gateway amazon rest http endpoint throttle usage plan quota front door",
    icon: include_str!("icon.svg"),
    fields: &[
        TIMEOUT.field,
        STAGE_RATE.field,
        STAGE_BURST.field,
        API_KEY_REQUIRED.field,
        PLAN_KEYS.field,
        PLAN_RATE.field,
        PLAN_BURST.field,
        QUOTA_LIMIT.field,
        QUOTA_PERIOD.field,
        QUOTA_OFFSET.field,
        ACCOUNT_RATE.field,
        ACCOUNT_BURST.field,
        LATENCY_P50.field,
        LATENCY_P99.field,
        PROTOCOL.field,
        METHOD.field,
        REQUIRED.field,
        MOCK_STATUS.field,
        CACHING.field,
        CACHE_TTL.field,
        CACHE_SIZE.field,
        CACHE_KEY.field,
        CACHE_CREATION.field,
        HIT_P50.field,
        HIT_P99.field,
        AUTHORIZATION_TYPE.field,
        AUTHORIZER_TTL.field,
        REQUEST_MODEL.field,
        STAGE_VARIABLES.field,
        AUTHORIZER_POLICY.field,
        GUARD_CACHE.field,
        UNAUTHORIZED_REFRESH.field,
        TOKEN_PATTERN.field,
        GATEWAY_RESPONSES.field,
    ],
    ports: PORTS,
    metrics: METRICS,
    namespace: "AWS/ApiGateway",
    prices: &[Price {
        what: "requests of REST APIs",
        usd: 3.50,
        per: 1e6,
        counted: &["RestApiRequests"], free: 0.0,
        tiers: &[(333e6, 2.80), (1e9, 2.38), (20e9, 1.51)],
        source: "API Gateway 5.8, us-east-1, 2026; less above 333 million a month, and where the next two steps are is general knowledge",
    }, Price {
        what: "requests of HTTP APIs (512 KB each)",
        usd: 1.00,
        per: 1e6,
        counted: &["HttpApiRequests"], free: 0.0,
        tiers: &[(300e6, 0.90)],
        source: "API Gateway 5.8, us-east-1, 2026; less above 300 million a month",
    }, Price {
        what: "the response cache, by its size and time",
        usd: 1.0,
        per: 1.0,
        counted: &["CacheDollars"], free: 0.0,
        tiers: &[],
        source: "API Gateway 5.8, us-east-1, 2026, an hour: $0.02 for 0.5 GB, 0.038 for 1.6, 0.20 for 6.1, 0.25 for 13.5, 0.50 for 28.4, 1.00 for 58.2, 1.90 for 118, 3.80 for 237; between the ends general knowledge",
    }],
    facts: FACTS,
    not_modelled: &[
        "Signatures and tokens are not worked out: the client's wire says what comes of the check, and which scopes its token has (APIGW-9 to 12). More than one authorizer function.",
        "Macros and includes in templates (APIGW-26); models for other content types than JSON (APIGW-28).",
        "What the load balancer behind a VPC link costs (APIGW-22).",
        "Headers, query strings and paths that parameter mapping sets (APIGW-27): nothing behind an API here reads them, but for Idempotency-Key. The actions of services that take nothing from a message (APIGW-21): ReceiveMessage, DeleteMessage, PurgeQueue.",
        "WebSocket APIs are a service of their own here.",
    ],
    faults: &[FaultPreset {
        label: "Tight throttle",
        help: "The stage lets only 10 requests a second through, 20 at once.",
        set: &[("ThrottlingRateLimit", Preset::Real(10.0)), ("ThrottlingBurstLimit", Preset::Whole(20))],
        lasts: 120,
    }],
    commands: &[],
    cfn: Some("AWS::ApiGateway::RestApi"),
    subtitle: |look: &Look| if PROTOCOL.of(look.config()) == "HTTP" { "API Gateway HTTP" } else { "API Gateway REST" },
    check: check::check,
    behaviour: || Box::new(behaviour::Api::default()),
};

const FACTS: &[Fact] = &[
    Fact::modelled(
        "APIGW-1",
        "Each limit is a token bucket; a request needs a token of every one, and a refused request takes none. AWS applies its limits only roughly.",
    ),
    Fact::modelled(
        "APIGW-2",
        "The usage plan is asked first, then the stage, then the account; the first that refuses answers 429.",
    ),
    Fact::modelled(
        "APIGW-3",
        "The most specific limit of a layer wins: a method's own throttle stands in place of the stage's, and the plan's throttle of a method in place of the plan's; no limit exceeds the account's.",
    ),
    Fact::approximated(
        "APIGW-4",
        "Rate and quota of a usage plan hold for each API key. Only requests within the rate use up the quota, which AWS does not say.",
    ),
    Fact::modelled("APIGW-5", "Without an API key of the plan a method that needs one answers 403."),
    Fact::modelled("APIGW-6", "A refused request never reaches the integration; it counts in Count and 4XXError."),
    Fact::modelled("APIGW-7", "An HTTP API has account and stage throttles only: no keys, plans, cache or validation."),
    Fact::approximated("APIGW-8", "A request passes the authorizer, then key and limits, then validation, then the cache, then the integration; AWS publishes no order."),
    Fact::approximated("APIGW-9", "With AWS_IAM a request without permission gets 403; the client's wire says whether it has it."),
    Fact::modelled("APIGW-10", "Without a token, or with one that IdentityValidationExpression refuses, 401, and the authorizer is not asked; Deny is 403, Unauthorized 401, a failing authorizer 500."),
    Fact::modelled("APIGW-11", "The result for a token is remembered for its time to live, and the function is not invoked meanwhile; a policy that names one method refuses the token at the others."),
    Fact::approximated("APIGW-12", "A token of a user pool, or a JWT at an HTTP API, is checked without a call: missing or invalid is 401. Without a scope of the method a REST API answers 401, an HTTP API 403. An HTTP API waits 10 s for an authorizer function and remembers its result only if it is told to."),
    Fact::modelled("APIGW-13", "Each kind of refusal has its status: 403, 413, 415, 429, 500, 504, or what GatewayResponses says. A method or path that a REST API does not have is 403 Missing Authentication Token; an HTTP API answers 404."),
    Fact::modelled("APIGW-14", "Only GET is cached, unless a method says otherwise, for the time to live, under the chosen parameters of the method; without any all its requests share one answer."),
    Fact::modelled("APIGW-15", "Only successful answers up to 1 MB are cached."),
    Fact::modelled("APIGW-16", "A client that sends max-age=0 refreshes the entry. Where that needs permission, one without it gets 403, or the answer in the cache, with or without a warning."),
    Fact::approximated("APIGW-17", "A new cache takes about four minutes; hits still pass authorization and limits, and are billed."),
    Fact::modelled("APIGW-18", "A function's answer is the client's answer: status and body go through."),
    Fact::modelled("APIGW-19", "A function that is no proxy answers 200 with what it returned; its errors come back as 200 too, unless they are mapped to a status."),
    Fact::modelled("APIGW-20", "A server's answer goes through; a refused connection and a timeout become 504."),
    Fact::approximated(
        "APIGW-21",
        "A direct call of a queue, topic, bus or table answers 200 when it was accepted; its errors are passed on with their status, as if the integration responses were mapped.",
    ),
    Fact::approximated("APIGW-22", "Through a VPC link the load balancer answers where no server does: 503 in place of 504. The hop takes time of its own."),
    Fact::modelled("APIGW-23", "A mock integration answers its status without anything behind it."),
    Fact::modelled("APIGW-24", "No answer within TimeoutInMillis: the client gets 504, and the integration works on."),
    Fact::modelled("APIGW-25", "The API never tries an integration again."),
    Fact::modelled("APIGW-26", "Mapping templates turn bodies into what an integration wants and its answers into what a client gets; the content type chooses, and PassthroughBehavior says what happens without a template."),
    Fact::approximated("APIGW-27", "An HTTP API maps parameters instead: of requests headers, query string, path, or the message for a queue or topic; of answers the status. Of headers only Idempotency-Key has an effect here."),
    Fact::modelled("APIGW-28", "A missing required parameter, or a JSON body that lacks a required field, or does not fit the model's JSON schema, is answered 400 before the integration is asked."),
    Fact::modelled("APIGW-29", "An answer of more than 10 MB is an error of the integration: 500."),
    Fact::modelled(
        "APIGW-30",
        "An invocation that was refused (a throttle, say) becomes 500; a function that fails, crashes or runs out of time becomes 502. An HTTP API answers 500 to both, and 503 after its timeout.",
    ),
    Fact::approximated(
        "RETRY-14",
        "Timeouts should shrink from the client inward; the check warns where a function may run longer than the API waits.",
    ),
];
