//! The settings of an API's wires: what a client sends, and for which method and path an integration stands.

use crate::catalog::{Key, Language, Millis, Seconds, Words, choice, flag, millis, opt_real, opt_seconds, opt_whole, text};
use crate::common::authorizing::Verdict;
use crate::languages::mapping_template::Passthrough;

const ROUTE: &str = "Method and path";
const THROTTLE: &str = "Throttles of the method";
const TEMPLATES: &str = "Mapping templates";
const CACHE: &str = "Response cache";
const WHO: &str = "Authorization of the method";
const VALIDATION: &str = "Request validation";
const PARAMETERS: &str = "Parameter mapping";

/// Of a client's wire.
pub const API_KEY: Key<Words> = text("ApiKey")
    .help("The API key that this client sends in the x-api-key header. Empty: none. Clients with equal keys share its limits.")
    .source("APIGW-4, APIGW-5");
/// Of a client's wire.
pub const TOKEN: Key<Words> = text("Authorization")
    .help("The token that this client sends: a word, or a path into the body such as $.user. Empty: none.")
    .source("APIGW-10, APIGW-12");
/// Of a client's wire.
pub const SCOPES: Key<Words> = text("Scopes")
    .help("The scopes in this client's token, with spaces or commas between. A method with AuthorizationScopes wants one of them.")
    .source("APIGW-12");
/// Of a client's wire.
pub const MAY_REFRESH: Key<bool> = flag("MayInvalidateCache", false)
    .help("The client signs with permission to refresh the cache (execute-api:InvalidateCache). It matters where RequireAuthorizationForCacheControl is on.")
    .source("APIGW-16");
/// Of a client's wire.
pub const VERDICT: Key<Words> = choice("Authorized", Verdict::WORDS)
    .help("What comes of it when this client is checked: it may, it may not (403), or its token is invalid (401).")
    .source("APIGW-9 to APIGW-12");
/// Of a client's wire.
pub const REFRESH: Key<bool> = flag("CacheControlMaxAge0", false)
    .help("The client sends Cache-Control: max-age=0: its answer comes from the integration and refreshes the cache.")
    .source("APIGW-16");
/// Of a client's wire.
pub const CONTENT_TYPE: Key<Words> = text("ContentType")
    .initially_word("application/json")
    .help("The Content-Type that this client sends. It chooses the mapping template; only application/json is held against the RequestModel.")
    .source("APIGW-26, APIGW-28");
/// Of a client's wire.
pub const REQUEST_METHOD: Key<Words> = text("RequestMethod")
    .help("The method of this client's requests: a word such as GET, or a path into the body such as $.method. Empty: the API's HttpMethod.")
    .source("APIGW-13");
/// Of a client's wire.
pub const REQUEST_PATH: Key<Words> = text("RequestPath")
    .help("The path of this client's requests, such as /orders/17?page=2, or a path into the body such as $.path. Empty: /.")
    .source("APIGW-13");

