//! Posts and notice boards on the wire.
use super::geometry::Link;
use super::holder::HolderBody;
use super::lists;
use super::names::{Coded, Names, Seated, texts};
use super::place::Position;
use super::seat::{Duty, SeatBody};
use super::segment::StretchBody;
use super::world::WorldBlock;
use crate::http::public_url::PublicUrl;
use riverchief_core::domain::results::{BoardView, PostView, TenureView};
use riverchief_core::snapshot::Law;
use serde::Serialize;
use utoipa::ToSchema;

/// A post (seat).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Post)]
pub struct PostBody {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// `general_chief`, `river_chief`, `reservoir_chief`, `member`, `liaison`.
    #[schema(value_type = lists::PostKind)]
    pub kind: &'static str,
    /// The level.
    #[schema(value_type = lists::Level)]
    pub level: &'static str,
    /// The unit whose seat it is.
    pub unit: Coded,
    /// The water of a river or reservoir chief.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub water: Option<Coded>,
    /// The department of a member or liaison.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<Coded>,
    /// The number of holders that it can have at once.
    pub capacity: u32,
    /// Telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// `FILLED` or `VACANT`.
    #[schema(value_type = lists::HeldState)]
    pub state: &'static str,
    /// Its holders on the day.
    pub holders: Vec<HolderBody>,
    /// All tenures on any day, earliest first.
    pub tenures: Vec<TenureBody>,
    /// The duty clause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<Duty>,
    /// Other posts of the same holders on the day.
    pub other_posts: Vec<Seated>,
    /// First day of validity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// First day after the end of validity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    /// Links to related resources.
    pub links: Vec<Link>,
}

/// A holder of a post, with the time.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Tenure)]
pub struct TenureBody {
    /// The holder.
    pub holder: HolderBody,
    /// First day of validity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// First day after the end of validity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
}

impl From<&TenureView> for TenureBody {
    fn from(t: &TenureView) -> Self {
        Self {
            holder: HolderBody::from(&t.held_by),
            valid_from: t.validity.from.map(|d| d.to_string()),
            valid_to: t.validity.to.map(|d| d.to_string()),
        }
    }
}

impl PostBody {
    /// A post with names from `law`.
    #[must_use]
    pub fn new(p: &PostView, law: &Law, world: WorldBlock, url: &PublicUrl) -> Self {
        let names = Names(law);
        let id = p.id.as_str();
        Self {
            world,
            id: id.to_owned(),
            name: p.name.clone(),
            kind: p.kind.as_str(),
            level: p.level.as_str(),
            unit: names.unit(&p.unit),
            water: p.water.as_ref().map(|w| names.water(w)),
            department: p.department.as_ref().map(|d| names.department(d)),
            capacity: p.capacity,
            phone: p.phone.clone(),
            state: p.state.as_str(),
            holders: p.holders.iter().map(HolderBody::from).collect(),
            tenures: p.tenures.iter().map(TenureBody::from).collect(),
            duty: p.duty.map(Duty::of),
            other_posts: names.posts(&p.other_posts),
            valid_from: p.validity.from.map(|d| d.to_string()),
            valid_to: p.validity.to.map(|d| d.to_string()),
            links: vec![
                Link::to(url, "self", &["v1", "posts", id]),
                Link::to(url, "responsibilities", &["v1", "posts", id, "responsibilities"]),
                Link::to(url, "unit", &["v1", "units", p.unit.as_str()]),
            ],
        }
    }
}

/// What a post is responsible for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Responsibilities {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The post.
    pub post: Seated,
    /// The duty clause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<Duty>,
    /// Segments, registered and derived.
    pub segments: Vec<String>,
    /// Reservoir zones.
    pub zones: Vec<String>,
    /// The unit for whose whole area a general chief is responsible (L5).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole_unit: Option<Coded>,
}

impl Responsibilities {
    /// What a post is responsible for, with names from `law`.
    #[must_use]
    pub fn new(p: &PostView, law: &Law, world: WorldBlock) -> Self {
        Self {
            world,
            post: Seated {
                id: p.id.to_string(),
                name: Some(p.name.clone()),
            },
            duty: p.duty.map(Duty::of),
            segments: texts(&p.segments),
            zones: texts(&p.zones),
            whole_unit: p.whole_unit.as_ref().map(|u| Names(law).unit(u)),
        }
    }
}

/// A notice board (公示牌) with its required contents.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = NoticeBoard)]
pub struct BoardBody {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The id.
    pub id: String,
    /// The water.
    pub water: Coded,
    /// The segment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// The place of the segment on a branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stretch: Option<StretchBody>,
    /// The place of the board.
    pub location: Position,
    /// Chiefs that it has to name, lowest level first.
    pub chain: Vec<SeatBody>,
    /// Version of its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_version: Option<String>,
    /// Telephone number for complaints.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supervision_phone: Option<String>,
    /// Links to related resources.
    pub links: Vec<Link>,
}

impl BoardBody {
    /// A board with names from `law`.
    #[must_use]
    pub fn new(b: &BoardView, law: &Law, world: WorldBlock, url: &PublicUrl) -> Self {
        let mut links = vec![Link::to(url, "self", &["v1", "notice-boards", b.id.as_str()])];
        links.extend(
            b.segment
                .as_ref()
                .map(|s| Link::to(url, "segment", &["v1", "segments", s.as_str()])),
        );
        Self {
            world,
            id: b.id.to_string(),
            water: Coded {
                code: b.water.to_string(),
                name: Some(b.water_name.clone()),
            },
            segment: b.segment.as_ref().map(ToString::to_string),
            stretch: b.stretch.as_ref().map(StretchBody::from),
            location: b.location.into(),
            chain: SeatBody::chain(&b.chain, Names(law)),
            content_version: b.content_version.clone(),
            supervision_phone: b.supervision_phone.clone(),
            links,
        }
    }
}
