"""Writes a world file from plain rows: every raw layer, by the standard library.

Knows the layers and columns of a world file; must not know any rule.
"""
import os
import sqlite3
import struct

import shapely

TIME = "valid_from valid_to"
# Layer → (columns, geometry type or None).
LAYERS = {
    "admin_units": (f"code name level parent neighbour:BOOLEAN {TIME}", "MULTIPOLYGON"),
    "functional_areas": (f"code name acts_as over {TIME}", "MULTIPOLYGON"),
    "waters": ("code scheme name kind parent city_level:BOOLEAN order:INTEGER layer:INTEGER half_width_m:REAL "
               f"downstream grade commander_county convener_override {TIME}", None),
    "water_areas": (f"id water {TIME}", "MULTIPOLYGON"),
    "centrelines": (f"water branch:INTEGER name {TIME}", "LINESTRING"),
    "segments": ("id water branch:INTEGER level unit bank measure_from:REAL measure_to:REAL post "
                 f"{TIME}", "LINESTRING"),
    "zones": ("id water kind reference_level reference_date managed_whole:BOOLEAN provisional:BOOLEAN "
              f"{TIME}", "MULTIPOLYGON"),
    "zone_pieces": (f"id zone village {TIME}", "MULTIPOLYGON"),
    "management_extents": (f"id water {TIME}", "MULTIPOLYGON"),
    "marine_areas": (f"id name {TIME}", "MULTIPOLYGON"),
    "notice_boards": (f"id water segment content_version supervision_phone {TIME}", "POINT"),
    "posts": (f"id kind level unit water department name capacity:INTEGER phone {TIME}", None),
    "holders": ("id name title title_class unit", None),
    "tenures": (f"id post holder {TIME}", None),
    "departments": (f"code name short_name duty successor {TIME}", None),
    "tasks": ("id title lead responsible open_ended:BOOLEAN counties:BOOLEAN functional_area:BOOLEAN", None),
    "concerns": ("name aliases departments source", None),
    "offices": (f"id level unit name seat director deputies phone {TIME}", None),
    "documents": ("id kind unit water title issued sent_to", None),
    "world": ("key value", None),
}
FRAME = """
create table gpkg_spatial_ref_sys (srs_name text not null, srs_id integer primary key, organization text not null,
  organization_coordsys_id integer not null, definition text not null, description text);
create table gpkg_contents (table_name text primary key, data_type text not null, identifier text unique,
  description text default '', last_change datetime not null default '2024-01-01T00:00:00.000Z',
  min_x double, min_y double, max_x double, max_y double, srs_id integer);
create table gpkg_geometry_columns (table_name text not null, column_name text not null,
  geometry_type_name text not null, srs_id integer not null, z tinyint not null, m tinyint not null,
  primary key (table_name, column_name));
"""
CGCS2000 = ('GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,'
            '298.257222101,AUTHORITY["EPSG","1024"]],AUTHORITY["EPSG","1043"]],PRIMEM["Greenwich",0,'
            'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
            'AUTHORITY["EPSG","4490"]]')


def blob(shape):
    """GeoPackage geometry without envelope."""
    if shape is None:
        return None
    return b"GP\x00\x01" + struct.pack("<i", 4490) + shapely.to_wkb(shape, byte_order=1)


def write(path, rows):
    """Writes layer → list of dicts (`shape` is the geometry) as a new file."""
    if os.path.exists(path):
        os.remove(path)
    base = sqlite3.connect(path)
    base.execute("pragma application_id = 1196444487")
    base.execute("pragma user_version = 10300")
    base.execute("pragma synchronous = off")
    base.executescript(FRAME)
    for name, ident, text in (("Undefined cartesian SRS", -1, "undefined"), ("Undefined geographic SRS", 0, "undefined"),
                              ("CGCS2000", 4490, CGCS2000)):
        base.execute("insert into gpkg_spatial_ref_sys values (?,?,?,?,?,?)",
                     (name, ident, "EPSG" if ident > 0 else "NONE", ident, text, ""))
    for layer, (columns, kind) in LAYERS.items():
        pairs = [(c.partition(":")[0], c.partition(":")[2] or "TEXT") for c in columns.split()]
        if kind:
            pairs.append(("geom", kind))
        base.execute(f'create table "{layer}" (fid integer primary key autoincrement not null, '
                     + ", ".join(f'"{n}" {t}' for n, t in pairs) + ")")
        base.execute("insert into gpkg_contents (table_name, data_type, identifier, srs_id) values (?,?,?,?)",
                     (layer, "features" if kind else "attributes", layer, 4490 if kind else None))
        if kind:
            base.execute("insert into gpkg_geometry_columns values (?, 'geom', ?, 4490, 0, 0)", (layer, kind))
        for row in rows.get(layer, []):
            unknown = set(row) - {n for n, _ in pairs} - {"shape"}
            if unknown:
                raise ValueError(f"{layer}: no column {unknown}")
            values = {k: v for k, v in row.items() if k != "shape"}
            if kind:
                values["geom"] = blob(row.get("shape"))
            names = ", ".join(f'"{n}"' for n in values)
            base.execute(f'insert into "{layer}" ({names}) values ({", ".join("?" * len(values))})',
                         list(values.values()))
    base.commit()
    base.close()
