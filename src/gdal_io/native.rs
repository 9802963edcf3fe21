//! The few calls of GDAL's C interface that the gdal crate does not wrap. The only `unsafe` of the crate.
#![expect(unsafe_code, reason = "foreign functions; each block says why it is sound")]
use gdal::errors::{GdalError, Result};
use gdal::vector::{Feature, LayerAccess};
use gdal_sys::{OGRErr, OGRFieldSubType, OGRFieldType, OGRwkbByteOrder};
use std::ffi::CString;

/// Adds an integer column of the boolean kind to a layer, so that other programs show yes and no.
///
/// # Errors
/// When the layer takes no such column.
pub fn add_boolean_column<L: LayerAccess>(layer: &L, name: &str) -> Result<()> {
    let name = CString::new(name)?;
    // SAFETY: the column is made, used and destroyed here; the layer's handle lives as long as `layer`,
    // and OGR_L_CreateField copies the column.
    let err = unsafe {
        let column = gdal_sys::OGR_Fld_Create(name.as_ptr(), OGRFieldType::OFTInteger);
        gdal_sys::OGR_Fld_SetSubType(column, OGRFieldSubType::OFSTBoolean);
        let err = gdal_sys::OGR_L_CreateField(layer.c_layer(), column, 0);
        gdal_sys::OGR_Fld_Destroy(column);
        err
    };
    if err == OGRErr::OGRERR_NONE {
        Ok(())
    } else {
        Err(GdalError::OgrError {
            err,
            method_name: "OGR_L_CreateField",
        })
    }
}

/// The geometry of a feature as well-known binary; `None` where it has none.
///
/// # Errors
/// When GDAL can't write it.
pub fn geometry_wkb(feature: &Feature<'_>) -> Result<Option<Vec<u8>>> {
    // SAFETY: the handles belong to `feature`, which outlives the calls; the geometry is borrowed from it and the
    // buffer has the size that GDAL asks for.
    unsafe {
        let geometry = gdal_sys::OGR_F_GetGeometryRef(feature.c_feature());
        if geometry.is_null() {
            return Ok(None);
        }
        let size = usize::try_from(gdal_sys::OGR_G_WkbSize(geometry))?;
        let mut bytes = vec![0_u8; size];
        let err = gdal_sys::OGR_G_ExportToWkb(geometry, OGRwkbByteOrder::wkbNDR, bytes.as_mut_ptr());
        if err == OGRErr::OGRERR_NONE {
            Ok(Some(bytes))
        } else {
            Err(GdalError::OgrError {
                err,
                method_name: "OGR_G_ExportToWkb",
            })
        }
    }
}
