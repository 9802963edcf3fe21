//! The reverse proxies that the operator trusts, and what they say of a request in `Forwarded` and `X-Forwarded-…`.
//!
//! Anyone can write these headers, so only those of a trusted proxy count, and only where they are unambiguous.
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;
use trusted_proxies::{Config, Trusted};

/// The address or network (CIDR) of trusted proxies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network(String);

/// A text that is not a network.
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

/// The proxies that the operator trusts.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    trusted: Option<Arc<Families>>,
    /// Whether links use the address that they state; otherwise links use the public address.
    pub(super) links: bool,
}

/// The same networks twice, because only one of the two families of headers is read at a time.
#[derive(Debug)]
struct Families {
    x_forwarded: Config,
    forwarded: Config,
}

/// What trusted proxies state of one request.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ForwardedClient {
    /// The address of the client.
    pub client: Option<IpAddr>,
    /// `http` or `https`.
    pub scheme: Option<String>,
    /// The host, with or without a port.
    pub host: Option<String>,
}

impl Proxies {
    /// Trusts these networks. With `links`, links use the address that the proxies state.
    ///
    /// # Panics
    /// Never: a [`Network`] is valid.
    #[must_use]
    pub fn new(networks: &[Network], links: bool) -> Self {
        if networks.is_empty() {
            return Self::default();
        }
        let (mut x_forwarded, mut forwarded) = (Config::new(), Config::new());
        for Network(network) in networks {
            for config in [&mut x_forwarded, &mut forwarded] {
                config.add_trusted_ip(network).expect("a network is valid");
            }
        }
        x_forwarded.trust_x_forwarded_for();
        x_forwarded.trust_x_forwarded_host();
        x_forwarded.trust_x_forwarded_proto();
        forwarded.trust_forwarded();
        Self {
            trusted: Some(Arc::new(Families { x_forwarded, forwarded })),
            links,
        }
    }

    /// Whether this is the address of a trusted proxy.
    #[must_use]
    pub fn trusts(&self, peer: IpAddr) -> bool {
        let families = self.trusted.as_ref();
        families.is_some_and(|families| families.forwarded.is_ip_trusted(&peer))
    }

    /// Reads the headers of a trusted peer. A proxy writes one family of headers and passes on the other as its client
    /// sent it, so requests with both families are ambiguous and neither is used.
    pub fn forwarded_client<B>(&self, peer: IpAddr, request: &axum::http::Request<B>) -> Option<ForwardedClient> {
        let families = self.trusted.as_ref().filter(|_| self.trusts(peer))?;
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
