"""Vector tiles through a reader that is not ours: every geometry valid to GEOS, attributes as expected.

tiles.py FOLDER: holds `expected.ndjson`, one tile a line: {"file": ..., "layers": {name: [[id, {attribute: value}], ...]}}.
Prints what is wrong, and exits 1 if anything is; prints how much it looked at.
"""
import json
import sys
from pathlib import Path

import mapbox_vector_tile
import numpy as np
import shapely
from shapely.geometry import shape


def same(expected, found):
    """Numbers are compared as numbers: a reader may give 3 for 3.0."""
    return expected.keys() == found.keys() and all(expected[k] == found[k] for k in expected)


def main():
    folder = Path(sys.argv[1])
    wrong, tiles, features = [], 0, 0
    for line in open(folder / "expected.ndjson", encoding="utf-8"):
        tile = json.loads(line)
        data = (folder / tile["file"]).read_bytes()
        decoded = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})
        tiles += 1
        if decoded.keys() != tile["layers"].keys():
            wrong.append(f'{tile["file"]}: layers {sorted(decoded)} for {sorted(tile["layers"])}')
            continue
        for name, expected in tile["layers"].items():
            layer = decoded[name]
            where = f'{tile["file"]} {name}'
            if layer["extent"] != 4096 or layer["version"] != 2 or len(layer["features"]) != len(expected):
                wrong.append(f"{where}: extent, version or number of features")
                continue
            shapes = np.array([shape(f["geometry"]) for f in layer["features"]])
            features += len(shapes)
            for index in np.flatnonzero(~shapely.is_valid(shapes) | shapely.is_empty(shapes)):
                wrong.append(f"{where} {expected[index]}: {shapely.is_valid_reason(shapes[index])}")
            for feature, (number, tags) in zip(layer["features"], expected):
                if feature["id"] != number or not same(tags, feature["properties"]):
                    wrong.append(f'{where}: {feature["id"]} {feature["properties"]} for {number} {tags}')
    for complaint in wrong[:50]:
        print(complaint)
    print(f"{tiles} tiles, {features} features, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
