//! The path parameter of most routes: an id or a code.
use super::problem::{Kind, Problem};
use super::state::AppState;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

/// Longest id in bytes. Derived segment ids are the longest and much shorter than this.
const LONGEST_ID: usize = 200;

/// The decoded text of `{id}` or `{code}`: UTF-8, without control characters, not too long.
#[derive(Clone, Debug)]
pub struct PathId(pub String);

impl FromRequestParts<AppState> for PathId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let refuse = |detail: &str| Problem::new(Kind::BadRequest, detail);
        let Path(id) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| refuse("The id in the path is not valid UTF-8."))?;
        if id.len() > LONGEST_ID {
            return Err(refuse("The id in the path is too long."));
        }
        if id.chars().any(char::is_control) {
            return Err(refuse("The id in the path contains a control character."));
        }
        Ok(Self(id))
    }
}
