//! The graded inventory (名录) as sheets: totals, the waters of each county by grade, the segments of each level (六(一), M4).
use super::names::{unit_name, water_name};
use super::sheet::{Column, Entry, Line, Sheet};
use riverchief_core::domain::ids::{PostId, UnitCode};
use riverchief_core::domain::kinds::{Level, PostKind, SeatState, WaterKind};
use riverchief_core::domain::results::{InventoryRow, SegmentRow};
use riverchief_core::domain::terms::registration;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;
use riverchief_core::snapshot::Law;
use std::collections::{BTreeMap, BTreeSet};

const KINDS: [WaterKind; 4] = [
    WaterKind::River,
    WaterKind::Lake,
    WaterKind::Reservoir,
    WaterKind::Canal,
];
const SHARED: &str = "共界河段在两县（区）分别计长，全市合计只计一次；跨县（区）的水体在全市合计中只计一条。";

/// All sheets of the inventory, of every county or of one.
#[must_use]
pub fn inventory(index: &Index, county: Option<&UnitCode>) -> Vec<Sheet> {
    let law = &index.law;
    let mut rows = views::inventory(index);
    rows.retain(|row| county.is_none_or(|county| row.county == *county));
    let mut by_county: BTreeMap<&UnitCode, Vec<&InventoryRow>> = BTreeMap::new();
    for row in &rows {
        by_county.entry(&row.county).or_default().push(row);
    }
    let mut sheets = vec![totals(law, &by_county, &rows)];
    sheets.extend(by_county.iter().map(|(county, rows)| waters(law, county, rows)));
    let segments = views::segments(index, &views::SegmentFilter::default());
    for level in Level::ALL.iter().copied() {
        let of: Vec<&SegmentRow> = (segments.iter())
            .filter(|s| s.level == level && county.is_none_or(|county| lies_in(law, s, county)))
            .collect();
        if !of.is_empty() {
            sheets.push(segments_of_level(law, level, &of));
        }
    }
    sheets
}

fn lies_in(law: &Law, segment: &SegmentRow, county: &UnitCode) -> bool {
    segment.unit == *county || views::segment_above(law, segment, Level::County).contains(county)
}

/// The numbers of a group of rows: waters by kind, lengths, areas, segments. `city`: shared lengths count once.
fn sums(rows: &[&InventoryRow], city: bool) -> Vec<Entry> {
    let mut seen = BTreeSet::new();
    let distinct: Vec<_> = rows.iter().filter(|row| seen.insert(&row.water)).collect();
    let mut entries: Vec<Entry> = (KINDS.iter())
        .map(|kind| Entry::count(distinct.iter().filter(|row| row.kind == *kind).count()))
        .collect();
    entries.push(Entry::count(distinct.len()));
    let shared: f64 = rows.iter().map(|row| row.shared_m).sum();
    let length: f64 = rows.iter().map(|row| row.length_m).sum();
    let outside: f64 = rows.iter().map(|row| row.length_outside_pools_m).sum();
    let shared_outside: f64 = rows.iter().map(|row| row.shared_outside_pools_m).sum();
    entries.push(Entry::km(if city { length - shared / 2.0 } else { length }));
    entries.push(Entry::km(if city { outside - shared_outside / 2.0 } else { outside }));
    entries.push(Entry::km(if city { shared / 2.0 } else { shared }));
    entries.push(Entry::km2(rows.iter().map(|row| row.area_m2).sum()));
    entries.push(Entry::count(rows.iter().map(|row| row.county_segments).sum()));
    entries.push(Entry::count(rows.iter().map(|row| row.township_segments).sum()));
    entries.push(Entry::count(rows.iter().map(|row| row.village_segments).sum()));
    entries
}

