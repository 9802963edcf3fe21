//! The city-level waters of the plan, by name (C1).
use super::compose::Check;
use super::place;
use crate::snapshot::finding::Finding;
use crate::snapshot::law::Law;

/// The waters that clause C1 names.
const NAMED: [&str; 8] = [
    "南流江",
    "洪潮江",
    "洪潮江水库",
    "旺盛江",
    "旺盛江水库",
    "湖海运河",
    "马江",
    "小江水库",
];

const UNFLAGGED: Check = Check::warning(
    "W_CITY_LEVEL_UNFLAGGED",
    "C1",
    "方案为该水体设市级河长：填写 city_level，或在 parent 中填写括号前的河流",
);

/// Waters with one of the eight names that are city-level neither by their flag nor through their bracket (S13).
pub(super) fn check(law: &Law, out: &mut Vec<Finding>) {
    let named = |name: &str| NAMED.contains(&name.trim());
    for water in law
        .waters
        .values()
        .filter(|w| named(&w.name) && !law.city_level(&w.code))
    {
        let message = format!("{}是方案所列市级河长水体，但未标为市级", water.name);
        let at = place::of_water(law, &water.code);
        out.push(
            UNFLAGGED
                .finds("waters", &water.code, message)
                .field("city_level")
                .at(at),
        );
    }
}
