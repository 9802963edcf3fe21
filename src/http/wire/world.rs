//! The block that says which world, edition, epoch and day an answer stands on.
use crate::domain::time::Date;
use crate::world::{Published, note_of_day};
use serde::Serialize;
use utoipa::ToSchema;

/// Said where the world's own file says nothing about its positions.
const NOTICE_ZH: &str = "点位以所加载的数据为准；正式图层可用 riverchief import 导入。";
const NOTICE_EN: &str =
    "Positions are as good as the data loaded; official layers are brought in with `riverchief import`.";
const SCHEMATIC_ZH: &str = "位置为示意；正式图层请用 riverchief import 导入。";
const SCHEMATIC_EN: &str = "Positions are schematic; official layers are brought in with `riverchief import`.";

/// Which world answered.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = World)]
pub struct WorldBlock {
    /// Name of the world.
    pub name: String,
    /// Whether positions are schematic, not surveyed.
    pub schematic: bool,
    /// What to bear in mind, in Chinese.
    pub notice: String,
    /// The same in English.
    pub notice_en: String,
    /// Edition number, from 1.
    pub edition: u32,
    /// The interval in which the law stands still.
    pub epoch: EpochBlock,
    /// The day whose law was asked for.
    pub as_of: String,
    /// Remarks for programs about the day: `N_FUTURE_DATE`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<&'static str>,
}

/// An interval of dates in which nothing changes.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Epoch)]
pub struct EpochBlock {
    /// 0 is the time before the first change.
    pub number: u32,
    /// First day; absent for the first epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// First day after it; absent for the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

impl WorldBlock {
    /// The block for an edition on a day, asked for today.
    #[must_use]
    pub fn new(published: &Published, as_of: Date, today: Date) -> Self {
        let snapshot = &published.snapshot;
        let schematic = snapshot.schematic();
        let said = |key: &str, plain: &str, if_schematic: &str| {
            let fallback = if schematic { if_schematic } else { plain };
            snapshot.meta.get(key).map_or(fallback, String::as_str).to_owned()
        };
        let epoch = published.epoch(as_of);
        Self {
            name: snapshot
                .meta
                .get("name")
                .map_or("riverchief", String::as_str)
                .to_owned(),
            schematic,
            notice: said("notice_zh", NOTICE_ZH, SCHEMATIC_ZH),
            notice_en: said("notice_en", NOTICE_EN, SCHEMATIC_EN),
            edition: published.edition,
            epoch: EpochBlock {
                number: epoch.number,
                from: epoch.validity.from.map(|d| d.to_string()),
                to: epoch.validity.to.map(|d| d.to_string()),
            },
            as_of: as_of.to_string(),
            notes: note_of_day(as_of, today).into_iter().collect(),
        }
    }
}
