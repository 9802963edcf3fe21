//! Reads the hand-written control points from the TOML files of a source folder.
//!
//! Checks only the structure and each single value (`values`); knows no geometry.
use super::values::Place;
use super::{SynthError, values};
use riverchief_core::domain::kinds::WaterKind;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::path::Path;

/// How a line runs between its control points.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Line {
    /// A curve through the points: rivers, pools.
    #[default]
    Smooth,
    /// Irregular pieces: coasts, watersheds.
    Rough,
    /// As written.
    Straight,
}

/// A line that two areas share.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arc {
    pub name: String,
    pub line: Line,
    #[serde(deserialize_with = "values::places")]
    pub points: Vec<Place>,
}

/// An island: a separate ring in the sea.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Island {
    pub name: String,
    pub county: String,
    /// The village that it belongs to; otherwise villages are distributed over it.
    pub village: Option<String>,
    pub line: Line,
    #[serde(deserialize_with = "values::places")]
    pub points: Vec<Place>,
}

/// `coast.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coast {
    pub arc: Vec<Arc>,
    pub island: Vec<Island>,
}

/// The city.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    pub code: String,
    pub name: String,
}

/// A county of the city or a neighbour: a ring of arcs; a minus reverses an arc.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct County {
    pub code: String,
    pub name: String,
    pub ring: Vec<String>,
}

/// A functional area (rule E).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionalArea {
    pub code: String,
    pub name: String,
    pub over: Vec<String>,
    #[serde(default, deserialize_with = "values::maybe_day")]
    pub from: Option<String>,
}

/// A township with its seat and its numbers of communities and villages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Township {
    pub code: String,
    pub name: String,
    #[serde(deserialize_with = "values::place")]
    pub seat: Place,
    pub communities: usize,
    pub villages: usize,
    /// Last three digits of the code, and the name, of known villages.
    #[serde(default)]
    pub named: Vec<(String, String)>,
}

/// A township that had another code and name until a day.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Renamed {
    pub township: String,
    pub former_code: String,
    pub former_name: String,
    #[serde(deserialize_with = "values::day")]
    pub on: String,
}

/// Land that was transferred from one village to another: the part of `village` left of `line`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    pub village: String,
    pub to: String,
    #[serde(deserialize_with = "values::day")]
    pub on: String,
    #[serde(deserialize_with = "values::places")]
    pub line: Vec<Place>,
}

/// `units.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Units {
    pub city: City,
    pub county: Vec<County>,
    pub neighbour: Vec<County>,
    pub functional_area: Vec<FunctionalArea>,
    pub township: Vec<Township>,
    pub renamed: Vec<Renamed>,
    #[serde(default)]
    pub transfer: Vec<Transfer>,
}

/// Where a branch ends, if not in another water.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Mouth {
    /// At the coast.
    Sea,
}

/// One branch of a water. Either `course` alone, or a `border` with an optional head and tail.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    pub number: i64,
    pub name: Option<String>,
    #[serde(default, deserialize_with = "values::places")]
    pub course: Vec<Place>,
    #[serde(default, deserialize_with = "values::places")]
    pub head: Vec<Place>,
    /// Codes of the two units whose common border it runs in.
    pub border: Option<[String; 2]>,
    /// From where to where it follows the border; by default the longest piece.
    pub between: Option<[Place; 2]>,
    /// How far it deviates from the border to both sides (N6).
    pub apart_m: Option<f64>,
    #[serde(default, deserialize_with = "values::places")]
    pub tail: Vec<Place>,
    /// Half width of its surface, if it has one.
    pub surface_half_width_m: Option<f64>,
    /// Where it ends, if at the coast.
    pub mouth: Option<Mouth>,
}

/// An outline with islets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surface {
    #[serde(deserialize_with = "values::places")]
    pub outline: Vec<Place>,
    #[serde(default, deserialize_with = "values::islets")]
    pub islets: Vec<[f64; 3]>,
}

