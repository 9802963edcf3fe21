//! The terms of law: what people read for each value of a closed list, in Chinese and English.
//!
//! The only table of these terms. Chinese terms are the plan's, or those that offices use where it has none. The codes of
//! the same values stand in [`super::kinds`].
use super::answer::ConvenerRule;
use super::kinds::{Bank, Basis, Confidence, Level, PostKind, SeatState, Status, TitleClass, WaterKind, ZoneKind};
use super::results::MilestoneState;

/// A term in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

macro_rules! terms {
    ($($kind:ident { $($variant:ident $zh:literal $en:literal;)* })*) => {$(
        impl $kind {
            /// The terms of all, in order.
            pub const TERMS: &'static [Term] = &[$(Self::$variant.term(),)*];
            /// Its term.
            #[must_use]
            pub const fn term(self) -> Term {
                match self { $(Self::$variant => Term { zh: $zh, en: $en },)* }
            }
        }
    )*};
}

terms! {
    Level {
        City "市级" "city";
        County "县（区）级" "county";
        Township "乡镇（街道）级" "township";
        Village "村（社区）级" "village";
    }
    WaterKind {
        River "河流" "river";
        Lake "湖泊" "lake";
        Reservoir "水库" "reservoir";
        Canal "运河" "canal";
    }
    Bank {
        Both "两岸" "both banks";
        Left "左岸" "left bank";
        Right "右岸" "right bank";
    }
    ZoneKind {
        Water "水域" "water zone";
        Land "陆域" "land zone";
    }
    PostKind {
        GeneralChief "总河长" "general chief";
        RiverChief "河长" "river chief";
        ReservoirChief "库长" "reservoir chief";
        Member "成员" "member";
        Liaison "联络员" "liaison";
    }
    TitleClass {
        CityLeader "市领导" "city leader";
        PartyMain "党委主要领导" "main leader of the party committee";
        GovernmentMain "政府主要领导" "main leader of the government";
        Leader "同级领导" "leader of the same level";
        VillageSecretary "村（社区）党组织书记" "secretary of the village party organisation";
        VillageHead "村长" "village head";
        VillageCadre "其他村干部" "other village official";
        ReservoirUnitHead "水库管理单位主要负责人" "head of the reservoir management unit";
        DivisionCadre "处级干部" "division-level official";
        SectionCadre "科级干部" "section-level official";
    }
    Status {
        WaterZone "水库水域" "reservoir water zone";
        Channel "河湖范围内" "within a water";
        LandZone "水库陆域" "reservoir land zone";
        NearWater "附近有河湖" "water nearby";
        GeneralOnly "附近没有河湖" "no water nearby";
        OutOfJurisdiction "市外" "outside the city";
        Marine "海域" "sea";
    }
    Confidence {
        Incomplete "数据不全" "incomplete data";
        Exact "确定" "exact";
        NearBoundary "靠近边界" "near a boundary";
        Snapped "按容差认定" "within tolerance";
        Tie "位于边界上" "on a boundary";
    }
    SeatState {
        Filled "在任" "in office";
        Vacant "空缺" "vacant";
        Gap "应设未设" "required, not established";
        NotEstablished "可设未设" "optional, not established";
        NotYet "尚未实施" "not yet in force";
        NotApplicable "不设" "not provided for";
    }
    Basis {
        Stated "方案原文" "stated by the plan";
        Inferred "推定" "inferred";
        Data "登记数据" "on record";
    }
    ConvenerRule {
        LongestReach "河段最长的县（区）" "county with the longest reach";
        FloodCommander "防汛抗旱指挥长所在县（区）" "county of the flood-control commander";
        Override "登记指定的县（区）" "county named on record";
    }
    MilestoneState {
        Met "已完成" "met";
        Pending "进行中" "in progress";
        Overdue "逾期未完成" "overdue";
        NotRecorded "无记录" "no record";
    }
}

impl Level {
    /// A unit of this level.
    #[must_use]
    pub const fn unit(self) -> Term {
        let (zh, en) = match self {
            Self::City => ("市", "city"),
            Self::County => ("县（区）", "county"),
            Self::Township => ("乡镇（街道）", "township"),
            Self::Village => ("村（社区）", "village"),
        };
        Term { zh, en }
    }
    /// The Chinese term without its brackets, for narrow columns and compounds.
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Self::City => "市级",
            Self::County => "县级",
            Self::Township => "乡级",
            Self::Village => "村级",
        }
    }
}

/// Whether a segment or piece is registered, or derived from geometry.
#[must_use]
pub const fn registration(registered: bool) -> Term {
    let (zh, en) = if registered {
        ("登记", "registered")
    } else {
        ("推算", "derived")
    };
    Term { zh, en }
}

/// What a branch of a water is called in Chinese: 0 is the main stem, others have a name of their own or a number.
#[must_use]
pub fn branch(number: u32, name: Option<&str>) -> String {
    match (number, name) {
        (0, _) => "干流".to_owned(),
        (_, Some(name)) => name.to_owned(),
        (number, None) => format!("支汊{number}"),
    }
}

/// The Chinese title of a kind of document; another kind stays as it is.
#[must_use]
pub fn document(kind: &str) -> &str {
    match kind {
        "work_plan" => "工作方案",
        "meeting_system" => "河长会议制度",
        "reporting_system" => "信息报送制度",
        "sharing_system" => "信息共享制度",
        "inspection_system" => "工作督察制度",
        "acceptance_system" => "验收制度",
        "incentive_system" => "激励制度",
        "assessment" => "考核办法",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_stand_in_the_order_of_the_lists_and_differ() {
        macro_rules! check {
            ($($kind:ident)*) => {$(
                let terms: Vec<Term> = $kind::ALL.iter().map(|value| value.term()).collect();
                assert_eq!($kind::TERMS, terms);
                for (n, one) in terms.iter().enumerate() {
                    assert!(terms[..n].iter().all(|other| other.zh != one.zh && other.en != one.en), "{one:?}");
                }
            )*};
        }
        check!(Level WaterKind Bank ZoneKind PostKind TitleClass Status Confidence SeatState Basis);
    }
}
