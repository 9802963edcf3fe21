"""A second small world made by hand: holes, missing parents, rivers beside their borders; answers derived by hand.

    python small_borders.py WORLD.gpkg [POINTS.csv]

At 21.43° N a hundred-thousandth of a degree is 1.037 m of longitude and 1.107 m of latitude.
"""
import math

from shapely import LineString, Polygon, box

import small_layers
from small_world import judge, multi, unit

CITY, A, B, TB = "450500", "450502", "450521", "450521101"
VA, VB, VC = "450502101201", "450521101201", "450521101202"
# The border of VB (south) and VC (north), with a bend of 55 m to the north.
BORDER = [(109.1, 21.43), (109.175, 21.43), (109.18, 21.4305), (109.185, 21.43), (109.2, 21.43)]


def layers():
    """The rows of every layer: of township 450502101 and the village north of VA nothing is there."""
    return {
        "admin_units": [
            unit(CITY, "北海市", "city", None, box(109.0, 21.4, 109.2, 21.5)),
            unit(A, "甲区", "county", CITY, box(109.0, 21.4, 109.1, 21.5)),
            unit(B, "乙县", "county", CITY, box(109.1, 21.4, 109.2, 21.5)),
            unit(TB, "乙镇", "township", B, box(109.1, 21.4, 109.2, 21.5)),
            unit(VA, "甲村", "village", "450502101", box(109.0, 21.4, 109.1, 21.46)),
            unit(VB, "乙一村", "village", TB, Polygon([(109.1, 21.4), (109.2, 21.4), *BORDER[::-1]])),
            unit(VC, "乙二村", "village", TB, Polygon([*BORDER, (109.2, 21.5), (109.1, 21.5)])),
        ],
        "waters": [{"code": code, "name": code, "kind": "river"} for code in ("W1", "W2", "W3", "W4")],
        "centrelines": [
            # The counties' border but for a vertex an ulp to the east.
            {"water": "W1", "branch": 0, "shape": LineString(
                [(109.1, 21.425), (math.nextafter(109.1, 110), 21.415), (109.1, 21.405)])},
            # Half a metre inside VC.
            {"water": "W2", "branch": 0, "shape": LineString([(109.11, 21.4300045), (109.13, 21.4300045)])},
            # Twenty metres inside VC.
            {"water": "W3", "branch": 0, "shape": LineString([(109.14, 21.4301806), (109.16, 21.4301806)])},
            # On the border, and straight across its bend.
            {"water": "W4", "branch": 0, "shape": LineString([(109.17, 21.43), (109.19, 21.43)])},
        ],
        "marine_areas": [
            {"id": "M1", "name": "东海", "shape": multi(box(109.0, 21.3, 109.1, 21.38))},
            {"id": "M2", "name": "西海", "shape": multi(box(109.1, 21.3, 109.2, 21.38))},
            {"id": "M3", "name": "南海", "shape": multi(box(109.05, 21.25, 109.15, 21.3))},
        ],
        "posts": [{"id": f"GC-{code}", "kind": "general_chief", "level": level, "unit": code, "name": code}
                  for code, level in ((A, "county"), (B, "county"))],
        "holders": [{"id": "H", "name": "某职", "title": "某职", "title_class": "leader"}],
        "tenures": [{"id": f"T-{code}", "post": f"GC-{code}", "holder": "H", "valid_from": "2017-09-01"} for code in (A, B)],
        "world": [{"key": "name", "value": "small borders"}],
    }


OF_A = {"city": CITY, "county": A, "township": "", "first_contact_post": f"GC-{A}", "confidence": "INCOMPLETE"}
OF_B = {"city": CITY, "county": B, "township": TB}
DRY = {"status": "GENERAL_ONLY", "rule": "L5"}
SEA = {"status": "MARINE", "rule": "Q", "city": "", "county": "", "distance_m": "", "confidence": "EXACT"}
GONE = {"status": "OUT_OF_JURISDICTION", "rule": "11.2", "confidence": "NEAR_BOUNDARY"}


def river(water, segment):
    return {"status": "CHANNEL", "rule": "N4a", "water": water, "segment": f"{water}.0.village.{segment}"}


# (lon, lat, expected columns); a pair is a number and its tolerance.
CASES = [
    # A hole in one level leaves the others: the county is found by place, and that something is missing is said.
    (109.05, 21.445, {**DRY, **OF_A, "village": VA, "alternatives": ""}),
    (109.05, 21.48, {**DRY, **OF_A, "village": "", "alternatives": ""}),
    (109.05, 21.46, {**DRY, **OF_A, "village": VA}),
    (109.15, 21.48, {**DRY, **OF_B, "village": VC, "first_contact_post": f"GC-{B}", "confidence": "EXACT"}),
    # The union of the seas: on common edges and where three meet, but not on the outer limit.
    (109.1, 21.35, {**SEA, "alternatives": ""}),
    (109.1, 21.3, {**SEA}),
    (109.12, 21.3, {**SEA}),
    (109.1, 21.38, {**GONE}),
    (109.05, 21.3, {**GONE}),
    (109.02, 21.3, {**GONE}),
    # An ulp aside is no other river; the other side's units are those of each village as a whole.
    (109.10002, 21.42, {**river("W1", f"{VB}.L.1"), **OF_B, "village": VB, "bank": "left"}),
    (109.09998, 21.42, {**river("W1", f"{VA}.R.1"), **OF_A, "village": VA, "bank": "right"}),
    (109.10002, 21.41, {**river("W1", f"{VB}.L.1"), "bank": "left"}),
    # Nor is half a metre.
    (109.12, 21.43003, {**river("W2", f"{VC}.L.1"), "bank": "left", "village": VC}),
    (109.12, 21.42998, {**river("W2", f"{VB}.R.1"), "bank": "right", "village": VB}),
    # Twenty metres are, with the other side among the alternatives.
    (109.15, 21.43019, {**river("W3", f"{VC}.B.1"), "bank": "left", "village": VC, "confidence": "NEAR_BOUNDARY",
                        "alternatives": f"W3.0.village.{VC}.B.1"}),
    # A chord across a bend is no border; beside it the line is.
    (109.172, 21.43001, {**river("W4", f"{VC}.L.1"), "bank": "left"}),
    (109.172, 21.42999, {**river("W4", f"{VB}.R.1"), "bank": "right"}),
    (109.18, 21.43001, {**river("W4", f"{VB}.B.1"), "bank": "left", "village": VB}),
    (109.18, 21.42999, {**river("W4", f"{VB}.B.1"), "bank": "right", "village": VB}),
    (109.188, 21.43001, {**river("W4", f"{VC}.L.2"), "bank": "left"}),
]


if __name__ == "__main__":
    judge("small world of borders", layers(), CASES)
