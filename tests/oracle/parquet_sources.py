"""GeoParquet as others write it, for the tests of import: geopandas and pyarrow, sound and odd. Arguments: GeoJSON, folder."""
import json
import sys
from datetime import date, datetime
from pathlib import Path

import geopandas
import pyarrow as pa
import pyarrow.parquet as pq

source, folder = Path(sys.argv[1]), Path(sys.argv[2])
frame = geopandas.read_file(source)
frame["since"] = [datetime(2017, 1, 1), datetime(2017, 1, 1)]
frame["n"] = [1, 2]
frame["yes"] = [True, False]

for name, version in (("gp10", "1.0.0"), ("gp11", "1.1.0")):
    frame.to_parquet(folder / f"{name}.parquet", schema_version=version)
frame.to_parquet(folder / "bbox.parquet", schema_version="1.1.0", write_covering_bbox=True, compression="zstd")
for code in (4326, 4490, 4545, 4546, 3857):
    frame.to_crs(code).to_parquet(folder / f"epsg-{code}.parquet")

frame.to_parquet(folder / "arrow.parquet", schema_version="1.1.0", geometry_encoding="geoarrow")
frame.to_parquet(folder / "gzip.parquet", compression="gzip")

table = pq.read_table(folder / "gp11.parquet")
geo = json.loads(table.schema.metadata[b"geo"])
about = geo["columns"]["geometry"]


def write(name, geo, table=table, **options):
    """The same rows under another geo entry, or none."""
    metadata = {} if geo is None else {b"geo": geo if isinstance(geo, bytes) else json.dumps(geo).encode()}
    pq.write_table(table.replace_schema_metadata(metadata), folder / name, **options)


def told(**changed):
    """The geo entry with members of the geometry changed; None takes one away."""
    members = {**about, **changed}
    return {**geo, "columns": {"geometry": {k: v for k, v in members.items() if v != "absent"}}}


write("no-crs.parquet", told(crs="absent"))
write("unknown-crs.parquet", told(crs=None))
write("odd-crs.parquet", told(crs="/etc/hostname"))
write("sphere.parquet", told(edges="spherical"))
write("not-geo.parquet", None)
write("not-json.parquet", b"{")
write("old.parquet", {**geo, "version": "0.4.0"})
write("lost.parquet", {**geo, "primary_column": "shape"})
write("plain.parquet", geo, compression="none", use_dictionary=False, row_group_size=1)
write("lz4.parquet", geo, compression="lz4", data_page_version="2.0")
strings = {name: "DELTA_BYTE_ARRAY" for name in ("XZQDM", "XZQMC", "geometry")}
write("delta.parquet", geo, use_dictionary=False, column_encoding=strings)

# Every kind of column; lists and structures are passed over.
more = {
    "day": pa.array([date(2017, 1, 1), None]),
    "ns": pa.array([datetime(2017, 1, 1), None], pa.timestamp("ns")),
    "ms": pa.array([datetime(2017, 1, 1, 6, 30), None], pa.timestamp("ms")),
    "small": pa.array([1, None], pa.int8()),
    "unsigned": pa.array([2**63, 1], pa.uint64()) if False else pa.array([7, 1], pa.uint64()),
    "half": pa.array([1.5, None], pa.float32()),
    "money": pa.array([1, 2], pa.decimal128(9, 2)),
    "list": pa.array([[1], [2, 3]]),
    "struct": pa.array([{"a": 1}, {"a": 2}]),
    "bytes": pa.array([b"\xff", None], pa.binary()),
    "nothing": pa.nulls(2),
}
wide = table
for name, values in more.items():
    wide = wide.append_column(name, values)
write("wide.parquet", geo, wide)

# A few hundred bytes that hold 200 MB, and rows without end in few values.
zeros = pa.table({"geometry": pa.array([b"\0" * (200 << 20)], pa.binary())})
write("bomb.parquet", geo, zeros, compression="zstd", use_dictionary=False)
text = pa.array(["x" * (1 << 20)]).dictionary_encode()
repeated = pa.DictionaryArray.from_arrays(pa.array([0] * 3000, pa.int32()), text.dictionary)
write("repeated.parquet", geo, pa.table({"geometry": pa.nulls(3000, pa.binary()), "t": repeated}))
