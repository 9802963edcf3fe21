"""A small world made by hand, with answers derived by hand: the test of the oracle.

    python small_world.py WORLD.gpkg [POINTS.csv]

Rectangles on round coordinates; at 21.42° N a thousandth of a degree is
103.68 m of longitude and 110.72 m of latitude.
"""
import csv
import sys

from shapely import LineString, MultiPolygon, Polygon, box

import oracle
import small_layers

DATE = "2024-06-01"
V1, V2, V5 = "450502101001", "450502101002", "450502101003"
V3, V4 = "450521101001", "450521102001"
KX, KY = 103676.7, 110722.4


def multi(*parts):
    return MultiPolygon(list(parts))


def unit(code, name, level, parent, *parts, **more):
    return {"code": code, "name": name, "level": level, "parent": parent, "neighbour": 0, "shape": multi(*parts), **more}


def layers():
    """The rows of every layer."""
    pool = box(109.16, 21.41, 109.18, 21.43)
    islet, bare = box(109.165, 21.422, 109.170, 21.428), box(109.172, 21.416, 109.176, 21.4199)
    water = Polygon(pool.exterior, [islet.exterior, bare.exterior])
    land = Polygon(box(109.155, 21.405, 109.185, 21.435).exterior, [pool.exterior])
    rows = {
        "admin_units": [
            unit("450500", "北海市", "city", None, box(109.0, 21.4, 109.2, 21.5)),
            unit("450502", "甲区", "county", "450500", box(109.0, 21.4, 109.1, 21.5)),
            unit("450521", "乙县", "county", "450500", box(109.1, 21.4, 109.2, 21.5)),
            unit("450502101", "甲一镇", "township", "450502", box(109.0, 21.4, 109.1, 21.5)),
            unit("450521101", "乙一镇", "township", "450521", box(109.1, 21.4, 109.15, 21.5)),
            unit("450521102", "乙二镇", "township", "450521", box(109.15, 21.4, 109.2, 21.5)),
            unit(V1, "甲一村", "village", "450502101", box(109.0, 21.4, 109.05, 21.45)),
            unit(V2, "甲二村", "village", "450502101", box(109.05, 21.4, 109.1, 21.5)),
            unit(V5, "甲三村", "village", "450502101", box(109.0, 21.45, 109.05, 21.5)),
            unit(V3, "乙一村", "village", "450521101", box(109.1, 21.4, 109.15, 21.5)),
            unit(V4, "乙二村", "village", "450521102", box(109.15, 21.4, 109.2, 21.5)),
            unit("450521101000", "旧村", "village", "450521101", box(109.1, 21.4, 109.15, 21.5), valid_to="2018-01-01"),
            unit("450721", "邻县", "county", None, box(109.2, 21.4, 109.3, 21.5), neighbour=1),
        ],
        "functional_areas": [{"code": "FA", "name": "旅游区", "acts_as": "county", "over": "450521102",
                              "shape": multi(box(109.15, 21.4, 109.2, 21.5))}],
        "waters": [
            {"code": "W001", "name": "大江", "kind": "river", "city_level": 1, "order": 1, "half_width_m": 20.0},
            {"code": "W002", "name": "大库", "kind": "reservoir", "parent": "W001"},
            {"code": "W003", "name": "渡槽", "kind": "canal", "layer": 1},
            {"code": "W004", "name": "小湖", "kind": "lake"},
            {"code": "W005", "name": "界湖", "kind": "lake"},
            {"code": "W006", "name": "摆河", "kind": "river"},
            {"code": "W007", "name": "潮沟", "kind": "river"},
            {"code": "W008", "name": "北库", "kind": "reservoir", "parent": "W001"},
            {"code": "W009", "name": "西库", "kind": "reservoir", "parent": "W001"},
            {"code": "W010", "name": "岛渠", "kind": "canal"},
            {"code": "W012", "name": "滩", "kind": "river"},
            {"code": "W100", "name": "界河", "kind": "river", "half_width_m": 10.0},
        ],
        "water_areas": [
            {"id": "A4", "water": "W004", "shape": multi(box(109.02, 21.46, 109.03, 21.47))},
            {"id": "A5", "water": "W005", "shape": multi(box(109.045, 21.48, 109.055, 21.49))},
            {"id": "A7", "water": "W007", "shape": multi(box(109.13, 21.395, 109.14, 21.405))},
        ],
        "centrelines": [
            {"water": "W001", "branch": 0, "shape": LineString([(109.01, 21.42), (109.08, 21.42), (109.21, 21.42)])},
            {"water": "W003", "branch": 0, "shape": LineString([(109.07, 21.41), (109.07, 21.43)])},
            {"water": "W006", "branch": 0, "shape": LineString(
                [(109.0501, 21.448), (109.0499, 21.444), (109.0501, 21.440), (109.0499, 21.436)])},
            {"water": "W010", "branch": 0, "shape": LineString([(109.16, 21.47), (109.18, 21.47)])},
            {"water": "W100", "branch": 0, "shape": LineString([(109.1, 21.5), (109.1, 21.4)])},
        ],
        "segments": [
            {"id": "S-V1", "water": "W001", "branch": 0, "level": "village", "unit": V1, "bank": "both",
             "measure_from": 0.0, "measure_to": 2000.0, "post": "P-V1"},
            {"id": "S-T", "water": "W001", "branch": 0, "level": "township", "unit": "450502101", "bank": "both",
             "measure_from": 0.0, "measure_to": 8000.0, "post": "P-T-A1"},
            {"id": "S-P5", "water": "W005", "level": "village", "unit": V2, "bank": "both", "post": "P-V2-W5"},
            {"id": "S-C100", "water": "W100", "branch": 0, "level": "county", "unit": "450502", "bank": "both",
             "measure_from": 8000.0, "measure_to": 99999.0, "post": "RC-Z-W100"},
            {"id": "S-FA10", "water": "W010", "branch": 0, "level": "county", "unit": "FA", "bank": "both",
             "measure_from": 0.0, "measure_to": 99999.0},
            {"id": "S-OLD", "water": "W001", "branch": 0, "level": "county", "unit": "450521", "bank": "both",
             "measure_from": 0.0, "measure_to": 9000.0, "post": "P-V1", "valid_to": "2020-01-01"},
        ],
        "zones": [
            {"id": "Z-W", "water": "W002", "kind": "water", "managed_whole": 1, "shape": multi(water)},
            {"id": "Z-L", "water": "W002", "kind": "land", "shape": multi(land, islet)},
            {"id": "Z-W8", "water": "W008", "kind": "water", "managed_whole": 1,
             "shape": multi(box(109.07, 21.495, 109.08, 21.505))},
            {"id": "Z-W9", "water": "W009", "kind": "water", "managed_whole": 0,
             "shape": multi(box(109.03, 21.495, 109.04, 21.505))},
        ],
        "zone_pieces": [{"id": "Z-L-1", "zone": "Z-L", "village": V4, "shape": multi(land, islet)}],
        "management_extents": [
            {"id": "E1", "water": "W001", "shape": multi(box(109.11, 21.418, 109.12, 21.4225))},
            {"id": "E12", "water": "W012", "shape": multi(box(109.16, 21.49, 109.165, 21.492))}],
        "marine_areas": [{"id": "M1", "name": "海", "shape": multi(box(108.95, 21.3, 109.25, 21.402))}],
        "posts": [], "tenures": [], "holders": [{"id": "H", "name": "某职", "title": "某职", "title_class": "leader"}],
        "world": [{"key": "name", "value": "small"}],
    }

    def post(ident, kind, level, of, water=None, held=True):
        rows["posts"].append({"id": ident, "kind": kind, "level": level, "unit": of, "water": water, "name": ident})
        if held:
            rows["tenures"].append({"id": f"T-{ident}", "post": ident, "holder": "H", "valid_from": "2017-09-01"})
        else:
            rows["tenures"].append({"id": f"T-{ident}", "post": ident, "holder": "H", "valid_from": "2017-09-01",
                                    "valid_to": "2024-06-01"})

    general, river = "general_chief", "river_chief"
    post("GC-CITY", general, "city", "450500")
    post("GC-A", general, "county", "450502")
    post("GC-B", general, "county", "450521")
    post("GC-FA", general, "county", "FA")
    post("GC-A1", general, "township", "450502101")
    post("GC-B1", general, "township", "450521101", held=False)
    post("RC-CITY", river, "city", "450500", "W001")
    post("RC-C-A", river, "county", "450502", "W001")
    post("RC-FA", river, "county", "FA", "W001")
    post("RC-C-B-W2", river, "county", "450521", "W002")
    post("RC-T-B2-W2", river, "township", "450521102", "W002", held=False)
    post("P-T-A1", river, "township", "450502101", "W001")
    post("P-V1", river, "village", V1, "W001", held=False)
    post("RC-C-A-W003", river, "county", "450502", "W003")
    post("RC-T-A1-W004", river, "township", "450502101", "W004")
    post("P-V2-W5", river, "village", V2, "W005")
    post("RC-C-B-W100", river, "county", "450521", "W100")
    post("RC-Z-W100", river, "county", "450521", "W100")
    post("RC-T-B1-W100", river, "township", "450521101", "W100")
    post("RC-T-A1-W100", river, "township", "450502101", "W100", held=False)
    post("RES-2", "reservoir_chief", "city", "450500", "W002", held=False)
    post("RES-8", "reservoir_chief", "city", "450500", "W008")
    return rows


