//! FlatGeobuf 3 with its packed Hilbert R-tree: features are in the order of the index, so near ones are together.
//!
//! Tables and index are those of the crate `flatgeobuf`. Its writer isn't used: it reads its temporary file back with two
//! system calls per feature, which takes as long as all the rest. Until the index is known, features are kept in memory,
//! and beyond 64 MiB in a temporary file. The box of each feature stays in memory (40 bytes, twice while sorting).
mod feature;

use super::file_layer::{Features, FileLayer};
use crate::collections::{ColumnKind, GeometryType};
use ::flatgeobuf::packed_r_tree::{NodeItem, PackedRTree, calc_extent};
use ::flatgeobuf::{
    Column, ColumnArgs, ColumnType, Crs, CrsArgs, GeometryType as FgbType, Header, HeaderArgs, VERSION,
};
use feature::Encoder;
use flatbuffers::FlatBufferBuilder;
use geo::{BoundingRect as _, Rect};
use std::borrow::Cow;
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write};
use tempfile::{SpooledData, SpooledTempFile};

/// The first bytes of every file.
const MAGIC: [u8; 8] = [b'f', b'g', b'b', VERSION, b'f', b'g', b'b', 0];
/// Most bytes of features that are kept in memory.
const KEPT_BYTES: usize = 64 << 20;
/// Size of the output buffer in bytes: the index is written eight bytes at a time.
const BUFFER_BYTES: usize = 256 << 10;

/// Writes a file. Features without geometry are left out, since readers refuse a file that has any; returns their number.
///
/// # Errors
/// Errors of the writer, of the temporary file and of the features.
pub fn write(layer: &FileLayer<'_>, features: &mut Features<'_>, out: &mut (dyn Write + Send)) -> io::Result<usize> {
    let kind = match layer.spec.geometry {
        GeometryType::None | GeometryType::Any => FgbType::Unknown,
        GeometryType::Point => FgbType::Point,
        GeometryType::LineString => FgbType::LineString,
        GeometryType::MultiLineString => FgbType::MultiLineString,
        GeometryType::MultiPolygon => FgbType::MultiPolygon,
    };
    let mut encoder = Encoder::new(kind == FgbType::Unknown);
    let mut kept = FeatureBuffer::new(KEPT_BYTES);
    let mut left_out = 0;
    for feature in features {
        let feature = feature?;
        let bounds = match &feature.geometry {
            Some(Cow::Borrowed(_)) => feature.row.bounds,
            Some(Cow::Owned(geometry)) => geometry.bounding_rect(),
            None => None,
        };
        match (feature.geometry, bounds) {
            (Some(geometry), Some(bounds)) => {
                kept.push(encoder.encode(&geometry, layer.cells(feature.row))?, bounds)?;
            }
            _ => left_out += 1,
        }
    }
    let extent = calc_extent(&kept.nodes);
    out.write_all(&MAGIC)?;
    out.write_all(&header(layer, kind, &extent, kept.nodes.len()))?;
    kept.write(&extent, out)?;
    Ok(left_out)
}

/// Encoded features, in the order in which they arrived.
struct FeatureBuffer {
    /// Their boxes. The field `offset` first holds the number of the feature.
    nodes: Vec<NodeItem>,
    /// The start of each feature, and the end of the last.
    starts: Vec<u64>,
    bytes: BufWriter<SpooledTempFile>,
}

impl FeatureBuffer {
    /// Keeps up to `memory` bytes in memory.
    fn new(memory: usize) -> Self {
        Self {
            nodes: vec![],
            starts: vec![0],
            bytes: BufWriter::new(SpooledTempFile::new(memory)),
        }
    }

    fn push(&mut self, feature: &[u8], bounds: Rect<f64>) -> io::Result<()> {
        self.bytes.write_all(feature)?;
        let number = self.nodes.len();
        self.starts.push(self.starts[number] + feature.len() as u64);
        let mut node = NodeItem::create(number as u64);
        node.expand_xy(bounds.min().x, bounds.min().y);
        node.expand_xy(bounds.max().x, bounds.max().y);
        self.nodes.push(node);
        Ok(())
    }

    /// Writes the index, and the features in its order.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "numbers of features, and lengths of 32 bits"
    )]
    fn write(self, extent: &NodeItem, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let Self {
            mut nodes,
            starts,
            bytes,
        } = self;
        if nodes.is_empty() {
            return Ok(());
        }
        let span = |number: u64| (starts[number as usize], starts[number as usize + 1]);
        nodes.sort_by_cached_key(|node| along_curve(node, extent));
        let mut offset = 0;
        let leaves: Vec<NodeItem> = (nodes.iter())
            .map(|node| {
                let leaf = NodeItem { offset, ..node.clone() };
                let (start, end) = span(node.offset);
                offset += end - start;
                leaf
            })
            .collect();
        let tree = PackedRTree::build(&leaves, extent, PackedRTree::DEFAULT_NODE_SIZE).map_err(io::Error::other)?;
        drop(leaves);
        let mut out = BufWriter::with_capacity(BUFFER_BYTES, out);
        tree.stream_write(&mut out)?;
        drop(tree);
        let bytes = bytes.into_inner().map_err(io::IntoInnerError::into_error)?;
        let spans = nodes.iter().map(|node| span(node.offset));
        match bytes.into_inner() {
            SpooledData::InMemory(bytes) => {
                for (start, end) in spans {
                    out.write_all(&bytes.get_ref()[start as usize..end as usize])?;
                }
            }
            SpooledData::OnDisk(mut file) => {
                let mut feature = vec![];
                for (start, end) in spans {
                    file.seek(SeekFrom::Start(start))?;
                    feature.resize((end - start) as usize, 0);
                    file.read_exact(&mut feature)?;
                    out.write_all(&feature)?;
                }
            }
        }
        out.flush()
    }
}

