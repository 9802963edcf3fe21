//! The world, edition, epoch and period that an archive names in its metadata.
use riverchief_core::snapshot::{Epoch, Snapshot};

/// Description of an archive beside its tiles.
#[derive(Clone, Debug)]
pub struct About {
    /// Name of the world.
    pub name: String,
    /// Source and notice of the data, shown on the map.
    pub attribution: String,
    /// Whether positions are schematic, not surveyed.
    pub schematic: bool,
    /// Edition number.
    pub edition: u32,
    /// Version of the world file, as answers name it.
    pub version: String,
    /// The period in which the law is as the tiles show it.
    pub epoch: Epoch,
}

impl About {
    /// Takes name and notice from the world's own metadata.
    #[must_use]
    pub fn new(snapshot: &Snapshot, edition: u32, version: String, epoch: Epoch) -> Self {
        let meta = |key: &str| snapshot.meta.get(key).cloned();
        Self {
            name: meta("name").unwrap_or_else(|| "riverchief".to_owned()),
            attribution: meta("notice_zh").unwrap_or_default(),
            schematic: snapshot.schematic(),
            edition,
            version,
            epoch,
        }
    }

    pub(super) fn description(&self) -> String {
        let day = |date: Option<_>| {
            date.map_or_else(
                || "…".to_owned(),
                |d: riverchief_core::domain::time::Date| d.to_string(),
            )
        };
        let (from, to) = (day(self.epoch.validity.from), day(self.epoch.validity.to));
        format!(
            "Edition {}, epoch {}: the law from {from} up to, not including, {to}",
            self.edition, self.epoch.number
        )
    }
}
