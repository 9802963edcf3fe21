"""From a point to its matched feature: §11 steps 2–7, N4, S7, S14, S17.

Vectorised over points. Knows a `World`, its `Stationing` and `Seats`; must not
know alternatives or files.
"""
import numpy as np

from places import Covering, Places
from plane import MICRON_M
from search import EdgeClass, Points, keep_best
from seats import Chains
from segments import Segments
from world import CITY, VILLAGE

STATUSES = ("WATER_ZONE", "CHANNEL", "LAND_ZONE", "NEAR_WATER", "GENERAL_ONLY", "OUT_OF_JURISDICTION", "MARINE")
WATER_ZONE, CHANNEL, LAND_ZONE, NEAR_WATER, GENERAL_ONLY, OUT, MARINE = range(7)
TOLERANCE_M, NEAR_WATER_M = 50.0, 1000.0
THRESHOLD_GUARD_M = 1e-3


class Answers:
    """Columns of answers, by index into the world; -1 is empty."""

    def __init__(self, n):
        self.status = np.full(n, GENERAL_ONLY, np.int8)
        self.rule = np.full(n, "L5", dtype=object)
        self.unit = np.full(n, -1, np.int64)  # deciding unit
        self.levels = np.full((n, 4), -1, np.int64)  # units of the four levels
        self.hole = np.zeros(n, bool)
        self.on_edge = np.zeros(n, bool)  # a TIE by A
        self.water = np.full(n, -1, np.int64)
        self.zone = np.full(n, -1, np.int64)  # index in zones (WATER_ZONE) or land (LAND_ZONE)
        self.feature = np.full(n, -1, np.int64)  # area index, or extents after the areas
        self.branch = np.full(n, -1, np.int64)  # index into Stationing.branches
        self.bank = np.zeros(n, np.int8)
        self.measure = np.full(n, np.nan)
        self.distance = np.full(n, np.nan)
        self.chain = np.zeros(n, np.int64)  # index into Chains.all
        self.other = np.full(n, -1, np.int64)  # the other bank's chain in a TIE by B
        self.left_out = np.zeros(n, bool)  # N10