A_UNITS = {"city": "450500", "county": "450502", "township": "450502101"}
B1_UNITS = {"city": "450500", "county": "450521", "township": "450521101", "village": V3}
B2_UNITS = {"city": "450500", "county": "450521", "township": "450521102", "village": V4}
NOWHERE = {"city": "", "county": "", "township": "", "village": ""}
V1_, V2_, V5_ = ({**A_UNITS, "village": v} for v in (V1, V2, V5))
DRY = {"segment": "", "zone": "", "bank": "", "measure_m": "", "direct_posts": "", "accountable_post": ""}
ONLY = {**DRY, "status": "GENERAL_ONLY", "rule": "L5", "water": "", "distance_m": ""}
NEAR = {**DRY, "status": "NEAR_WATER", "rule": "C"}
GONE = {**DRY, **NOWHERE, "status": "OUT_OF_JURISDICTION", "rule": "11.2", "water": "", "first_contact_post": ""}
SEA = {**DRY, "status": "MARINE", "rule": "Q", "water": "", "distance_m": "", "first_contact_post": ""}
RIVER = {"status": "CHANNEL", "rule": "N4a", "water": "W001", "zone": "", "accountable_post": "RC-CITY"}
BORDER = {"status": "CHANNEL", "rule": "N4a", "water": "W100", "zone": ""}
POOL = {"status": "WATER_ZONE", "rule": "Z2", "water": "W002", "zone": "Z-W", "segment": "", "bank": "",
        "measure_m": "", "distance_m": (0.0, 0), "direct_posts": "RES-2", "first_contact_post": "RC-CITY",
        "accountable_post": "RES-2"}
