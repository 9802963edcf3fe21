//! The roster of posts as sheets, one for each level.
use super::names::{unit_name, water_name};
use super::sheet::{Column, Entry, Line, Sheet};
use riverchief_core::domain::kinds::Level;
use riverchief_core::domain::results::RosterRow;
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, RosterFilter};
use riverchief_core::snapshot::Law;

/// The posts that pass a filter, one sheet per level, in the order of the roster.
#[must_use]
pub fn roster(index: &Index, filter: &RosterFilter) -> Vec<Sheet> {
    let (_, rows) = views::roster(index, filter, 0, usize::MAX);
    let of = |level: Level| rows.iter().filter(move |row| row.level == level).collect::<Vec<_>>();
    let levels = Level::ALL.iter().copied().map(|level| (level, of(level)));
    levels
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(level, rows)| sheet(index, level, &rows))
        .collect()
}

fn sheet(index: &Index, level: Level, rows: &[&RosterRow]) -> Sheet {
    let law = &index.law;
    let mut columns = vec![Column::number("", "序号", 6.0, 0)];
    // The city is named in the title.
    let shown = Level::ALL
        .iter()
        .copied()
        .filter(|l| *l <= level && (*l != Level::City || level == Level::City));
    let shown: Vec<Level> = shown.collect();
    columns.extend(shown.iter().map(|l| Column::merged(l.unit().zh, 14.0)));
    columns.extend([
        Column::text("职务", "类别", 9.0),
        Column::text("职务", "名称", 32.0),
        Column::text("", "水体", 16.0),
        Column::text("任职", "姓名或所任领导职务", 32.0),
        Column::text("任职", "党政职务", 24.0),
        Column::text("任职", "自", 12.0),
        Column::text("", "电话", 15.0),
        Column::text("", "状态", 9.0),
        Column::text("", "空缺自", 12.0),
        Column::text("", "编号", 26.0),
    ]);
    let lines = rows.iter().enumerate().map(|(number, row)| {
        let mut entries = vec![Entry::count(number + 1)];
        entries.extend(shown.iter().map(|shown| unit_at(law, row, *shown)));
        let held = |of: &dyn Fn(&riverchief_core::domain::answer::HeldBy) -> String| {
            Entry::text(row.holders.iter().map(of).collect::<Vec<_>>().join("\n"))
        };
        entries.extend([
            Entry::text(row.kind.term().zh),
            Entry::text(row.name.as_str()),
            Entry::text(row.water.as_ref().map_or_else(String::new, |w| water_name(law, w))),
            held(&|h| h.name.clone()),
            held(&|h| h.title.clone()),
            held(&|h| h.since.map_or_else(String::new, |day| day.to_string())),
            Entry::text(row.phone.as_deref().unwrap_or_default()),
            Entry::text(row.state.term().zh),
            Entry::text(row.vacant_since.map_or_else(String::new, |day| day.to_string())),
            Entry::text(row.post.as_str()),
        ]);
        Line { entries, total: false }
    });
    Sheet {
        name: level.term().zh.to_owned(),
        title: format!("{}河长名录", level.term().zh),
        columns,
        lines: lines.collect(),
        notes: Vec::new(),
    }
}

/// The unit of a level that a post belongs to; a functional area takes the place of a county (E).
fn unit_at(law: &Law, row: &RosterRow, level: Level) -> Entry {
    if level == row.level {
        return Entry::text(unit_name(law, &row.unit));
    }
    let above = law.ancestor(law.administrative(&row.unit), level);
    above.map_or(Entry::Empty, |unit| Entry::text(unit.name.as_str()))
}
