//! What is known of an export, as it is kept: on disk a JSON document each, which a later start reads again.
use super::account::Reason;
use super::order::{Order, Package};
use jiff::Timestamp;
use riverchief_gdal::crs::Crs;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt;
use std::str::FromStr;

/// The shape of records. A record of another shape isn't read.
const VERSION: u32 = 1;

/// What names an export: 128 random bits, so that it is known to nobody but who started it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExportId([u8; 16]);

impl ExportId {
    /// A new one.
    ///
    /// # Errors
    /// The system has no randomness to give.
    pub fn fresh() -> Result<Self, getrandom::Error> {
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

/// In logs an id would open the export to who reads them: its beginning finds it.
impl fmt::Debug for ExportId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02x}{:02x}{:02x}…", self.0[0], self.0[1], self.0[2])
    }
}

/// Not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoId;

impl FromStr for ExportId {
    type Err = NoId;

    fn from_str(text: &str) -> Result<Self, NoId> {
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() != 32 || !text.bytes().all(hex) {
            return Err(NoId);
        }
        let number = u128::from_str_radix(text, 16).map_err(|_| NoId)?;
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
        text.parse().map_err(|NoId| serde::de::Error::custom("not an id"))
    }
}

/// Where an export stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It waits for a thread.
    Queued,
    /// It is being made.
    Running,
    /// Its file can be had.
    Succeeded,
    /// There is no file, and it says why.
    Failed,
    /// The service stopped before it was done.
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

    /// Its name.
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

    /// Whether nothing more will be done.
    #[must_use]
    pub const fn is_over(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }
}

/// What came of a collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Name of the collection.
    pub collection: String,
    /// Features chosen; absent until they are.
    pub features: Option<usize>,
    /// Names of its files in the zip.
    pub files: Vec<String>,
}

/// The file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// The name to keep it under.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

/// Why there is no file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// For programs.
    pub reason: Reason,
    /// For people.
    pub detail: String,
}

/// What is known of an export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobRecord {
    version: u32,
    /// What names it.
    pub id: ExportId,
    /// Where it stands.
    pub state: State,
    /// When it was asked for.
    #[serde(with = "instant")]
    pub created: Timestamp,
    /// When a thread began with it.
    #[serde(with = "instant::optional")]
    pub started: Option<Timestamp>,
    /// When it was done with.
    #[serde(with = "instant::optional")]
    pub ended: Option<Timestamp>,
    /// When its file goes, or the record of one that has none.
    #[serde(with = "instant::optional")]
    pub expires: Option<Timestamp>,
    /// As what it comes.
    pub package: Package,
    /// In which format, by name.
    pub format: String,
    /// In which CRS, by URI.
    pub crs: String,
    /// Of which world.
    pub world: Value,
    /// What was asked for.
    pub asked: Value,
    /// What came of each collection.
    pub collections: Vec<Counted>,
    /// What isn't in the file as it is in the world, in words.
    pub remarks: Vec<String>,
    /// The file.
    pub file: Option<Made>,
    /// Why there is none.
    pub failure: Option<Failure>,
}

impl JobRecord {
    /// A record of what was just asked for.
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

    /// Reads a record.
    ///
    /// # Errors
    /// In words.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let record: Self = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
        if record.version != VERSION {
            return Err(format!("version {}, and this program knows {VERSION}", record.version));
        }
        Ok(record)
    }

    /// It ends without a file.
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

/// A CRS by URI, or by name where it has none.
pub(super) fn named(crs: Crs) -> String {
    crs.uri().unwrap_or_else(|| crs.to_string())
}

/// Instants as text.
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

        #[expect(clippy::ref_option, reason = "the signature that serde asks for")]
        pub fn serialize<S: Serializer>(value: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
            value.map(|v| v.to_string()).serialize(serializer)
        }

        pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
            let text = Option::<String>::deserialize(deserializer)?;
            text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
        }
    }
}
