//! The access token of an API destination whose connection signs in with OAuth: fetched before the first call, kept while it is
//! valid, fetched anew when it has expired or the endpoint no longer takes it.
//!
//! AWS says that connections do that, and no more: times and failures are this model's.

use super::attempts::Invocation;
use super::fields::{CONNECTION_KIND, OAUTH_ENDPOINT, OAUTH_LATENCY, OAUTH_LIFETIME};
use super::target::Failure;
use super::{Deliverer, TOKEN_CAME};
use crate::model::Config;
use crate::sim::{Class, Context, Kind, LinkId, Reason, Span, Time, Token};

/// The authorization server.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Server {
    #[default]
    Up,
    Down,
    Refuses,
}

/// The token of one connection.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// Whether the connection signs in with OAuth at all.
    wanted: bool,
    server: Server,
    latency: Span,
    lifetime: Span,
    /// A token is valid before this instant.
    until: Option<Time>,
    /// Invocations that wait for a token; while there are any, one is being fetched.
    waiting: Vec<u64>,
}

impl Tokens {
    /// Reads the settings of a target's wire.
    pub fn read(config: &Config, http: bool) -> Self {
        Self {
            wanted: http && CONNECTION_KIND.of(config) == "OAUTH_CLIENT_CREDENTIALS",
            server: match OAUTH_ENDPOINT.of(config) {
                "DOWN" => Server::Down,
                "REFUSES" => Server::Refuses,
                _ => Server::Up,
            },
            latency: OAUTH_LATENCY.of(config),
            lifetime: OAUTH_LIFETIME.of(config),
            until: None,
            waiting: Vec::new(),
        }
    }

    /// What the connection had before its settings changed.
    pub fn keep(&mut self, before: Tokens) {
        self.until = before.until.filter(|_| self.wanted);
        self.waiting = before.waiting;
    }

    /// The endpoint answered: after a 401 the token is worth nothing.
    pub fn heard(&mut self, status: u16) {
        if status == 401 {
            self.until = None;
        }
    }
}

impl Deliverer {
    /// Whether an invocation may call its target now. If not, a token is fetched, and it goes on then.
    pub(super) fn has_token(&mut self, cx: &mut Context, link: LinkId, n: u64) -> bool {
        let now = cx.now();
        let Some(target) = self.target(link).filter(|target| target.tokens.wanted && !target.gone) else { return true };
        let tokens = &mut target.tokens;
        if tokens.until.is_some_and(|until| now < until) {
            return true;
        }
        let (first, latency, had) = (tokens.waiting.is_empty(), tokens.latency, tokens.until.take().is_some());
        tokens.waiting.push(n);
        let Some(Invocation { message, .. }) = self.invocations.get(&n) else { return false };
        let text = match had {
            true => "waits for an access token: the last one has expired",
            false => "waits for an access token",
        };
        let reason = Reason::new("EB-30", Kind::Waiting, text).about(*message).on(link);
        cx.note(reason.because("ConnectionAuthorizationType"));
        if first {
            cx.wake_after(Class::Completion, latency, Token::new(TOKEN_CAME, u64::from(link.0)));
        }
        false
    }

    /// The authorization server answered, or did not.
    pub(super) fn token_came(&mut self, cx: &mut Context, link: LinkId) {
        let now = cx.now();
        let Some(target) = self.target(link) else { return };
        let tokens = &mut target.tokens;
        let waiting = std::mem::take(&mut tokens.waiting);
        let failure = match tokens.server {
            Server::Up => None,
            Server::Down => Some(Failure::NO_TOKEN),
            Server::Refuses => Some(Failure::UNKNOWN_CLIENT),
        };
        if failure.is_none() {
            tokens.until = Some(now + tokens.lifetime);
            let reason = Reason::new("EB-30", Kind::Changed, "an access token came, valid for {a:t}").on(link);
            cx.note(reason.a(tokens.lifetime.0 as i64).because("OAuthTokenLifetime"));
        }
        for n in waiting {
            match failure {
                Some(failure) => self.failed(cx, n, failure),
                None => self.call(cx, n),
            }
        }
    }
}
