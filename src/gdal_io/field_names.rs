//! Names that Chinese registers give to the fields and layers of ours, and the words they use for closed lists.
//!
//! Only for the first draft of a mapping: an import follows the mapping and guesses nothing.
use super::letters::narrow;

/// A field of ours (`*` for any layer) and names that mean it, in [`folded`] spelling, the likeliest first.
const FIELDS: &[(&str, &str, &[&str])] = &[
    (
        "admin_units",
        "code",
        &[
            "CODE",
            "行政区代码",
            "XZQDM",
            "行政区划代码",
            "XZQHDM",
            "区划代码",
            "政区代码",
            "统计用区划代码",
            "区划编码",
            "行政代码",
            "ADCODE",
            "PAC",
            "代码",
            "编码",
            "GB",
        ],
    ),
    (
        "admin_units",
        "name",
        &[
            "NAME",
            "行政区名称",
            "XZQMC",
            "行政区划名称",
            "区划名称",
            "政区名称",
            "名称",
            "XZMC",
            "MC",
        ],
    ),
    (
        "admin_units",
        "level",
        &["LEVEL", "级别", "行政级别", "行政区级别", "XZJB", "层级"],
    ),
    (
        "admin_units",
        "parent",
        &[
            "PARENT",
            "上级代码",
            "上级行政区代码",
            "上级区划代码",
            "SJXZQDM",
            "SJDM",
            "父级代码",
        ],
    ),
    ("admin_units", "neighbour", &["NEIGHBOUR", "邻区", "市外"]),
    ("functional_areas", "over", &["OVER", "托管单位", "管辖乡镇"]),
    ("functional_areas", "acts_as", &["ACTSAS", "视同级别"]),
    (
        "waters",
        "code",
        &[
            "CODE",
            "河流代码",
            "河流编码",
            "河湖编码",
            "水体代码",
            "水体编码",
            "HLDM",
            "HLBM",
            "代码",
            "编码",
        ],
    ),
    (
        "waters",
        "name",
        &["NAME", "河流名称", "河湖名称", "水体名称", "HLMC", "HHMC", "名称"],
    ),
    ("waters", "kind", &["KIND", "河湖类型", "水体类型", "类型", "LX"]),
    ("waters", "parent", &["PARENT", "所属河流", "主河代码"]),
    ("waters", "city_level", &["CITYLEVEL", "市级河流", "是否市级"]),
    ("waters", "order", &["ORDER", "河流级数", "支流级数"]),
    (
        "waters",
        "downstream",
        &["DOWNSTREAM", "汇入河流", "汇入", "流入", "下游河流"],
    ),
    ("waters", "grade", &["GRADE", "管理级别", "分级"]),
    ("waters", "half_width_m", &["HALFWIDTHM", "半宽"]),
    ("waters", "scheme", &["SCHEME", "编码体系"]),
    (
        "centrelines",
        "water",
        &[
            "WATER",
            "河流代码",
            "河流编码",
            "河道代码",
            "河道编码",
            "水体代码",
            "HLDM",
            "HLBM",
            "HDBM",
            "代码",
            "编码",
        ],
    ),
    ("centrelines", "branch", &["BRANCH", "支汊", "支汊号", "汊道"]),
    (
        "centrelines",
        "name",
        &["NAME", "河流名称", "河道名称", "HLMC", "HDMC", "名称"],
    ),
    (
        "segments",
        "id",
        &["ID", "河段编码", "河段代码", "河段编号", "HDBM", "HDBH", "编码", "编号"],
    ),
    ("segments", "level", &["LEVEL", "级别", "河段级别", "河长级别", "HDJB"]),
    (
        "segments",
        "unit",
        &["UNIT", "行政区代码", "XZQDM", "所属行政区", "所在行政区代码"],
    ),
    ("segments", "bank", &["BANK", "岸别", "左右岸", "AB"]),
    ("segments", "branch", &["BRANCH", "支汊", "支汊号"]),
    (
        "segments",
        "measure_from",
        &["MEASUREFROM", "起点桩号", "起始桩号", "QDZH", "起点里程"],
    ),
    (
        "segments",
        "measure_to",
        &["MEASURETO", "终点桩号", "终止桩号", "止点桩号", "ZDZH", "终点里程"],
    ),
    ("segments", "post", &["POST", "岗位编号", "河长岗位"]),
    ("zones", "kind", &["KIND", "分区类型", "分区", "类型"]),
    ("zones", "reference_level", &["REFERENCELEVEL", "正常蓄水位", "水位"]),
    ("zone_pieces", "zone", &["ZONE", "分区编码", "陆域编码"]),
    ("zone_pieces", "village", &["VILLAGE", "行政村代码", "村代码", "XZCDM"]),
    (
        "notice_boards",
        "id",
        &["ID", "公示牌编号", "公示牌编码", "编号", "编码"],
    ),
    ("notice_boards", "segment", &["SEGMENT", "河段编码", "河段代码", "HDBM"]),
    (
        "notice_boards",
        "content_version",
        &["CONTENTVERSION", "内容版本", "版本"],
    ),
    (
        "notice_boards",
        "supervision_phone",
        &["SUPERVISIONPHONE", "监督电话", "电话"],
    ),
    ("posts", "id", &["ID", "岗位编号", "岗位编码", "编号"]),
    ("posts", "kind", &["KIND", "岗位类型", "河长类型", "类型"]),
    ("posts", "level", &["LEVEL", "级别", "河长级别"]),
    ("posts", "unit", &["UNIT", "行政区代码", "XZQDM", "所属行政区"]),
    ("posts", "name", &["NAME", "岗位名称", "名称"]),
    ("posts", "department", &["DEPARTMENT", "单位代码", "成员单位"]),
    ("posts", "capacity", &["CAPACITY", "人数", "职数"]),
    ("posts", "phone", &["PHONE", "联系电话", "电话"]),
    ("holders", "id", &["ID", "人员编号", "编号"]),
    ("holders", "title", &["TITLE", "职务"]),
    ("holders", "title_class", &["TITLECLASS", "职务类别"]),
    ("tenures", "id", &["ID", "任职编号", "编号"]),
    ("tenures", "post", &["POST", "岗位编号", "岗位"]),
    ("tenures", "holder", &["HOLDER", "人员编号", "任职人"]),
    ("tenures", "valid_from", &["VALIDFROM", "任职日期", "上任日期"]),
    ("tenures", "valid_to", &["VALIDTO", "离任日期", "卸任日期"]),
    ("departments", "short_name", &["SHORTNAME", "简称"]),
    ("departments", "duty", &["DUTY", "职责"]),
    (
        "*",
        "water",
        &[
            "WATER",
            "河流代码",
            "河流编码",
            "水体代码",
            "水库代码",
            "水库编码",
            "HLDM",
            "HLBM",
            "SKDM",
        ],
    ),
    ("*", "unit", &["UNIT", "行政区代码", "XZQDM"]),
    ("*", "id", &["ID", "编码", "编号", "代码"]),
    ("*", "code", &["CODE", "代码", "编码"]),
    ("*", "name", &["NAME", "名称", "MC"]),
    (
        "*",
        "valid_from",
        &["VALIDFROM", "生效日期", "启用日期", "起始日期", "SXRQ"],
    ),
    (
        "*",
        "valid_to",
        &["VALIDTO", "失效日期", "废止日期", "终止日期", "停用日期"],
    ),
];

