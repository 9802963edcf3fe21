//! Spatial relations between geometries, by DE-9IM on the stored doubles.
use geo::relate::IntersectionMatrix;
use geo::{BoundingRect, Geometry, Intersects, PreparedGeometry, Rect, Relate};

/// The spatial relations of CQL2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Contains,
    Crosses,
    Disjoint,
    Equals,
    Intersects,
    Overlaps,
    Touches,
    Within,
}

impl Relation {
    /// The relation of a name, whatever its case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "s_contains" => Self::Contains,
            "s_crosses" => Self::Crosses,
            "s_disjoint" => Self::Disjoint,
            "s_equals" => Self::Equals,
            "s_intersects" => Self::Intersects,
            "s_overlaps" => Self::Overlaps,
            "s_touches" => Self::Touches,
            "s_within" => Self::Within,
            _ => return None,
        })
    }

    fn holds(self, matrix: &IntersectionMatrix) -> bool {
        match self {
            Self::Contains => matrix.is_contains(),
            Self::Crosses => matrix.is_crosses(),
            Self::Disjoint => matrix.is_disjoint(),
            Self::Equals => matrix.is_equal_topo(),
            Self::Intersects => matrix.is_intersects(),
            Self::Overlaps => matrix.is_overlaps(),
            Self::Touches => matrix.is_touches(),
            Self::Within => matrix.is_within(),
        }
    }

    /// The relation with its operands exchanged.
    #[must_use]
    pub fn turned(self) -> Self {
        match self {
            Self::Contains => Self::Within,
            Self::Within => Self::Contains,
            other => other,
        }
    }
}

/// A geometry that many others are compared with.
pub struct Prepared {
    geometry: PreparedGeometry<'static, Geometry<f64>>,
    bounds: Option<Rect<f64>>,
}

impl Prepared {
    /// Prepares a geometry.
    #[must_use]
    pub fn new(geometry: Geometry<f64>) -> Self {
        let bounds = geometry.bounding_rect();
        Self {
            geometry: PreparedGeometry::from(geometry),
            bounds,
        }
    }

    /// Its box.
    #[must_use]
    pub fn bounds(&self) -> Option<Rect<f64>> {
        self.bounds
    }

    /// The geometry as it is.
    #[must_use]
    pub fn geometry(&self) -> &Geometry<f64> {
        self.geometry.geometry()
    }

    /// Whether `other` stands in the relation to this: `other` is the first operand.
    #[must_use]
    pub fn is_related(&self, relation: Relation, other: &Geometry<f64>, bounds: Option<Rect<f64>>) -> bool {
        let apart = match (bounds, self.bounds) {
            (Some(a), Some(b)) => !a.intersects(&b),
            _ => true,
        };
        if apart {
            return relation == Relation::Disjoint;
        }
        relation.turned().holds(&self.geometry.relate(other))
    }
}

impl std::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.geometry())
    }
}

/// Whether `a` stands in the relation to `b`.
#[must_use]
pub fn related(relation: Relation, a: &Geometry<f64>, b: &Geometry<f64>) -> bool {
    relation.holds(&a.relate(b))
}
