//! Tables and words for a terminal; widths count Chinese characters as two.
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use riverchief_core::domain::answer::Seat;
use riverchief_core::domain::ids::{PostId, UnitCode, WaterCode};
use riverchief_core::domain::kinds::{Bank, Level, PostKind, SeatState, Status};
use riverchief_core::snapshot::Law;

/// A table with a header and light lines, as wide as the terminal at most.
pub(super) fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(header);
    if !table.is_tty() {
        table.set_width(120);
    }
    table
}

/// Keeps columns as wide as what they hold: numbers, codes and phone numbers are never broken over two lines.
pub(super) fn keep_whole(table: &mut Table, columns: impl IntoIterator<Item = usize>) {
    for column in columns {
        if let Some(column) = table.column_mut(column) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
}

/// Gives a column room for the longest id of a segment, whatever the others want.
pub(super) fn room_for_ids(table: &mut Table, column: usize) {
    if let Some(column) = table.column_mut(column) {
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(32)));
    }
}

/// A level in as few characters as tables have room for.
pub(super) fn short_level(level: Level) -> &'static str {
    match level {
        Level::City => "市级",
        Level::County => "县级",
        Level::Township => "乡级",
        Level::Village => "村级",
    }
}

pub(super) fn level(level: Level) -> &'static str {
    match level {
        Level::City => "市",
        Level::County => "县（区）",
        Level::Township => "乡镇（街道）",
        Level::Village => "村（社区）",
    }
}

pub(super) fn kind(kind: PostKind) -> &'static str {
    match kind {
        PostKind::GeneralChief => "总河长",
        PostKind::RiverChief => "河长",
        PostKind::ReservoirChief => "库长",
        PostKind::Member => "成员",
        PostKind::Liaison => "联络员",
    }
}

pub(super) fn state(state: SeatState) -> &'static str {
    match state {
        SeatState::Filled => "在任",
        SeatState::Vacant => "空缺",
        SeatState::Gap => "应设未设",
        SeatState::NotEstablished => "可设未设",
        SeatState::NotYet => "尚未实施",
        SeatState::NotApplicable => "不适用",
    }
}

pub(super) fn bank(bank: Bank) -> &'static str {
    match bank {
        Bank::Both => "两岸",
        Bank::Left => "左岸",
        Bank::Right => "右岸",
    }
}

pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::WaterZone => "水库水域",
        Status::Channel => "河道（水体）",
        Status::LandZone => "水库陆域",
        Status::NearWater => "附近有水体（仅供参考）",
        Status::GeneralOnly => "陆地：总河长负总责",
        Status::OutOfJurisdiction => "不在本市辖区",
        Status::Marine => "海域：无河长",
    }
}

/// `name (code)`, or the code alone.
pub(super) fn unit(law: &Law, code: &UnitCode) -> String {
    match law.units.get(code) {
        Some(unit) => format!("{} ({code})", unit.name),
        None => (law.functional_areas.iter())
            .find(|a| a.code == *code)
            .map_or_else(|| code.to_string(), |a| format!("{} ({code})", a.name)),
    }
}

pub(super) fn water(law: &Law, code: &WaterCode) -> String {
    match law.waters.get(code) {
        Some(water) => format!("{} ({code})", water.name),
        None => code.to_string(),
    }
}

/// Name of a post and who holds it.
pub(super) fn post(law: &Law, id: &PostId) -> String {
    let Some(post) = law.posts.get(id) else {
        return id.to_string();
    };
    let phone = post.phone.as_ref().map_or_else(String::new, |p| format!(" ☎ {p}"));
    format!("{}{phone} [{id}]", post.name)
}

/// Who sits on a seat, for one cell.
pub(super) fn holders(seat: &Seat) -> String {
    if !seat.holders.is_empty() {
        let names: Vec<&str> = seat.holders.iter().map(|h| h.name.as_str()).collect();
        return names.join("\n");
    }
    match seat.vacant_since {
        Some(date) => format!("（{date} 起空缺）"),
        None => String::new(),
    }
}

/// A chain of seats as a table, lowest level first.
pub(super) fn chain(seats: &[&Seat]) -> Table {
    let mut table = table(&["级别", "职务，河段", "任职，电话", "状态", "职责"]);
    for seat in seats {
        let name = seat.post_name.as_deref().unwrap_or_else(|| kind(seat.kind));
        let direct = if seat.direct { " ★" } else { "" };
        let derived = if seat.registered { "" } else { "\n（推算）" };
        let segment = (seat.segment.as_ref()).map_or_else(String::new, |s| format!("\n{s}{derived}"));
        let holders = holders(seat);
        let gap = if holders.is_empty() { "" } else { "\n" };
        let phone = (seat.phone.as_ref()).map_or_else(String::new, |p| format!("{gap}☎ {p}"));
        table.add_row([
            short_level(seat.level).to_owned(),
            format!("{name}{direct}{segment}"),
            format!("{holders}{phone}"),
            state(seat.state).to_owned(),
            seat.duty.to_owned(),
        ]);
    }
    keep_whole(&mut table, [0, 3, 4]);
    room_for_ids(&mut table, 1);
    table
}