/// Parts of layer or file names that mean a layer of ours; the first that occurs counts.
const LAYERS: &[(&str, &[&str])] = &[
    ("functional_areas", &["功能区", "管委会"]),
    ("marine_areas", &["海域"]),
    ("management_extents", &["管理范围", "划界", "GLFW"]),
    ("notice_boards", &["公示牌", "GSP"]),
    ("zone_pieces", &["库片"]),
    ("zones", &["库区", "水域陆域"]),
    ("segments", &["河段", "分段", "SEGMENT"]),
    (
        "centrelines",
        &[
            "中心线",
            "中线",
            "河流线",
            "水系线",
            "CENTRELINE",
            "CENTERLINE",
            "RIVER",
        ],
    ),
    ("water_areas", &["水面", "河流面", "水系面", "湖泊面", "水库面", "LAKE"]),
    ("waters", &["名录", "河湖表", "水体表"]),
    ("tenures", &["任职", "任期"]),
    ("holders", &["人员", "任职人"]),
    ("posts", &["岗位", "河长表", "河长名单"]),
    ("departments", &["成员单位"]),
    ("offices", &["河长办"]),
    (
        "admin_units",
        &[
            "行政区",
            "政区",
            "XZQ",
            "区县",
            "乡镇",
            "街道",
            "行政村",
            "社区",
            "区划",
            "COUNT",
            "DISTRICT",
            "TOWN",
            "VILLAGE",
            "BOUNDAR",
        ],
    ),
];

/// Values of ours, and the words for each.
type Words = &'static [(&'static str, &'static [&'static str])];