fn totals(law: &Law, by_county: &BTreeMap<&UnitCode, Vec<&InventoryRow>>, rows: &[InventoryRow]) -> Sheet {
    let number = |group, head, width, decimals| Column::number(group, head, width, decimals);
    let columns = vec![
        Column::merged(Level::County.unit().zh, 14.0),
        Column::text("", "等级", 10.0),
        number("条（座）数", WaterKind::River.term().zh, 8.0, 0),
        number("条（座）数", WaterKind::Lake.term().zh, 8.0, 0),
        number("条（座）数", WaterKind::Reservoir.term().zh, 8.0, 0),
        number("条（座）数", WaterKind::Canal.term().zh, 8.0, 0),
        number("条（座）数", "合计", 8.0, 0),
        number("河道长度（km）", "境内", 12.0, 3),
        number("河道长度（km）", "其中库外", 12.0, 3),
        number("河道长度（km）", "其中共界", 12.0, 3),
        number("", "水域面积（km²）", 14.0, 3),
        number("河段（片）数", Level::County.short(), 9.0, 0),
        number("河段（片）数", Level::Township.short(), 9.0, 0),
        number("河段（片）数", Level::Village.short(), 9.0, 0),
    ];
    let mut lines = Vec::new();
    for (county, rows) in by_county {
        let name = unit_name(law, county);
        let mut grades: Vec<&str> = Vec::new();
        for row in rows {
            if !grades.contains(&row.grade.as_str()) {
                grades.push(&row.grade);
            }
        }
        for grade in &grades {
            let own: Vec<&InventoryRow> = rows.iter().copied().filter(|row| row.grade == *grade).collect();
            lines.push(line(&[&name, grade], sums(&own, false), false));
        }
        if grades.len() > 1 {
            lines.push(line(&[&name, "小计"], sums(rows, false), true));
        }
    }
    if by_county.len() > 1 {
        let all: Vec<&InventoryRow> = rows.iter().collect();
        lines.push(line(&["全市合计", ""], sums(&all, true), true));
    }
    Sheet {
        name: "汇总".to_owned(),
        title: "江河湖库分级汇总表".to_owned(),
        columns,
        lines,
        notes: vec![SHARED.to_owned()],
    }
}

fn line(first: &[&str], rest: Vec<Entry>, total: bool) -> Line {
    let mut entries: Vec<Entry> = first.iter().map(|text| Entry::text(*text)).collect();
    entries.extend(rest);
    Line { entries, total }
}

/// The name of a post, and its holders on the next line.
fn seat(law: &Law, post: &PostId) -> String {
    let Some(record) = law.posts.get(post) else {
        return post.to_string();
    };
    let tenures = law.tenures.get(post).into_iter().flatten();
    let holders: Vec<&str> = tenures
        .filter_map(|tenure| law.holders.get(&tenure.holder))
        .map(|holder| holder.name.as_str())
        .collect();
    let held = if holders.is_empty() {
        format!("（{}）", SeatState::Vacant.term().zh)
    } else {
        holders.join("、")
    };
    format!("{}\n{held}", record.name)
}

fn water_columns() -> Vec<Column> {
    let text = |group, head, width| Column::text(group, head, width);
    let number = |group, head, width, decimals| Column::number(group, head, width, decimals);
    vec![
        Column::merged("等级", 8.0),
        number("", "序号", 6.0, 0),
        text("水体", "名称", 16.0),
        text("水体", "编码", 9.0),
        text("水体", "类别", 7.0),
        text("水体", "所属或流入", 14.0),
        number("河道长度（km）", "境内", 11.0, 3),
        number("河道长度（km）", "其中库外", 11.0, 3),
        number("河道长度（km）", "其中共界", 11.0, 3),
        number("", "水域面积（km²）", 11.0, 3),
        number("河段（片）数", Level::County.short(), 6.0, 0),
        number("河段（片）数", Level::Township.short(), 7.0, 0),
        number("河段（片）数", Level::Village.short(), 6.0, 0),
        text("河长（库长）", "市级河长", 25.0),
        text("河长（库长）", "市级库长", 25.0),
        text("河长（库长）", "县（区）级河长", 25.0),
    ]
}

/// The line of a water in the sheet of a county.
fn water_line(law: &Law, number: usize, row: &InventoryRow) -> Line {
    let chiefs = |is: &dyn Fn(PostKind, Level) -> bool| {
        let posts = row
            .chiefs
            .iter()
            .filter(|id| (law.posts.get(*id)).is_some_and(|post| is(post.kind, post.level)));
        Entry::text(posts.map(|id| seat(law, id)).collect::<Vec<_>>().join("\n"))
    };
    let above = match (&row.parent, &row.downstream) {
        (Some(parent), _) => format!("属{}", water_name(law, parent)),
        (None, Some(into)) => format!("流入{}", water_name(law, into)),
        (None, None) => String::new(),
    };
    Line {
        entries: vec![
            Entry::text(row.grade.as_str()),
            Entry::count(number),
            Entry::text(row.name.as_str()),
            Entry::text(row.water.as_str()),
            Entry::text(row.kind.term().zh),
            Entry::text(above),
            Entry::km(row.length_m),
            Entry::km(row.length_outside_pools_m),
            Entry::km(row.shared_m),
            Entry::km2(row.area_m2),
            Entry::count(row.county_segments),
            Entry::count(row.township_segments),
            Entry::count(row.village_segments),
            chiefs(&|kind, level| kind == PostKind::RiverChief && level == Level::City),
            chiefs(&|kind, _| kind == PostKind::ReservoirChief),
            chiefs(&|kind, level| kind == PostKind::RiverChief && level != Level::City),
        ],
        total: false,
    }
}

