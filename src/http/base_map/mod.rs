//! An optional base map below the layers of the service. The operator's options are checked once, at the start.
//!
//! Without a base map the service makes no requests to other hosts. This module knows addresses and settings of the
//! page, no
//! layers.
mod proxy;
mod upstream;

pub use proxy::{Proxy, ProxyError, Tile};

use axum::http::Uri;
use std::fmt;

/// Most layers of a base map; 天地图 needs two, one for the ground and one for the labels.
const MOST_LAYERS: usize = 4;
/// The greatest zoom that the page requests.
pub const GREATEST_ZOOM: u8 = 22;

/// The datum of a base map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Datum {
    /// The datum of the layers of the service.
    Cgcs2000,
    /// Within 0.1 m of CGCS2000.
    Wgs84,
    /// Shifted by several hundred metres, by a different amount at every place, and therefore refused.
    Gcj02,
}

impl Datum {
    /// The name in options and answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cgcs2000 => "cgcs2000",
            Self::Wgs84 => "wgs84",
            Self::Gcj02 => "gcj02",
        }
    }
}

/// The operator's key of a base map. Its `Debug` output hides it, so that no log contains it.
#[derive(Clone)]
pub struct Key(String);

impl Key {
    /// A key.
    #[must_use]
    pub fn new(key: String) -> Self {
        Self(key)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl std::str::FromStr for Key {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

/// The operator's options of a base map.
#[derive(Clone, Debug)]
pub struct Options {
    /// XYZ templates with `{z}`, `{x}`, `{y}` and, if there is a key, `{key}`; the first is drawn first.
    pub urls: Vec<String>,
    /// Its datum.
    pub datum: Datum,
    /// The attribution, shown on the map.
    pub attribution: String,
    /// 审图号, shown on the map.
    pub approval: Option<String>,
    /// Its greatest zoom.
    pub max_zoom: u8,
    /// The key, which only the service inserts for `{key}`.
    pub key: Option<Key>,
    /// Whether the service fetches tiles for the page although there is no key.
    pub proxied: bool,
}

/// A base map with checked options.
#[derive(Debug)]
pub struct BaseMap {
    /// Templates with `{z}`, `{x}`, `{y}`, and with the key inserted.
    templates: Vec<String>,
    origin: String,
    /// Its datum, never GCJ-02.
    pub datum: Datum,
    /// The attribution.
    pub attribution: String,
    /// 审图号.
    pub approval: Option<String>,
    /// Its greatest zoom.
    pub max_zoom: u8,
    /// The proxy, if the page must not fetch tiles itself.
    pub proxy: Option<Proxy>,
}

/// Why a base map cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaseMapError {
    /// There is no template, or there are too many.
    #[error("give one to {MOST_LAYERS} addresses")]
    Count,
    /// A template is not a valid address.
    #[error("address {0}: give http(s)://host/… with {{z}}, {{x}} and {{y}} once each after the host")]
    Template(usize),
    /// The templates have different origins, but the page's policy allows only one.
    #[error("all addresses must have the same scheme, host and port; proxy the tiles to use several")]
    Origins,
    /// `{key}` without a key, or a key without `{key}`.
    #[error("a key needs {{key}} in an address, and {{key}} needs a key")]
    Key,
    /// The key has characters that could change the address.
    #[error("the key may only have letters, digits, `-`, `_` and `.`")]
    KeyText,
    /// The tiles are in GCJ-02.
    #[error(
        "a map in GCJ-02 would be some 500 m off, by a different amount at every place; \
         choose one in CGCS2000 or WGS 84, such as 天地图"
    )]
    Gcj02,
    /// There is no attribution.
    #[error("give the attribution of the map, which its licence requires")]
    Attribution,
    /// The zoom is too great.
    #[error("the greatest zoom is at most {GREATEST_ZOOM}")]
    Zoom,
}

impl BaseMap {
    /// Checks the options.
    ///
    /// # Errors
    /// The first invalid option.
    pub fn new(options: Options) -> Result<Self, BaseMapError> {
        if options.datum == Datum::Gcj02 {
            return Err(BaseMapError::Gcj02);
        }
        if !(1..=MOST_LAYERS).contains(&options.urls.len()) {
            return Err(BaseMapError::Count);
        }
        if options.attribution.trim().is_empty() {
            return Err(BaseMapError::Attribution);
        }
        if options.max_zoom > GREATEST_ZOOM {
            return Err(BaseMapError::Zoom);
        }
        let origins = options
            .urls
            .iter()
            .enumerate()
            .map(|(i, url)| origin(url).ok_or(BaseMapError::Template(i + 1)))
            .collect::<Result<Vec<_>, _>>()?;
        let asks_for_key = options.urls.iter().any(|url| url.contains("{key}"));
        if asks_for_key != options.key.is_some() {
            return Err(BaseMapError::Key);
        }
        let key = options.key.as_ref().map_or("", |key| &key.0);
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        if options.key.is_some() && (key.is_empty() || !key.bytes().all(plain)) {
            return Err(BaseMapError::KeyText);
        }
        let proxied = options.proxied || options.key.is_some();
        if !proxied && origins.iter().any(|o| *o != origins[0]) {
            return Err(BaseMapError::Origins);
        }
        let templates: Vec<String> = options.urls.iter().map(|url| url.replace("{key}", key)).collect();
        Ok(Self {
            proxy: proxied.then(|| Proxy::new(templates.clone())),
            templates,
            origin: origins[0].clone(),
            datum: options.datum,
            attribution: options.attribution,
            approval: options.approval.filter(|a| !a.trim().is_empty()),
            max_zoom: options.max_zoom,
        })
    }

