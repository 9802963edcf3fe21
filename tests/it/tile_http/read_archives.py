"""Reads archives with other people's readers and prints what they hold as JSON.

    read_archives.py FILE.pmtiles FILE.mbtiles

Tiles are told by checksum and length of their uncompressed bytes. It knows nothing of the program that wrote them.
"""
import gzip
import json
import sqlite3
import sys
import zlib

import pyogrio
from pmtiles.reader import MmapSource, Reader, all_tiles


def print_of(data):
    plain = gzip.decompress(data)
    return [zlib.crc32(plain), len(plain)]


def by_gdal(path):
    """Layers and the number of features at the greatest zoom, by the GDAL inside pyogrio."""
    layers = pyogrio.list_layers(path)
    return {str(name): int(pyogrio.read_info(path, layer=name, force_feature_count=True)["features"]) for name, _ in layers}


def pmtiles(path):
    with open(path, "rb") as file:
        source = MmapSource(file)
        reader = Reader(source)
        header = {name: value for name, value in reader.header().items() if isinstance(value, (int, bool))}
        tiles = {"/".join(map(str, at)): print_of(data) for at, data in all_tiles(source)}
        return {"header": header, "metadata": reader.metadata(), "tiles": tiles, "gdal": by_gdal(path)}


def mbtiles(path):
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    tiles = {
        f"{z}/{x}/{2**z - 1 - row}": print_of(data)
        for z, x, row, data in base.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles")
    }
    metadata = dict(base.execute("SELECT name, value FROM metadata"))
    return {"metadata": metadata, "tiles": tiles, "gdal": by_gdal(path)}


print(json.dumps({"pmtiles": pmtiles(sys.argv[1]), "mbtiles": mbtiles(sys.argv[2])}))
