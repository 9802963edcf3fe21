//! Problem details (RFC 9457): what a client is told, and what the log is told.
//!
//! A problem carries two messages: `detail` for the client, which may quote
//! what was sent, and an optional one for the log, which must not hold a
//! visitor's coordinates. It is rendered once, by [`super::guard::problems`],
//! which knows the request id. It must not know domain rules.
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::io;
use std::ops::Deref;

macro_rules! problem_kinds {
    ($($(#[$doc:meta])* $variant:ident $slug:literal $status:ident $title:literal;)*) => {
        /// Every kind of problem this service reports; each has a page under `/problems/`.
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
            /// Short and the same for every occurrence.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }
            /// The HTTP status it goes with.
            #[must_use]
            pub fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)* }
            }
        }
    };
}

problem_kinds! {
    /// A query parameter the route doesn't know.
    UnknownParameter "unknown-parameter" BAD_REQUEST "Unknown parameter";
    /// A query parameter given twice.
    DuplicateParameter "duplicate-parameter" BAD_REQUEST "Parameter given more than once";
    /// A required query parameter is missing.
    MissingParameter "missing-parameter" BAD_REQUEST "Required parameter is missing";
    /// A parameter's value can't be used.
    BadParameter "bad-parameter" BAD_REQUEST "Parameter has a value that can't be used";
    /// The request as such is malformed.
    BadRequest "bad-request" BAD_REQUEST "Malformed request";
    /// The body can't be read as what it says it is.
    BadBody "bad-body" BAD_REQUEST "Malformed body";
    /// A filter is over one of its bounds.
    FilterTooLarge "filter-too-large" BAD_REQUEST "Filter is over a limit";
    /// A filter takes too long to evaluate.
    FilterTooSlow "filter-too-slow" BAD_REQUEST "Filter takes too long";
    /// Nothing here.
    NotFound "not-found" NOT_FOUND "Not found";
    /// The edition asked for doesn't exist.
    UnknownEdition "unknown-edition" NOT_FOUND "No such edition";
    /// What is asked for is still being made.
    NotReady "not-ready" CONFLICT "Not ready yet";
    /// What was here is gone for good.
    Gone "gone" GONE "No longer here";
    /// A range that the file doesn't have.
    BadRange "bad-range" RANGE_NOT_SATISFIABLE "Range is beyond the end";
    /// The route exists, the method doesn't.
    MethodNotAllowed "method-not-allowed" METHOD_NOT_ALLOWED "Method not allowed";
    /// No representation that the client accepts.
    NotAcceptable "not-acceptable" NOT_ACCEPTABLE "No acceptable representation";
    /// The client was too slow.
    RequestTimeout "request-timeout" REQUEST_TIMEOUT "Request took too long to arrive";
    /// The body is over the limit.
    TooLarge "too-large" PAYLOAD_TOO_LARGE "Body is too large";
    /// The target is over the limit.
    UriTooLong "uri-too-long" URI_TOO_LONG "Request target is too long";
    /// The body's media type isn't read here.
    UnsupportedMediaType "unsupported-media-type" UNSUPPORTED_MEDIA_TYPE "Unsupported media type";
    /// The headers are over the limit.
    HeadersTooLarge "headers-too-large" REQUEST_HEADER_FIELDS_TOO_LARGE "Request headers are too large";
    /// A bug.
    Internal "internal" INTERNAL_SERVER_ERROR "Internal error";
    /// Another service that this one needs for the answer can't be used.
    BadGateway "bad-gateway" BAD_GATEWAY "Another service can't be used";
    /// More requests at once than the service takes.
    Overloaded "overloaded" SERVICE_UNAVAILABLE "Too busy";
    /// The disk, or what may be taken of it, is full.
    NoRoom "no-room" INSUFFICIENT_STORAGE "No room";
    /// The service took too long.
    TimedOut "timed-out" SERVICE_UNAVAILABLE "Answer took too long";
    /// Any other client error.
    Refused "refused" BAD_REQUEST "Request refused";
}

/// One problem, before it is rendered.
///
/// Boxed, because every extractor and parser returns it and hardly any request has one.
#[derive(Clone, Debug)]
pub struct Problem(Box<Details>);

/// What a [`Problem`] says.
#[derive(Clone, Debug)]
pub struct Details {
    /// What kind it is.
    pub kind: Kind,
    /// The status; that of `kind` but for [`Kind::Refused`].
    pub status: StatusCode,
    /// For the client.
    pub detail: String,
    /// The query parameter, column or header concerned.
    pub parameter: Option<String>,
    /// What would have been accepted.
    pub allowed: Vec<String>,
    /// For the log: never holds what a visitor sent.
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

    /// A value of a parameter that can't be used.
    #[must_use]
    pub fn parameter(name: &str, detail: impl Into<String>) -> Self {
        Self::new(Kind::BadParameter, detail).about(name)
    }

    /// Nothing with this id or code.
    #[must_use]
    pub fn no_such(what: &str, id: &str) -> Self {
        Self::new(Kind::NotFound, format!("There is no {what} “{id}” on this date."))
    }

    /// An answer whose temporary file can't be written.
    #[must_use]
    pub fn no_room(error: &io::Error) -> Self {
        let detail = "There is no room for the temporary file that this answer needs. Tell those who run the service; GeoJSON \
                      and CSV need none.";
        Self::new(Kind::NoRoom, detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from_static("60"))
            .logged(format!("temporary files: {error}"))
    }

    /// Names the parameter concerned.
    #[must_use]
    pub fn about(mut self, parameter: &str) -> Self {
        self.0.parameter = Some(parameter.to_owned());
        self
    }

    /// Says first where in the request it is.
    #[must_use]
    pub fn at_place(mut self, place: &str) -> Self {
        self.0.detail.insert_str(0, place);
        self
    }

    /// Names what would have been accepted.
    #[must_use]
    pub fn allowing<T: AsRef<str>>(mut self, allowed: impl IntoIterator<Item = T>) -> Self {
        self.0.allowed = allowed.into_iter().map(|a| a.as_ref().to_owned()).collect();
        self
    }

    /// Adds the message for the log.
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

    /// The problem for a bare status that a layer or the router answered with.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        let (kind, detail) = match status {
            StatusCode::NOT_FOUND => (
                Kind::NotFound,
                "There is nothing at this path. The routes are listed at /openapi.json.",
            ),
            StatusCode::METHOD_NOT_ALLOWED => (
                Kind::MethodNotAllowed,
                "This path doesn't take this method; see the Allow header.",
            ),
            status if status.is_client_error() => (Kind::Refused, "The request was refused."),
            _ => (
                Kind::Internal,
                "Something went wrong here; the request id finds it in the log.",
            ),
        };
        let mut problem = Self::new(kind, detail);
        problem.0.status = status;
        problem
    }
}

impl IntoResponse for Problem {
    /// Status, headers, and the problem as an extension for the rendering layer.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        for (name, value) in &self.headers {
            response.headers_mut().insert(name.clone(), value.clone());
        }
        response.extensions_mut().insert(self);
        response
    }
}
