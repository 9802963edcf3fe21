//! The formats that an answer can have: JSON, a workbook or a PDF document; and how much it says.

/// The format of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerFormat {
    /// JSON.
    Json,
    /// A workbook.
    Xlsx,
    /// A PDF document.
    Pdf,
}

impl AnswerFormat {
    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pdf => "application/pdf",
        }
    }

    /// The ending of file names.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Xlsx => "xlsx",
            Self::Pdf => "pdf",
        }
    }
}

/// How much an answer says about chiefs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AnswerView {
    /// Everything, with names and reasons.
    #[default]
    Full,
    /// One object for each seat, for programs.
    Compact,
}