/// The position of the centre of a box along the Hilbert curve through all boxes. The sort of the crate computes it again
/// for each comparison.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates; the position affects only the order of features"
)]
fn along_curve(node: &NodeItem, extent: &NodeItem) -> u32 {
    let cell = |middle: f64, from: f64, width: f64| ((middle - from) / width * f64::from(u16::MAX)) as u16;
    let x = cell(f64::midpoint(node.min_x, node.max_x), extent.min_x, extent.width());
    let y = cell(f64::midpoint(node.min_y, node.max_y), extent.min_y, extent.height());
    fast_hilbert::xy2h(x, y, 16)
}

/// The header, prefixed by its length.
fn header(layer: &FileLayer<'_>, geometry_type: FgbType, extent: &NodeItem, count: usize) -> Vec<u8> {
    let description = layer.crs;
    let mut builder = FlatBufferBuilder::new();
    let code_string = description
        .epsg
        .is_none()
        .then(|| description.code.trim_start_matches("OGC:"));
    let crs = CrsArgs {
        org: Some(builder.create_string(if description.epsg.is_some() { "EPSG" } else { "OGC" })),
        code: description.epsg.and_then(|code| i32::try_from(code).ok()).unwrap_or(0),
        name: Some(builder.create_string(&description.title)),
        description: None,
        wkt: Some(builder.create_string(&description.wkt)),
        code_string: code_string.map(|code| builder.create_string(code)),
    };
    let crs = Some(Crs::create(&mut builder, &crs));
    let columns: Vec<_> = (layer.fields().into_iter())
        .map(|column| {
            let args = ColumnArgs {
                name: Some(builder.create_string(column.name)),
                type_: column_type(column.kind),
                title: Some(builder.create_string(column.title_zh)),
                description: Some(builder.create_string(column.about)),
                ..ColumnArgs::default()
            };
            Column::create(&mut builder, &args)
        })
        .collect();
    let envelope = [extent.min_x, extent.min_y, extent.max_x, extent.max_y];
    let args = HeaderArgs {
        name: Some(builder.create_string(layer.spec.id)),
        // Without features there is no box.
        envelope: (count > 0).then(|| builder.create_vector(&envelope)),
        geometry_type,
        columns: Some(builder.create_vector(&columns)),
        features_count: count as u64,
        // Nor is there an index: readers refuse a file that announces one and has none.
        index_node_size: if count > 0 { PackedRTree::DEFAULT_NODE_SIZE } else { 0 },
        crs,
        title: Some(builder.create_string(layer.spec.title_zh)),
        description: Some(builder.create_string(layer.spec.description)),
        ..HeaderArgs::default()
    };
    let header = Header::create(&mut builder, &args);
    builder.finish_size_prefixed(header, None);
    builder.finished_data().to_vec()
}

fn column_type(kind: ColumnKind) -> ColumnType {
    match kind {
        ColumnKind::Text | ColumnKind::Texts => ColumnType::String,
        ColumnKind::Integer => ColumnType::Long,
        ColumnKind::Real => ColumnType::Double,
        ColumnKind::Flag => ColumnType::Bool,
        // There is no type for a day; GDAL writes days like this too.
        ColumnKind::Date => ColumnType::DateTime,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collections::Cell;
    use geo::{LineString, coord};

    #[test]
    fn features_kept_on_disk_are_written_as_those_kept_in_memory() {
        let lines: Vec<geo::Geometry<f64>> = (0..50)
            .map(|i| {
                let (x, y) = (f64::from(i * 37 % 50), f64::from(i * 11 % 50));
                LineString::new(vec![coord! {x: x, y: y}, coord! {x: x + 1.0, y: y + 2.0}]).into()
            })
            .collect();
        let written = |memory: usize| {
            let (mut kept, mut encoder, mut out) = (FeatureBuffer::new(memory), Encoder::new(false), vec![]);
            for (line, text) in lines.iter().zip(["a", "南流江"].iter().cycle()) {
                let feature = encoder
                    .encode(line, [Cell::Text((*text).into())].iter())
                    .expect("encoded");
                kept.push(feature, line.bounding_rect().expect("a line")).expect("kept");
            }
            let extent = calc_extent(&kept.nodes);
            assert_eq!((extent.min_x, extent.max_y), (0.0, 51.0));
            kept.write(&extent, &mut out).expect("written");
            out
        };
        let memory = written(KEPT_BYTES);
        assert!(memory.len() > 50 * 100);
        assert!(written(0) == memory && written(1000) == memory);
    }
}
