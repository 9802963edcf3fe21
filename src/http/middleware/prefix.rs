//! Serves the routes under a path prefix, whether or not the proxy in front removes it.
use axum::Router;
use axum::extract::Request;
use axum::http::Uri;
use tower::util::MapRequest;

/// The same routes, also under `prefix`. An empty prefix changes nothing.
pub fn under_prefix(routes: Router, prefix: &str) -> Router {
    if prefix.is_empty() {
        return routes;
    }
    let prefix = prefix.to_owned();
    let stripped = MapRequest::new(routes, move |mut request: Request| {
        if let Some(uri) = without(request.uri(), &prefix) {
            *request.uri_mut() = uri;
        }
        request
    });
    Router::new().fallback_service(stripped)
}

fn without(uri: &Uri, prefix: &str) -> Option<Uri> {
    let rest = uri.path_and_query()?.as_str().strip_prefix(prefix)?;
    let target = match rest.bytes().next() {
        None => "/".to_owned(),
        Some(b'/') => rest.to_owned(),
        Some(b'?') => format!("/{rest}"),
        Some(_) => return None,
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(target.parse().ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn only_the_prefix_itself_is_removed() {
        let strip = |uri: &str| without(&uri.parse().expect(uri), "/river").map(|u| u.to_string());
        assert_eq!(strip("/river/v1/x?a=1").as_deref(), Some("/v1/x?a=1"));
        assert_eq!(strip("/river").as_deref(), Some("/"));
        assert_eq!(strip("/river?a=1").as_deref(), Some("/?a=1"));
        assert_eq!(strip("/riverside/v1"), None);
        assert_eq!(strip("/v1/x"), None);
    }
}
