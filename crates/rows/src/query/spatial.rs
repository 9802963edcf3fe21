//! Spatial relations between geometries, by DE-9IM on the stored coordinates.
use geo::relate::IntersectionMatrix;
use geo::{BoundingRect, Contains, Geometry, Intersects, PreparedGeometry, Rect, Relate};

/// The spatial relations of CQL2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpatialRelation {
    Contains,
    Crosses,
    Disjoint,
    Equals,
    Intersects,
    Overlaps,
    Touches,
    Within,
}

impl SpatialRelation {
    /// The relation with a name, in any case.
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
    pub fn reversed(self) -> Self {
        match self {
            Self::Contains => Self::Within,
            Self::Within => Self::Contains,
            other => other,
        }
    }
}

/// A geometry that is prepared for comparison with many others.
pub struct PreparedShape {
    geometry: PreparedGeometry<'static, Geometry<f64>>,
    bounds: Option<Rect<f64>>,
    /// The box, if the geometry is a rectangle: then intersection is tested faster.
    rectangle: Option<Rect<f64>>,
}

impl PreparedShape {
    /// Prepares a geometry.
    #[must_use]
    pub fn new(geometry: Geometry<f64>) -> Self {
        let bounds = geometry.bounding_rect();
        Self {
            rectangle: bounds.filter(|r| is_rectangle(&geometry, *r)),
            geometry: PreparedGeometry::from(geometry),
            bounds,
        }
    }

    /// Its bounding box.
    #[must_use]
    pub fn bounds(&self) -> Option<Rect<f64>> {
        self.bounds
    }

    /// The geometry.
    #[must_use]
    pub fn geometry(&self) -> &Geometry<f64> {
        self.geometry.geometry()
    }

    /// Whether the relation holds with `other` as first and this geometry as second operand. `bounds`: the box of `other`.
    #[must_use]
    pub fn is_related(&self, relation: SpatialRelation, other: &Geometry<f64>, bounds: Option<Rect<f64>>) -> bool {
        let apart = match (bounds, self.bounds) {
            (Some(a), Some(b)) => !a.intersects(&b),
            _ => true,
        };
        if apart {
            return relation == SpatialRelation::Disjoint;
        }
        if let (Some(rectangle), Some(bounds)) = (self.rectangle, bounds)
            && matches!(relation, SpatialRelation::Intersects | SpatialRelation::Disjoint)
        {
            let meets = rectangle.contains(&bounds) || other.intersects(&rectangle);
            return meets == (relation == SpatialRelation::Intersects);
        }
        relation.reversed().holds(&self.geometry.relate(other))
    }
}

/// Whether a geometry is a single rectangle along the axes with a positive area.
fn is_rectangle(geometry: &Geometry<f64>, r: Rect<f64>) -> bool {
    let polygon = match geometry {
        Geometry::Polygon(polygon) => polygon,
        Geometry::MultiPolygon(all) if all.0.len() == 1 => &all.0[0],
        _ => return false,
    };
    let (ring, outline) = (&polygon.exterior().0, r.to_polygon());
    let corners = &outline.exterior().0[..4];
    let Some(start) = corners.iter().position(|c| ring.first() == Some(c)) else {
        return false;
    };
    let runs = |step: usize| (0..5).all(|i| ring[i] == corners[(start + i * step) % 4]);
    polygon.interiors().is_empty() && ring.len() == 5 && r.width() > 0.0 && r.height() > 0.0 && (runs(1) || runs(3))
}

impl std::fmt::Debug for PreparedShape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.geometry())
    }
}

/// Whether the relation holds between `a` and `b`.
#[must_use]
pub fn related(relation: SpatialRelation, a: &Geometry<f64>, b: &Geometry<f64>) -> bool {
    relation.holds(&a.relate(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::wkt;

    #[test]
    fn the_test_of_a_rectangle_agrees_with_de_9im() {
        let boxed = PreparedShape::new(wkt!(POLYGON((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.))).into());
        assert!(boxed.rectangle.is_some());
        let others: [Geometry<f64>; 11] = [
            wkt!(POINT(4. 4.)).into(),
            wkt!(POINT(4.1 4.)).into(),
            wkt!(LINESTRING(-1. 5.,5. -1.)).into(),
            wkt!(LINESTRING(-1. 1.,1. -1.)).into(),
            wkt!(LINESTRING(-1. 0.5,0.5 -1.)).into(),
            wkt!(LINESTRING(3. 6.,6. 3.)).into(),
            wkt!(POLYGON((-1. -1.,5. -1.,5. 5.,-1. 5.,-1. -1.))).into(),
            wkt!(POLYGON((-2. -2.,6. -2.,6. 6.,-2. 6.,-2. -2.),(-1. -1.,-1. 5.,5. 5.,5. -1.,-1. -1.))).into(),
            wkt!(POLYGON((-2. -2.,6. -2.,6. 6.,-2. 6.,-2. -2.),(0. 0.,0. 4.,4. 4.,4. 0.,0. 0.))).into(),
            wkt!(POLYGON((1. 1.,2. 1.,2. 2.,1. 1.))).into(),
            wkt!(MULTIPOLYGON(((5. 5.,6. 5.,6. 6.,5. 5.)),((-3. -3.,-2. -3.,-2. -2.,-3. -3.)))).into(),
        ];
        for other in others {
            let bounds = other.bounding_rect();
            for relation in [SpatialRelation::Intersects, SpatialRelation::Disjoint] {
                let exact = relation.holds(&boxed.geometry.relate(&other));
                assert_eq!(
                    boxed.is_related(relation, &other, bounds),
                    exact,
                    "{relation:?} {other:?}"
                );
            }
        }
    }

    #[test]
    fn only_rectangles_count_as_rectangles() {
        let no: [Geometry<f64>; 4] = [
            wkt!(POLYGON((0. 0.,4. 0.,4. 4.,0. 3.,0. 0.))).into(),
            wkt!(POLYGON((0. 0.,4. 0.,0. 4.,4. 4.,0. 0.))).into(),
            wkt!(POLYGON((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(1. 1.,1. 2.,2. 2.,1. 1.))).into(),
            wkt!(POINT(1. 1.)).into(),
        ];
        assert!(no.into_iter().all(|g| PreparedShape::new(g).rectangle.is_none()));
    }
}
