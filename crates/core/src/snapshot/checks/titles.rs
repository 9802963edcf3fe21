//! Holders' titles compared with what the plan requires for each seat (L3, L4, C1, C4, O1, O2, Z2, F5).
use super::compose::Check;
use crate::domain::ids::WaterCode;
use crate::domain::kinds::{Level, PostKind, TitleClass};
use crate::domain::records::Post;
use crate::snapshot::finding::Finding;
use crate::snapshot::world::Snapshot;
use std::collections::HashMap;

const TITLE: Check = Check::warning(
    "W_HOLDER_TITLE",
    "L4",
    "核对任职人的职务类别（title_class）和所在单位（unit）",
);

/// The title classes that may hold a post, and the rule.
fn allowed(post: &Post, city_level: bool) -> (&'static str, &'static [TitleClass]) {
    use TitleClass as T;
    match (post.kind, post.level) {
        (PostKind::GeneralChief, Level::City) => ("L3", &[T::PartyMain, T::GovernmentMain]),
        (PostKind::GeneralChief, _) => ("L4", &[T::PartyMain, T::GovernmentMain]),
        (PostKind::RiverChief, Level::City) => ("C1", &[T::CityLeader, T::PartyMain, T::GovernmentMain]),
        (PostKind::RiverChief, Level::Village) if city_level => ("C4", &[T::VillageSecretary]),
        (PostKind::RiverChief, Level::Village) => ("O2", &[T::VillageSecretary, T::VillageHead, T::VillageCadre]),
        (PostKind::RiverChief, _) if city_level => ("C4", &[T::PartyMain, T::GovernmentMain]),
        (PostKind::RiverChief, _) => ("O1", &[T::Leader, T::PartyMain, T::GovernmentMain]),
        (PostKind::ReservoirChief, _) => ("Z2", &[T::ReservoirUnitHead]),
        (PostKind::Member, _) => ("F5", &[T::DivisionCadre]),
        (PostKind::Liaison, _) => ("F5", &[T::SectionCadre]),
    }
}

/// Whether the holder must be an official of the post's own unit; not required for heads of reservoir units and for
/// departments.
fn same_unit(kind: PostKind) -> bool {
    matches!(kind, PostKind::GeneralChief | PostKind::RiverChief)
}

pub(super) fn check(snapshot: &Snapshot, out: &mut Vec<Finding>) {
    let holders: HashMap<&str, _> = snapshot.holders.iter().map(|h| (h.id.as_str(), h)).collect();
    // In any version of the water and of the waters before its bracket; C4 is the stricter rule.
    let city_level = |code: &WaterCode| {
        let mut open = vec![code];
        let mut seen: Vec<&WaterCode> = Vec::new();
        while let Some(code) = open.pop() {
            if seen.contains(&code) {
                continue;
            }
            seen.push(code);
            for water in snapshot.waters.iter().filter(|w| w.code == *code) {
                if water.city_level {
                    return true;
                }
                open.extend(&water.parent);
            }
        }
        false
    };
    let mut posts: HashMap<&str, Vec<_>> = HashMap::new();
    for post in &snapshot.posts {
        posts.entry(post.id.as_str()).or_default().push(post);
    }
    for tenure in &snapshot.tenures {
        let Some(holder) = holders.get(tenure.holder.as_str()) else {
            continue;
        };
        let during = posts.get(tenure.post.as_str()).into_iter().flatten();
        for post in during.filter(|p| p.validity.overlaps(&tenure.validity)) {
            let (rule, classes) = allowed(post, post.water.as_ref().is_some_and(city_level));
            let class_ok = classes.contains(&holder.title_class);
            let unit_ok = !same_unit(post.kind) || holder.unit.as_ref() == Some(&post.unit);
            if class_ok && unit_ok {
                continue;
            }
            let mut why = Vec::new();
            if !class_ok {
                let names: Vec<&str> = classes.iter().map(|c| c.term().zh).collect();
                why.push(format!(
                    "职务类别为{}，应为{}",
                    holder.title_class.term().zh,
                    names.join("或")
                ));
            }
            if !unit_ok {
                let unit = holder.unit.as_ref().map_or("（未填）", |u| u.as_str());
                why.push(format!("所在单位为 {unit}，应为 {}", post.unit));
            }
            let message = format!(
                "{}（{}）任 {}：{}",
                holder.name,
                holder.title,
                post.name,
                why.join("；")
            );
            let field = if class_ok { "unit" } else { "title_class" };
            out.push(TITLE.by(rule).finds("tenures", &tenure.id, message).field(field));
        }
    }
}
