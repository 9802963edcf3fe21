//! The world block of every answer: world, edition, epoch and day.
use crate::world::{Published, note_of_day};
use riverchief_core::domain::time::Date;
use riverchief_core::snapshot::Epoch;
use serde::Serialize;
use utoipa::ToSchema;

/// The notice for a world whose file states nothing about its positions.
const NOTICE_ZH: &str = "点位以所加载的数据为准；正式图层可用 riverchief import 导入。";
const NOTICE_EN: &str =
    "Positions are as good as the data loaded; official layers are brought in with `riverchief import`.";
const SCHEMATIC_ZH: &str = "位置为示意；正式图层请用 riverchief import 导入。";
const SCHEMATIC_EN: &str = "Positions are schematic; official layers are brought in with `riverchief import`.";

/// The world that the answer is based on.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = World)]
pub struct WorldBlock {
    /// Name of the world.
    pub name: String,
    /// Whether positions are schematic, not surveyed.
    pub schematic: bool,
    /// A notice about the data, in Chinese.
    pub notice: String,
    /// The same in English.
    pub notice_en: String,
    /// Edition number, from 1.
    pub edition: u32,
    /// The first 16 hex digits of the SHA-256 of the world's file. It identifies the file, whatever the edition number.
    pub version: String,
    /// The interval in which the law does not change.
    pub epoch: EpochBlock,
    /// The day of the law.
    pub as_of: String,
    /// Remarks about the day, as codes: `N_FUTURE_DATE`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Faults in the world's data; absent if none are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub faults: Option<FaultsBlock>,
}

/// Faults in the data that answers are based on; `riverchief validate` lists them.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WorldFaults)]
pub struct FaultsBlock {
    /// Number of records that cannot be read and are therefore left out of all answers.
    pub records_left_out: usize,
    /// Number of errors found while reading the file and by the checks of the day.
    pub errors: usize,
    /// Whether the checks of the day have finished; they take some seconds after the start.
    pub checked: bool,
    /// Both numbers in a sentence, in Chinese.
    pub notice: String,
    /// The same in English.
    pub notice_en: String,
}

impl FaultsBlock {
    /// The faults of an edition in an epoch, if there are any.
    #[must_use]
    pub fn of(published: &Published, epoch: &Epoch) -> Option<Self> {
        let (left_out, tally) = (published.left_out(), published.tally(epoch));
        let errors = tally.errors;
        (left_out > 0 || errors > 0).then(|| Self {
            records_left_out: left_out,
            errors,
            checked: tally.checked,
            notice: format!("数据有错：{left_out} 条记录无法读取，未参与计算；错误 {errors} 处。结果可能不完整，详见 riverchief validate。"),
            notice_en: format!(
                "The data has faults: {left_out} records can't be read and are left out; {errors} errors. \
                 Answers may be incomplete; `riverchief validate` lists the faults."
            ),
        })
    }
}

/// An interval of dates in which nothing changes.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Epoch)]
pub struct EpochBlock {
    /// Number of the epoch; 0 is the time before the first change.
    pub number: u32,
    /// Its first day; absent for the first epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The first day after it; absent for the last epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

impl WorldBlock {
    /// The block for an edition and a day.
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
            version: published.version.to_string(),
            epoch: EpochBlock {
                number: epoch.number,
                from: epoch.validity.from.map(|d| d.to_string()),
                to: epoch.validity.to.map(|d| d.to_string()),
            },
            as_of: as_of.to_string(),
            notes: note_of_day(as_of, today).iter().map(ToString::to_string).collect(),
            faults: FaultsBlock::of(published, &epoch),
        }
    }
}
