//! One declared parameter: how its text is read, and how the API description shows it.
use super::raw::RawQuery;
use crate::http::problem::{Kind, Problem};
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::Schema;

/// Why a value is refused.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The message for the client.
    pub detail: String,
    /// The accepted values, if there is a list of them.
    pub allowed: Vec<String>,
}

impl Refusal {
    /// A refusal without a list of accepted values.
    pub fn new(detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            allowed: Vec::new(),
        }
    }
}

/// The type of a parameter.
pub trait Value: Sized {
    /// Reads the decoded text.
    ///
    /// # Errors
    /// The text is not a valid value.
    fn parse(text: &str) -> Result<Self, Refusal>;
    /// Its schema in the OpenAPI document.
    fn schema() -> Schema;
}

/// A declared parameter: required as `T`, optional as `Option<T>`.
pub trait Field: Sized {
    /// Takes its value out of the query.
    ///
    /// # Errors
    /// A problem that names the parameter.
    fn take(raw: &mut RawQuery, name: &str) -> Result<Self, Problem>;
    /// Its entry in the OpenAPI document.
    fn document(name: &str, description: &str) -> Parameter;
}

fn parsed<T: Value>(name: &str, text: &str) -> Result<T, Problem> {
    T::parse(text).map_err(|refusal| Problem::parameter(name, refusal.detail).allowing(refusal.allowed))
}

fn documented(name: &str, description: &str, required: Required, schema: Schema) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(required)
        .description(Some(description.trim().replace("\n ", "\n")))
        .schema(Some(schema))
        .build()
}

impl<T: Value> Field for T {
    fn take(raw: &mut RawQuery, name: &str) -> Result<Self, Problem> {
        match raw.take(name) {
            Some(text) => parsed(name, &text),
            None => {
                Err(Problem::new(Kind::MissingParameter, format!("The parameter “{name}” is required.")).about(name))
            }
        }
    }
    fn document(name: &str, description: &str) -> Parameter {
        documented(name, description, Required::True, T::schema())
    }
}

impl<T: Value> Field for Option<T> {
    fn take(raw: &mut RawQuery, name: &str) -> Result<Self, Problem> {
        raw.take(name).map(|text| parsed(name, &text)).transpose()
    }
    fn document(name: &str, description: &str) -> Parameter {
        documented(name, description, Required::False, T::schema())
    }
}
