//! Look-ups that also answer with a workbook or a PDF document: which format a request asks for, and the answer in it.
//!
//! `print` in `crates/rows` decides the content of a document.
use super::accept;
use super::answer_format::AnswerFormat;
use super::lookup::LookupRequest;
use super::problem::{Kind, Problem};
use super::query::Query;
use super::state::AppState;
use super::view::View;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use riverchief_core::index::Index;
use riverchief_rows::print::{Heading, PrintFont, Sheet, pdf, xlsx};

/// Parameters of a look-up, of which `f` names the format of the answer.
pub trait DocumentQuery: Query {
    /// The available formats.
    const FORMATS: &'static [AnswerFormat];
    /// The format that `f` names.
    fn format(&self) -> Option<AnswerFormat>;
}

/// A checked look-up with the format of its answer: the one that `f` names, otherwise the one that `Accept` prefers.
#[derive(Clone, Debug)]
pub struct DocumentRequest<Q> {
    /// The look-up.
    pub request: LookupRequest<Q>,
    /// The format.
    pub format: AnswerFormat,
}

impl<Q: DocumentQuery> FromRequestParts<AppState> for DocumentRequest<Q> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let mut format = AnswerFormat::Json;
        let request = LookupRequest::<Q>::read(parts, state, |query, headers| {
            let types: Vec<&'static str> = Q::FORMATS.iter().map(|format| format.media_type()).collect();
            let preferred = || {
                let found = accept::best(headers, &types);
                Q::FORMATS
                    .iter()
                    .copied()
                    .find(|format| Some(format.media_type()) == found)
            };
            format = query.format().or_else(preferred).ok_or_else(|| {
                Problem::new(
                    Kind::NotAcceptable,
                    "The Accept header accepts none of the formats of this answer; name one of the allowed formats.",
                )
                .about("accept")
                .allowing(types.iter().copied())
            })?;
            Ok(format.media_type())
        })?;
        Ok(Self { request, format })
    }
}

impl<Q: DocumentQuery + Clone + Send + Sync + 'static> DocumentRequest<Q> {
    /// The answer as a document. Its title is the name of the city and `what`; its file name is `name` and the day.
    ///
    /// # Errors
    /// A problem that `sheets` reports.
    pub async fn document(
        &self,
        what: &'static str,
        name: &'static str,
        sheets: impl FnOnce(&View, &Index, &Q) -> Result<Vec<Sheet>, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let (format, query) = (self.format, self.request.query.clone());
        let permit = self.request.view.file_permit()?;
        let work = self.request.view.work(move |view, index| {
            let _permit = permit;
            let sheets = sheets(view, index, &query)?;
            let heading = Heading::new(&index.law, view.as_of, what);
            let failed = |error: String| Problem::new(Kind::Internal, error);
            if format == AnswerFormat::Pdf {
                return pdf(&heading, Some(index), &sheets, &PrintFont::default()).map_err(|e| failed(e.to_string()));
            }
            xlsx(&heading, &sheets).map_err(|e| failed(e.to_string()))
        });
        let bytes = work.await?;
        let name = format!("{name}-{}.{}", self.request.view.as_of, format.ending());
        Ok(self.request.document(format.media_type(), &name, bytes))
    }
}
