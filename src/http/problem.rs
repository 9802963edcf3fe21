//! Problem details (RFC 9457): the message for the client, and the message for the log.
//!
//! `detail` is for the client and may quote the request. The message for the log must not contain a visitor's
//! coordinates.
//! The middleware [`super::middleware::render_problems`] renders a problem, because it knows the request id. This
//! module
//! knows no domain rules.
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::io;
use std::ops::Deref;

macro_rules! problem_kinds {
    ($($(#[$doc:meta])* $variant:ident $slug:literal $status:ident $title:literal;)*) => {
        /// Every kind of problem that this service reports; each is described under `/problems/`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind { $($(#[$doc])* $variant,)* }
        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
            /// Last part of the `type` URI.
            #[must_use]
            pub fn slug(self) -> &'static str {
                match self { $(Self::$variant => $slug,)* }
            }
            /// The title, the same for every occurrence.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }
            /// Its HTTP status.
            #[must_use]
            pub fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)* }
            }
        }
    };
}

problem_kinds! {
    /// A query parameter that the route does not have.
    UnknownParameter "unknown-parameter" BAD_REQUEST "Unknown parameter";
    /// A query parameter given twice.
    DuplicateParameter "duplicate-parameter" BAD_REQUEST "Parameter given more than once";
    /// A required query parameter is missing.
    MissingParameter "missing-parameter" BAD_REQUEST "Required parameter is missing";
    /// A parameter has an invalid value.
    BadParameter "bad-parameter" BAD_REQUEST "Invalid parameter value";
    /// The request is malformed.
    BadRequest "bad-request" BAD_REQUEST "Malformed request";
    /// The body does not match its media type, or has invalid content.
    BadBody "bad-body" BAD_REQUEST "Malformed body";
    /// A filter is over a limit.
    FilterTooLarge "filter-too-large" BAD_REQUEST "Filter is over a limit";
    /// A filter takes too long to evaluate.
    FilterTooSlow "filter-too-slow" BAD_REQUEST "Filter takes too long";
    /// There is no such resource.
    NotFound "not-found" NOT_FOUND "Not found";
    /// There is no such edition.
    UnknownEdition "unknown-edition" NOT_FOUND "No such edition";
    /// The resource is still being made.
    NotReady "not-ready" CONFLICT "Not ready yet";
    /// The resource has been removed permanently.
    Gone "gone" GONE "No longer here";
    /// The range is beyond the end of the file.
    BadRange "bad-range" RANGE_NOT_SATISFIABLE "Range is beyond the end";
    /// The route does not support the method.
    MethodNotAllowed "method-not-allowed" METHOD_NOT_ALLOWED "Method not allowed";
    /// The client accepts no available representation.
    NotAcceptable "not-acceptable" NOT_ACCEPTABLE "No acceptable representation";
    /// The client was too slow.
    RequestTimeout "request-timeout" REQUEST_TIMEOUT "Request took too long to arrive";
    /// The body is over the limit.
    TooLarge "too-large" PAYLOAD_TOO_LARGE "Body is too large";
    /// The target is over the limit.
    UriTooLong "uri-too-long" URI_TOO_LONG "Request target is too long";
    /// The route does not read the media type of the body.
    UnsupportedMediaType "unsupported-media-type" UNSUPPORTED_MEDIA_TYPE "Unsupported media type";
    /// The headers are over the limit.
    HeadersTooLarge "headers-too-large" REQUEST_HEADER_FIELDS_TOO_LARGE "Request headers are too large";
    /// A bug.
    Internal "internal" INTERNAL_SERVER_ERROR "Internal error";
    /// Another service that is needed for the answer cannot be used.
    BadGateway "bad-gateway" BAD_GATEWAY "Another service cannot be used";
    /// The service is at a limit.
    Overloaded "overloaded" SERVICE_UNAVAILABLE "Too busy";
    /// The disk is full, or the limit of its use is reached.
    NoRoom "no-room" INSUFFICIENT_STORAGE "No room";
    /// The service took too long.
    TimedOut "timed-out" SERVICE_UNAVAILABLE "Answer took too long";
    /// Any other client error.
    Refused "refused" BAD_REQUEST "Request refused";
}

