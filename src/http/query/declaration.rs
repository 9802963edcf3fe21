//! The parameters of a route, declared once: the macro [`query!`] makes both the reader and the API description from it.
use super::raw::RawQuery;
use crate::http::problem::Problem;
use utoipa::openapi::path::Parameter;

/// The parameters of a route. Every look-up also takes those of [`When`](super::When).
pub trait Query: Sized {
    /// The names of the parameters.
    const NAMES: &'static [&'static str];
    /// Takes the parameters out of the query.
    ///
    /// # Errors
    /// A problem for the first parameter that is invalid.
    fn read(raw: &mut RawQuery) -> Result<Self, Problem>;
    /// Their entries in the OpenAPI document.
    fn document() -> Vec<Parameter>;
}

/// Declares the parameters of a route. The doc comment of each is its description in the OpenAPI document.
macro_rules! query {
    ($(#[doc = $about:literal])* struct $name:ident { $($(#[doc = $doc:literal])+ $field:ident: $ty:ty,)* }) => {
        $(#[doc = $about])*
        #[derive(Clone, Debug)]
        pub struct $name { $($(#[doc = $doc])+ pub $field: $ty,)* }
        impl $crate::http::query::Query for $name {
            const NAMES: &'static [&'static str] = &[$(stringify!($field)),*];
            #[allow(unused_variables)]
            fn read(raw: &mut $crate::http::query::RawQuery) -> Result<Self, $crate::http::problem::Problem> {
                Ok(Self { $($field: <$ty as $crate::http::query::Field>::take(raw, stringify!($field))?,)* })
            }
            fn document() -> Vec<utoipa::openapi::path::Parameter> {
                vec![$(<$ty as $crate::http::query::Field>::document(stringify!($field), concat!($($doc, "\n"),+)),)*]
            }
        }
        impl utoipa::IntoParams for $name {
            fn into_params(
                _: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
            ) -> Vec<utoipa::openapi::path::Parameter> {
                let mut all = <Self as $crate::http::query::Query>::document();
                if stringify!($name) != "When" {
                    all.extend(<$crate::http::query::When as $crate::http::query::Query>::document());
                }
                all
            }
        }
    };
}
pub(crate) use query;
