//! Checks codes that one control file uses and another defines, so that a mistyped code is noticed. Codes of villages are
//! made in `ground` and checked there.
use super::SynthError;
use super::input::Source;
use std::collections::BTreeSet;

/// Codes that the files define.
pub struct Known<'a> {
    waters: BTreeSet<&'a str>,
    counties: BTreeSet<&'a str>,
    townships: BTreeSet<&'a str>,
    areas: BTreeSet<&'a str>,
}

/// Makes an undefined code an error with its file, its key, and what was expected.
///
/// # Errors
/// Unless `there`.
pub fn require(there: bool, file: &str, key: &str, value: &str, expected: &'static str) -> Result<(), SynthError> {
    if there {
        return Ok(());
    }
    Err(SynthError::Unknown {
        file: file.to_owned(),
        key: key.to_owned(),
        value: value.to_owned(),
        expected,
    })
}

impl Known<'_> {
    /// # Errors
    /// There is no such water.
    pub fn water(&self, file: &str, key: &str, code: &str) -> Result<(), SynthError> {
        require(
            self.waters.contains(code),
            file,
            key,
            code,
            "code of a water in waters/",
        )
    }

    /// # Errors
    /// There is no such county.
    pub fn county(&self, file: &str, key: &str, code: &str) -> Result<(), SynthError> {
        require(
            self.counties.contains(code),
            file,
            key,
            code,
            "code of a county in units.toml",
        )
    }

    /// # Errors
    /// There is no such township.
    pub fn township(&self, file: &str, key: &str, code: &str) -> Result<(), SynthError> {
        require(
            self.townships.contains(code),
            file,
            key,
            code,
            "code of a township in units.toml",
        )
    }

    /// # Errors
    /// There is no such county or township.
    fn unit(&self, file: &str, key: &str, code: &str) -> Result<(), SynthError> {
        let there = self.counties.contains(code) || self.townships.contains(code);
        require(there, file, key, code, "code of a county or township in units.toml")
    }
}

/// Checks every file.
///
/// # Errors
/// [`SynthError::Unknown`] with the first undefined code.
pub fn check(source: &Source) -> Result<(), SynthError> {
    let units = &source.units;
    let known = Known {
        waters: source.waters.iter().map(|w| w.code.as_str()).collect(),
        counties: units.county.iter().map(|c| c.code.as_str()).collect(),
        townships: units.township.iter().map(|t| t.code.as_str()).collect(),
        areas: units.functional_area.iter().map(|a| a.code.as_str()).collect(),
    };
    for island in &source.coast.island {
        known.county("coast.toml", "county", &island.county)?;
    }
    for code in units.functional_area.iter().flat_map(|a| &a.over) {
        known.township("units.toml", "over", code)?;
    }
    for r in &units.renamed {
        known.township("units.toml", "township", &r.township)?;
    }
    for w in &source.waters {
        w.parent.iter().try_for_each(|c| known.water(&w.file, "parent", c))?;
        w.downstream
            .iter()
            .try_for_each(|c| known.water(&w.file, "downstream", c))?;
        let counties = [
            ("commander_county", &w.commander_county),
            ("convener_override", &w.convener_override),
        ];
        for (key, code) in counties {
            code.iter().try_for_each(|c| known.county(&w.file, key, c))?;
        }
    }
    for r in &source.reservoirs {
        known.water("reservoirs.toml", "water", &r.water)?;
    }
    posts(source, &known)?;
    source.plan.check(&known)
}

fn posts(source: &Source, known: &Known) -> Result<(), SynthError> {
    const FILE: &str = "posts.toml";
    let rules = &source.posts;
    let chiefs = [
        ("city_chiefs", &rules.city_chiefs),
        ("reservoir_chiefs", &rules.reservoir_chiefs),
    ];
    for (key, table) in chiefs {
        table.keys().try_for_each(|c| known.water(FILE, key, c))?;
    }
    let lists = rules.party.waters.iter().chain(&rules.functional.waters);
    lists.into_iter().try_for_each(|c| known.water(FILE, "waters", c))?;
    let area = &rules.functional.unit;
    require(
        known.areas.contains(area.as_str()),
        FILE,
        "unit",
        area,
        "code of a functional area in units.toml",
    )?;
    for e in &rules.established {
        known.water(FILE, "water", &e.water)?;
        known.township(FILE, "township", &e.township)?;
    }
    for u in &rules.unregistered {
        known.water(FILE, "water", &u.water)?;
    }
    for s in &rules.stretched {
        known.water(FILE, "water", &s.water)?;
        known.unit(FILE, "unit", &s.unit)?;
    }
    for m in &rules.misplaced {
        known.water(FILE, "water", &m.water)?;
        known.unit(FILE, "unit", &m.unit)?;
        known.unit(FILE, "registered", &m.registered)?;
    }
    Ok(())
}