/// Our fields with closed lists, and the words for their values.
const VALUES: &[(&str, &str, Words)] = &[
    (
        "*",
        "level",
        &[
            ("city", &["市级", "市", "地级", "地市级", "CITY", "1"]),
            (
                "county",
                &[
                    "县级",
                    "区级",
                    "县",
                    "区",
                    "区县级",
                    "县(区)级",
                    "县(区)",
                    "DISTRICT",
                    "COUNTY",
                    "2",
                ],
            ),
            (
                "township",
                &[
                    "乡镇级",
                    "乡级",
                    "镇级",
                    "乡镇",
                    "乡",
                    "镇",
                    "街道",
                    "乡镇(街道)",
                    "TOWNSHIP",
                    "TOWN",
                    "STREET",
                    "3",
                ],
            ),
            ("village", &["村级", "村", "社区", "行政村", "村(社区)", "VILLAGE", "4"]),
        ],
    ),
    (
        "*",
        "bank",
        &[
            ("left", &["左岸", "左", "L", "LEFT"]),
            ("right", &["右岸", "右", "R", "RIGHT"]),
            ("both", &["两岸", "双岸", "左右岸", "全部", "BOTH"]),
        ],
    ),
    (
        "waters",
        "kind",
        &[
            ("river", &["河流", "江河", "河", "江", "RIVER"]),
            ("lake", &["湖泊", "湖", "LAKE"]),
            ("reservoir", &["水库", "库", "RESERVOIR"]),
            ("canal", &["运河", "渠道", "渠", "CANAL"]),
        ],
    ),
    (
        "zones",
        "kind",
        &[
            ("water", &["水域", "库区水面", "WATER"]),
            ("land", &["陆域", "库区沿岸", "LAND"]),
        ],
    ),
    (
        "posts",
        "kind",
        &[
            ("general_chief", &["总河长"]),
            ("river_chief", &["河长"]),
            ("reservoir_chief", &["库长", "水库库长", "市级水库库长"]),
            ("member", &["成员", "成员单位"]),
            ("liaison", &["联络员"]),
        ],
    ),
];

/// A name for comparison: half-width, upper case, without spaces, underscores and hyphens.
pub(super) fn folded(name: &str) -> String {
    narrow(name)
        .to_uppercase()
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-'))
        .collect()
}

/// Which of `there` feeds our `field`, by its name.
pub(super) fn field<'a>(layer: &str, field: &str, there: &'a [String]) -> Option<&'a String> {
    if let Some(same) = there.iter().find(|name| *name == field) {
        return Some(same);
    }
    let own = folded(field);
    let rows = |of: &'static str| FIELDS.iter().filter(move |(l, f, _)| *l == of && *f == field);
    let row = rows(match FIELDS.iter().find(|(l, f, _)| *l == layer && *f == field) {
        Some((of, ..)) => of,
        None => "*",
    });
    let names = row
        .flat_map(|(_, _, names)| names.iter().copied())
        .chain([own.as_str()])
        .map(str::to_owned);
    let names: Vec<String> = names.collect();
    names.iter().find_map(|name| there.iter().find(|t| folded(t) == *name))
}

/// Which layer of ours a source layer or file is, by its name.
pub(super) fn layer(name: &str) -> Option<&'static str> {
    let name = folded(name);
    LAYERS
        .iter()
        .find(|(_, parts)| parts.iter().any(|part| name.contains(part)))
        .map(|(layer, _)| *layer)
}

/// Our value for a word of a closed list; `None` when the field has no list or the word is not on it.
pub(super) fn value(layer: &str, field: &str, word: &str) -> Option<&'static str> {
    let word = folded(word);
    let row = VALUES
        .iter()
        .find(|(l, f, _)| (*l == layer || *l == "*") && *f == field)?;
    row.2
        .iter()
        .find(|(_, words)| words.contains(&word.as_str()))
        .map(|(ours, _)| *ours)
}

/// Whether our field is a closed list whose words are known here.
pub(super) fn has_values(layer: &str, field: &str) -> bool {
    VALUES.iter().any(|(l, f, _)| (*l == layer || *l == "*") && *f == field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::raw::SCHEMAS;

    #[test]
    fn every_row_names_a_layer_and_a_field_of_ours() {
        let fields = FIELDS
            .iter()
            .map(|(l, f, _)| (l, f))
            .chain(VALUES.iter().map(|(l, f, _)| (l, f)));
        for (layer, field) in fields {
            let fits = SCHEMAS
                .iter()
                .any(|s| (*layer == "*" || s.name == *layer) && s.fields.iter().any(|f| f.name == *field));
            assert!(fits, "{layer}.{field}");
        }
        assert!(LAYERS.iter().all(|(layer, _)| SCHEMAS.iter().any(|s| s.name == *layer)));
        let spelled = FIELDS.iter().flat_map(|(_, _, names)| names.iter());
        for name in spelled {
            assert_eq!(folded(name), *name);
        }
    }

    #[test]
    fn common_names_are_recognised() {
        let there: Vec<String> = ["OBJECTID", "XZQDM", "XZQMC", "河流名称", "起点桩号"]
            .map(str::to_owned)
            .to_vec();
        assert_eq!(field("admin_units", "code", &there).map(String::as_str), Some("XZQDM"));
        assert_eq!(field("admin_units", "name", &there).map(String::as_str), Some("XZQMC"));
        assert_eq!(field("waters", "name", &there).map(String::as_str), Some("河流名称"));
        assert_eq!(
            field("segments", "measure_from", &there).map(String::as_str),
            Some("起点桩号")
        );
        assert_eq!(field("segments", "bank", &there), None);
        assert_eq!(layer("合浦县河道中心线"), Some("centrelines"));
        assert_eq!(layer("XZQ_县级"), Some("admin_units"));
        assert_eq!(value("segments", "bank", "左岸"), Some("left"));
        assert_eq!(value("admin_units", "level", "县（区）级"), Some("county"));
        assert_eq!(value("waters", "kind", "水库"), Some("reservoir"));
    }
}
