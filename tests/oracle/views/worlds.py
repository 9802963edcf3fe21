"""Random worlds with what views ask of besides: where waters go on, commanders, offices, documents, grades.

Knows the rows of a `RandomWorld`; must not know any rule.
"""
import numpy as np

import small_layers
from random_world import RandomWorld

SYSTEMS = ("meeting_system", "reporting_system", "sharing_system", "inspection_system", "acceptance_system",
           "incentive_system", "assessment")
PLAN_FROM = "2025-01-01"


def write(path, seed):
    """The world file of a seed."""
    rows = RandomWorld(seed).rows
    rng = np.random.default_rng([seed, 2])

    def chance(share):
        return rng.random() < share

    def one(choices):
        return choices[int(rng.integers(len(choices)))]

    waters = [w["code"] for w in rows["waters"]]
    counties = sorted({u["code"] for u in rows["admin_units"] if u["level"] == "county"})
    for water in rows["waters"]:
        others = [c for c in waters if c != water["code"]]
        if others and chance(0.6):
            water["downstream"] = one(others)
        if counties and chance(0.3):
            water["commander_county"] = one(counties)
        if counties and chance(0.1):
            water["convener_override"] = one(counties)
        if chance(0.9):
            water["grade"] = one(["市级", "县级", "乡级"])
    for line in rows["centrelines"]:
        if line["branch"] and chance(0.5):
            line["name"] = f"{line['water']}支{line['branch']}"
    twins = chance(0.3)
    for unit in rows["admin_units"]:
        if twins and unit["level"] in ("township", "village"):
            unit["name"] = f"示意{unit['code'][-2:]}"
        if unit["level"] == "village" or unit["neighbour"]:
            continue
        if chance(0.7):
            rows["offices"].append({"id": f"O-{unit['code']}", "level": unit["level"], "unit": unit["code"],
                                    "name": unit["name"]})
        for kind in ("work_plan", *SYSTEMS):
            if chance(0.8):
                rows["documents"].append({"id": f"D-{unit['code']}-{kind}", "kind": kind, "unit": unit["code"],
                                          "title": kind, "issued": one(["2017-11-20", "2018-03-01", "2024-07-01", None]),
                                          "sent_to": one(["上级", None])})
    if chance(0.1):
        rows["world"].append({"key": "plan_from", "value": PLAN_FROM})
    small_layers.write(path, rows)