class Matcher:
    """Decides points, without alternatives."""

    def __init__(self, world, stationing, seats):
        self.world, self.stationing, self.seats = world, stationing, seats
        self.chains = Chains()
        self.places = Places(world)
        self.segments = Segments(world, stationing, seats, self.places, self.chains)
        self.cache = {}
        areas, zones = world.areas.edges, world.zones.edges
        self.area_edges = EdgeClass(areas.ax, areas.ay, areas.bx, areas.by, areas.owner)
        self.zone_edges = EdgeClass(zones.ax, zones.ay, zones.bx, zones.by, zones.owner)
        parts = [(b.ax, b.ay, b.bx, b.by, np.full(len(b.ax), i)) for i, b in enumerate(stationing.branches)]
        columns = [np.concatenate(c) for c in zip(*parts)] if parts else [np.zeros(0)] * 4 + [np.zeros(0, int)]
        self.line_edges = EdgeClass(*columns, lines=True)
        self.branch_water = np.array([b.water for b in stationing.branches], int)
        self.branch_number = np.array([b.number for b in stationing.branches], int)

    # --- the steps --------------------------------------------------------
    def decide(self, lon, lat):
        """Answers for every point."""
        world, n = self.world, len(lon)
        points, out = Points(lon, lat), Answers(n)
        covering = self.places.units_of(points)
        out.unit, out.levels = covering.unit, covering.levels
        inside = out.unit >= 0
        zone_p, zone_i = points.covered(world.zones.shapes)
        area_p, area_i = points.covered(world.areas.shapes)
        wet = np.zeros(n, bool)
        wet[zone_p], wet[area_p] = True, True
        marine = self.places.at_sea(points) & ~wet
        out.hole = covering.holes(world) & ~marine
        out.on_edge = self.places.on_edges(points, covering) & ~marine

        owned = inside[zone_p] | world.managed_whole[zone_i]
        zone_p, zone_i = zone_p[owned], zone_i[owned]
        pool = np.full(n, -1, np.int64)
        if len(zone_p):
            best = keep_best(zone_p, n, zone_i.astype(float))
            pool[zone_p[best]] = zone_i[best]
        land_p, land_i = points.covered(world.land.shapes)
        land = np.full(n, -1, np.int64)
        if len(land_p):
            best = keep_best(land_p, n, land_i.astype(float))
            land[land_p[best]] = land_i[best]

        todo = ~marine
        out.status[marine], out.rule[marine] = MARINE, "Q"
        self._pools(out, np.nonzero(todo & (pool >= 0))[0], pool)
        todo &= pool < 0
        gone = np.nonzero(todo & ~inside)[0]
        out.status[gone], out.rule[gone] = OUT, "11.2"
        out.distance[gone] = self.places.to_city_m(points.lon[gone], points.lat[gone])
        todo &= inside
        todo[self._channels(out, points, np.nonzero(todo)[0], (area_p, area_i), land)] = False
        self._land(out, points, np.nonzero(todo & (land >= 0))[0], land)
        todo &= land < 0
        self._dry(out, points, np.nonzero(todo)[0], (area_p, area_i))
        return out

    def _pools(self, out, at, pool):
        world = self.world
        out.status[at], out.rule[at], out.distance[at] = WATER_ZONE, "Z2", 0.0
        out.zone[at] = pool[at]
        out.water[at] = world.zone_water[pool[at]]
        cities = np.nonzero(world.unit_level == CITY)[0]
        home = int(cities[0]) if len(cities) else -1
        for i in at:
            city = int(out.levels[i, CITY])
            key = ("pool", int(pool[i]), city if city >= 0 else home)
            if key not in self.cache:
                self.cache[key] = self.chains.index(self.seats.water_zone(key[1], *world.codes([key[2]])))
            out.chain[i] = self.cache[key]

    def _channels(self, out, points, at, covering_areas, land):
        """N4. Returns the points that matched."""
        world, n = self.world, len(points.lon)
        if len(at) == 0:
            return at
        wanted = np.zeros(n, bool)
        wanted[at] = True
        p, a = covering_areas
        keep = wanted[p] & ~world.split[world.area_water[a]]
        p, a = p[keep], a[keep]
        line_p, line_b, line_d = self._nominal(points, at)
        near = line_d - world.half_width_m[self.branch_water[line_b]]
        self._guard(out, line_p, near, 0.0)
        self._guard(out, line_p, near, TOLERANCE_M)

        # (a): areas, then nominal channels.
        core = near <= 0
        cand = np.concatenate([p, line_p[core]])
        water = np.concatenate([world.area_water[a], self.branch_water[line_b[core]]])
        is_line = np.r_[np.zeros(len(p)), np.ones(int(core.sum()))]
        dist = np.r_[np.zeros(len(p)), line_d[core]]
        ident = np.concatenate([a, line_b[core]]).astype(float)
        done = self._take(out, cand, water, is_line, dist, ident, "N4a", by_distance=False)
        wanted[done] = False
        wanted[land >= 0] = False

        # (b): management extents.
        p, e = points.covered(world.extents.shapes)
        keep = wanted[p]
        p, e = p[keep], e[keep]
        zero = np.zeros(len(p))
        won = self._take(out, p, world.extent_water[e], zero, zero, e.astype(float), "N4b", by_distance=False)
        out.feature[won] += len(world.areas)
        done = np.r_[done, won]
        wanted[won] = False

        # (c): tolerance.
        left = np.nonzero(wanted)[0]
        p, a, fx, fy, d = self.area_edges.nearest(points.lon[left], points.lat[left], TOLERANCE_M)
        p = left[p]
        keep = ~world.split[world.area_water[a]]
        p, a, fx, fy, d = (v[keep] for v in (p, a, fx, fy, d))
        keep = self.places.in_city(fx, fy)
        p, a, fx, fy, d = (v[keep] for v in (p, a, fx, fy, d))
        self._guard(out, p, d, TOLERANCE_M)
        keep = d <= TOLERANCE_M
        p, a, fx, fy, d = (v[keep] for v in (p, a, fx, fy, d))
        ring = (near > 0) & (near <= TOLERANCE_M) & wanted[line_p]
        cand = np.concatenate([p, line_p[ring]])
        water = np.concatenate([world.area_water[a], self.branch_water[line_b[ring]]])
        is_line = np.r_[np.zeros(len(p)), np.ones(int(ring.sum()))]
        dist = np.r_[d, near[ring]]
        ident = np.concatenate([a, line_b[ring]]).astype(float)
        won = self._take(out, cand, water, is_line, dist, ident, "N4c", by_distance=True)
        done = np.r_[done, won]
        self.segments.fill(out, points, done)
        return done

    def _guard(self, out, p, value, threshold):
        out.left_out[p[np.abs(value - threshold) < THRESHOLD_GUARD_M]] = True

    def _nominal(self, points, at):
        """Branches that may be nominal channels near the points: (point, branch, distance)."""
        world = self.world
        reach_m = TOLERANCE_M + (world.half_width_m.max() if len(world.waters) else 0)
        p, b, fx, fy, d = self.line_edges.nearest(points.lon[at], points.lat[at], reach_m)
        p = at[p]
        keep = self.places.in_city(fx, fy)
        p, b, fx, fy, d = (v[keep] for v in (p, b, fx, fy, d))
        keep = ~self.places.on_any(fx, fy, world.zones.shapes)
        p, b, fx, fy, d = (v[keep] for v in (p, b, fx, fy, d))
        f, a = Points(fx, fy).within_micron(world.areas.shapes)
        own = world.area_water[a] == self.branch_water[b[f]]
        keep = np.ones(len(p), bool)
        keep[f[own]] = False
        return p[keep], b[keep], d[keep]

    def _take(self, out, p, water, is_line, dist, ident, rule, by_distance):
        """N4's rank; fills the matched feature. Returns the points that matched."""
        world, n = self.world, len(out.status)
        if len(p) == 0:
            return np.zeros(0, int)
        layer = -world.water_layer[water].astype(float)
        rest = [~world.city_level[water] * 1.0, world.water_order[water].astype(float),
                water.astype(float), ident]
        if by_distance:
            keys = [(dist, MICRON_M), layer, is_line, (np.where(is_line > 0, dist, 0.0), MICRON_M), *rest]
        else:
            keys = [layer, is_line, (dist, MICRON_M), *rest]
        best = keep_best(p, n, *keys)
        at = p[best]
        out.status[at], out.rule[at] = CHANNEL, rule
        out.water[at], out.distance[at] = water[best], dist[best]
        out.feature[at] = np.where(is_line[best] > 0, -1, ident[best]).astype(np.int64)
        return at

    # --- steps 5 to 7 -----------------------------------------------------
    def _land(self, out, points, at, land):
        world = self.world
        out.status[at], out.rule[at], out.distance[at] = LAND_ZONE, "Z5", 0.0
        out.zone[at], out.water[at] = land[at], world.land_water[land[at]]
        village = np.full(len(at), -1, np.int64)
        p, u = Points(points.lon[at], points.lat[at]).covered(world.units.shapes)
        has_piece = np.array([world.unit_level[b] == VILLAGE
                              and world.unit_code[b] in world.pieces.get(world.land.rows[land[at[a]]].id, ())
                              for a, b in zip(p, u)], bool)
        if np.any(has_piece):
            of, piece = p[has_piece], u[has_piece]
            best = keep_best(of, len(at), piece.astype(float))
            village[of[best]] = piece[best]
        # The piece's village decides; those above it by A, else A decides alone (S10).
        covering = Covering(world, len(at), p, u, first=village)
        out.hole[at] |= covering.holes(world)
        levels = covering.levels
        for i, units in zip(at, levels.tolist()):
            key = ("land", int(land[i]), *units)
            if key not in self.cache:
                self.cache[key] = self.chains.index(self.seats.land_zone(key[1], world.codes(units)))
            out.chain[i] = self.cache[key]

    def _dry(self, out, points, at, covering_areas):
        world = self.world
        distinct, back = np.unique(out.levels[at], axis=0, return_inverse=True)
        chains = np.array([self.chains.index(self.seats.dry_land(world.codes(units))) for units in distinct.tolist()], int)
        out.chain[at] = chains[back.ravel()] if len(at) else 0
        lon, lat = points.lon[at], points.lat[at]
        parts = []
        for kind, edges, water in ((0.0, self.area_edges, world.area_water),
                                   (0.0, self.zone_edges, world.zone_water),
                                   (1.0, self.line_edges, self.branch_water)):
            p, owner, fx, fy, d = edges.nearest(lon, lat, NEAR_WATER_M)
            inside = self.places.in_city(fx, fy)
            p, owner, d = p[inside], owner[inside], d[inside]
            number = self.branch_number[owner] if kind else np.zeros(len(owner))
            parts.append((p, water[owner], np.full(len(p), kind), d, number.astype(float)))
        # Inside the area of a split pool but outside its WATER zones: distance 0.
        local = np.full(len(out.status), -1)
        local[at] = np.arange(len(at))
        p, a = covering_areas
        p, a = local[p][local[p] >= 0], a[local[p] >= 0]
        parts.append((p, world.area_water[a], np.zeros(len(p)), np.zeros(len(p)), np.zeros(len(p))))
        p, water, is_line, d, number = (np.concatenate(v) for v in zip(*parts))
        p, water = p.astype(int), water.astype(int)
        self._guard(out, at[p], d, NEAR_WATER_M)
        keep = d <= NEAR_WATER_M
        p, water, is_line, d, number = (v[keep] for v in (p, water, is_line, d, number))
        if len(p) == 0:
            return
        best = keep_best(p, len(at), (d, MICRON_M), -world.water_layer[water].astype(float), is_line,
                         ~world.city_level[water] * 1.0, world.water_order[water].astype(float),
                         water.astype(float), number)
        won = at[p[best]]
        out.status[won], out.rule[won] = NEAR_WATER, "C"
        out.water[won], out.distance[won] = water[best], d[best]
