//! Tables and words for a terminal; widths count Chinese characters as two.
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use riverchief_core::domain::answer::Seat;
use riverchief_core::domain::ids::{PostId, UnitCode, WaterCode};
use riverchief_core::domain::kinds::SeatState;
use riverchief_core::domain::terms::registration;
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

/// `name (code)`, or the code alone.
pub(super) fn unit(law: &Law, code: &UnitCode) -> String {
    match law.units.get(code) {
        Some(unit) => format!("{} ({code})", unit.name),
        None => (law.functional_areas.iter())
            .find(|a| a.code == *code)
            .map_or_else(|| code.to_string(), |a| format!("{} ({code})", a.name)),
    }
}

/// `name (code)`, or the code alone.
pub(super) fn water(law: &Law, code: &WaterCode) -> String {
    match law.waters.get(code) {
        Some(water) => format!("{} ({code})", water.name),
        None => code.to_string(),
    }
}

/// Name of a water, its code where it has none.
pub(super) fn water_name(law: &Law, code: &WaterCode) -> String {
    (law.waters.get(code)).map_or_else(|| code.to_string(), |water| water.name.clone())
}

/// Name of a post, its telephone and id.
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
        Some(date) => format!("（自 {date} 起{}）", SeatState::Vacant.term().zh),
        None => String::new(),
    }
}

/// A chain of seats as a table, lowest level first.
pub(super) fn chain(seats: &[&Seat]) -> Table {
    let mut table = table(&["级别", "职务，河段", "任职，电话", "状态", "职责"]);
    for seat in seats {
        let name = seat.post_name.as_deref().unwrap_or_else(|| seat.kind.term().zh);
        let direct = if seat.direct { " ★" } else { "" };
        let derived = if seat.registered {
            String::new()
        } else {
            format!("\n（{}）", registration(false).zh)
        };
        let segment = (seat.segment.as_ref()).map_or_else(String::new, |s| format!("\n{s}{derived}"));
        let holders = holders(seat);
        let gap = if holders.is_empty() { "" } else { "\n" };
        let phone = (seat.phone.as_ref()).map_or_else(String::new, |p| format!("{gap}☎ {p}"));
        table.add_row([
            seat.level.short().to_owned(),
            format!("{name}{direct}{segment}"),
            format!("{holders}{phone}"),
            seat.state.term().zh.to_owned(),
            seat.duty.map_or_else(String::new, |d| d.to_string()),
        ]);
    }
    keep_whole(&mut table, [0, 3, 4]);
    room_for_ids(&mut table, 1);
    table
}
