//! Tenures compared with the capacity and the validity of their post (H, L3, T).
use super::compose::Check;
use super::place;
use crate::domain::kinds::PostKind;
use crate::domain::records::{Post, Tenure};
use crate::domain::time::Date;
use crate::snapshot::finding::Finding;
use crate::snapshot::world::Snapshot;
use std::collections::BTreeMap;
use std::sync::Arc;

const OVERLAP: Check = Check::error(
    "E_OVERLAPPING_TENURE",
    "H",
    "改正任期起止日，使同时在任人数不超过岗位名额",
);
const OUTSIDE: Check = Check::error("E_TENURE_OUTSIDE_POST", "T", "改正任期，或延长岗位的有效期");
const CAPACITY: Check = Check::error("E_CAPACITY", "L3", "总河长至多 2 人（党委、政府各一），其他岗位 1 人");
const HOLDERLESS: Check = Check::warning("W_ORPHAN_HOLDER", "13", "为其登记任期，或删去该任职人");

/// The maximum number of holders of a post at one time (L3).
fn most(kind: PostKind) -> u32 {
    if kind == PostKind::GeneralChief { 2 } else { 1 }
}

pub(super) fn check(snapshot: &Snapshot, out: &mut Vec<Finding>) {
    let mut by_post: BTreeMap<&str, Vec<&Arc<Tenure>>> = BTreeMap::new();
    for tenure in &snapshot.tenures {
        by_post.entry(tenure.post.as_str()).or_default().push(tenure);
    }
    let mut versions: BTreeMap<&str, Vec<&Arc<Post>>> = BTreeMap::new();
    for post in &snapshot.posts {
        versions.entry(post.id.as_str()).or_default().push(post);
        if post.capacity == 0 || post.capacity > most(post.kind) {
            let message = format!("{} 的名额为 {}", post.name, post.capacity);
            out.push(CAPACITY.finds("posts", &post.id, message).field("capacity"));
        }
    }
    for (id, tenures) in by_post {
        // A tenure without a post is already reported as a dangling reference.
        let Some(posts) = versions.get(id) else { continue };
        for tenure in &tenures {
            if !place::covered(tenure.validity, posts.iter().map(|p| p.validity)) {
                let message = format!("任期 {} 超出岗位 {id} 的有效期", span(tenure));
                out.push(OUTSIDE.finds("tenures", &tenure.id, message).field("valid_from"));
            }
        }
        let capacity = posts.iter().map(|p| p.capacity.min(most(p.kind))).max().unwrap_or(1);
        overlaps(id, capacity, &tenures, out);
    }
    for holder in &snapshot.holders {
        if !snapshot.tenures.iter().any(|t| t.holder == holder.id) {
            out.push(HOLDERLESS.finds("holders", &holder.id, format!("{} 没有任何任期", holder.name)));
        }
    }
}

/// One finding per tenure that begins when the post is full, or while the same holder already holds it.
fn overlaps(post: &str, capacity: u32, tenures: &[&Arc<Tenure>], out: &mut Vec<Finding>) {
    let mut ordered = tenures.to_vec();
    ordered.sort_by_key(|t| (t.validity.from.unwrap_or(Date::MIN), t.id.clone()));
    for (i, tenure) in ordered.iter().enumerate() {
        let begins = tenure.validity.from.unwrap_or(Date::MIN);
        let sitting: Vec<_> = ordered[..i]
            .iter()
            .filter(|t| t.validity.to.is_none_or(|to| begins < to))
            .collect();
        let twice = sitting.iter().any(|t| t.holder == tenure.holder);
        if sitting.len() >= capacity as usize || twice {
            let others: Vec<String> = sitting.iter().map(|t| format!("{} {}", t.id, span(t))).collect();
            let message = format!(
                "岗位 {post} 名额 {capacity}，任期 {} 开始时已有 {} 在任",
                span(tenure),
                others.join("、")
            );
            out.push(OVERLAP.finds("tenures", &tenure.id, message).field("valid_from"));
        }
    }
}

fn span(tenure: &Tenure) -> String {
    let day = |d: Option<Date>| d.map_or_else(|| "…".to_owned(), |d| d.to_string());
    format!("[{}, {})", day(tenure.validity.from), day(tenure.validity.to))
}
