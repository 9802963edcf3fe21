//! A problem document on the wire (RFC 9457).
use serde::Serialize;
use utoipa::ToSchema;

/// Problem details, `application/problem+json`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Absolute URI of the kind of problem; it leads to its description.
    pub r#type: String,
    /// The kind in words, the same for every occurrence.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong with this request.
    pub detail: String,
    /// The path that was asked, without its query.
    pub instance: String,
    /// What finds this request in the service's log; also in the header `x-request-id`.
    pub request_id: String,
    /// The parameter, column or header concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// What would have been accepted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<String>,
}

/// What a kind of problem means: the page behind `type`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProblemKind {
    /// The URI that `type` carries.
    pub r#type: String,
    /// In words.
    pub title: String,
    /// The status it comes with.
    pub status: u16,
}
