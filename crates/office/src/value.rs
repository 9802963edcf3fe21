//! What a cell means, as text.
use calamine::{DataRef, ExcelDateTime};

/// The value of a cell, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// Words.
    Text(String),
    /// A number, a date or a truth value.
    Number(String),
    /// An error such as `#REF!`.
    Error,
}

/// The value of a cell; `None` if it is empty. Dates become ISO 8601, numbers plain decimals without an exponent.
pub(crate) fn value(cell: &DataRef<'_>) -> Option<Value> {
    Some(match cell {
        DataRef::Empty => return None,
        DataRef::String(text) => Value::Text(words(text)?),
        DataRef::SharedString(text) => Value::Text(words(text)?),
        DataRef::Int(number) => Value::Number(number.to_string()),
        DataRef::Float(number) => Value::Number(decimal(*number)),
        DataRef::Bool(answer) => Value::Number(answer.to_string()),
        DataRef::DateTime(date) => Value::Number(moment(date)),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Value::Number(text.replace('T', " ")),
        DataRef::Error(_) => Value::Error,
    })
}

/// Trimmed text; `None` if nothing is left.
fn words(text: &str) -> Option<String> {
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}'));
    (!trimmed.is_empty()).then(|| whole_of_scientific(trimmed).unwrap_or_else(|| trimmed.to_owned()))
}

/// A number as a spreadsheet shows it: 15 digits, without an exponent.
fn decimal(number: f64) -> String {
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    // Negative zero is zero.
    format!("{}", shown + 0.0)
}

/// The digits of a code that a spreadsheet turned into `4.50503100206E+11`; `None` if digits are lost, or it is other text.
fn whole_of_scientific(text: &str) -> Option<String> {
    let (mantissa, exponent) = text.split_once(['E', 'e'])?;
    let exponent: usize = exponent.strip_prefix('+')?.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let exact = whole.len() == 1 && digits(whole) && digits(fraction) && fraction.len() == exponent;
    exact.then(|| format!("{whole}{fraction}"))
}

/// A date, with the time of day unless it is midnight.
fn moment(date: &ExcelDateTime) -> String {
    if !date.is_datetime() {
        return decimal(date.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let civil = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        civil
    } else {
        format!("{civil} {hour:02}:{minute:02}:{second:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn numbers_are_written_without_an_exponent_and_without_rounding_errors() {
        for (number, text) in [
            (450_503_100_206.0, "450503100206"),
            (2.37, "2.37"),
            (0.1 + 0.2, "0.3"),
            (-0.0, "0"),
            (1e-7, "0.0000001"),
        ] {
            assert_eq!(value(&DataRef::Float(number)), Some(Value::Number(text.to_owned())));
        }
    }

    #[test]
    fn codes_in_scientific_notation_are_read_only_if_no_digit_is_lost() {
        let read = |text| value(&DataRef::SharedString(text));
        assert_eq!(read("4.50503100206E+11"), Some(Value::Text("450503100206".to_owned())));
        assert_eq!(read(" 4.50503E+11"), Some(Value::Text("4.50503E+11".to_owned())));
        assert_eq!(read("\u{3000}\n"), None);
    }

    #[test]
    fn serials_are_dates() {
        let date = |serial, kind| value(&DataRef::DateTime(ExcelDateTime::new(serial, kind, false)));
        let text = |text: &str| Some(Value::Number(text.to_owned()));
        assert_eq!(date(43_281.0, ExcelDateTimeType::DateTime), text("2018-06-30"));
        assert_eq!(date(43_281.5, ExcelDateTimeType::DateTime), text("2018-06-30 12:00:00"));
        assert_eq!(date(1.5, ExcelDateTimeType::TimeDelta), text("1.5"));
    }
}
