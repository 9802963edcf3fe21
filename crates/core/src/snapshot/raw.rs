//! Raw features: a world as read, before validation.
//!
//! One struct per layer of a world file; field names are the column names. Enumerations, dates and codes are still
//! text, so that a bad value becomes a finding with layer, feature and field. Lists are one text joined by `;`.
//! Geometry is lon/lat in EPSG:4490.
use super::record::{Cell, CellError, Column, Field, LayerGeometry, LayerSchema, Record, ShapeKind, Visit, VisitMut};
use geo::{Geometry, LineString, MultiPolygon, Point};

macro_rules! raw {
    ($($(#[doc = $doc:literal])* $name:ident $layer:literal { $($field:ident : $ty:ty,)* } $(geom $geom:ty)?;)*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            /// Feature id in the file it was read from; 0 when there is none.
            pub fid: i64,
            $(#[allow(missing_docs)] pub $field: $ty,)*
            $(/// Geometry; `None` where the source had a null one.
            pub geometry: Option<$geom>,)?
        }
        impl $name {
            /// The layer's name in a world file.
            pub const LAYER: &'static str = $layer;
        }
        impl Record for $name {
            const SCHEMA: &'static LayerSchema = &LayerSchema {
                name: $layer,
                about: concat!($($doc),*).trim_ascii(),
                fields: &[$(Field { name: stringify!($field), kind: <$ty as Column>::KIND },)*],
                shape: {
                    #[allow(unused_mut, unused_assignments, reason = "tables have no geometry")]
                    let mut shape = ShapeKind::None;
                    $(shape = <$geom as LayerGeometry>::KIND;)?
                    shape
                },
            };
            fn fid(&self) -> i64 {
                self.fid
            }
            fn set_fid(&mut self, fid: i64) {
                self.fid = fid;
            }
            fn cells(&self) -> Vec<Cell> {
                vec![$(self.$field.to_cell(),)*]
            }
            fn set_cell(&mut self, field: usize, cell: Cell) -> Result<(), CellError> {
                let mut slot = 0;
                $(
                    if field == slot {
                        self.$field = Column::from_cell(cell)?;
                        return Ok(());
                    }
                    slot += 1;
                )*
                Err(CellError::no_such_field(field, slot))
            }
            fn shape(&self) -> Option<Geometry<f64>> {
                $(return self.geometry.clone().map(<$geom as LayerGeometry>::into_geometry);)?
                #[allow(unreachable_code, reason = "tables have no geometry")]
                None
            }
            fn set_shape(&mut self, _shape: Option<Geometry<f64>>) -> Result<(), ShapeKind> {
                $(
                    self.geometry = _shape.map(<$geom as LayerGeometry>::from_geometry).transpose()?;
                    return Ok(());
                )?
                #[allow(unreachable_code, reason = "tables have no geometry")]
                Err(ShapeKind::None)
            }
        }
    )*};
}

type Text = Option<String>;

raw! {
    /// Administrative units of every level.
    RawUnit "admin_units" { code: Text, name: Text, level: Text, parent: Text, neighbour: Option<bool>, valid_from: Text, valid_to: Text, } geom MultiPolygon<f64>;
    /// Functional areas (rule E); `over` is a list of unit codes.
    RawFunctionalArea "functional_areas" { code: Text, name: Text, acts_as: Text, over: Text, valid_from: Text, valid_to: Text, } geom MultiPolygon<f64>;
    /// Waters, without geometry.
    RawWater "waters" { code: Text, scheme: Text, name: Text, kind: Text, parent: Text, city_level: Option<bool>, order: Option<i64>, layer: Option<i64>, half_width_m: Option<f64>, downstream: Text, grade: Text, commander_county: Text, convener_override: Text, valid_from: Text, valid_to: Text, };
    /// Surfaces of waters.
    RawWaterArea "water_areas" { id: Text, water: Text, valid_from: Text, valid_to: Text, } geom MultiPolygon<f64>;
    /// Directed centrelines, one feature per water and branch.
    RawCentreline "centrelines" { water: Text, branch: Option<i64>, name: Text, valid_from: Text, valid_to: Text, } geom LineString<f64>;
    /// Registered segments; measures in metres, both empty for a piece of an area. The geometry is only for maps;
    /// measures decide.
    RawSegment "segments" { id: Text, water: Text, branch: Option<i64>, level: Text, unit: Text, bank: Text, measure_from: Option<f64>, measure_to: Option<f64>, post: Text, valid_from: Text, valid_to: Text, } geom LineString<f64>;
    /// Reservoir zones.
    RawZone "zones" { id: Text, water: Text, kind: Text, reference_level: Text, reference_date: Text, managed_whole: Option<bool>, provisional: Option<bool>, valid_from: Text, valid_to: Text, } geom MultiPolygon<f64>;
    /// Pieces of LAND zones by village.
    RawZonePiece "zone_pieces" { id: Text, zone: Text, village: Text, valid_from: Text, valid_to: Text, } geom MultiPolygon<f64>;
    /// Management extents.
    RawExtent "management_extents" { id: Text, water: Text, valid_from: Text, valid_to: Text, } geom MultiPolygon<f64>;
    /// Marine areas.
    RawMarineArea "marine_areas" { id: Text, name: Text, valid_from: Text, valid_to: Text, } geom MultiPolygon<f64>;
    /// Notice boards.
    RawBoard "notice_boards" { id: Text, water: Text, segment: Text, content_version: Text, supervision_phone: Text, valid_from: Text, valid_to: Text, } geom Point<f64>;
    /// Posts.
    RawPost "posts" { id: Text, kind: Text, level: Text, unit: Text, water: Text, department: Text, name: Text, capacity: Option<i64>, phone: Text, valid_from: Text, valid_to: Text, };
    /// Holders.
    RawHolder "holders" { id: Text, name: Text, title: Text, title_class: Text, unit: Text, };
    /// Tenures.
    RawTenure "tenures" { id: Text, post: Text, holder: Text, valid_from: Text, valid_to: Text, };
    /// Member units.
    RawDepartment "departments" { code: Text, name: Text, short_name: Text, duty: Text, successor: Text, valid_from: Text, valid_to: Text, };
    /// Tasks.
    RawTask "tasks" { id: Text, title: Text, lead: Text, responsible: Text, open_ended: Option<bool>, counties: Option<bool>, functional_area: Option<bool>, };
    /// Concerns.
    RawConcern "concerns" { name: Text, aliases: Text, departments: Text, source: Text, };
    /// Offices.
    RawOffice "offices" { id: Text, level: Text, unit: Text, name: Text, seat: Text, director: Text, deputies: Text, phone: Text, valid_from: Text, valid_to: Text, };
    /// Documents.
    RawDocument "documents" { id: Text, kind: Text, unit: Text, water: Text, title: Text, issued: Text, sent_to: Text, };
    /// Facts about the world itself: `name`, `schematic` (true|false), `notice_zh`, `notice_en`, `source`, `licence`, `plan_from`.
    RawMeta "world" { key: Text, value: Text, };
}

