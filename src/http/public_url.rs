//! The public address of the service, and every absolute link below it.
//!
//! It knows no requests: what a client or a proxy states in a header reaches a link only through [`super::forwarded`].
use axum::http::Uri;
use std::fmt;
use std::str::FromStr;

/// `http(s)://host[:port][/prefix]`, without a slash at the end.
///
/// ```
/// use riverchief::http::PublicUrl;
/// let url: PublicUrl = "https://river.example/beihai/".parse().unwrap();
/// assert_eq!(url.link("/v1/inventory"), "https://river.example/beihai/v1/inventory");
/// assert_eq!(url.prefix(), "/beihai");
/// assert!("ftp://river.example".parse::<PublicUrl>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    prefix: String,
}

/// Why a public URL cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicUrlError {
    /// It is not a URI.
    #[error("not a URL")]
    Syntax,
    /// Its scheme is not http or https.
    #[error("must begin with http:// or https://")]
    Scheme,
    /// It has a query, a fragment or a user.
    #[error("must be scheme, host and path alone, without query, fragment or user")]
    Extras,
}

impl PublicUrl {
    /// The absolute link to a path of this service; the path begins with `/`.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{}{path}", self.origin, self.prefix)
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The path prefix, empty or `/…` without a slash at the end.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }
}

impl FromStr for PublicUrl {
    type Err = PublicUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.contains('#') {
            return Err(PublicUrlError::Extras);
        }
        let uri: Uri = text.parse().map_err(|_| PublicUrlError::Syntax)?;
        let scheme = uri.scheme_str().ok_or(PublicUrlError::Scheme)?;
        if scheme != "http" && scheme != "https" {
            return Err(PublicUrlError::Scheme);
        }
        let authority = uri.authority().ok_or(PublicUrlError::Syntax)?;
        if uri.query().is_some() || authority.as_str().contains('@') {
            return Err(PublicUrlError::Extras);
        }
        Ok(Self {
            origin: format!("{scheme}://{authority}"),
            prefix: uri.path().trim_end_matches('/').to_owned(),
        })
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.prefix)
    }
}