/// A problem before it is rendered.
///
/// It is boxed, because every extractor and parser can return it and few requests do.
#[derive(Clone, Debug)]
pub struct Problem(Box<Details>);

/// The details of a [`Problem`].
#[derive(Clone, Debug)]
pub struct Details {
    /// Its kind.
    pub kind: Kind,
    /// Its status: that of `kind`, except for [`Kind::Refused`].
    pub status: StatusCode,
    /// The message for the client.
    pub detail: String,
    /// The query parameter, column or header concerned.
    pub parameter: Option<String>,
    /// The accepted values.
    pub allowed: Vec<String>,
    /// The message for the log; it never contains anything that a visitor sent.
    pub log: Option<String>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Deref for Problem {
    type Target = Details;
    fn deref(&self) -> &Details {
        &self.0
    }
}

impl From<Problem> for Details {
    fn from(problem: Problem) -> Self {
        *problem.0
    }
}

impl Problem {
    /// A problem of a kind, with a message for the client.
    #[must_use]
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self(Box::new(Details {
            kind,
            status: kind.status(),
            detail: detail.into(),
            parameter: None,
            allowed: Vec::new(),
            log: None,
            headers: Vec::new(),
        }))
    }

    /// A problem for an invalid value of a parameter.
    #[must_use]
    pub fn parameter(name: &str, detail: impl Into<String>) -> Self {
        Self::new(Kind::BadParameter, detail).about(name)
    }

    /// A problem for an unknown id or code.
    #[must_use]
    pub fn no_such(what: &str, id: &str) -> Self {
        Self::new(Kind::NotFound, format!("There is no {what} “{id}” on this date."))
    }

    /// A problem for an answer whose temporary file cannot be written.
    #[must_use]
    pub fn no_room(error: &io::Error) -> Self {
        let detail = "The disk is full, so the temporary file for this answer cannot be written. Report this to the operator of \
                      the service, or choose GeoJSON or CSV, which need no temporary file.";
        Self::new(Kind::NoRoom, detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from_static("60"))
            .logged(format!("temporary files: {error}"))
    }

    /// Sets the parameter, column or header concerned.
    #[must_use]
    pub fn about(mut self, parameter: &str) -> Self {
        self.0.parameter = Some(parameter.to_owned());
        self
    }

    /// Puts the place in the request in front of the message.
    #[must_use]
    pub fn at_place(mut self, place: &str) -> Self {
        self.0.detail.insert_str(0, place);
        self
    }

    /// Sets the accepted values.
    #[must_use]
    pub fn allowing<T: AsRef<str>>(mut self, allowed: impl IntoIterator<Item = T>) -> Self {
        self.0.allowed = allowed.into_iter().map(|a| a.as_ref().to_owned()).collect();
        self
    }

    /// Sets the message for the log.
    #[must_use]
    pub fn logged(mut self, log: impl Into<String>) -> Self {
        self.0.log = Some(log.into());
        self
    }

    /// Adds a response header, e.g. `Retry-After`.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// The problem for a bare status from a layer or the router.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        let (kind, detail) = match status {
            StatusCode::NOT_FOUND => (
                Kind::NotFound,
                "There is nothing at this path. The routes are listed at /openapi.json.",
            ),
            StatusCode::METHOD_NOT_ALLOWED => (
                Kind::MethodNotAllowed,
                "This path does not support this method; the Allow header lists the methods that it supports.",
            ),
            status if status.is_client_error() => (Kind::Refused, "The request was refused."),
            _ => (
                Kind::Internal,
                "An internal error occurred. Report the request id to the operator of the service, who can find it in the log.",
            ),
        };
        let mut problem = Self::new(kind, detail);
        problem.0.status = status;
        problem
    }
}

impl IntoResponse for Problem {
    /// An answer with status and headers, and with the problem as an extension, which the middleware renders.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        for (name, value) in &self.headers {
            response.headers_mut().insert(name.clone(), value.clone());
        }
        response.extensions_mut().insert(self);
        response
    }
}
