//! What a reverse proxy says of a request: whose it is, and under which address it came in.
//!
//! Believed only from the operator's own proxies, and only where it can't be read in two ways; anyone else may
//! write these headers too. It knows headers and networks, no route.
use super::public_url::PublicUrl;
use super::state::AppState;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
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

/// Whose request it is, as far as can be believed; in the log and nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client(pub Option<IpAddr>);

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
struct Told {
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

    /// Reads what a trusted peer says. A proxy writes one family and passes on the other as its client sent it, so
    /// that both together tell nothing.
    fn told<B>(&self, peer: IpAddr, request: &axum::http::Request<B>) -> Option<Told> {
        let families = self.believed.as_ref()?;
        if !families.forwarded.is_ip_trusted(&peer) {
            return None;
        }
        let headers = request.headers();
        let x_family = headers.keys().any(|name| name.as_str().starts_with("x-forwarded-"));
        let config = match (x_family, headers.contains_key("forwarded")) {
            (true, false) => &families.x_forwarded,
            (false, true) => &families.forwarded,
            _ => return None,
        };
        let trusted = Trusted::from(peer, request, config);
        Some(Told {
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
    let told = peer.and_then(|peer| state.proxies.told(peer, &request));
    if state.proxies.links
        && let Some(told) = &told
        && let Some(url) = public_url(told, request.headers())
    {
        request.extensions_mut().insert(PublicBase(url));
    }
    request
        .extensions_mut()
        .insert(Client(told.and_then(|t| t.client).or(peer)));
    next.run(request).await
}

/// The address that the proxies say; `None` where it would be no address.
fn public_url(told: &Told, headers: &HeaderMap) -> Option<PublicUrl> {
    let prefix = match headers.get("x-forwarded-prefix") {
        Some(prefix) => prefix.to_str().ok()?.trim().trim_end_matches('/'),
        None => "",
    };
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.' | b'~');
    if !(prefix.is_empty() || prefix.starts_with('/') && !prefix.starts_with("//")) || !prefix.bytes().all(plain) {
        return None;
    }
    let host = told.host.as_deref()?;
    let in_host = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']');
    if !host.bytes().all(in_host) {
        return None;
    }
    let scheme = told.scheme.as_deref().unwrap_or("http").to_ascii_lowercase();
    format!("{scheme}://{host}{prefix}").parse().ok()
}

/// The base of the links in an answer: the public address, or the one that a trusted proxy told where none is configured.
#[derive(Clone, Debug)]
pub struct PublicBase(pub PublicUrl);

impl PublicBase {
    /// The base for a request with these parts.
    #[must_use]
    pub fn of(extensions: &axum::http::Extensions, state: &AppState) -> PublicUrl {
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
