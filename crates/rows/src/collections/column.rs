//! Columns: their names, types and meaning. One vocabulary for all collections; it knows no records.
use riverchief_core::domain::kinds::{Bank, Basis, Level, PostKind, SeatState, WaterKind};
use riverchief_core::domain::terms::Term;

/// Type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Real,
    /// True or false.
    Flag,
    /// A day, by the date in Asia/Shanghai.
    Date,
    /// Several texts.
    Texts,
}

/// A column; a value may be absent in any but the first, which is the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name in files, filters and addresses.
    pub name: &'static str,
    /// Type.
    pub kind: ColumnKind,
    /// Title for Chinese readers.
    pub title_zh: &'static str,
    /// What it means.
    pub about: &'static str,
    /// All values that there can be, where that is a closed list.
    pub values: &'static [&'static str],
    /// What people read for each of these values, in their order.
    terms: &'static [Term],
    /// Unit of measure, by UCUM.
    pub unit: Option<&'static str>,
}

const fn column(name: &'static str, kind: ColumnKind, title_zh: &'static str, about: &'static str) -> Column {
    Column {
        name,
        kind,
        title_zh,
        about,
        values: &[],
        terms: &[],
        unit: None,
    }
}

impl Column {
    /// What people read for a value of a closed list; `None` for any other text.
    #[must_use]
    pub fn term(&self, value: &str) -> Option<Term> {
        let place = self.values.iter().position(|code| *code == value)?;
        self.terms.get(place).copied()
    }
}

/// The values of a closed list, and what people read for each.
#[derive(Clone, Copy)]
pub(super) struct ClosedList {
    pub(super) codes: &'static [&'static str],
    pub(super) terms: &'static [Term],
}

pub(super) const fn text(name: &'static str, title_zh: &'static str, about: &'static str) -> Column {
    column(name, ColumnKind::Text, title_zh, about)
}

pub(super) const fn one_of(
    name: &'static str,
    title_zh: &'static str,
    about: &'static str,
    list: ClosedList,
) -> Column {
    Column {
        values: list.codes,
        terms: list.terms,
        ..column(name, ColumnKind::Text, title_zh, about)
    }
}

pub(super) const fn metres(name: &'static str, title_zh: &'static str, about: &'static str) -> Column {
    Column {
        unit: Some("m"),
        ..column(name, ColumnKind::Real, title_zh, about)
    }
}

pub(super) const fn square_metres(name: &'static str, title_zh: &'static str, about: &'static str) -> Column {
    Column {
        unit: Some("m2"),
        ..column(name, ColumnKind::Real, title_zh, about)
    }
}

pub(super) const fn whole(name: &'static str, title_zh: &'static str, about: &'static str) -> Column {
    column(name, ColumnKind::Integer, title_zh, about)
}

pub(super) const fn flag(name: &'static str, title_zh: &'static str, about: &'static str) -> Column {
    column(name, ColumnKind::Flag, title_zh, about)
}

pub(super) const fn date(name: &'static str, title_zh: &'static str, about: &'static str) -> Column {
    column(name, ColumnKind::Date, title_zh, about)
}

pub(super) const fn texts(name: &'static str, title_zh: &'static str, about: &'static str) -> Column {
    column(name, ColumnKind::Texts, title_zh, about)
}

/// Levels.
pub(super) const LEVELS: ClosedList = ClosedList {
    codes: &["city", "county", "township", "village"],
    terms: Level::TERMS,
};
/// States of a seat.
pub(super) const STATES: ClosedList = ClosedList {
    codes: &[
        "filled",
        "vacant",
        "gap",
        "not_established",
        "not_yet",
        "not_applicable",
    ],
    terms: SeatState::TERMS,
};
/// Kinds of water.
pub(super) const WATER_KINDS: ClosedList = ClosedList {
    codes: &["river", "lake", "reservoir", "canal"],
    terms: WaterKind::TERMS,
};
/// Banks.
pub(super) const BANKS: ClosedList = ClosedList {
    codes: &["both", "left", "right"],
    terms: Bank::TERMS,
};
/// Kinds of post.
pub(super) const POST_KINDS: ClosedList = ClosedList {
    codes: &["general_chief", "river_chief", "reservoir_chief", "member", "liaison"],
    terms: PostKind::TERMS,
};
/// What a statement rests on.
pub(super) const BASES: ClosedList = ClosedList {
    codes: &["stated", "inferred", "data"],
    terms: Basis::TERMS,
};
/// Inside or outside the city.
const SIDES: ClosedList = ClosedList {
    codes: &["inside", "outside"],
    terms: &[
        Term {
            zh: "市内",
            en: "inside the city",
        },
        Term {
            zh: "市外",
            en: "outside the city",
        },
    ],
};

