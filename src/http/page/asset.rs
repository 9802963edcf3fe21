//! Embedded files of `web/dist`, each coded once, with a strong tag for each coding.
use crate::http::conditional::if_none_match;
use crate::http::tiles::Coding;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{LazyLock, OnceLock};

#[derive(rust_embed::Embed)]
#[folder = "web/dist/"]
struct Dist;

/// A file of the page.
#[derive(Debug)]
pub struct Asset {
    media_type: &'static str,
    caching: &'static str,
    tag: u64,
    identity: Bytes,
    /// In the order of [`Coding::ALL`]. Codings that the build did not prepare are made on the first request.
    coded: [OnceLock<Bytes>; Coding::ALL.len()],
}

static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    let packed = |name: &str| matches!(name.rsplit_once('.'), Some((_, "br" | "gz")));
    Dist::iter()
        .filter(|name| !packed(name) && name != INDEX)
        .filter_map(|name| Some((name.to_string(), Asset::embedded(&name)?)))
        .collect()
});

const INDEX: &str = "index.html";
/// For assets, whose names contain a hash of their content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

/// The asset with this path under `web/dist`.
#[must_use]
pub fn asset(path: &str) -> Option<&'static Asset> {
    ASSETS.get(path)
}

/// The document under a path prefix (empty, or `/…` without a slash at the end), which its `<base>` contains.
#[must_use]
pub fn document(prefix: &str) -> Asset {
    let template = bytes_of(INDEX).unwrap_or_default();
    // A public URL is a URI, in which only `&` needs escaping in an attribute.
    let base = format!("<base href=\"{}/\">", prefix.replace('&', "&amp;"));
    let text = String::from_utf8_lossy(&template).replacen("<base href=\"/\">", &base, 1);
    Asset::new(text.into(), media_type(INDEX), ASK_AGAIN)
}

fn bytes_of(name: &str) -> Option<Bytes> {
    Some(match Dist::get(name)?.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    })
}

impl Asset {
    fn embedded(name: &str) -> Option<Self> {
        let caching = if name.starts_with("assets/") {
            FOR_EVER
        } else {
            ASK_AGAIN
        };
        let asset = Self::new(bytes_of(name)?, media_type(name), caching);
        for (coding, ending) in [(Coding::Brotli, "br"), (Coding::Gzip, "gz")] {
            if let Some(bytes) = bytes_of(&format!("{name}.{ending}")) {
                let _: Result<(), Bytes> = asset.slot(coding).set(bytes);
            }
        }
        Some(asset)
    }

    fn new(identity: Bytes, media_type: &'static str, caching: &'static str) -> Self {
        let mut hasher = DefaultHasher::new();
        identity.hash(&mut hasher);
        Self {
            media_type,
            caching,
            tag: hasher.finish(),
            identity,
            coded: Default::default(),
        }
    }

    fn slot(&self, coding: Coding) -> &OnceLock<Bytes> {
        let at = Coding::ALL.iter().position(|c| *c == coding).unwrap_or(0);
        &self.coded[at]
    }

    fn coded(&self, coding: Coding) -> &Bytes {
        if coding == Coding::Identity {
            return &self.identity;
        }
        // Compression in memory does not fail; if it did, the uncompressed bytes would be sent.
        self.slot(coding).get_or_init(|| {
            coding
                .encode(&self.identity)
                .map_or_else(|_| self.identity.clone(), Bytes::from)
        })
    }

    /// The answer in the coding that the client prefers, or 304 if the client holds it.
    #[must_use]
    pub fn answer(&self, wanted: &HeaderMap) -> Response {
        let coding = Coding::wanted(wanted);
        let tag = format!("\"{:016x}-{}\"", self.tag, coding.name());
        let held = if_none_match(wanted).iter().any(|t| *t == "*" || *t == tag);
        let mut response = if held {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let mut response = Body::from(self.coded(coding).clone()).into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
            if coding != Coding::Identity {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
            }
            response
        };
        let headers = response.headers_mut();
        if let Ok(tag) = HeaderValue::try_from(tag) {
            headers.insert(header::ETAG, tag);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.caching));
        headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
        response
    }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" | "webmanifest" => "application/json",
        _ => "text/plain; charset=utf-8",
    }
}
