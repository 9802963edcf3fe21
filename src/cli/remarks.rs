//! The remarks of an answer or segment in words. Programs read their codes; a card is for people.
use riverchief_core::domain::kinds::Level;

/// What a remark says; a code without words stays as it is.
pub(super) fn words(code: &str) -> String {
    if let Some(level) = code.strip_prefix("hole:").and_then(Level::parse) {
        return format!("数据不全：此处没有{}行政区，别处有，请补全数据", level.short());
    }
    if let Some(layer) = code.strip_prefix("layer_absent:") {
        return format!("数据中没有{}", missing(layer));
    }
    let text = match code {
        "N_PARENT_BY_PLACE" => "有的上级行政区未登记，按所在位置认定",
        "N_PROVISIONAL_ZONE" => "库区范围为示意，未经划定",
        "W_FUNCTIONAL_AREA_NO_POST" => "功能区未登记相应岗位，由所在县（区）的岗位履职",
        "W_REGISTERED_VS_SPATIAL" => "登记的行政区与行政区界不一致，以登记为准",
        "W_SEGMENT_CROSSES_ADMIN" => "登记的河段跨越行政区界",
        "fallback_used" => "下级没有在任河长，已逐级向上联系",
        "units_differ_from_segment" => "河段登记的行政区与所在位置不同，以河段登记为准",
        other => other,
    };
    text.to_owned()
}

fn missing(layer: &str) -> String {
    if let Some(level) = Level::parse(layer) {
        return format!("{}行政区", level.short());
    }
    match layer {
        "centrelines" => "河道中心线",
        "water_areas" => "水面",
        "zones" => "水库水域、陆域",
        "posts" => "岗位",
        other => other,
    }
    .to_owned()
}
