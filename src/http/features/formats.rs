//! The file formats that each collection can be downloaded in.
use riverchief_rows::collections::{CollectionSpec, GeometryType};
use riverchief_rows::formats::FileFormat;

/// The file formats of a collection.
pub fn files(spec: &CollectionSpec) -> impl Iterator<Item = FileFormat> + use<> {
    let bare = spec.geometry == GeometryType::None;
    FileFormat::ALL
        .into_iter()
        .filter(move |format| !(bare && *format == FileFormat::FlatGeobuf))
}
