//! The record of an export: a JSON document on disk, which is read again after a restart.
use super::failure::{Failure, Reason};
use super::order::{Order, Package};
use jiff::Timestamp;
use riverchief_gdal::crs::Crs;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt;
use std::str::FromStr;

/// Version of the record format. Records of another version are not read.
const VERSION: u32 = 1;

/// The id of an export: 128 random bits, so that only the client that started the export knows it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExportId([u8; 16]);

impl ExportId {
    /// A new random id.
    ///
    /// # Errors
    /// The system returns no random bytes.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }
}

impl fmt::Display for ExportId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Logs have only the beginning of an id, because the whole id gives access to the export.
impl fmt::Debug for ExportId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02x}{:02x}{:02x}…", self.0[0], self.0[1], self.0[2])
    }
}

/// The text is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidId;

impl FromStr for ExportId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() != 32 || !text.bytes().all(hex) {
            return Err(InvalidId);
        }
        let number = u128::from_str_radix(text, 16).map_err(|_| InvalidId)?;
        Ok(Self(number.to_be_bytes()))
    }
}

impl Serialize for ExportId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ExportId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|InvalidId| serde::de::Error::custom("not an id"))
    }
}

/// The state of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It waits in the queue.
    Queued,
    /// It is running.
    Running,
    /// Its file is ready.
    Succeeded,
    /// It failed and has no file.
    Failed,
    /// The service stopped before it was finished.
    Interrupted,
    /// Its file has expired.
    Expired,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Queued,
        Self::Running,
        Self::Succeeded,
        Self::Failed,
        Self::Interrupted,
        Self::Expired,
    ];

    /// Its name in answers and records.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Interrupted => "interrupted",
            Self::Expired => "expired",
        }
    }

    /// Whether it neither waits nor runs.
    #[must_use]
    pub const fn is_finished(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }
}

/// What was written of a collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Name of the collection.
    pub collection: String,
    /// Features written; absent until the export is finished.
    pub features: Option<usize>,
    /// Names of its files in the zip.
    pub files: Vec<String>,
}

/// The file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Name to save it under.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// The record of an export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobRecord {
    version: u32,
    /// Its id.
    pub id: ExportId,
    /// Its state.
    pub state: State,
    /// When it was requested.
    #[serde(with = "instant")]
    pub created: Timestamp,
    /// When it began to run.
    #[serde(with = "instant::optional")]
    pub started: Option<Timestamp>,
    /// When it ended.
    #[serde(with = "instant::optional")]
    pub ended: Option<Timestamp>,
    /// When its file is removed, or its record if it has no file.
    #[serde(with = "instant::optional")]
    pub expires: Option<Timestamp>,
    /// Its package.
    pub package: Package,
    /// Name of its format.
    pub format: String,
    /// URI of its CRS.
    pub crs: String,
    /// The world that it is from.
    pub world: Value,
    /// The request.
    pub asked: Value,
    /// What was written of each collection.
    pub collections: Vec<Counted>,
    /// How the files differ from the world, in words.
    pub remarks: Vec<String>,
    /// Its file.
    pub file: Option<Made>,
    /// Why it has no file.
    pub failure: Option<Failure>,
}

impl JobRecord {
    /// The record of a new request.
    pub(super) fn new(id: ExportId, order: &Order, now: Timestamp) -> Self {
        let collections = order.layers.iter().map(|layer| Counted {
            collection: layer.collection.to_string(),
            features: None,
            files: vec![],
        });
        Self {
            version: VERSION,
            id,
            state: State::Queued,
            created: now,
            started: None,
            ended: None,
            expires: None,
            package: order.package,
            format: order.terms.format.as_str().to_owned(),
            crs: named(order.crs),
            world: order.world.clone(),
            asked: order.asked.clone(),
            collections: collections.collect(),
            remarks: vec![],
            file: None,
            failure: None,
        }
    }

    /// Parses a record.
    ///
    /// # Errors
    /// Why the record is not valid, in words.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let record: Self = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
        if record.version != VERSION {
            return Err(format!(
                "its version is {}; this program reads version {VERSION}",
                record.version
            ));
        }
        Ok(record)
    }

    /// Marks the export as ended without a file.
    pub(super) fn fail(&mut self, failure: Failure, now: Timestamp, expires: Timestamp) {
        self.state = match failure.reason {
            Reason::Interrupted => State::Interrupted,
            _ => State::Failed,
        };
        self.ended = Some(now);
        self.expires = Some(expires);
        self.file = None;
        self.failure = Some(failure);
    }
}

/// The URI of a CRS, or its name if it has no URI.
pub(super) fn named(crs: Crs) -> String {
    crs.uri().unwrap_or_else(|| crs.to_string())
}

/// Serialises instants as text.
mod instant {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(value: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }

    pub mod optional {
        use jiff::Timestamp;
        use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

        #[expect(clippy::ref_option, reason = "the signature that serde requires")]
        pub fn serialize<S: Serializer>(value: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
            value.map(|v| v.to_string()).serialize(serializer)
        }

        pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
            let text = Option::<String>::deserialize(deserializer)?;
            text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
        }
    }
}