    /// Addresses that browsers fetch themselves; empty if the service fetches the tiles.
    #[must_use]
    pub fn direct(&self) -> &[String] {
        if self.proxy.is_some() { &[] } else { &self.templates }
    }

    /// The number of layers.
    #[must_use]
    pub fn layers(&self) -> usize {
        self.templates.len()
    }

    /// The foreign origin that the page's content security policy has to allow.
    #[must_use]
    pub fn foreign_origin(&self) -> Option<&str> {
        self.proxy.is_none().then_some(self.origin.as_str())
    }
}

/// Scheme, host and port of a template; `None` if it is not valid.
fn origin(template: &str) -> Option<String> {
    let (scheme, rest) = template.split_once("://")?;
    let (authority, path) = rest.split_once('/')?;
    let once = |part: &str| path.matches(part).count() == 1;
    let known = ["{z}", "{x}", "{y}", "{key}"]
        .iter()
        .fold(path.to_owned(), |left, part| left.replace(part, ""));
    let sound = matches!(scheme, "http" | "https")
        && once("{z}")
        && once("{x}")
        && once("{y}")
        && !known.contains(['{', '}', '#', '\\', '"', '\'', '<', '>'])
        && path.bytes().all(|b| b.is_ascii_graphic())
        && !authority.contains('@');
    let uri: Uri = format!("{scheme}://{authority}/").parse().ok()?;
    (sound && uri.host().is_some_and(|host| !host.is_empty())).then(|| format!("{scheme}://{authority}").to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(urls: &[&str], key: Option<&str>) -> Options {
        Options {
            urls: urls.iter().map(|&u| u.to_owned()).collect(),
            datum: Datum::Cgcs2000,
            attribution: "国家地理信息公共服务平台（天地图）".to_owned(),
            approval: Some("GS（2024）0650号".to_owned()),
            max_zoom: 18,
            key: key.map(|k| Key::new(k.to_owned())),
            proxied: false,
        }
    }

    fn error(options: Options) -> BaseMapError {
        BaseMap::new(options).expect_err("refused")
    }

    #[test]
    fn without_a_key_the_page_asks_itself_and_the_policy_opens_for_that_origin_alone() {
        let map = BaseMap::new(options(&["https://Tiles.example:8443/{z}/{x}/{y}.png?v=1"], None)).expect("a map");
        assert_eq!(map.foreign_origin(), Some("https://tiles.example:8443"));
        assert_eq!(map.direct(), ["https://Tiles.example:8443/{z}/{x}/{y}.png?v=1"]);
    }

    #[test]
    fn with_a_key_tiles_go_through_us_and_the_key_is_shown_to_nobody() {
        let url = "https://t0.example/vec_w/wmts?TILEMATRIX={z}&TILECOL={x}&TILEROW={y}&tk={key}";
        let map = BaseMap::new(options(&[url], Some("s3cret"))).expect("a map");
        assert_eq!((map.foreign_origin(), map.direct()), (None, &[][..]));
        assert!(!format!("{:?}", options(&[url], Some("s3cret"))).contains("s3cret"));
        assert!(!format!("{:?}", map.proxy).contains("s3cret"));
    }

    #[test]
    fn what_could_mislead_or_break_out_is_refused() {
        let good = "https://a.example/{z}/{x}/{y}";
        let gcj = Options {
            datum: Datum::Gcj02,
            ..options(&[good], None)
        };
        assert_eq!(error(gcj), BaseMapError::Gcj02);
        let nobody = Options {
            attribution: " ".to_owned(),
            ..options(&[good], None)
        };
        assert_eq!(error(nobody), BaseMapError::Attribution);
        let deep = Options {
            max_zoom: 23,
            ..options(&[good], None)
        };
        assert_eq!(error(deep), BaseMapError::Zoom);
        assert_eq!(error(options(&[], None)), BaseMapError::Count);
        assert_eq!(error(options(&[good; 5], None)), BaseMapError::Count);
        assert_eq!(
            error(options(&[good, "https://b.example/{z}/{x}/{y}"], None)),
            BaseMapError::Origins
        );
        assert_eq!(error(options(&[good], Some("k"))), BaseMapError::Key);
        assert_eq!(
            error(options(&["https://a.example/{z}/{x}/{y}?k={key}"], None)),
            BaseMapError::Key
        );
        let keyed = options(&["https://a.example/{z}/{x}/{y}?k={key}"], Some("a&b"));
        assert_eq!(error(keyed), BaseMapError::KeyText);
        for bad in [
            "ftp://a.example/{z}/{x}/{y}",
            "https://{z}.example/{x}/{y}",
            "https://a.example/{z}/{x}",
            "https://a.example/{z}/{x}/{y}/{y}",
            "https://a.example/{z}/{x}/{y}/{s}",
            "https://u:p@a.example/{z}/{x}/{y}",
            "https:///{z}/{x}/{y}",
            "https://a.example; script-src */{z}/{x}/{y}",
            "https://a.example/{z}/{x}/{y} x",
        ] {
            assert_eq!(error(options(&[bad], None)), BaseMapError::Template(1), "{bad}");
        }
    }
}
