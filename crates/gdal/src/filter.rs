//! Which features of a source layer a mapping's filter keeps.
//!
//! The filter stands on the layer only while it is asked: a layer is one object for all blocks that read it. Text that
//! is decoded here and not by GDAL is filtered in a copy of the layer that holds it as it is meant.
use super::source::Source;
use super::world_file::cell;
use gdal::DriverManager;
use gdal::errors::Result;
use gdal::vector::{Defn, Feature, FieldDefn, Layer, LayerAccess as _, LayerOptions, OGRFieldType};
use riverchief_core::snapshot::record::Cell;
use std::collections::{HashMap, HashSet};

/// The ids of the features of layer `from` that `filter` keeps (OGR's attribute filter).
///
/// # Errors
/// What GDAL says of the filter or the layer.
pub(super) fn selected(source: &Source, from: &str, filter: &str) -> Result<HashSet<u64>> {
    let mut layer = source.dataset.layer_by_name(from)?;
    if source.encoding.bytewise {
        return selected_by_decoded_text(source, &mut layer, filter);
    }
    layer.set_attribute_filter(filter)?;
    let kept = layer.features().filter_map(|feature| feature.fid()).collect();
    layer.clear_attribute_filter();
    Ok(kept)
}

fn selected_by_decoded_text(source: &Source, layer: &mut Layer<'_>, filter: &str) -> Result<HashSet<u64>> {
    let names = source.columns(layer.defn());
    let kinds: Vec<OGRFieldType::Type> = layer.defn().fields().map(|field| field.field_type()).collect();
    let mut memory = DriverManager::get_driver_by_name("Memory")?.create_vector_only("")?;
    let shape = layer.defn().geometry_type();
    let mut copy = memory.create_layer(LayerOptions {
        name: "copy",
        srs: layer.spatial_ref().as_ref(),
        ty: shape,
        options: None,
    })?;
    for (name, kind) in names.iter().zip(&kinds) {
        FieldDefn::new(name, *kind)?.add_to_layer(&copy)?;
    }
    let defn = Defn::from_layer(&copy);
    let mut ids = HashMap::new();
    for feature in layer.features() {
        let mut copied = Feature::new(&defn)?;
        for (index, kind) in kinds.iter().enumerate() {
            let value = cell(&feature, index, *kind)?;
            match source.encoding.read(value) {
                Ok((Cell::Text(text), _)) => copied.set_field_string(index, &text)?,
                Ok((Cell::Integer(number), _)) => copied.set_field_integer64(index, number)?,
                Ok((Cell::Real(number), _)) => copied.set_field_double(index, number)?,
                // Garbled text matches no filter.
                Ok((Cell::Null | Cell::Boolean(_), _)) | Err(_) => copied.set_field_null(index)?,
            }
        }
        if let Some(geometry) = feature.geometry() {
            copied.set_geometry(geometry.clone())?;
        }
        copied.create(&copy)?;
        ids.extend(copied.fid().zip(feature.fid()));
    }
    copy.set_attribute_filter(filter)?;
    let kept = copy.features().filter_map(|feature| ids.get(&feature.fid()?).copied());
    Ok(kept.collect())
}
