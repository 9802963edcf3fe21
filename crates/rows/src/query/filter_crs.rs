//! The coordinate reference system of coordinates in a filter or a box.

/// Turns coordinates into longitude and latitude, or says why not.
pub type ToLonLat<'a> = &'a dyn Fn(&mut [(f64, f64)]) -> Result<(), String>;

/// How coordinates in a filter become longitude and latitude.
#[derive(Clone, Copy)]
pub struct FilterCrs<'a> {
    /// Turns coordinates, in the order of the axes of their CRS, into longitude and latitude, or says why not.
    pub place: ToLonLat<'a>,
    /// Which of the two axes is the longitude, if one is.
    pub longitude: Option<usize>,
    /// Edges of boxes stay straight.
    pub straight: bool,
}

impl std::fmt::Debug for FilterCrs<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FilterCrs")
            .field("longitude", &self.longitude)
            .finish_non_exhaustive()
    }
}
