//! The client of a request and the public address under which it arrived, also behind trusted reverse proxies.
//!
//! This module knows headers and networks, no route.
use super::proxies::ForwardedClient;
use super::public_url::PublicUrl;
use super::quota::ClientKey;
use super::state::AppState;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{Extensions, HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

/// The address of the peer of the connection; the server adds it to every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// The local address of the connection; the server adds it to every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local(pub SocketAddr);

/// The address of the client, as far as it is known; for the log and for quotas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client(pub Option<IpAddr>);

impl Client {
    /// The client of a request.
    #[must_use]
    pub fn of(extensions: &Extensions) -> Self {
        extensions.get().copied().unwrap_or(Self(None))
    }

    /// The key of the client in quotas.
    #[must_use]
    pub fn key(self) -> ClientKey {
        ClientKey::of(self.0)
    }
}

impl<S: Sync> FromRequestParts<S> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.extensions))
    }
}

/// Determines the client of a request and, if no public address is configured, the base of its links.
pub async fn identify_client(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let peer = request
        .extensions()
        .get::<Peer>()
        .map(|peer| peer.0.ip().to_canonical());
    let forwarded = peer.and_then(|peer| state.proxies.forwarded_client(peer, &request));
    if let Some(url) = base(&state, forwarded.as_ref(), &request) {
        request.extensions_mut().insert(PublicBase(url));
    }
    request
        .extensions_mut()
        .insert(Client(forwarded.and_then(|forwarded| forwarded.client).or(peer)));
    next.run(request).await
}

/// The base of links if no public address is configured.
fn base(state: &AppState, forwarded: Option<&ForwardedClient>, request: &Request) -> Option<PublicUrl> {
    let forwarded = forwarded.filter(|_| state.proxies.links);
    let by_proxies = forwarded.and_then(|forwarded| public_url(forwarded, request.headers()));
    by_proxies.or_else(|| state.links_by_host.then(|| by_host(request)).flatten())
}

/// The public address that the proxies state; `None` if it is not a valid address.
fn public_url(forwarded: &ForwardedClient, headers: &HeaderMap) -> Option<PublicUrl> {
    let prefix = match headers.get("x-forwarded-prefix") {
        Some(prefix) => prefix.to_str().ok()?.trim().trim_end_matches('/'),
        None => "",
    };
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.' | b'~');
    if !(prefix.is_empty() || prefix.starts_with('/') && !prefix.starts_with("//")) || !prefix.bytes().all(plain) {
        return None;
    }
    let host = forwarded.host.as_deref().filter(|host| is_authority(host))?;
    let scheme = forwarded.scheme.as_deref().unwrap_or("http").to_ascii_lowercase();
    format!("{scheme}://{host}{prefix}").parse().ok()
}

/// The host that the request names, otherwise the local address of the connection.
fn by_host(request: &Request) -> Option<PublicUrl> {
    let mut named = request.headers().get_all(header::HOST).iter();
    let named = match (request.uri().authority(), named.next(), named.next()) {
        // HTTP/2, or an absolute URI in the request line.
        (Some(authority), _, _) => Some(authority.as_str()),
        (None, Some(host), None) => host.to_str().ok(),
        _ => None,
    };
    let named = named.filter(|host| is_authority(host)).map(str::to_owned);
    let local = || request.extensions().get::<Local>().map(|local| local.0.to_string());
    format!("http://{}", named.or_else(local)?).parse().ok()
}

/// Whether a text is a valid host, with or without a port. Its length is limited because every link contains it.
fn is_authority(text: &str) -> bool {
    const LONGEST: usize = 260;
    let in_host = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'[' | b']');
    let is_port = |port: &str| port.parse::<u16>().is_ok_and(|port| port > 0);
    text.len() <= LONGEST
        && text.bytes().all(in_host)
        && text.parse::<Authority>().is_ok_and(|authority| {
            let host = authority.host();
            let port = &text[host.len()..];
            !host.is_empty() && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
        })
}

/// The base of the links in an answer: the configured public address, otherwise the one derived from the request.
#[derive(Clone, Debug)]
pub struct PublicBase(pub PublicUrl);

impl PublicBase {
    /// The base of links for a request.
    #[must_use]
    pub fn of(extensions: &Extensions, state: &AppState) -> PublicUrl {
        extensions
            .get::<Self>()
            .map_or_else(|| state.public_url.clone(), |base| base.0.clone())
    }
}

impl FromRequestParts<AppState> for PublicBase {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self(Self::of(&parts.extensions, state)))
    }
}
