//! Numbered boxes in an R-tree: which may hold a place, which meet another box.
use super::lonlat::LonLat;
use geo::Rect;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// Boxes by number.
///
/// ```
/// use riverchief_geom::{BoxTree, LonLat};
/// let boxes = [Some(geo::Rect::new((0.0, 0.0), (2.0, 1.0))), None, Some(geo::Rect::new((1.0, 0.0), (3.0, 1.0)))];
/// let tree = BoxTree::new(boxes);
/// assert_eq!(tree.at(LonLat::new(1.5, 0.5)), [0, 2]);
/// assert_eq!(tree.at(LonLat::new(0.5, 0.5)), [0]);
/// ```
#[derive(Clone, Debug)]
pub struct BoxTree(RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>);

impl BoxTree {
    /// Loads boxes, numbered in the order in which they come; `None` takes a number and is found nowhere.
    #[must_use]
    pub fn new(boxes: impl IntoIterator<Item = Option<Rect<f64>>>) -> Self {
        let numbered = boxes.into_iter().enumerate();
        let boxes = numbered.filter_map(|(number, rect)| {
            let rect = rect?;
            let corners = ([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
            Some(GeomWithData::new(Rectangle::from_corners(corners.0, corners.1), number))
        });
        Self(RTree::bulk_load(boxes.collect()))
    }

    /// The boxes that hold a place, borders included; ascending.
    #[must_use]
    pub fn at(&self, place: LonLat) -> Vec<usize> {
        self.within(AABB::from_point([place.lon, place.lat]))
    }

    /// The boxes that meet a box, borders included; ascending.
    #[must_use]
    pub fn meeting(&self, rect: Rect<f64>) -> Vec<usize> {
        let corners = ([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
        self.within(AABB::from_corners(corners.0, corners.1))
    }

    fn within(&self, envelope: AABB<[f64; 2]>) -> Vec<usize> {
        let found = self.0.locate_in_envelope_intersecting(envelope);
        let mut found: Vec<usize> = found.map(|numbered| numbered.data).collect();
        found.sort_unstable();
        found
    }
}
