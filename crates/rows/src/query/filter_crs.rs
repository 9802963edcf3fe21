//! The coordinate reference system of coordinates in a filter or a box.

/// Converts coordinates to longitude and latitude in degrees, in place; the error says why it can't.
pub type ToLonLat<'a> = &'a dyn Fn(&mut [(f64, f64)]) -> Result<(), String>;

/// The CRS of the coordinates in a filter, as far as a filter needs it.
#[derive(Clone, Copy)]
pub struct FilterCrs<'a> {
    /// Converts coordinates, in the axis order of their CRS, to longitude and latitude.
    pub to_lonlat: ToLonLat<'a>,
    /// Which of the two axes is the longitude, if the CRS is geographic.
    pub longitude_axis: Option<usize>,
    /// Edges of boxes stay straight in longitude and latitude.
    pub straight_edges: bool,
}

impl std::fmt::Debug for FilterCrs<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FilterCrs")
            .field("longitude_axis", &self.longitude_axis)
            .finish_non_exhaustive()
    }
}
