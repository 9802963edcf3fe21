//! Derives the network: each centreline is cut at the borders of units and zones (N3, N6, S16).
use super::border_pairs::CommonBorders;
use super::border_rivers;
use super::borders::{Borders, UnitEdge};
use super::law::Law;
use super::lineage::Lineage;
use super::reaches::{Branch, Network, Reach, joined};
use super::runs::{pieces, stretches};
use riverchief_geom::cutting::{Cuts, cut};
use riverchief_geom::nearest::on_rings;
use riverchief_geom::{LonLat, PreparedPolygon, Stationed};
use std::sync::Arc;

impl Network {
    /// Derives the network of a law whose other fields are set.
    #[must_use]
    pub fn derive(law: &Law) -> Self {
        if law.centrelines.is_empty() && law.water_areas.is_empty() {
            return Self::default();
        }
        let borders = Borders::new(law);
        let mut common = CommonBorders::new(&borders);
        let branches: Vec<Branch> = (0..law.centrelines.len())
            .filter_map(|i| branch(law, &mut common, i))
            .collect();
        let mut derived = stretches(law, &branches);
        let (pieces, bare) = pieces(law);
        derived.extend(pieces);
        Self {
            branches,
            derived,
            bare,
        }
    }
}

/// A branch with its reaches; `None` for a line without length, which a snapshot does not contain.
fn branch(law: &Law, common: &mut CommonBorders<'_>, centreline: usize) -> Option<Branch> {
    let borders = common.borders;
    let record = &law.centrelines[centreline];
    let line = Arc::new(Stationed::new(record.geometry.clone()).ok()?);
    let edges = line.coords().len() - 1;
    let unit_cuts = cut(line.coords(), &borders.unit_edges);
    let other_cuts = cut(line.coords(), &borders.other_edges);
    let params = unit_cuts.params(edges).into_iter().chain(other_cuts.params(edges));
    let measures = joined(params.map(|(edge, t)| line.measure(edge, t)).collect(), line.len_m());
    let place = |from_m, to_m| reach(law, borders, &line, &unit_cuts, from_m, to_m);
    let mut branch = Branch {
        water: record.water.clone(),
        branch: record.branch,
        centreline,
        line: line.clone(),
        reaches: measures.windows(2).map(|w| place(w[0], w[1])).collect(),
        wobbles: Vec::new(),
        parallels: Vec::new(),
    };
    border_rivers::follow(&mut branch, law, common, place);
    Some(branch)
}

fn reach(law: &Law, borders: &Borders, line: &Stationed, cuts: &Cuts<UnitEdge>, from_m: f64, to_m: f64) -> Reach {
    let (edge, t) = line.locate(f64::midpoint(from_m, to_m));
    let middle = line.at(f64::midpoint(from_m, to_m));
    let (lineage, right_lineage) = borders.owners(law, &borders.beside(cuts, edge, t, middle));
    let in_pool = borders.pools.iter().any(|pool| on_or_in(pool, middle));
    Reach {
        from_m,
        to_m,
        unit: lineage.as_ref().and_then(Lineage::lowest).cloned(),
        right: right_lineage.as_ref().and_then(Lineage::lowest).cloned(),
        lineage: lineage.unwrap_or_default(),
        right_lineage,
        in_pool,
        wobble: false,
    }
}

/// Inside or on a pool; a middle is a rounded point, so within 1 µm counts as on (S7).
fn on_or_in(pool: &PreparedPolygon, p: LonLat) -> bool {
    pool.covers(p) || pool.bbox().is_some_and(|bbox| on_rings(p, pool.geometry(), bbox))
}
