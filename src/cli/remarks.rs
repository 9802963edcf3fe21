//! The remarks of an answer or segment in words. Programs read their codes; a card is for people.
use riverchief_core::domain::note::Note;

/// What a remark says.
pub(super) fn words(note: Note) -> String {
    let text = match note {
        Note::Hole(level) => return format!("数据不全：此处没有{}行政区，别处有，请补全数据", level.short()),
        Note::LevelAbsent(level) => return format!("数据中没有{}行政区", level.short()),
        Note::LayerAbsent(layer) => return format!("数据中没有{}", missing(layer)),
        Note::ParentByPlace => "有的上级行政区未登记，按所在位置认定",
        Note::ProvisionalZone => "库区范围为示意，未经划定",
        Note::FunctionalAreaNoPost => "功能区未登记相应岗位，由所在县（区）的岗位履职",
        Note::RegisteredVsSpatial => "登记的行政区与行政区界不一致，以登记为准",
        Note::SegmentCrossesAdmin => "登记的河段跨越行政区界",
        Note::FallbackUsed => "下级没有在任河长，已逐级向上联系",
        Note::UnitsDifferFromSegment => "河段登记的行政区与所在位置不同，以河段登记为准",
        Note::FutureDate => return note.to_string(),
    };
    text.to_owned()
}

fn missing(layer: &str) -> &str {
    match layer {
        "centrelines" => "河道中心线",
        "water_areas" => "水面",
        "zones" => "水库水域、陆域",
        "posts" => "岗位",
        other => other,
    }
}
