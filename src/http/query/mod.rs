//! Query strings: declared once, then parsed strictly and documented from that one declaration.
//!
//! A name that isn't declared, a name given twice, a percent-escape that
//! isn't one, bytes that aren't UTF-8: each is refused before a handler runs.
//! It knows text and ranges, not what a unit or a post is.
mod names;
mod raw;
mod values;

pub use names::{
    CodeText, HeldName, InventoryFormat, LegendLanguage, Offset, PostKindName, RosterFormat, RosterSort, SegmentText,
    StateName,
};
pub use raw::RawQuery;
pub use values::{
    CrsName, DateText, DistanceKm, Edition, LevelName, Limit, Number, Pixels, Refusal, Switch, Words, WorldVersion,
    Zoom,
};

use super::problem::Problem;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::Schema;

/// What one parameter's text may be.
pub trait Value: Sized {
    /// Reads the decoded text.
    ///
    /// # Errors
    /// What is wrong with it, in words for the client.
    fn parse(text: &str) -> Result<Self, Refusal>;
    /// Its type in the API description.
    fn schema() -> Schema;
}

/// A declared parameter: required as `T`, optional as `Option<T>`.
pub trait Field: Sized {
    /// Takes its value out of the query.
    ///
    /// # Errors
    /// A problem that names the parameter.
    fn take(raw: &mut RawQuery, name: &str) -> Result<Self, Problem>;
    /// Its entry in the API description.
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
            None => Err(Problem::new(
                super::problem::Kind::MissingParameter,
                format!("The parameter “{name}” is required."),
            )
            .about(name)),
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

/// A route's own parameters; [`When`] comes on top on every look-up.
pub trait Query: Sized {
    /// Their names.
    const NAMES: &'static [&'static str];
    /// Takes them out of the query.
    ///
    /// # Errors
    /// The first that can't be used.
    fn read(raw: &mut RawQuery) -> Result<Self, Problem>;
    /// Their entries in the API description.
    fn document() -> Vec<Parameter>;
}

/// Declares a route's parameters. The doc comment of each is its description in the API.
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

query! {
    /// Which law is asked for; every look-up takes these.
    struct When {
        /// The day whose law is asked for, `YYYY-MM-DD` in Asia/Shanghai. Today by default.
        as_of: Option<DateText>,
        /// The edition of the world; the current one by default.
        edition: Option<Edition>,
        /// The version of the world, as answers name it; another than that of now is refused. Links to further pages have it.
        version: Option<WorldVersion>,
    }
}

impl When {
    /// Which world, with the day that was asked for by a parameter of another name.
    ///
    /// # Errors
    /// The first that can't be used.
    pub fn with(as_of: Option<DateText>, raw: &mut RawQuery) -> Result<Self, Problem> {
        Ok(Self {
            as_of,
            edition: Field::take(raw, "edition")?,
            version: Field::take(raw, "version")?,
        })
    }
}

query! {
    /// A route without parameters of its own.
    struct Nothing {}
}
