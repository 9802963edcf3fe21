//! Words the findings of a layer's import. A change to many features becomes one finding with their number.
use super::normalise::Changes;
use super::shape::GeometryError;
use riverchief_core::snapshot::finding::{Finding, Findings, Severity};
use riverchief_core::snapshot::record::ShapeKind;
use riverchief_geom::LonLat;
use riverchief_office::table::{LeftOut, Reason};
use std::collections::BTreeMap;

/// The geometry of a layer, in Chinese.
const fn shape_zh(kind: ShapeKind) -> &'static str {
    match kind {
        ShapeKind::None => "无几何",
        ShapeKind::Point => "点",
        ShapeKind::Line => "线",
        ShapeKind::Area => "面",
    }
}

/// The type of a geometry, in Chinese.
fn type_zh(name: &str) -> &'static str {
    match name {
        "Point" => "点",
        "LineString" => "线",
        "Polygon" => "面",
        "MultiPoint" => "多点",
        "MultiLineString" => "多线",
        "MultiPolygon" => "多面",
        _ => "几何集合",
    }
}

/// Collects the findings of one source layer.
pub(super) struct LayerReport {
    layer: &'static str,
    /// `file / layer`, for messages.
    place: String,
    findings: Findings,
    /// Findings of features left out because of their coordinates; they may be combined into one.
    misplaced: Findings,
    pub(super) placed: u64,
    pub(super) joined: u64,
    pub(super) curved: u64,
    pub(super) with_z: u64,
    pub(super) with_m: u64,
    pub(super) open_rings: u64,
    /// How many texts of each field ended in the middle of a character.
    cut: BTreeMap<&'static str, u64>,
}

impl LayerReport {
    pub(super) fn new(layer: &'static str, source: &str, from: &str) -> Self {
        Self {
            layer,
            place: format!("{source} / {from}"),
            findings: Findings::default(),
            misplaced: Findings::default(),
            placed: 0,
            joined: 0,
            curved: 0,
            with_z: 0,
            with_m: 0,
            open_rings: 0,
            cut: BTreeMap::new(),
        }
    }

    fn finding(&self, code: &'static str, severity: Severity, feature: &str, message: String, remedy: &str) -> Finding {
        Finding {
            code,
            rule: "13",
            severity,
            layer: self.layer,
            feature: feature.to_owned(),
            field: None,
            place: None,
            measure: None,
            message,
            remedy: remedy.to_owned(),
        }
    }

    /// A finding about a number of features of the layer.
    fn layer_wide(&mut self, code: &'static str, severity: Severity, count: u64, what: &str, remedy: &str) {
        if count == 0 {
            return;
        }
        let message = format!("{}：{count} 个要素{what}", self.place);
        let mut finding = self.finding(code, severity, "*", message, remedy);
        finding.measure = Some(features(count));
        self.findings.push(finding);
    }

    pub(super) fn no_crs(&mut self) {
        let message = format!("{} 没有坐标系，整层未载入", self.place);
        let remedy = "在映射中注明 crs，例如 \"EPSG:4490\"、\"EPSG:4545\"、\"gcj02\"";
        self.findings
            .push(self.finding("E_IMPORT_NO_CRS", Severity::Error, "*", message, remedy));
    }

    pub(super) fn datum(&mut self, name: &str) {
        let message = format!(
            "{} 的坐标系 {name} 不是 CGCS2000 或 WGS 84，坐标转换误差可达 100 m",
            self.place
        );
        let remedy = "先用带转换参数的软件转换到 CGCS2000（EPSG:4490）";
        self.findings
            .push(self.finding("W_IMPORT_DATUM", Severity::Warning, "*", message, remedy));
    }

    pub(super) fn encoding_found(&mut self, name: &str) {
        let message = format!("{} 未注明编码，已按 {name} 读取", self.place);
        let remedy = "核对文字；如有乱码，在映射中注明 encoding";
        self.findings
            .push(self.finding("N_IMPORT_ENCODING", Severity::Note, "*", message, remedy));
    }

