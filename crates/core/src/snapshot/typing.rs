//! Reads one raw record field by field and reports errors.
//!
//! Knows kinds of fields, not layers: `build` knows which layer has which field.
use super::finding::Findings;
use super::finding::{Finding, Severity};
use crate::domain::time::{Date, Validity};
use geo::{CoordsIter, LineString, MultiPolygon, Point};

/// The record being typed, and the target of its findings.
pub(super) struct RecordReader<'a> {
    pub(super) layer: &'static str,
    pub(super) feature: String,
    pub(super) findings: &'a mut Findings,
    /// Cleared if the record can't be used.
    pub(super) usable: bool,
}

impl<'a> RecordReader<'a> {
    /// Starts a record, known by `id`, or by its fid if it has none.
    pub(super) fn new(layer: &'static str, fid: i64, id: Option<&str>, findings: &'a mut Findings) -> Self {
        let feature = id.map_or_else(|| format!("fid {fid}"), str::to_owned);
        Self {
            layer,
            feature,
            findings,
            usable: true,
        }
    }

    /// Reports an error that makes the record unusable.
    pub(super) fn refuse(&mut self, code: &'static str, field: Option<&'static str>, message: String, remedy: &str) {
        self.usable = false;
        self.findings.push(Finding {
            code,
            rule: "13",
            severity: Severity::Error,
            layer: self.layer,
            feature: self.feature.clone(),
            field,
            place: None,
            measure: None,
            message,
            remedy: remedy.to_owned(),
        });
    }

    /// A required text.
    pub(super) fn text(&mut self, field: &'static str, value: Option<&str>) -> String {
        match value.map(str::trim) {
            Some(text) if !text.is_empty() => text.to_owned(),
            _ => {
                self.refuse(
                    "E_FIELD_MISSING",
                    Some(field),
                    format!("字段 {field} 为空"),
                    "填写该字段后重新导入",
                );
                String::new()
            }
        }
    }

    /// A code: a text without white space, `;` or control characters.
    pub(super) fn code(&mut self, field: &'static str, value: Option<&str>) -> String {
        let text = self.text(field, value);
        if text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c == ';' || c == ',')
        {
            let message = format!("字段 {field} 的值 {text:?} 含有空白、逗号、分号或控制字符");
            self.refuse("E_FIELD_VALUE", Some(field), message, "代码只用字母、数字和 - _ .");
        }
        text
    }

    /// An optional code; empty text means absent.
    pub(super) fn code_opt(&mut self, field: &'static str, value: Option<&str>) -> Option<String> {
        optional(value).map(|text| self.code(field, Some(&text)))
    }

    /// A value of a closed list.
    pub(super) fn kind<T: Copy>(
        &mut self,
        field: &'static str,
        value: Option<&str>,
        parse: impl Fn(&str) -> Option<T>,
        fallback: T,
        allowed: &[&str],
    ) -> T {
        let text = self.text(field, value);
        if text.is_empty() {
            return fallback;
        }
        parse(&text).unwrap_or_else(|| {
            let message = format!("字段 {field} 的值 {text:?} 不在 {} 之中", allowed.join("、"));
            self.refuse("E_FIELD_VALUE", Some(field), message, "改为所列取值之一");
            fallback
        })
    }

    /// An optional date `YYYY-MM-DD` (a time of day after it is ignored).
    pub(super) fn date(&mut self, field: &'static str, value: Option<&str>) -> Option<Date> {
        let text = optional(value)?;
        let day = text.split(['T', ' ']).next().unwrap_or(&text).replace('/', "-");
        let date = day.parse().ok();
        if date.is_none() {
            let message = format!("字段 {field} 的值 {text:?} 不是存在的日期");
            self.refuse("E_DATE", Some(field), message, "写成 YYYY-MM-DD");
        }
        date
    }

    /// `[valid_from, valid_to)`; an interval that ends before it begins is an error.
    pub(super) fn validity(&mut self, from: Option<&str>, to: Option<&str>) -> Validity {
        let validity = Validity::new(self.date("valid_from", from), self.date("valid_to", to));
        if let (Some(from), Some(to)) = (validity.from, validity.to)
            && from >= to
        {
            let message = format!("有效期 [{from}, {to}) 为空");
            self.refuse("E_DATE", Some("valid_to"), message, "valid_to 须晚于 valid_from");
        }
        validity
    }

    /// A finite number that is not negative.
    pub(super) fn length_m(&mut self, field: &'static str, value: Option<f64>) -> Option<f64> {
        let number = value?;
        if number.is_finite() && number >= 0.0 {
            return Some(number);
        }
        let message = format!("字段 {field} 的值 {number} 不是非负的米数");
        self.refuse("E_FIELD_VALUE", Some(field), message, "改为不小于 0 的米数");
        None
    }

    /// A required polygon geometry with finite coordinates in range and rings of at least four points.
    pub(super) fn area(&mut self, geometry: Option<MultiPolygon<f64>>) -> MultiPolygon<f64> {
        let Some(geometry) = geometry.filter(|g| g.coords_count() > 0) else {
            self.refuse_geometry("没有几何");
            return MultiPolygon::new(Vec::new());
        };
        let short = geometry
            .iter()
            .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
            .any(|r| r.0.len() < 4);
        if short {
            self.refuse_geometry("有不足四个点的环");
        }
        self.in_range(geometry.coords_iter());
        geometry
    }

    /// A required line geometry with at least two different points.
    pub(super) fn line(&mut self, geometry: Option<LineString<f64>>) -> LineString<f64> {
        let Some(mut geometry) = geometry.filter(|g| !g.0.is_empty()) else {
            self.refuse_geometry("没有几何");
            return LineString::new(Vec::new());
        };
        self.in_range(geometry.coords_iter());
        geometry.0.dedup();
        if geometry.0.len() < 2 {
            self.refuse_geometry("线没有长度");
        }
        geometry
    }

    /// A required point geometry.
    pub(super) fn point(&mut self, geometry: Option<Point<f64>>) -> Point<f64> {
        let Some(geometry) = geometry else {
            self.refuse_geometry("没有几何");
            return Point::new(0.0, 0.0);
        };
        self.in_range(geometry.coords_iter());
        geometry
    }

    fn in_range(&mut self, coords: impl Iterator<Item = geo::Coord<f64>>) {
        // A NaN fails both comparisons.
        let mut bad = coords.filter(|c| !(c.x.abs() <= 180.0 && c.y.abs() <= 90.0));
        if let Some(c) = bad.next() {
            self.refuse_geometry(&format!("坐标 ({}, {}) 不是经纬度", c.x, c.y));
        }
    }

    fn refuse_geometry(&mut self, what: &str) {
        self.refuse(
            "E_GEOMETRY",
            Some("geometry"),
            what.to_owned(),
            "修正几何（EPSG:4490 经度、纬度）后重新导入",
        );
    }
}

/// A trimmed text; empty text means absent.
pub(super) fn optional(value: Option<&str>) -> Option<String> {
    value.map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned)
}

/// The parts of a `;`-joined list, trimmed, without empty ones.
pub(super) fn list(value: Option<&str>) -> Vec<String> {
    value
        .unwrap_or("")
        .split([';', '；'])
        .map(str::trim)
        .filter(|t| !t.is_empty())
        .map(str::to_owned)
        .collect()
}
