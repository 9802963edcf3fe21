//! What a reverse proxy says of a request: whose it is, and under which address it came in.
//!
//! Believed only from the operator's own proxies, and only where it can't be read in two ways; anyone else may
//! write these headers too. It knows headers and networks, no route.
use super::public_url::PublicUrl;
use super::shares::Holder;
use super::state::AppState;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{Extensions, HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;
use trusted_proxies::{Config, Trusted};

/// The other end of the connection; the server puts it beside every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// The address of this service that a connection came to; the server puts it beside every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local(pub SocketAddr);

/// Whose request it is, as far as can be believed; in the log, and in the count of what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client(pub Option<IpAddr>);

impl Client {
    /// That of a request.
    #[must_use]
    pub fn of(extensions: &Extensions) -> Self {
        extensions.get().copied().unwrap_or(Self(None))
    }

    /// Whose places those of the request are.
    #[must_use]
    pub fn holder(self) -> Holder {
        Holder::of(self.0)
    }
}

impl<S: Sync> FromRequestParts<S> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.extensions))
    }
}

/// An address or network (CIDR) of proxies that are believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network(String);

/// Text that is no network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("give an address or a network such as 10.0.0.0/8 or ::1")]
pub struct NetworkError;

impl FromStr for Network {
    type Err = NetworkError;
    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let text = text.trim();
        match Config::new().add_trusted_ip(text) {
            Ok(()) => Ok(Self(text.to_owned())),
            Err(_) => Err(NetworkError),
        }
    }
}

/// The operator's proxies.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    believed: Option<Arc<Families>>,
    /// Whether links follow what they say; else all links stand on the public address.
    links: bool,
}

/// The same networks twice, because the two families of headers are read one at a time.
#[derive(Debug)]
struct Families {
    x_forwarded: Config,
    forwarded: Config,
}

/// What is believed of one request.
#[derive(Debug, Default, PartialEq, Eq)]
struct ForwardedClient {
    client: Option<IpAddr>,
    scheme: Option<String>,
    host: Option<String>,
}

impl Proxies {
    /// Believes these networks. `links`: no public address was configured, so that links follow the request's.
    ///
    /// # Panics
    /// Never: a [`Network`] has been read once already.
    #[must_use]
    pub fn new(networks: &[Network], links: bool) -> Self {
        if networks.is_empty() {
            return Self::default();
        }
        let (mut x_forwarded, mut forwarded) = (Config::new(), Config::new());
        for Network(network) in networks {
            for config in [&mut x_forwarded, &mut forwarded] {
                config.add_trusted_ip(network).expect("read once already");
            }
        }
        x_forwarded.trust_x_forwarded_for();
        x_forwarded.trust_x_forwarded_host();
        x_forwarded.trust_x_forwarded_proto();
        forwarded.trust_forwarded();
        Self {
            believed: Some(Arc::new(Families { x_forwarded, forwarded })),
            links,
        }
    }

    /// Whether an address is one of theirs.
    #[must_use]
    pub fn trusts(&self, peer: IpAddr) -> bool {
        let families = self.believed.as_ref();
        families.is_some_and(|families| families.forwarded.is_ip_trusted(&peer))
    }

    /// Reads what a trusted peer says. A proxy writes one family and passes on the other as its client sent it, so
    /// that both together tell nothing.
    fn forwarded_client<B>(&self, peer: IpAddr, request: &axum::http::Request<B>) -> Option<ForwardedClient> {
        let families = self.believed.as_ref().filter(|_| self.trusts(peer))?;
        let headers = request.headers();
        let x_family = headers.keys().any(|name| name.as_str().starts_with("x-forwarded-"));
        let config = match (x_family, headers.contains_key("forwarded")) {
            (true, false) => &families.x_forwarded,
            (false, true) => &families.forwarded,
            _ => return None,
        };
        let trusted = Trusted::from(peer, request, config);
        Some(ForwardedClient {
            client: Some(trusted.ip()),
            scheme: trusted.scheme().map(str::to_owned),
            host: trusted.host_with_port().map(str::to_owned),
        })
    }
}

/// Works out whose request it is, and, where no public address was configured, under which it came in.
pub async fn believe(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let peer = request
        .extensions()
        .get::<Peer>()
        .map(|peer| peer.0.ip().to_canonical());
    let told = peer.and_then(|peer| state.proxies.forwarded_client(peer, &request));
    if let Some(url) = base(&state, told.as_ref(), &request) {
        request.extensions_mut().insert(PublicBase(url));
    }
    request
        .extensions_mut()
        .insert(Client(told.and_then(|t| t.client).or(peer)));
    next.run(request).await
}

/// The base of links where no public address was configured.
fn base(state: &AppState, told: Option<&ForwardedClient>, request: &Request) -> Option<PublicUrl> {
    let told = told.filter(|_| state.proxies.links);
    let by_proxies = told.and_then(|told| public_url(told, request.headers()));
    by_proxies.or_else(|| state.links_by_host.then(|| by_host(request)).flatten())
}

/// The address that the proxies say; `None` where it would be no address.
fn public_url(told: &ForwardedClient, headers: &HeaderMap) -> Option<PublicUrl> {
    let prefix = match headers.get("x-forwarded-prefix") {
        Some(prefix) => prefix.to_str().ok()?.trim().trim_end_matches('/'),
        None => "",
    };
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.' | b'~');
    if !(prefix.is_empty() || prefix.starts_with('/') && !prefix.starts_with("//")) || !prefix.bytes().all(plain) {
        return None;
    }
    let host = told.host.as_deref().filter(|host| is_authority(host))?;
    let scheme = told.scheme.as_deref().unwrap_or("http").to_ascii_lowercase();
    format!("{scheme}://{host}{prefix}").parse().ok()
}

/// The address that a request itself asks for, else the one that it came to.
fn by_host(request: &Request) -> Option<PublicUrl> {
    let mut named = request.headers().get_all(header::HOST).iter();
    let named = match (request.uri().authority(), named.next(), named.next()) {
        // HTTP/2, and a whole address in the request line.
        (Some(authority), _, _) => Some(authority.as_str()),
        (None, Some(host), None) => host.to_str().ok(),
        _ => None,
    };
    let named = named.filter(|host| is_authority(host)).map(str::to_owned);
    let local = || request.extensions().get::<Local>().map(|local| local.0.to_string());
    format!("http://{}", named.or_else(local)?).parse().ok()
}

/// Whether a text is a host, or a host and a port, and as short as those are: it stands in every link.
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

/// The base of the links in an answer: the public address, or the one that a trusted proxy told where none is configured.
#[derive(Clone, Debug)]
pub struct PublicBase(pub PublicUrl);

impl PublicBase {
    /// The base for a request with these parts.
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