    /// Something in a sheet that is not data.
    pub(super) fn left_out(&mut self, what: &LeftOut) {
        let shown: String = what.text.chars().take(30).filter(|c| !c.is_control()).collect();
        let at = format!("{} {}", self.place, what.address);
        let (code, severity, message, remedy) = match what.reason {
            Reason::Error => (
                "W_IMPORT_CELL_ERROR",
                Severity::Warning,
                format!("{at}：公式出错，按空值读取"),
                "修改该单元格的公式，或填入数值",
            ),
            reason => {
                let kind = match reason {
                    Reason::Above => "表头以上的标题或说明",
                    Reason::Total => "合计行",
                    Reason::Remark => "表下的备注",
                    _ => "重复的表头",
                };
                let message = format!("{at}：“{shown}”是{kind}，不作为数据");
                ("N_IMPORT_ROW_LEFT_OUT", Severity::Note, message, "核对；无误则无须处理")
            }
        };
        self.findings
            .push(self.finding(code, severity, &what.address, message, remedy));
    }

    pub(super) fn misdeclared(&mut self) {
        let message = format!("{} 标注的编码为 GBK，实际为 UTF-8，整层未载入", self.place);
        let remedy = "将映射中的 encoding 改为 UTF-8，或删除该行";
        self.findings
            .push(self.finding("E_IMPORT_ENCODING", Severity::Error, "*", message, remedy));
    }

    /// A text of a field ended in the middle of a character.
    pub(super) fn cut(&mut self, field: &'static str) {
        *self.cut.entry(field).or_default() += 1;
    }

    pub(super) fn duplicate(&mut self, id: &str, first: i64) {
        let message = format!("{}：与 fid {first} 的代码、有效期相同，未载入", self.place);
        let remedy = "删除重复要素，或调整有效期";
        self.findings
            .push(self.finding("E_IMPORT_DUPLICATE_ID", Severity::Error, id, message, remedy));
    }

    pub(super) fn wrong_type(&mut self, id: &str, field: &'static str, what: &str) {
        let message = format!("{}：字段 {field} 的值类型不符（{what}），要素未载入", self.place);
        let remedy = "修改源数据中的值，或在映射中用 values 设置对照";
        let mut finding = self.finding("E_IMPORT_VALUE", Severity::Error, id, message, remedy);
        finding.field = Some(field);
        self.findings.push(finding);
    }

    pub(super) fn garbled(&mut self, id: &str, field: &'static str, text: &str) {
        let shown: String = text.chars().take(30).filter(|c| !c.is_control()).collect();
        let message = format!("{}：字段 {field} 是乱码“{shown}”，要素未载入", self.place);
        let remedy = "在映射中注明 encoding，或修改 .cpg";
        let mut finding = self.finding("E_IMPORT_ENCODING", Severity::Error, id, message, remedy);
        finding.field = Some(field);
        self.findings.push(finding);
    }

    pub(super) fn no_geometry(&mut self, id: &str) {
        // In these layers the geometry is used for maps only.
        let optional = matches!(self.layer, "functional_areas" | "segments");
        let severity = if optional { Severity::Note } else { Severity::Warning };
        let message = format!("{}：几何为空，仅载入属性", self.place);
        self.findings
            .push(self.finding("W_IMPORT_NO_GEOMETRY", severity, id, message, "补充几何"));
    }

    pub(super) fn unsupported(&mut self, id: &str) {
        let message = format!("{}：几何类型不受支持，要素未载入", self.place);
        self.findings
            .push(self.finding("E_IMPORT_SHAPE", Severity::Error, id, message, "改为点、线或面"));
    }

