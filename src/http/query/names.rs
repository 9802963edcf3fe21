//! Values that are one of a list, and codes.
use super::parameter::{Refusal, Value};
use crate::http::answer_format::{AnswerFormat, AnswerView};
use riverchief_core::domain::kinds::{PostKind, SeatState};
use riverchief_core::resolve::views::{Held, RosterOrder};
use riverchief_rows::bulk::{COLUMNS, Columns};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// The code of a unit or a water, as text. The law of the day has the existing codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeText(pub String);

impl Value for CodeText {
    fn parse(text: &str) -> Result<Self, Refusal> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        if (1..=32).contains(&text.len()) && text.bytes().all(plain) {
            return Ok(Self(text.to_owned()));
        }
        Err(Refusal {
            detail: "The value must be a code, such as 450521 or NLJ.".to_owned(),
            allowed: Vec::new(),
        })
    }
    fn schema() -> Schema {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(Some(32))
            .build()
            .into()
    }
}

/// The id of a segment, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentText(pub String);

impl Value for SegmentText {
    fn parse(text: &str) -> Result<Self, Refusal> {
        if (1..=200).contains(&text.len()) && !text.chars().any(char::is_control) {
            return Ok(Self(text.to_owned()));
        }
        Err(Refusal {
            detail: "The value must be the id of a segment, at most 200 bytes.".to_owned(),
            allowed: Vec::new(),
        })
    }
    fn schema() -> Schema {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .max_length(Some(200))
            .build()
            .into()
    }
}

/// Columns of bulk answers, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnNames(pub Columns);

impl Value for ColumnNames {
    fn parse(text: &str) -> Result<Self, Refusal> {
        let refused = |error| Refusal {
            detail: format!("Columns are names separated by commas: {error}."),
            allowed: COLUMNS.map(str::to_owned).into(),
        };
        Columns::named(text).map(Self).map_err(refused)
    }
    fn schema() -> Schema {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .examples([
                "id,village",
                "id,status,water_name,first_contact_name,first_contact_phone",
            ])
            .build()
            .into()
    }
}

/// A number of results to skip, 0 to 1,000,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset(pub usize);

impl Value for Offset {
    fn parse(text: &str) -> Result<Self, Refusal> {
        match text.parse() {
            Ok(number @ 0..=1_000_000) if text.bytes().all(|b| b.is_ascii_digit()) => Ok(Self(number)),
            _ => Err(Refusal {
                detail: "The offset must be a whole number between 0 and 1000000.".to_owned(),
                allowed: Vec::new(),
            }),
        }
    }
    fn schema() -> Schema {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(0))
            .maximum(Some(1_000_000))
            .build()
            .into()
    }
}

macro_rules! one_of {
    ($($(#[$doc:meta])* $name:ident($of:ty) { $($text:literal => $value:expr,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name(pub $of);
        impl $name {
            const NAMES: &'static [&'static str] = &[$($text),*];
            /// The value as written in a request.
            #[must_use]
            #[allow(dead_code, reason = "not every list is written back into links")]
            pub fn as_str(self) -> &'static str {
                [$(($text, $value)),*].iter().find(|(_, v)| *v == self.0).map_or("", |(text, _)| text)
            }
        }
        impl Value for $name {
            fn parse(text: &str) -> Result<Self, Refusal> {
                match text {
                    $($text => Ok(Self($value)),)*
                    _ => Err(Refusal {
                        detail: "The value must be one of the allowed values.".to_owned(),
                        allowed: Self::NAMES.iter().map(|&n| n.to_owned()).collect(),
                    }),
                }
            }
            fn schema() -> Schema {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .enum_values(Some(Self::NAMES.iter().copied()))
                    .build()
                    .into()
            }
        }
    )*};
}

one_of! {
    /// A kind of post.
    PostKindName(PostKind) {
        "general_chief" => PostKind::GeneralChief,
        "river_chief" => PostKind::RiverChief,
        "reservoir_chief" => PostKind::ReservoirChief,
        "member" => PostKind::Member,
        "liaison" => PostKind::Liaison,
    }
    /// The two states that a post can have.
    StateName(SeatState) {
        "FILLED" => SeatState::Filled,
        "VACANT" => SeatState::Vacant,
    }
    /// States of the seat of a segment.
    HeldName(Held) {
        "FILLED" => Held::Is(SeatState::Filled),
        "VACANT" => Held::Is(SeatState::Vacant),
        "GAP" => Held::Is(SeatState::Gap),
        "NOT_ESTABLISHED" => Held::Is(SeatState::NotEstablished),
        "NOT_YET" => Held::Is(SeatState::NotYet),
        "UNFILLED" => Held::No,
    }
    /// How much an answer says about chiefs.
    ViewName(AnswerView) {
        "full" => AnswerView::Full,
        "compact" => AnswerView::Compact,
    }
    /// The formats of the inventory.
    InventoryFormat(AnswerFormat) {
        "json" => AnswerFormat::Json,
        "xlsx" => AnswerFormat::Xlsx,
        "pdf" => AnswerFormat::Pdf,
    }
    /// The formats of the roster.
    RosterFormat(AnswerFormat) {
        "json" => AnswerFormat::Json,
        "xlsx" => AnswerFormat::Xlsx,
    }
    /// A language of the legends.
    LegendLanguage(&'static str) {
        "zh" => "zh",
        "en" => "en",
    }
    /// The order of the roster.
    RosterSort(RosterOrder) {
        "unit" => RosterOrder::Unit,
        "post" => RosterOrder::Post,
    }
}
