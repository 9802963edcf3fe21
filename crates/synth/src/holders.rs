//! Holders by office: the title of an office of a unit, never a person.
use super::input::Source;
use riverchief_core::domain::kinds::TitleClass;
use riverchief_core::snapshot::RawWorld;
use std::collections::BTreeMap;

/// Names of units by code, including former ones, and of functional areas.
#[derive(Debug)]
pub struct Names(BTreeMap<String, String>);

impl Names {
    /// Collects the names.
    #[must_use]
    pub fn of(world: &RawWorld) -> Self {
        let units = world.units.iter().map(|u| (u.code.clone(), u.name.clone()));
        let areas = world.functional_areas.iter().map(|a| (a.code.clone(), a.name.clone()));
        Self(units.chain(areas).filter_map(|(code, name)| code.zip(name)).collect())
    }

    /// The unit's own name, or its code if it has none.
    #[must_use]
    pub fn own<'a>(&'a self, code: &'a str) -> &'a str {
        self.0.get(code).map_or(code, String::as_str)
    }

    /// The name with those of the superior units, as far as usual: 合浦县石康镇, 合浦县西场镇镇东村.
    #[must_use]
    pub fn full(&self, code: &str) -> String {
        if code.len() <= 8 {
            return self.own(code).to_owned();
        }
        let county = self.own(&code[..6]);
        let town = self.own(&code[..9]);
        if code.len() == 9 {
            return format!("{county}{town}");
        }
        let village = self.own(code);
        let village = village
            .strip_suffix("居委会")
            .or_else(|| village.strip_suffix("委会"))
            .unwrap_or(village);
        if village.starts_with(town) {
            format!("{county}{village}")
        } else {
            format!("{county}{town}{village}")
        }
    }
}

/// The title of a class of office in a unit, e.g. 党委书记, 副镇长.
#[must_use]
pub fn title(source: &Source, names: &Names, unit: &str, class: TitleClass) -> String {
    use TitleClass as T;
    let name = names.own(unit);
    let (party, head, deputy) = if unit == source.units.city.code {
        ("市委书记", "市长", "副市长")
    } else if source.units.functional_area.iter().any(|a| a.code == unit) {
        ("党工委书记", "管委会主任", "管委会副主任")
    } else if name.ends_with('县') {
        ("县委书记", "县长", "副县长")
    } else if name.ends_with('区') && unit.len() == 6 {
        ("区委书记", "区长", "副区长")
    } else if name.ends_with("街道") {
        ("党工委书记", "办事处主任", "办事处副主任")
    } else if name.ends_with('乡') {
        ("党委书记", "乡长", "副乡长")
    } else {
        ("党委书记", "镇长", "副镇长")
    };
    let community = unit.len() == 12 && unit[9..] < *"200";
    let text = match class {
        T::PartyMain => party,
        T::GovernmentMain => head,
        T::Leader | T::CityLeader => deputy,
        T::VillageSecretary => "党组织书记",
        T::VillageHead if community => "居委会主任",
        T::VillageHead => "村委会主任",
        T::VillageCadre => "村（社区）干部",
        T::ReservoirUnitHead => "水库管理单位主要负责人",
        T::DivisionCadre => "处级干部",
        T::SectionCadre => "科级干部",
    };
    text.to_owned()
}

/// The full title: 合浦县石康镇党委书记, 合浦县委书记.
#[must_use]
pub fn office(source: &Source, names: &Names, unit: &str, class: TitleClass) -> String {
    let title = title(source, names, unit, class);
    let full = names.full(unit);
    // 合浦县 and 县委书记 become 合浦县委书记; 北海市 and 市长 become 北海市市长.
    match title.strip_suffix("委书记").and_then(|level| full.strip_suffix(level)) {
        Some(stem) => format!("{stem}{title}"),
        None => format!("{full}{title}"),
    }
}