pub(super) const ID: Column = text("id", "编号", "id of the record");
pub(super) const CODE: Column = text("code", "代码", "statistical code");
pub(super) const NAME: Column = text("name", "名称", "name, as people read it");
pub(super) const WATER: Column = text("water", "水体代码", "code of the water");
pub(super) const WATER_NAME: Column = text("name", "水体名称", "name of the water");
pub(super) const LEVEL: Column = one_of("level", "级别", "city, county, township or village", LEVELS);
pub(super) const UNIT: Column = text("unit", "行政区代码", "code of the unit");
pub(super) const UNIT_NAME: Column = text("unit_name", "行政区名称", "name of the unit");
pub(super) const WATER_KIND: Column = one_of("kind", "水体类型", "river, lake, reservoir or canal", WATER_KINDS);
pub(super) const GRADE: Column = text("grade", "名录等级", "grade in the inventory (名录)");
pub(super) const CITY_LEVEL: Column = flag(
    "city_level",
    "设市级河长",
    "has a city-level chief, by itself or through the bracket of C1",
);
pub(super) const LAYER: Column = whole(
    "layer",
    "立体层次",
    "vertical order where waters cross; an aqueduct is 1",
);
pub(super) const ORDER: Column = whole("order", "干支流级别", "1 is the main stem");
pub(super) const BRANCH: Column = whole("branch", "支汊号", "0 is the main course");
pub(super) const BANK: Column = one_of("bank", "岸别", "left, right or both, seen downstream", BANKS);
pub(super) const MEASURE_FROM: Column =
    metres("measure_from", "起点桩号", "metres from the upstream end of the branch");
pub(super) const MEASURE_TO: Column = metres("measure_to", "终点桩号", "metres from the upstream end of the branch");
pub(super) const REGISTERED: Column = flag(
    "registered",
    "已登记",
    "false: derived from geometry, nothing is registered",
);
pub(super) const JURISDICTION: Column = one_of(
    "jurisdiction",
    "管辖",
    "inside: in the city, or managed from it; outside: beyond the city limit, where nobody answers (Z11)",
    SIDES,
);
pub(super) const ZONE: Column = text("zone", "分区编号", "id of the zone");
pub(super) const VILLAGE: Column = text("village", "村代码", "code of the village");
pub(super) const LENGTH: Column = metres("length_m", "长度", "geodesic length");

/// When the record is valid: the first day, and the first day no more.
pub(super) const VALIDITY: &[Column] = &[
    date(
        "valid_from",
        "生效日期",
        "first day on which it is valid; empty: since ever",
    ),
    date(
        "valid_to",
        "失效日期",
        "first day on which it is no longer valid; empty: still",
    ),
];

/// Who answers for a feature, from the resolver.
pub(super) const CHIEF: &[Column] = &[
    text("post", "岗位编号", "id of the post (seat) that answers"),
    text("post_name", "岗位名称", "name of the post"),
    one_of(
        "state",
        "岗位状态",
        "filled, vacant, gap, not_established, not_yet or not_applicable",
        STATES,
    ),
    text("holder", "任职者", "who holds it, by office; several joined by ;"),
    text("phone", "电话", "telephone of the post"),
    date("vacant_since", "空缺起始日", "first day on which nobody held it"),
    text("first_contact", "首要联系岗位", "id of the post to call first"),
    text(
        "first_contact_name",
        "首要联系岗位名称",
        "name of the post to call first",
    ),
    text(
        "first_contact_phone",
        "首要联系电话",
        "telephone of the post to call first",
    ),
    text(
        "first_contact_holder",
        "首要联系人",
        "who holds the post to call first, by office",
    ),
    text("accountable", "最终责任岗位", "id of the post that is accountable"),
    text(
        "accountable_name",
        "最终责任岗位名称",
        "name of the post that is accountable",
    ),
    text(
        "accountable_holder",
        "最终责任人",
        "who holds the post that is accountable, by office",
    ),
    text(
        "accountable_phone",
        "最终责任岗位电话",
        "telephone of the post that is accountable",
    ),
    one_of(
        "basis",
        "依据",
        "stated, inferred or data: what the choice of the post rests on",
        BASES,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_lists_are_those_of_the_domain() {
        let same = |listed: ClosedList, all: Vec<&str>| {
            let lower: Vec<String> = all.iter().map(|s| s.to_lowercase()).collect();
            assert_eq!(listed.codes, lower);
            assert_eq!(listed.codes.len(), listed.terms.len());
        };
        same(LEVELS, Level::ALL.iter().map(|k| k.as_str()).collect());
        same(STATES, SeatState::ALL.iter().map(|k| k.as_str()).collect());
        same(WATER_KINDS, WaterKind::ALL.iter().map(|k| k.as_str()).collect());
        same(BANKS, Bank::ALL.iter().map(|k| k.as_str()).collect());
        same(POST_KINDS, PostKind::ALL.iter().map(|k| k.as_str()).collect());
        same(BASES, Basis::ALL.iter().map(|k| k.as_str()).collect());
    }
}