SHORE = {"status": "LAND_ZONE", "rule": "Z5", "water": "W002", "zone": "Z-L", "segment": "", "bank": "",
         "measure_m": "", "distance_m": (0.0, 0), "direct_posts": "RC-C-B-W2", "first_contact_post": "RC-C-B-W2",
         "accountable_post": "RC-CITY", **B2_UNITS}
V2R, V3L = f"W100.0.village.{V2}.R.1", f"W100.0.village.{V3}.L.1"
LEFT_B = {"direct_posts": "RC-C-B-W100;RC-T-B1-W100", "first_contact_post": "RC-T-B1-W100",
          "accountable_post": "RC-C-B-W100", "segment": V3L}
RIGHT_A = {"direct_posts": "RC-T-A1-W100", "first_contact_post": "GC-A1", "accountable_post": "", "segment": V2R}


def river(unit_code, n=1):
    return f"W001.0.village.{unit_code}.B.{n}"


# (lon, lat, expected columns); a pair is a number and its tolerance.
CASES = [
    # Dry land, admin borders, the city's edge.
    (109.02, 21.44, {**ONLY, **V1_, "first_contact_post": "GC-A1", "alternatives": ""}),
    (109.12, 21.46, {**ONLY, **B1_UNITS, "first_contact_post": "GC-B", "alternatives": ""}),
    (109.19, 21.48, {**ONLY, **B2_UNITS, "first_contact_post": "GC-FA", "alternatives": ""}),
    (109.02, 21.425, {**NEAR, **V1_, "water": "W001", "distance_m": (0.005 * KY, 0.5), "first_contact_post": "GC-A1"}),
    (109.05, 21.45, {**NEAR, **V1_, "water": "W006", "alternatives": f"{V2};{V5}"}),
    (109.02, 21.45, {**ONLY, **V1_, "alternatives": V5}),
    (109.02, 21.450000001, {**ONLY, **V5_, "alternatives": V1}),
    (109.02, 21.449999999, {**ONLY, **V1_, "alternatives": V5}),
    (109.0, 21.44, {**ONLY, **V1_, "alternatives": "OUT_OF_JURISDICTION"}),
    (108.999, 21.44, {**GONE, "distance_m": (103.66, 0.05), "alternatives": ""}),
    (108.9995, 21.44, {**GONE, "distance_m": (51.83, 0.05), "alternatives": V1}),
    (109.25, 21.45, {**GONE, "distance_m": (5182.6, 1.0), "alternatives": ""}),
    (109.2, 21.46, {**ONLY, **B2_UNITS, "first_contact_post": "GC-FA", "alternatives": "OUT_OF_JURISDICTION"}),
    (109.0, 21.5, {**ONLY, **V5_, "alternatives": "OUT_OF_JURISDICTION"}),
    (109.15, 21.46, {**ONLY, **B1_UNITS, "first_contact_post": "GC-B", "alternatives": V4}),
    # The sea.
    (109.05, 21.35, {**SEA, **NOWHERE, "alternatives": ""}),
    (109.02, 21.401, {**SEA, **V1_, "alternatives": ""}),
    (109.02, 21.402, {**ONLY, **V1_, "alternatives": V1}),
    (109.135, 21.401, {"status": "CHANNEL", "rule": "N4a", "water": "W007", **B1_UNITS, "bank": "", "measure_m": "",
                       "distance_m": (0.0, 0), "segment": f"W007.piece.village.{V3}", "direct_posts": "",
                       "first_contact_post": "GC-B", "accountable_post": ""}),
    (109.135, 21.398, {**GONE, "distance_m": (221.44, 0.05), "alternatives": ""}),
    # A city-level river: registered and derived segments.
    (109.03, 21.4201, {**RIVER, **V1_, "bank": "left", "distance_m": (11.07, 0.01), "measure_m": (0.02 * KX, 1),
                       "segment": river(V1), "direct_posts": "RC-CITY;RC-C-A;P-T-A1", "first_contact_post": "P-T-A1"}),
    (109.03, 21.4199, {**RIVER, **V1_, "bank": "right", "distance_m": (11.07, 0.01), "segment": river(V1)}),
    (109.02, 21.42, {**RIVER, **V1_, "bank": "both", "distance_m": (0.0, 1e-6), "measure_m": (0.01 * KX, 1),
                     "segment": "S-V1", "direct_posts": "RC-CITY;RC-C-A;P-T-A1", "first_contact_post": "P-T-A1",
                     "alternatives": ""}),
    (109.01, 21.42, {**RIVER, **V1_, "bank": "both", "measure_m": (0.0, 1e-6), "segment": "S-V1"}),
    (109.0099, 21.42, {**RIVER, **V1_, "bank": "both", "measure_m": (0.0, 1e-6), "distance_m": (10.37, 0.01),
                       "segment": "S-V1"}),
    (109.0099, 21.42001, {**RIVER, **V1_, "bank": "left", "measure_m": (0.0, 1e-6), "segment": "S-V1"}),
    (109.05, 21.42, {**RIVER, **V1_, "bank": "both", "segment": river(V2), "alternatives": river(V2)}),
    (109.08, 21.42, {**RIVER, **V2_, "bank": "both", "measure_m": (0.07 * KX, 2), "segment": river(V2)}),
    (109.03, 21.4204, {**RIVER, **V1_, "rule": "N4c", "bank": "left", "distance_m": (24.29, 0.02),
                       "segment": river(V1), "alternatives": ""}),
    (109.03, 21.4207, {**NEAR, **V1_, "water": "W001", "distance_m": (77.51, 0.02)}),
    (109.115, 21.4222, {**RIVER, **B1_UNITS, "rule": "N4b", "bank": "left", "distance_m": (0.0, 0),
                        "measure_m": (0.105 * KX, 2), "segment": river(V3), "direct_posts": "RC-CITY",
                        "first_contact_post": "RC-CITY", "alternatives": V3}),
    (109.115, 21.4225, {**RIVER, **B1_UNITS, "rule": "N4b", "distance_m": (0.0, 0)}),
    (109.115, 21.4225000001, {**NEAR, **B1_UNITS, "water": "W001", "alternatives": river(V3)}),
    # The functional area takes the county's seat.
    (109.157, 21.4201, {**RIVER, **B2_UNITS, "bank": "left", "distance_m": (11.07, 0.01), "segment": river(V4),
                        "direct_posts": "RC-CITY;RC-FA", "first_contact_post": "RC-FA"}),
    (109.19, 21.4201, {**RIVER, **B2_UNITS, "bank": "left", "segment": river(V4, 2), "direct_posts": "RC-CITY;RC-FA"}),
    (109.1801, 21.42, {**RIVER, **B2_UNITS, "bank": "both", "segment": river(V4, 2), "alternatives": "Z-W"}),
    (109.1999, 21.4201, {**RIVER, **B2_UNITS, "segment": river(V4, 2), "alternatives": "OUT_OF_JURISDICTION"}),
    (109.205, 21.42, {**GONE, "distance_m": (518.4, 0.5)}),
    # The reservoir.
    (109.17, 21.415, {**POOL, **B2_UNITS, "alternatives": ""}),
    (109.162, 21.42, {**POOL, **B2_UNITS, "alternatives": ""}),
    (109.16, 21.415, {**POOL, **B2_UNITS, "alternatives": "Z-L"}),
    (109.16, 21.41, {**POOL, **B2_UNITS, "alternatives": "Z-L"}),
    (109.158, 21.415, {**SHORE, "alternatives": ""}),
    (109.159999999, 21.415, {**SHORE, "alternatives": "Z-W"}),
    (109.157, 21.4204, {**SHORE, "alternatives": ""}),
    (109.155, 21.41, {**SHORE}),
    (109.1675, 21.425, {**SHORE, "alternatives": ""}),
    (109.1675, 21.422, {**POOL, **B2_UNITS, "alternatives": "Z-L"}),
    (109.174, 21.4198, {**NEAR, **B2_UNITS, "water": "W002", "distance_m": (11.07, 0.01),
                        "first_contact_post": "GC-FA", "alternatives": "Z-W"}),
    (109.075, 21.503, {**NOWHERE, "status": "WATER_ZONE", "water": "W008", "zone": "Z-W8", "direct_posts": "RES-8",
                       "first_contact_post": "RES-8", "accountable_post": "RES-8"}),
    (109.085, 21.503, {**GONE, "distance_m": (332.2, 0.1)}),
    (109.035, 21.503, {**GONE, "distance_m": (332.2, 0.1)}),
    (109.035, 21.498, {**V5_, "status": "WATER_ZONE", "water": "W009", "zone": "Z-W9", "direct_posts": "",
                       "first_contact_post": "RC-CITY", "accountable_post": ""}),
    # The border river, its banks and the point exactly on it.
    (109.10005, 21.46, {**BORDER, **B1_UNITS, **LEFT_B, "bank": "left", "distance_m": (5.18, 0.01),
                        "measure_m": (4429.0, 1), "alternatives": V2R}),
    (109.09995, 21.46, {**BORDER, **V2_, **RIGHT_A, "bank": "right", "alternatives": V3L}),
    (109.1, 21.46, {**BORDER, **V2_, **RIGHT_A, "bank": "both", "distance_m": (0.0, 1e-6), "alternatives": V3L}),
    (109.100000001, 21.46, {**BORDER, **B1_UNITS, **LEFT_B, "bank": "left", "alternatives": V2R}),
    (109.099999999, 21.46, {**BORDER, **V2_, **RIGHT_A, "bank": "right", "alternatives": V3L}),
    (109.10005, 21.41, {**BORDER, **B1_UNITS, "bank": "left", "segment": V3L,
                        "direct_posts": "RC-Z-W100;RC-T-B1-W100", "first_contact_post": "RC-T-B1-W100",
                        "accountable_post": "RC-Z-W100"}),
    (109.1, 21.42, {**RIVER, **V2_, "bank": "both", "segment": river(V3), "direct_posts": "RC-CITY",
                    "first_contact_post": "RC-CITY", "alternatives": f"{river(V2)};{river(V3)}"}),
    # The aqueduct above the river.
    (109.07, 21.42, {"status": "CHANNEL", "rule": "N4a", "water": "W003", **V2_, "bank": "both",
                     "measure_m": (1107.2, 0.1), "segment": f"W003.0.village.{V2}.B.1",
                     "direct_posts": "RC-C-A-W003", "first_contact_post": "RC-C-A-W003",
                     "accountable_post": "RC-C-A-W003", "alternatives": ""}),
    (109.0703, 21.42, {**RIVER, **V2_, "bank": "both", "segment": river(V2), "alternatives": ""}),
    # Lakes: pieces.
    (109.025, 21.465, {"status": "CHANNEL", "rule": "N4a", "water": "W004", **V5_, "bank": "", "measure_m": "",
                       "distance_m": (0.0, 0), "segment": f"W004.piece.village.{V5}", "direct_posts": "RC-T-A1-W004",
                       "first_contact_post": "RC-T-A1-W004", "accountable_post": "", "alternatives": ""}),
    (109.025, 21.4597, {"status": "CHANNEL", "rule": "N4c", "water": "W004", **V5_, "distance_m": (33.22, 0.02),
                        "segment": f"W004.piece.village.{V5}", "alternatives": ""}),
    (109.025, 21.459, {**NEAR, **V5_, "water": "W004", "distance_m": (110.72, 0.05)}),
    (109.0475, 21.485, {"status": "CHANNEL", "water": "W005", **V5_, "segment": f"W005.piece.village.{V5}",
                        "direct_posts": "", "first_contact_post": "GC-A1"}),
    (109.0525, 21.485, {"status": "CHANNEL", "water": "W005", **V2_, "segment": "S-P5",
                        "first_contact_post": "P-V2-W5", "direct_posts": "", "accountable_post": ""}),
    (109.05, 21.485, {"status": "CHANNEL", "water": "W005", **V2_, "segment": "S-P5",
                      "alternatives": f"W005.piece.village.{V5}"}),
    (109.0552, 21.485, {"status": "CHANNEL", "rule": "N4c", "water": "W005", **V2_, "segment": "S-P5"}),
    # A canal whose county stretch is registered for the functional area, and a water of an extent alone.
    (109.17, 21.47002, {"status": "CHANNEL", "rule": "N4a", "water": "W010", **B2_UNITS, "bank": "left",
                        "segment": f"W010.0.village.{V4}.B.1", "direct_posts": "", "first_contact_post": "GC-FA",
                        "accountable_post": "", "alternatives": ""}),
    (109.1625, 21.491, {"status": "CHANNEL", "rule": "N4b", "water": "W012", **B2_UNITS, "bank": "", "measure_m": "",
                        "distance_m": (0.0, 0), "segment": "", "direct_posts": "", "first_contact_post": "GC-FA",
                        "accountable_post": "", "alternatives": ""}),
    # A river digitised apart from its border.
    (109.05003, 21.442, {"status": "CHANNEL", "rule": "N4a", "water": "W006", **V2_, "bank": "left",
                         "segment": f"W006.0.village.{V2}.L.1"}),
    (109.04997, 21.442, {"water": "W006", **V1_, "bank": "right", "segment": f"W006.0.village.{V1}.R.1"}),
    (109.04994, 21.444, {"water": "W006", **V1_, "bank": "left", "segment": f"W006.0.village.{V2}.L.1"}),
    (109.04987, 21.444, {"water": "W006", **V1_, "bank": "right", "measure_m": (443.4, 0.1),
                         "distance_m": (3.11, 0.01), "segment": f"W006.0.village.{V1}.R.1"}),
    (109.0499, 21.444, {"water": "W006", **V1_, "bank": "both", "distance_m": (0.0, 1e-6),
                        "segment": f"W006.0.village.{V1}.R.1"}),
]


def differences(path, cases):
    """Texts, one per column that is not as expected."""
    points = [(str(i), repr(x), repr(y)) for i, (x, y, _) in enumerate(cases)]
    out = []
    for row, (x, y, expected) in zip(oracle.answer(path, points, DATE), cases):
        got = dict(zip(oracle.COLUMNS, row))
        for column, value in expected.items():
            if isinstance(value, tuple):
                same = got[column] != "" and abs(float(got[column]) - value[0]) <= value[1]
            else:
                same = got[column] == value
            if not same:
                out.append(f"({x}, {y}) {column}: expected {value!r}, got {got[column]!r}")
    return out


def judge(name, rows, cases):
    """Writes a world and, if wanted, its points, and ends with whether the oracle answers as derived by hand."""
    path = sys.argv[1]
    small_layers.write(path, rows)
    if len(sys.argv) > 2:
        with open(sys.argv[2], "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["id", "lon", "lat"])
            writer.writerows((i, repr(x), repr(y)) for i, (x, y, _) in enumerate(cases))
    found = differences(path, cases)
    print("\n".join(found) or f"{name}: {len(cases)} points as derived by hand")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    judge("small world", layers(), CASES)
