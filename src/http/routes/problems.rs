//! `GET /problems/{kind}`: the description of a kind of problem.
use crate::http::forwarded::PublicBase;
use crate::http::lookup::NoParameters;
use crate::http::path_id::PathId;
use crate::http::problem::{Kind, Problem};
use crate::http::wire::problem::ProblemKind;
use axum::Json;

/// A kind of problem.
#[utoipa::path(get, path = "/problems/{kind}", tag = "operation",
    params(("kind" = String, Path, description = "Last part of a problem’s type")),
    responses((status = 200, description = "The kind of problem.", body = ProblemKind)))]
pub async fn handle(
    PublicBase(url): PublicBase,
    PathId(slug): PathId,
    _: NoParameters,
) -> Result<Json<ProblemKind>, Problem> {
    let found = Kind::ALL.iter().find(|k| k.slug() == slug);
    let kind = found.ok_or_else(|| {
        Problem::new(
            Kind::NotFound,
            "There is no such kind of problem. Use one of the allowed values.",
        )
        .allowing(Kind::ALL.iter().map(|k| k.slug()))
    })?;
    Ok(Json(ProblemKind {
        r#type: url.link(&format!("/problems/{slug}")),
        title: kind.title().to_owned(),
        status: kind.status().as_u16(),
    }))
}
