//! First segments of paths that are reserved and therefore cannot be names of layers.

/// Names at the root that are in use, or reserved for standards. `e1`, `e2`, … are reserved too.
pub const RESERVED: &[&str] = &[
    "",
    "_",
    "api",
    "assets",
    "capabilities",
    "catalog",
    "collections",
    "config",
    "conformance",
    "docs",
    "favicon.ico",
    "font",
    "fonts",
    "functions",
    "health",
    "healthz",
    "help",
    "index",
    "index.html",
    "legend",
    "legends",
    "manifest",
    "map",
    "metrics",
    "openapi.json",
    "plan",
    "plans",
    "problems",
    "processes",
    "queryables",
    "readyz",
    "refresh",
    "reload",
    "robots.txt",
    "sprite",
    "sprites",
    "status",
    "style",
    "styles",
    "tileMatrixSets",
    "tiles",
    "v1",
    "v2",
];

/// Whether a first segment is reserved.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    let edition = name
        .strip_prefix('e')
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    edition || RESERVED.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::endpoints;
    use riverchief_tiles::LAYERS;

    #[test]
    fn no_layer_has_a_name_that_the_root_needs() {
        for layer in LAYERS {
            assert!(!is_reserved(layer.id), "{}", layer.id);
            let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
            assert!(layer.id.bytes().all(plain), "{} would need escaping", layer.id);
        }
        assert!(is_reserved("e12") && !is_reserved("east") && !is_reserved("e"));
    }

    #[test]
    fn every_first_segment_of_a_route_is_reserved() {
        let document = endpoints::document();
        let firsts = document
            .paths
            .paths
            .keys()
            .map(|path| path.split('/').nth(1).unwrap_or_default());
        for first in firsts.filter(|first| *first != "{layers}" && *first != "e{edition}") {
            assert!(is_reserved(first), "{first} is a route and could be a layer's name");
        }
    }
}
