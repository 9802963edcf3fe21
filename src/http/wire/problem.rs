//! A problem document on the wire (RFC 9457).
use serde::Serialize;
use utoipa::ToSchema;

/// Problem details, `application/problem+json`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Absolute URI of the kind of problem; its description is there.
    pub r#type: String,
    /// The title of the kind of problem, the same for every occurrence.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong with this request.
    pub detail: String,
    /// The path of the request, without the query.
    pub instance: String,
    /// The id of this request in the service's log; also in the header `x-request-id`.
    pub request_id: String,
    /// The parameter, column or header concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The accepted values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<String>,
}

/// A kind of problem, as described at the URI in `type`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProblemKind {
    /// The URI in `type`.
    pub r#type: String,
    /// Title.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
}