/// Of an integration's wire.
pub const ROUTE_METHOD: Key<Words> = choice("Method", &["ANY", "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
    .help("The method of the requests that come to this integration. ANY is for those that no other integration of the path takes.")
    .source("APIGW-13")
    .under(ROUTE);
/// Of an integration's wire.
pub const RESOURCE_PATH: Key<Words> = text("ResourcePath")
    .help("The path of the requests that come to this integration, such as /orders/{id} or /files/{proxy+}; the most specific path wins. Empty: every path that no other takes.")
    .source("APIGW-13")
    .under(ROUTE);
/// Of an integration's wire.
pub const METHOD_RATE: Key<Option<f64>> = opt_real("MethodThrottlingRateLimit")
    .between(0.0, 100_000.0)
    .unit("/s")
    .help("The method's own limit in the stage, in place of ThrottlingRateLimit. Unset: the stage's.")
    .source("API Gateway 5.1, APIGW-3")
    .under(THROTTLE);
/// Of an integration's wire.
pub const METHOD_BURST: Key<Option<i64>> = opt_whole("MethodThrottlingBurstLimit")
    .within(0, 100_000)
    .help("The method's own bucket in the stage, in place of ThrottlingBurstLimit. Unset: the stage's.")
    .source("API Gateway 5.1, APIGW-3")
    .under(THROTTLE);
/// Of an integration's wire.
pub const PLAN_METHOD_RATE: Key<Option<f64>> = opt_real("PlanMethodRateLimit")
    .between(0.0, 100_000.0)
    .unit("/s")
    .help("What each API key of the usage plan may send to this method, in place of the plan's RateLimit. Unset: the plan's.")
    .source("API Gateway 5.1, APIGW-3")
    .under(THROTTLE);
/// Of an integration's wire.
pub const PLAN_METHOD_BURST: Key<Option<i64>> = opt_whole("PlanMethodBurstLimit")
    .within(0, 100_000)
    .help("How many requests of one API key may come to this method at once. Unset: as many as PlanMethodRateLimit has in a second.")
    .source("API Gateway 5.1, APIGW-3")
    .under(THROTTLE);
/// Of an integration's wire.
pub const CONNECTION_TYPE: Key<Words> = choice("ConnectionType", &["INTERNET", "VPC_LINK"])
    .help("VPC_LINK: the requests go to a load balancer in a private network. Where no server takes them, the balancer answers 503; over the internet a refused connection is 504.")
    .source("APIGW-20, APIGW-22");

/// Of an integration's wire.
pub const INTEGRATION_TYPE: Key<Words> = choice("IntegrationType", &["PROXY", "CUSTOM"])
    .help("PROXY passes requests and answers of functions and servers on as they are (AWS_PROXY, HTTP_PROXY). CUSTOM applies mapping templates (AWS, HTTP), as every call of another service does.")
    .source("API Gateway 5.1, APIGW-18, APIGW-19")
    .under(TEMPLATES);
/// Of an integration's wire.
pub const ERROR_STATUS: Key<Option<i64>> = opt_whole("ErrorStatusCode")
    .within(400, 599)
    .help("The status of a function's errors, as if a SelectionPattern mapped them. Unset: they come back as 200, with the error in the body.")
    .source("APIGW-19")
    .under(TEMPLATES)
    .when("IntegrationType", "CUSTOM");
/// Of an integration's wire.
pub const REQUEST_TEMPLATE: Key<Words> = text("RequestTemplate")
    .lines(16_384, Language::MappingTemplate)
    .help("What the integration gets in place of the body, in VTL: $input, $context, $stageVariables, $util, #set, #if, #foreach. Not for PROXY.")
    .source("APIGW-26")
    .under(TEMPLATES);
/// Of an integration's wire.
pub const TEMPLATE_TYPE: Key<Words> = text("RequestTemplateContentType")
    .initially_word("application/json")
    .help("The content type of the requests that the RequestTemplate is for.")
    .source("APIGW-26")
    .under(TEMPLATES);
/// Of an integration's wire.
pub const PASSTHROUGH: Key<Words> = choice("PassthroughBehavior", Passthrough::WORDS)
    .help("Requests of a content type without a template: WHEN_NO_MATCH passes their body on, WHEN_NO_TEMPLATES only if there is no template at all, NEVER answers 415. Not for PROXY.")
    .source("API Gateway 5.1, APIGW-26")
    .under(TEMPLATES);
/// Of an integration's wire.
pub const RESPONSE_TEMPLATE: Key<Words> = text("ResponseTemplate")
    .lines(16_384, Language::MappingTemplate)
    .help("What the client gets in place of the body of a good answer, in VTL. $context.responseOverride.status sets another status. Not for PROXY.")
    .source("APIGW-26")
    .under(TEMPLATES);
/// Of an integration's wire.
pub const CACHE_KEYS: Key<Words> = text("CacheKeyParameters")
    .help("What tells GET requests to this method apart in the cache, with commas between: method.request.path.id, method.request.querystring.page, method.request.header.Authorization. Empty: the API's CacheKeyParameters.")
    .source("APIGW-14")
    .under(CACHE);
/// Of an integration's wire.
pub const METHOD_CACHING: Key<Words> = choice("CachingEnabled", &["as the API", "on", "off"])
    .help("Whether answers of this method are kept, if the API has a cache. “As the API”: only those to GET; “on”: whatever the method.")
    .source("API Gateway 5.1, APIGW-14")
    .under(CACHE);
/// Of an integration's wire.
pub const METHOD_TTL: Key<Option<Seconds>> = opt_seconds("CacheTtlInSeconds")
    .within(0, 3_600)
    .help("How long an answer of this method is kept; 0: not at all. Unset: as the API has it.")
    .source("API Gateway 5.1, APIGW-14")
    .under(CACHE);
/// Of an integration's wire.
pub const METHOD_AUTHORIZATION: Key<Words> =
    choice("AuthorizationType", &["as the API", "NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS", "JWT"])
        .help("Who may call this method, in place of the API's AuthorizationType.")
        .source("API Gateway 5.1")
        .under(WHO);
/// Of an integration's wire.
pub const METHOD_SCOPES: Key<Words> = text("AuthorizationScopes")
    .help("Scopes, one of which a token must have (its client's wire lists them), with spaces or commas between. Without one a REST API answers 401, an HTTP API 403. Only for tokens of a user pool and JWTs.")
    .source("APIGW-12")
    .under(WHO);
/// Of an integration's wire.
pub const METHOD_KEY: Key<Words> = choice("ApiKeyRequired", &["as the API", "yes", "no"])
    .help("Whether this method needs an API key, in place of the API's ApiKeyRequired.")
    .source("API Gateway 5.1, APIGW-5")
    .under(WHO);
/// Of an integration's wire.
pub const REQUIRED_PARAMETERS: Key<Words> = text("RequiredParameters")
    .help("Request validation: parameters without which the client gets 400, with commas between: method.request.querystring.page, method.request.header.Authorization, method.request.path.id.")
    .source("APIGW-28")
    .under(VALIDATION);
/// Of an integration's wire.
pub const METHOD_MODEL: Key<Words> = text("RequestModel")
    .lines(16_384, Language::JsonSchema)
    .help("The JSON schema (draft 4) that bodies of this method must fit, in place of the API's RequestModel.")
    .source("APIGW-28")
    .under(VALIDATION);
/// Of an integration's wire.
pub const LINK_P50: Key<Millis> = millis("VpcLinkLatencyMedian")
    .between(0.0, 10_000.0)
    .initially_real(2.0)
    .help("The median time that the VPC link and its load balancer add to an answer.")
    .source("Latency table 0.4, the hop of a load balancer; a choice of this model")
    .assumed()
    .when("ConnectionType", "VPC_LINK");
/// Of an integration's wire.
pub const LINK_P99: Key<Millis> = millis("VpcLinkLatencyP99")
    .between(0.0, 60_000.0)
    .initially_real(10.0)
    .help("In 99 of 100 answers they add less.")
    .source("Latency table 0.4, the hop of a load balancer; a choice of this model")
    .assumed()
    .when("ConnectionType", "VPC_LINK");
/// Of an integration's wire.
pub const MORE_TEMPLATES: Key<Words> = text("RequestTemplates")
    .lines(16_384, Language::Json)
    .help("Request templates for further content types: a JSON object such as {\"application/xml\": \"…\"}. Not for PROXY.")
    .source("APIGW-26")
    .under(TEMPLATES);
/// Of an integration's wire.
pub const REQUEST_PARAMETERS: Key<Words> = text("RequestParameters")
    .lines(16_384, Language::Json)
    .help("Parameter mapping of an HTTP API: a JSON object such as {\"append:header.Idempotency-Key\": \"$request.body.orderId\"}; for a queue or topic {\"MessageBody\": \"$request.body\", \"MessageGroupId\": …}.")
    .source("APIGW-21, APIGW-27")
    .under(PARAMETERS);
/// Of an integration's wire.
pub const RESPONSE_PARAMETERS: Key<Words> = text("ResponseParameters")
    .lines(16_384, Language::Json)
    .help("Parameter mapping of an HTTP API's answers, by the integration's status: {\"404\": {\"overwrite:statuscode\": \"410\"}}.")
    .source("APIGW-27")
    .under(PARAMETERS);