/// A water.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Water {
    /// The file that defines it, for messages: `waters/rivers.toml`.
    #[serde(skip)]
    pub file: String,
    pub code: String,
    pub name: String,
    #[serde(deserialize_with = "values::kind")]
    pub kind: WaterKind,
    pub parent: Option<String>,
    pub city_level: Option<bool>,
    pub order: Option<i64>,
    pub layer: Option<i64>,
    pub half_width_m: Option<f64>,
    pub downstream: Option<String>,
    pub grade: Option<String>,
    pub commander_county: Option<String>,
    pub convener_override: Option<String>,
    /// Width of the management extent beyond each bank.
    pub extent_margin_m: Option<f64>,
    #[serde(default)]
    pub branch: Vec<Branch>,
    #[serde(default)]
    pub surface: Vec<Surface>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WaterFile {
    water: Vec<Water>,
}

/// A reservoir managed as water and land (Z1).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reservoir {
    pub water: String,
    pub reference_level: String,
    #[serde(deserialize_with = "values::day")]
    pub reference_date: String,
    pub managed_whole: bool,
    #[serde(deserialize_with = "values::places")]
    pub pool: Vec<Place>,
    #[serde(deserialize_with = "values::places")]
    pub land: Vec<Place>,
    #[serde(default, deserialize_with = "values::islets")]
    pub islets: Vec<[f64; 3]>,
    /// Islets outside the LAND zone.
    #[serde(default, deserialize_with = "values::islets")]
    pub bare: Vec<[f64; 3]>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReservoirFile {
    reservoir: Vec<Reservoir>,
}

/// A sea area.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marine {
    pub id: String,
    pub name: String,
    #[serde(deserialize_with = "values::places")]
    pub outer: Vec<Place>,
    #[serde(deserialize_with = "values::places")]
    pub inland: Vec<Place>,
    #[serde(deserialize_with = "values::places")]
    pub tidal: Vec<Place>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MarineFile {
    marine: Vec<Marine>,
}

/// Everything in a source folder.
#[derive(Clone, Debug)]
pub struct Source {
    pub coast: Coast,
    pub units: Units,
    /// In order of code.
    pub waters: Vec<Water>,
    pub reservoirs: Vec<Reservoir>,
    pub marine: Vec<Marine>,
    pub posts: super::rules::Rules,
    pub plan: super::plan::Plan,
}

fn read<T: DeserializeOwned>(folder: &Path, name: &str) -> Result<T, SynthError> {
    let path = folder.join(name);
    let text = std::fs::read_to_string(&path).map_err(|source| SynthError::Read {
        path: path.clone(),
        source,
    })?;
    toml::from_str(&text).map_err(|source| SynthError::Parse {
        path,
        source: Box::new(source),
    })
}

impl Source {
    /// Reads `coast.toml`, `units.toml`, `waters/*.toml`, `reservoirs.toml`, `marine.toml`, `posts.toml` and `plan.toml`.
    ///
    /// # Errors
    /// A file is missing or has another structure.
    pub fn read(folder: &Path) -> Result<Self, SynthError> {
        let listing = |source| SynthError::Read {
            path: folder.join("waters"),
            source,
        };
        let mut waters: Vec<Water> = Vec::new();
        for entry in std::fs::read_dir(folder.join("waters")).map_err(listing)? {
            let path = entry.map_err(listing)?.path();
            if path.extension().is_some_and(|e| e == "toml") {
                let name = path
                    .strip_prefix(folder)
                    .unwrap_or(&path)
                    .to_string_lossy()
                    .into_owned();
                for mut water in read::<WaterFile>(folder, &name)?.water {
                    water.file.clone_from(&name);
                    waters.push(water);
                }
            }
        }
        waters.sort_by(|a, b| a.code.cmp(&b.code));
        Ok(Self {
            coast: read(folder, "coast.toml")?,
            units: read(folder, "units.toml")?,
            waters,
            reservoirs: read::<ReservoirFile>(folder, "reservoirs.toml")?.reservoir,
            marine: read::<MarineFile>(folder, "marine.toml")?.marine,
            posts: read(folder, "posts.toml")?,
            plan: read(folder, "plan.toml")?,
        })
    }
}
