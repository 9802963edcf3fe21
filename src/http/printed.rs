//! Look-ups that can also be had as people print them: which form a request wants, and the answer in it.
//!
//! What stands in the document is the record's business (`export::record`).
use super::accept;
use super::ask::{Asked, View};
use super::problem::{Kind, Problem};
use super::query::Query;
use super::state::AppState;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use riverchief_core::index::Index;
use riverchief_rows::print::{Heading, Lettering, Sheet, pdf, xlsx};

/// A form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printing {
    /// For programs.
    Json,
    /// A workbook.
    Xlsx,
    /// For paper.
    Pdf,
}

impl Printing {
    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pdf => "application/pdf",
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Xlsx => "xlsx",
            Self::Pdf => "pdf",
        }
    }
}

/// Parameters of which one, `f`, names the form of the answer.
pub trait Printable: Query {
    /// Forms that there are.
    const FORMS: &'static [Printing];
    /// What `f` says.
    fn form(&self) -> Option<Printing>;
}

/// A checked look-up with the form that its answer is wanted in: `f`, else what `Accept` prefers.
#[derive(Clone, Debug)]
pub struct PrintAsked<Q> {
    /// The look-up.
    pub asked: Asked<Q>,
    /// The form.
    pub form: Printing,
}

impl<Q: Printable> FromRequestParts<AppState> for PrintAsked<Q> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let mut form = Printing::Json;
        let asked = Asked::<Q>::read(parts, state, |query, headers| {
            let types: Vec<&'static str> = Q::FORMS.iter().map(|form| form.media_type()).collect();
            let preferred = || {
                let found = accept::best(headers, &types);
                Q::FORMS.iter().copied().find(|form| Some(form.media_type()) == found)
            };
            form = query.form().or_else(preferred).ok_or_else(|| {
                Problem::new(
                    Kind::NotAcceptable,
                    "The Accept header takes none of the forms of this answer.",
                )
                .about("accept")
                .allowing(types.iter().copied())
            })?;
            Ok(form.media_type())
        })?;
        Ok(Self { asked, form })
    }
}

impl<Q: Printable + Clone + Send + Sync + 'static> PrintAsked<Q> {
    /// The answer as a document. `what` stands behind the city's name in its title, `name` before the day in that of the file.
    ///
    /// # Errors
    /// What `sheets` finds wrong with the request.
    pub async fn printed(
        &self,
        what: &'static str,
        name: &'static str,
        sheets: impl FnOnce(&View, &Index, &Q) -> Result<Vec<Sheet>, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let (form, query) = (self.form, self.asked.query.clone());
        let place = self.asked.view.place_of_a_file()?;
        let work = self.asked.view.work(move |view, index| {
            let _held = place;
            let sheets = sheets(view, index, &query)?;
            let heading = Heading::new(&index.law, view.as_of, what);
            let failed = |error: String| Problem::new(Kind::Internal, error);
            if form == Printing::Pdf {
                return pdf(&heading, Some(index), &sheets, &Lettering::default()).map_err(|e| failed(e.to_string()));
            }
            xlsx(&heading, &sheets).map_err(|e| failed(e.to_string()))
        });
        let bytes = work.await?;
        let name = format!("{name}-{}.{}", self.asked.view.as_of, form.ending());
        Ok(self.asked.document(form.media_type(), &name, bytes))
    }
}