/// Everything read from one or more sources.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawWorld {
    /// Names of the layers in the source, including empty ones.
    pub layers: Vec<String>,
    #[allow(missing_docs)]
    pub meta: Vec<RawMeta>,
    #[allow(missing_docs)]
    pub units: Vec<RawUnit>,
    #[allow(missing_docs)]
    pub functional_areas: Vec<RawFunctionalArea>,
    #[allow(missing_docs)]
    pub waters: Vec<RawWater>,
    #[allow(missing_docs)]
    pub water_areas: Vec<RawWaterArea>,
    #[allow(missing_docs)]
    pub centrelines: Vec<RawCentreline>,
    #[allow(missing_docs)]
    pub segments: Vec<RawSegment>,
    #[allow(missing_docs)]
    pub zones: Vec<RawZone>,
    #[allow(missing_docs)]
    pub zone_pieces: Vec<RawZonePiece>,
    #[allow(missing_docs)]
    pub extents: Vec<RawExtent>,
    #[allow(missing_docs)]
    pub marine_areas: Vec<RawMarineArea>,
    #[allow(missing_docs)]
    pub boards: Vec<RawBoard>,
    #[allow(missing_docs)]
    pub posts: Vec<RawPost>,
    #[allow(missing_docs)]
    pub holders: Vec<RawHolder>,
    #[allow(missing_docs)]
    pub tenures: Vec<RawTenure>,
    #[allow(missing_docs)]
    pub departments: Vec<RawDepartment>,
    #[allow(missing_docs)]
    pub tasks: Vec<RawTask>,
    #[allow(missing_docs)]
    pub concerns: Vec<RawConcern>,
    #[allow(missing_docs)]
    pub offices: Vec<RawOffice>,
    #[allow(missing_docs)]
    pub documents: Vec<RawDocument>,
}

macro_rules! layers {
    ($($field:ident : $ty:ty,)*) => {
        /// Every layer of a world file, sorted by name.
        pub const SCHEMAS: &[&LayerSchema] = &[$(<$ty as Record>::SCHEMA,)*];

        impl RawWorld {
            /// Passes every layer to `visitor`, sorted by name.
            ///
            /// # Errors
            /// An error of the visitor; the walk stops at the first.
            pub fn visit<V: Visit>(&self, visitor: &mut V) -> Result<(), V::Error> {
                $(visitor.layer::<$ty>(&self.$field)?;)*
                Ok(())
            }
            /// Passes every layer to `visitor` for filling, sorted by name.
            ///
            /// # Errors
            /// An error of the visitor; the walk stops at the first.
            pub fn visit_mut<V: VisitMut>(&mut self, visitor: &mut V) -> Result<(), V::Error> {
                $(visitor.layer::<$ty>(&mut self.$field)?;)*
                Ok(())
            }
        }
    };
}

layers! {
    units: RawUnit,
    centrelines: RawCentreline,
    concerns: RawConcern,
    departments: RawDepartment,
    documents: RawDocument,
    functional_areas: RawFunctionalArea,
    holders: RawHolder,
    extents: RawExtent,
    marine_areas: RawMarineArea,
    boards: RawBoard,
    offices: RawOffice,
    posts: RawPost,
    segments: RawSegment,
    tasks: RawTask,
    tenures: RawTenure,
    water_areas: RawWaterArea,
    waters: RawWater,
    meta: RawMeta,
    zone_pieces: RawZonePiece,
    zones: RawZone,
}
