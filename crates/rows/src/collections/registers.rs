//! Registers: notice boards, posts, tenures.
use super::names::{unit_name, water_name};
use super::spec::CollectionId;
use super::table::{Row, Values};
use geo::Geometry;
use riverchief_core::domain::ids::{DepartmentCode, SegmentId, WaterCode};
use riverchief_core::domain::kinds::{PostKind, TitleClass};
use riverchief_core::index::Index;
use riverchief_core::resolve::views;
use std::collections::HashMap;

pub(super) fn boards(collection: CollectionId, index: &Index) -> Vec<Row> {
    let row = |board: &std::sync::Arc<riverchief_core::domain::records::NoticeBoard>| {
        let mut values = Values::default();
        values.text("id", board.id.as_str());
        values.text("water", board.water.as_str());
        values.maybe("name", water_name(index, &board.water));
        values.maybe("segment", board.segment.as_ref().map(SegmentId::as_str));
        values.maybe("content_version", board.content_version.as_deref());
        values.maybe("supervision_phone", board.supervision_phone.as_deref());
        values.valid(board.validity);
        Row::new(
            collection,
            board.id.as_str(),
            values,
            Some(Geometry::Point(board.location)),
        )
    };
    index.law.boards.iter().map(row).collect()
}

pub(super) fn posts(collection: CollectionId, index: &Index) -> Vec<Row> {
    let law = &index.law;
    let mut tenures: HashMap<&str, u32> = HashMap::new();
    for tenure in &law.snapshot.tenures {
        *tenures.entry(tenure.post.as_str()).or_default() += 1;
    }
    let row = |post: &std::sync::Arc<riverchief_core::domain::records::Post>| {
        let seat = views::post_seat(index, post);
        let mut values = Values::default();
        values.text("id", post.id.as_str());
        values.text("kind", post.kind.as_str());
        values.text("level", post.level.as_str());
        values.text("unit", post.unit.as_str());
        values.maybe("unit_name", unit_name(index, &post.unit));
        values.maybe("water", post.water.as_ref().map(WaterCode::as_str));
        values.maybe("water_name", post.water.as_ref().and_then(|w| water_name(index, w)));
        values.maybe("department", post.department.as_ref().map(DepartmentCode::as_str));
        values.maybe("name", Some(&post.name));
        values.whole("capacity", post.capacity);
        values.maybe("phone", post.phone.as_deref());
        values.text("state", seat.state.as_str().to_lowercase());
        values.texts("holders", seat.holders.iter().map(|h| h.name.as_str()));
        values.date("since", seat.holders.iter().filter_map(|h| h.since).max());
        values.date("vacant_since", seat.vacant_since);
        values.whole("tenures", tenures.get(post.id.as_str()).copied().unwrap_or(0));
        values.valid(post.validity);
        Row::new(collection, post.id.as_str(), values, None)
    };
    law.posts.values().map(row).collect()
}

pub(super) fn tenures(collection: CollectionId, index: &Index) -> Vec<Row> {
    let snapshot = &index.law.snapshot;
    // A post may have several versions; the name is that of the first, since lists are sorted by validity.
    let mut posts = HashMap::new();
    for post in snapshot.posts.iter().rev() {
        posts.insert(&post.id, post);
    }
    let row = |tenure: &std::sync::Arc<riverchief_core::domain::records::Tenure>| {
        let (post, holder) = (posts.get(&tenure.post), index.law.holders.get(&tenure.holder));
        let mut values = Values::default();
        values.text("id", tenure.id.as_str());
        values.text("post", tenure.post.as_str());
        values.maybe("post_name", post.map(|p| p.name.as_str()));
        values.maybe("post_kind", post.map(|p| PostKind::as_str(p.kind)));
        values.text("holder", tenure.holder.as_str());
        values.maybe("holder_name", holder.map(|h| h.name.as_str()));
        values.maybe("title", holder.map(|h| h.title.as_str()));
        values.maybe("title_class", holder.map(|h| TitleClass::as_str(h.title_class)));
        values.valid(tenure.validity);
        Row::new(collection, tenure.id.as_str(), values, None)
    };
    snapshot.tenures.iter().map(row).collect()
}
