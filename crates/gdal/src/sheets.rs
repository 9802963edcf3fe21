//! Loads the sheets of a workbook as layers of texts in memory. The number of a row becomes the fid of its feature.
use super::catch_panic::catch_panic;
use super::messages::{capture, failures};
use super::native;
use gdal::vector::{Defn, Feature, FieldDefn, LayerOptions, OGRFieldType, OGRwkbGeometryType};
use gdal::{Dataset, DriverManager};
use riverchief_office::table::{Column, LeftOut, Table, table};
use riverchief_office::workbook;
use std::path::Path;

/// The size limit of a workbook on disk, which is read whole.
const MOST_PACKED: u64 = 64 << 20;

/// Loads a workbook. Returns also what of its sheets is not data, as sheet and what.
///
/// # Errors
/// A description of the problem, for people: encrypted, damaged, too large, or without a table.
pub(super) fn load(path: &Path) -> Result<(Dataset, Vec<(String, LeftOut)>), String> {
    let length = std::fs::metadata(path).map_err(|e| e.to_string())?.len();
    if length > MOST_PACKED {
        return Err(format!("it has {length} bytes; the limit is {MOST_PACKED}"));
    }
    let bytes = std::fs::read(path).map_err(|e| e.to_string())?;
    // Only the reader of workbooks may panic on damaged ones.
    let read = catch_panic(|| workbook::read(&bytes));
    let grids = read
        .map_err(|_| "damaged: its parts are inconsistent".to_owned())?
        .map_err(|e| e.to_string())?;
    let tables: Vec<Table> = grids.iter().filter_map(table).collect();
    if tables.is_empty() {
        return Err("no sheet has a table: a row of headings in words, with rows below it".to_owned());
    }
    let (loaded, said) = capture(|| layers(&tables));
    let left_out = (tables.into_iter())
        .flat_map(|table| table.left_out.into_iter().map(move |what| (table.name.clone(), what)))
        .collect();
    match (loaded, failures(&said)) {
        (Ok(dataset), None) => Ok((dataset, left_out)),
        (_, Some(message)) => Err(message),
        (Err(error), None) => Err(error.to_string()),
    }
}

fn layers(tables: &[Table]) -> gdal::errors::Result<Dataset> {
    let mut dataset = DriverManager::get_driver_by_name("Memory")?.create_vector_only("")?;
    for table in tables {
        let layer = dataset.create_layer(LayerOptions {
            name: &table.name,
            srs: None,
            ty: OGRwkbGeometryType::wkbNone,
            options: None,
        })?;
        for title in table.columns.iter().map(Column::title) {
            FieldDefn::new(&title, OGRFieldType::OFTString)?.add_to_layer(&layer)?;
        }
        let defn = Defn::from_layer(&layer);
        for row in &table.rows {
            let mut feature = Feature::new(&defn)?;
            native::set_fid(&mut feature, row.number)?;
            for (index, text) in row.cells.iter().enumerate() {
                match text {
                    Some(text) => feature.set_field_string(index, text)?,
                    None => feature.set_field_null(index)?,
                }
            }
            feature.create(&layer)?;
        }
    }
    Ok(dataset)
}
