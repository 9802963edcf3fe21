"""The requests of the README by the client that openapi-python-client makes of the description: every module of it is
imported, every answer is read into its model.

usage: readme.py FOLDER BASE      FOLDER holds the package riverchief_client
"""

import importlib
import pkgutil
import sys

sys.path.insert(0, sys.argv[1])
import riverchief_client
from riverchief_client import models
from riverchief_client.api.chiefs import get_chiefs_at, post_chiefs_along
from riverchief_client.api.features import get_collections_counties_items
from riverchief_client.api.reports import get_inventory
from riverchief_client.api.segments import get_segments_id_chiefs

modules = [m.name for m in pkgutil.walk_packages(riverchief_client.__path__, "riverchief_client.")]
for name in modules:
    importlib.import_module(name)

client = riverchief_client.Client(base_url=sys.argv[2])

# Who answers for this place?
place = get_chiefs_at.sync(client=client, lon=109.378, lat=21.815)
assert isinstance(place, models.Answer), place
assert place.status in (models.Status.CHANNEL, models.Status.WATER_ZONE, models.Status.LAND_ZONE)
assert place.first_contact.name

# Who answers on that day for unlawful sand mining at a position from a phone map?
import datetime

day = datetime.date(2018, 7, 1)
mining = get_chiefs_at.sync(client=client, lon=109.3822, lat=21.8124, crs="GCJ-02", as_of=day, concern="非法采砂")
assert mining.competence.departments[0].name

# Who are the chiefs of this segment?
chiefs = get_segments_id_chiefs.sync("NLJ-0-T-450521112-B-1", client=client)
assert isinstance(chiefs, models.SegmentChiefs) and chiefs.chain[0].level in tuple(models.Level)

# The inventory.
inventory = get_inventory.sync(client=client)
assert isinstance(inventory, models.Inventory) and inventory.rows[0].length_m >= 0

# Rows of a collection, with the types of its columns.
counties = get_collections_counties_items.sync(client=client, limit=2)
row = counties.features[0].properties
assert isinstance(row, models.CountiesRow) and row.area_m2 > 0

# What is refused is a problem document.
refused = get_chiefs_at.sync(client=client, lon=109.378, lat=121)
assert isinstance(refused, models.Problem) and refused.parameter == "lat", refused
print(f"{len(modules)} modules; every request of the README was answered as its model says")