    pub(super) fn geometry_error(&mut self, id: &str, wanted: ShapeKind, problem: &GeometryError) {
        let place = &self.place;
        let error = |code, message: String, remedy| self.finding(code, Severity::Error, id, message, remedy);
        match problem {
            GeometryError::WrongType { found } => {
                let message = format!(
                    "{place}：几何类型为{}，应为{}，要素未载入",
                    type_zh(found),
                    shape_zh(wanted)
                );
                self.findings
                    .push(error("E_IMPORT_SHAPE", message, "修改几何类型，或修改映射的目标图层"));
            }
            GeometryError::Disconnected(count) => {
                let message = format!("{place}：线由 {count} 段组成，首尾不相接，要素未载入");
                let remedy = "按水流方向连成一条线，支汊另用 branch 编号";
                self.findings.push(error("E_IMPORT_PARTS", message, remedy));
            }
            GeometryError::Invalid { reason, place: at } => {
                let knot = reason.contains("elf-intersection");
                let code = if knot {
                    "E_IMPORT_SELF_INTERSECTION"
                } else {
                    "E_IMPORT_INVALID_GEOMETRY"
                };
                let message = format!("{place}：几何不符合 OGC 规范（{reason}），要素未载入");
                let mut finding = error(code, message, "在源数据中修正几何");
                finding.place = *at;
                self.findings.push(finding);
            }
            GeometryError::AxesSwapped { at: (x, y) } => {
                let message = format!("{place}：坐标 ({x}, {y}) 的经纬度（或东、北坐标）颠倒，要素未载入");
                let mut finding = error("E_IMPORT_AXES_SWAPPED", message, "改为经度（东）在前、纬度（北）在后");
                finding.place = Some(LonLat::new(*y, *x)).filter(|p| p.lon.abs() <= 180.0 && p.lat.abs() <= 90.0);
                self.misplaced.push(finding);
            }
            GeometryError::OutsideCrs { at: (x, y) } => {
                let message = format!("{place}：坐标 ({x}, {y}) 与坐标系不符，要素未载入");
                let remedy = "坐标系标注有误，在源数据或映射的 crs 中更正";
                self.misplaced.push(error("E_IMPORT_CRS_MISMATCH", message, remedy));
            }
        }
    }

    pub(super) fn changes(&mut self, changes: Changes) {
        let mut note = |code, count, what, remedy| self.layer_wide(code, Severity::Note, count, what, remedy);
        note(
            "N_IMPORT_WIDTH",
            changes.narrowed,
            "的代码或列表已由全角改为半角",
            "源数据宜用半角",
        );
        note(
            "N_IMPORT_REWRITTEN",
            changes.rewritten,
            "的日期或桩号已改写为标准格式",
            "无须处理",
        );
        note(
            "N_IMPORT_MIXED_WIDTH",
            changes.mixed,
            "的名称混用全角、半角标点，未改动",
            "统一为全角",
        );
        let (z, m, joined) = (self.with_z, self.with_m, self.joined);
        let mut note = |code, count, what, remedy| self.layer_wide(code, Severity::Note, count, what, remedy);
        note("N_IMPORT_Z_DROPPED", z, "的高程未保留", "无须处理");
        note("N_IMPORT_M_DROPPED", m, "的 M 值未保留", "桩号按几何推算，无须处理");
        note(
            "N_IMPORT_PARTS_JOINED",
            joined,
            "的线段首尾相接，已合并为一条",
            "无须处理",
        );
        let (curved, open) = (self.curved, self.open_rings);
        self.layer_wide(
            "W_IMPORT_CURVE",
            Severity::Warning,
            curved,
            "的圆弧已改为折线",
            "核对边界",
        );
        self.layer_wide(
            "W_IMPORT_OPEN_RING",
            Severity::Warning,
            open,
            "的环不闭合，已闭合",
            "核对边界",
        );
    }

    fn tell_cut(&mut self) {
        for (field, count) in std::mem::take(&mut self.cut) {
            let message = format!(
                "{}：{count} 个要素的字段 {field} 超出字段宽度被截断，末尾不完整的字未载入",
                self.place
            );
            let remedy = "在源数据中加大字段宽度，补全文字";
            let mut finding = self.finding("W_IMPORT_TEXT_CUT", Severity::Warning, "*", message, remedy);
            finding.field = Some(field);
            finding.measure = Some(features(count));
            self.findings.push(finding);
        }
    }

    /// All findings. If no feature of the layer has right coordinates, one finding is given for all.
    pub(super) fn findings(mut self) -> Vec<Finding> {
        self.tell_cut();
        let count = self.misplaced.count();
        let mut misplaced = self.misplaced.into_list();
        if self.placed == 0 && count > 1 {
            misplaced.truncate(1);
            for first in &mut misplaced {
                first.message = format!("整层 {count} 个要素均有此问题：{}", first.message);
                "*".clone_into(&mut first.feature);
                first.measure = Some(features(count));
            }
        }
        let mut findings = self.findings.into_list();
        findings.append(&mut misplaced);
        findings
    }
}

/// The number of features, as the measure of a finding.
#[expect(clippy::cast_precision_loss, reason = "feature counts lie far below 2⁵³")]
fn features(count: u64) -> (f64, &'static str) {
    (count as f64, "features")
}
