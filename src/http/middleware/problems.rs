//! Every 4xx and 5xx answer becomes a problem document, wherever it comes from.
use super::request_log::RequestId;
use crate::http::forwarded::PublicBase;
use crate::http::metrics;
use crate::http::problem::{Details, Kind, Problem};
use crate::http::state::AppState;
use crate::http::wire::problem::ProblemBody;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::any::Any;

/// Renders problems as JSON. A bare error status from the router or another layer becomes a problem first.
pub async fn render_problems(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let id = request
        .extensions()
        .get::<RequestId>()
        .map_or_else(String::new, |id| id.0.clone());
    let path = request.uri().path().to_owned();
    let url = PublicBase::of(request.extensions(), &state);
    let mut response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let problem = response
        .extensions_mut()
        .remove::<Problem>()
        .unwrap_or_else(|| Problem::of_status(status));
    record(&problem);
    let problem = Details::from(problem);
    let body = ProblemBody {
        r#type: url.link(&format!("/problems/{}", problem.kind.slug())),
        title: problem.kind.title().to_owned(),
        status: status.as_u16(),
        detail: problem.detail,
        instance: format!("{}{path}", url.prefix()),
        request_id: id,
        parameter: problem.parameter,
        allowed: problem.allowed,
    };
    let (parts, _) = response.into_parts();
    let mut rendered = axum::Json(body).into_response();
    *rendered.status_mut() = status;
    for (name, value) in &parts.headers {
        if *name != header::CONTENT_TYPE && *name != header::CONTENT_LENGTH {
            rendered.headers_mut().append(name.clone(), value.clone());
        }
    }
    let headers = rendered.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    rendered
}

/// Writes one log line: bugs as errors, faults of the client at debug level.
fn record(problem: &Problem) {
    let log = problem.log.as_deref().unwrap_or("");
    let (kind, parameter) = (problem.kind.slug(), problem.parameter.as_deref().unwrap_or(""));
    match problem.kind {
        Kind::Internal => tracing::error!(kind, log, "internal error"),
        Kind::Overloaded | Kind::NoRoom | Kind::TimedOut => tracing::warn!(kind, log, "rejected"),
        Kind::BadGateway => tracing::warn!(kind, log, "another service failed"),
        // The name of an unknown parameter is text from the visitor, so it is not logged.
        Kind::UnknownParameter => tracing::debug!(kind, "refused"),
        _ => tracing::debug!(kind, parameter, log, "refused"),
    }
}

/// The answer after a panic in a handler: the client gets a 500, and the log gets the message of the panic.
#[expect(clippy::needless_pass_by_value, reason = "the signature that the layer asks for")]
pub fn panic_response(panic: Box<dyn Any + Send + 'static>) -> Response {
    metrics::panicked();
    let words = panic.downcast_ref::<String>().cloned();
    let words = words.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()));
    Problem::new(
        Kind::Internal,
        "An internal error occurred. Report the request id to the operator of the service, who can find it in the log.",
    )
    .logged(words.unwrap_or_else(|| "a panic without a message".to_owned()))
    .into_response()
}