/// The waters of a county, with a total.
fn waters(law: &Law, county: &UnitCode, rows: &[&InventoryRow]) -> Sheet {
    let mut lines: Vec<Line> = (rows.iter().zip(1..))
        .map(|(row, number)| water_line(law, number, row))
        .collect();
    let mut total = vec![Entry::text("合计"), Entry::count(rows.len())];
    total.extend((0..4).map(|_| Entry::Empty));
    total.extend(sums(rows, false).into_iter().skip(5));
    total.extend((0..3).map(|_| Entry::Empty));
    lines.push(Line {
        entries: total,
        total: true,
    });
    let name = unit_name(law, county);
    Sheet {
        title: format!("{name}江河湖库名录"),
        name,
        columns: water_columns(),
        lines,
        notes: vec![SHARED.to_owned()],
    }
}

fn segment_columns(unit_levels: &[Level]) -> Vec<Column> {
    let mut columns = vec![Column::merged("水体", 13.0)];
    columns.extend(unit_levels.iter().map(|level| match level {
        Level::City => Column::merged(level.unit().zh, 10.0),
        Level::County => Column::merged(level.unit().zh, 11.0),
        Level::Township => Column::merged(level.unit().zh, 13.0),
        Level::Village => Column::text("", level.unit().zh, 14.0),
    }));
    columns.extend([
        Column::text("河段（片）", "编号", 25.0),
        Column::text("河段（片）", "岸别", 6.0),
        Column::number("桩号（km）", "起", 9.0, 3),
        Column::number("桩号（km）", "止", 9.0, 3),
        Column::number("", "长度（km）", 9.0, 3),
        Column::text("", "依据", 6.0),
        Column::text("河长", "职务", 24.0),
        Column::text("河长", "任职", 24.0),
        Column::text("河长", "电话", 14.0),
        Column::text("河长", "状态", 11.0),
    ]);
    columns
}

fn segment_line(law: &Law, unit_levels: &[Level], row: &SegmentRow) -> Line {
    let mut entries = vec![Entry::text(water_name(law, &row.water))];
    let lineage = views::segment_lineage(law, row);
    for level in unit_levels {
        let own = (row.level == *level).then(|| unit_name(law, &row.unit));
        let above = || lineage.at(*level).map(|u| unit_name(law, u));
        entries.push(Entry::text(own.or_else(above).unwrap_or_default()));
    }
    let post = row.post.as_ref().and_then(|id| law.posts.get(id));
    let holders: Vec<&str> = row.holders.iter().map(|h| h.name.as_str()).collect();
    let measure = |m: Option<f64>| m.map_or(Entry::Empty, |m| Entry::Number(m / 1000.0));
    let branch = row
        .branch
        .filter(|b| *b > 0)
        .map_or_else(String::new, |b| format!("\n{}", law.branch_name(&row.water, b)));
    entries.extend([
        Entry::text(format!("{}{branch}", row.id)),
        Entry::text(row.bank.map_or("片", |bank| bank.term().zh)),
        measure(row.from_m),
        measure(row.to_m),
        match (row.from_m, row.to_m) {
            (Some(from), Some(to)) => Entry::km(to - from),
            _ => Entry::Empty,
        },
        Entry::text(registration(row.registered).zh),
        Entry::text(post.map_or("", |post| post.name.as_str())),
        Entry::text(holders.join("、")),
        Entry::text(post.and_then(|post| post.phone.clone()).unwrap_or_default()),
        Entry::text(row.state.term().zh),
    ]);
    Line { entries, total: false }
}

/// The segments of a level. Units of the level and of those above it have columns; the city has one only in its own sheet.
fn segments_of_level(law: &Law, level: Level, rows: &[&SegmentRow]) -> Sheet {
    let unit_levels: Vec<Level> = Level::ALL
        .iter()
        .copied()
        .filter(|l| *l <= level && (*l != Level::City || level == Level::City))
        .collect();
    let lines = rows.iter().map(|row| segment_line(law, &unit_levels, row));
    Sheet {
        name: format!("{}河段", level.term().zh),
        title: format!("{}河段（片）及河长名录", level.term().zh),
        columns: segment_columns(&unit_levels),
        lines: lines.collect(),
        notes: vec!["桩号自各水体（支汊）上游端起算；“推算”的河段按行政区界划分，未经登记。".to_owned()],
    }
}
