"""From a point to its matched feature: §11 steps 2–7, N4, N5, S7, S14, S17.

Vectorised over points. Knows a `World`, its `Stationing` and `Seats`; must not
know alternatives or files.
"""
import numpy as np
import shapely

from plane import MICRON_DEG, MICRON_M, along, feet, geodesic_m, radii, turn
from stationing import BOTH, CUT_SNAP_M, LEFT, RIGHT
from seats import NO_POSTS
from world import CITY, LEVELS, VILLAGE, lines_tree

STATUSES = ("WATER_ZONE", "CHANNEL", "LAND_ZONE", "NEAR_WATER", "GENERAL_ONLY", "OUT_OF_JURISDICTION", "MARINE")
WATER_ZONE, CHANNEL, LAND_ZONE, NEAR_WATER, GENERAL_ONLY, OUT, MARINE = range(7)
TOLERANCE_M, NEAR_WATER_M = 50.0, 1000.0
THRESHOLD_GUARD_M = 1e-3
# An edge farther than this times the nearest in the plane can't be nearest by geodesic (tens of kilometres).
PLANE_SLACK = 1.01
BANKS = ("", "both", "left", "right")


def keep_best(group, count, *keys):
    """Indices of the best candidate of each group: keys in order, (values, slack) or values."""
    alive = np.arange(len(group))
    for key in keys:
        values, slack = key if isinstance(key, tuple) else (key, 0)
        least = np.full(count, np.inf)
        np.minimum.at(least, group[alive], values[alive])
        alive = alive[values[alive] <= least[group[alive]] + slack]
    _, first = np.unique(group[alive], return_index=True)
    return alive[first]


class Points:
    """Points with a search tree over them."""

    def __init__(self, lon, lat):
        self.lon, self.lat = np.asarray(lon, float), np.asarray(lat, float)
        self.tree = shapely.STRtree(shapely.points(self.lon, self.lat))

    def covered(self, shapes, predicate="intersects"):
        """Pairs (point, shape), closed unless the predicate says otherwise; exact (N1)."""
        if len(shapes) == 0 or len(self.lon) == 0:
            return np.zeros(0, int), np.zeros(0, int)
        shape, point = self.tree.query(shapes, predicate=predicate)
        return point, shape

    def within_micron(self, shapes):
        """Pairs (point, shape) no further apart than 1 µm (S7)."""
        if len(shapes) == 0 or len(self.lon) == 0:
            return np.zeros(0, int), np.zeros(0, int)
        shape, point = self.tree.query(shapes, predicate="dwithin", distance=MICRON_DEG)
        return point, shape


class EdgeClass:
    """Edges grouped by feature, searchable by box."""

    def __init__(self, ax, ay, bx, by, owner, lines=False):
        self.ax, self.ay, self.bx, self.by, self.owner = ax, ay, bx, by, owner
        # Neighbouring edges along a line (S21); -1 at its ends.
        at = np.arange(len(ax))
        same = np.r_[False, owner[1:] == owner[:-1]] if len(ax) else np.zeros(0, bool)
        self.before = np.where(same, at - 1, -1)
        self.after = np.where(np.r_[same[1:], False], at + 1, -1) if len(ax) else at
        self.lines = lines
        self.tree = lines_tree(ax, ay, bx, by)

    def _minima(self, x, y, e, t):
        def parameter(other):
            found, _ = feet(x, y, *(v[other] for v in (self.ax, self.ay, self.bx, self.by)))
            return np.where(other < 0, np.nan, found)

        return minima(t, parameter(self.before[e]), parameter(self.after[e]))

    def nearest(self, lon, lat, radius_m, chunk=20000):
        """N2 for every feature within the radius: (point, owner, foot x, foot y, geodesic distance)."""
        out = []
        for start in range(0, len(lon), chunk):
            x, y = lon[start:start + chunk], lat[start:start + chunk]
            kx, ky = radii(y)
            # 2 % more than the radius in every direction.
            rx, ry = radius_m * 1.02 / kx, radius_m * 1.02 / ky
            if len(self.ax) == 0:
                continue
            p, e = self.tree.query(shapely.box(x - rx, y - ry, x + rx, y + ry))
            t, d = feet(x[p], y[p], self.ax[e], self.ay[e], self.bx[e], self.by[e])
            near = d <= radius_m * 1.01
            p, e, t, d = p[near], e[near], t[near], d[near]
            if self.lines:
                keep = self._minima(x[p], y[p], e, t)
                p, e, t, d = p[keep], e[keep], t[keep], d[keep]
            if len(p) == 0:
                continue
            pair = p.astype(np.int64) * (int(self.owner.max()) + 1) + self.owner[e]
            distinct, group = np.unique(pair, return_inverse=True)
            # Ties within 1 µm of the plane go to the smaller measure (S21): edges are in order.
            best = keep_best(group, len(distinct), (d, MICRON_M if self.lines else 0.0), e.astype(float))
            p, e, t = p[best], e[best], t[best]
            fx, fy = along(self.ax[e], self.ay[e], self.bx[e], self.by[e], t)
            dist = geodesic_m(x[p], y[p], fx, fy)
            keep = dist <= radius_m + 2 * THRESHOLD_GUARD_M
            out.append((p[keep] + start, self.owner[e][keep], fx[keep], fy[keep], dist[keep]))
        if not out:
            none = np.zeros(0, int)
            return none, none, np.zeros(0), np.zeros(0), np.zeros(0)
        return tuple(np.concatenate(v) for v in zip(*out))


def minima(t, t_before, t_after):
    """S21: which feet are local minima along the line; NaN stands for no neighbour."""
    with np.errstate(invalid="ignore"):
        rising = np.isnan(t_after) | (t_after <= 0)
        falling = np.isnan(t_before) | (t_before >= 1)
    return ((t > 0) & (t < 1)) | ((t >= 1) & rising) | ((t <= 0) & falling)


class Answers:
    """Columns of answers, by index into the world; -1 is empty."""

    def __init__(self, n):
        self.status = np.full(n, GENERAL_ONLY, np.int8)
        self.rule = np.full(n, "L5", dtype=object)
        self.unit = np.full(n, -1, np.int64)  # deciding unit; higher ones are its ancestors
        self.water = np.full(n, -1, np.int64)
        self.zone = np.full(n, -1, np.int64)  # index in zones (WATER_ZONE) or land (LAND_ZONE)
        self.feature = np.full(n, -1, np.int64)  # area index, or extents after the areas
        self.bank = np.zeros(n, np.int8)
        self.measure = np.full(n, np.nan)
        self.distance = np.full(n, np.nan)
        self.chain = np.zeros(n, np.int64)  # index into Matcher.chains
        self.other = np.full(n, -1, np.int64)  # the other bank's chain in a TIE by B
        self.left_out = np.zeros(n, bool)  # N10


class Matcher:
    """Decides points, without alternatives."""

    def __init__(self, world, stationing, seats):
        self.world, self.stationing, self.seats = world, stationing, seats
        self.chains, self.chain_at = [NO_POSTS], {NO_POSTS: 0}
        self.cache = {}
        areas, zones = world.areas.edges, world.zones.edges
        self.area_edges = EdgeClass(areas.ax, areas.ay, areas.bx, areas.by, areas.owner)
        self.zone_edges = EdgeClass(zones.ax, zones.ay, zones.bx, zones.by, zones.owner)
        parts = [(b.ax, b.ay, b.bx, b.by, np.full(len(b.ax), i)) for i, b in enumerate(stationing.branches)]
        columns = [np.concatenate(c) for c in zip(*parts)] if parts else [np.zeros(0)] * 4 + [np.zeros(0, int)]
        self.line_edges = EdgeClass(*columns, lines=True)
        self.branch_water = np.array([b.water for b in stationing.branches], int)
        self.branch_number = np.array([b.number for b in stationing.branches], int)
        self.registered = self._registered()
        self.outline = self._outline()

    # --- plumbing ---------------------------------------------------------
    def intern(self, chain):
        """Index of a chain."""
        if chain not in self.chain_at:
            self.chain_at[chain] = len(self.chains)
            self.chains.append(chain)
        return self.chain_at[chain]

    def _registered(self):
        out = {}
        for s in self.world.segments:
            post = self.world.post_by_id.get(s.post)
            unit = self.world.unit_index.get(s.unit, -1)
            water = self.world.water_index[s.water]
            piece = s.measure_from is None and s.measure_to is None
            key = (water, None if piece else (s.branch or 0), LEVELS.index(s.level))
            out.setdefault(key, []).append(
                (s.measure_from or 0.0, np.inf if s.measure_to is None else s.measure_to,
                 {"left": LEFT, "right": RIGHT}.get(s.bank, BOTH), s.valid_from or "", s.id, unit,
                 post.id if post else None))
        for found in out.values():
            # O and B: BOTH first, then the later valid_from, then the smaller id.
            found.sort(key=lambda s: s[4])
            found.sort(key=lambda s: s[3], reverse=True)
            found.sort(key=lambda s: s[2] != BOTH)
        return out

    def _outline(self):
        """Unit edges that have a unit of the same level on one side only."""
        edges, world = self.world.units.edges, self.world
        level = world.unit_level[edges.owner] if len(edges.owner) else np.zeros(0, int)
        forward = np.column_stack([edges.ax, edges.ay, edges.bx, edges.by, level])
        backward = np.column_stack([edges.bx, edges.by, edges.ax, edges.ay, level])
        if len(forward) == 0:
            return None
        _, code = np.unique(np.concatenate([forward, backward]), axis=0, return_inverse=True)
        n = len(forward)
        alone = ~np.isin(code[:n], code[n:])
        return np.nonzero(alone)[0]

    def units_of(self, points):
        """Rule A: index of the deciding unit of every point, -1 outside."""
        return self._smallest_of_lowest(len(points.lon), *points.covered(self.world.units.shapes))

    def _smallest_of_lowest(self, n, point, unit):
        out = np.full(n, -1, np.int64)
        if len(point):
            # Units are sorted by level, then code.
            best = keep_best(point, n, -self.world.unit_level[unit].astype(float), unit.astype(float))
            out[point[best]] = unit[best]
        return out

    def units_near(self, lon, lat):
        """S7: the deciding unit of feet, within 1 µm."""
        points = Points(lon, lat)
        return self._smallest_of_lowest(len(lon), *points.within_micron(self.world.units.shapes))

    def in_city(self, lon, lat):
        """S7: which feet are inside or within 1 µm of a unit."""
        out = np.zeros(len(lon), bool)
        if len(lon) == 0 or len(self.world.units) == 0:
            return out
        top = self.world.unit_level == self.world.unit_level.min()
        for shapes in (self.world.units.shapes[top], self.world.units.shapes[~top]):
            left = np.nonzero(~out)[0]
            if len(left) == 0 or len(shapes) == 0:
                continue
            points = Points(lon[left], lat[left])
            out[left[points.covered(shapes)[0]]] = True
            left = np.nonzero(~out)[0]
            if len(left):
                points = Points(lon[left], lat[left])
                out[left[points.within_micron(shapes)[0]]] = True
        return out

    def _on_any(self, lon, lat, shapes):
        out = np.zeros(len(lon), bool)
        out[Points(lon, lat).within_micron(shapes)[0]] = True
        return out

    # --- the steps --------------------------------------------------------
    def decide(self, lon, lat):
        """Answers for every point."""
        world, n = self.world, len(lon)
        points, out = Points(lon, lat), Answers(n)
        out.unit = self.units_of(points)
        inside = out.unit >= 0
        zone_p, zone_i = points.covered(world.zones.shapes)
        area_p, area_i = points.covered(world.areas.shapes)
        wet = np.zeros(n, bool)
        wet[zone_p], wet[area_p] = True, True
        marine = np.zeros(n, bool)
        marine[points.covered(world.marine.shapes, "contains")[0]] = True
        marine &= ~wet

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
        out.distance[gone] = self._to_city(points.lon[gone], points.lat[gone])
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
            city = int(world.ancestors[out.unit[i], CITY]) if out.unit[i] >= 0 else -1
            key = ("pool", int(pool[i]), city if city >= 0 else home)
            if key not in self.cache:
                self.cache[key] = self.intern(self.seats.water_zone(key[1], key[2]))
            out.chain[i] = self.cache[key]

    def _to_city(self, lon, lat):
        """Distance to the nearest unit: the least over the edges, each by N2."""
        edges, chosen = self.world.units.edges, self.outline
        out = np.full(len(lon), np.nan)
        if chosen is None:
            return out
        ax, ay, bx, by = (v[chosen] for v in (edges.ax, edges.ay, edges.bx, edges.by))
        distinct = np.unique(np.column_stack([ax, ay, bx, by]), axis=0)
        step = max(1, 2_000_000 // max(1, len(distinct)))
        for s in range(0, len(lon), step):
            x, y = lon[s:s + step], lat[s:s + step]
            t, d = feet(x[:, None], y[:, None], *distinct.T[:, None, :])
            p, e = np.nonzero(d <= d.min(axis=1, keepdims=True) * PLANE_SLACK + 2 * MICRON_M)
            fx, fy = along(*distinct[e].T, t[p, e])
            best = np.full(len(x), np.inf)
            np.minimum.at(best, p, geodesic_m(x[p], y[p], fx, fy))
            out[s:s + step] = best
        return out

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
        keep = self.in_city(fx, fy)
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
        self._stations(out, points, done)
        return done

    def _guard(self, out, p, value, threshold):
        out.left_out[p[np.abs(value - threshold) < THRESHOLD_GUARD_M]] = True

    def _nominal(self, points, at):
        """Branches that may be nominal channels near the points: (point, branch, distance)."""
        world = self.world
        reach_m = TOLERANCE_M + (world.half_width_m.max() if len(world.waters) else 0)
        p, b, fx, fy, d = self.line_edges.nearest(points.lon[at], points.lat[at], reach_m)
        p = at[p]
        keep = self.in_city(fx, fy)
        p, b, fx, fy, d = (v[keep] for v in (p, b, fx, fy, d))
        keep = ~self._on_any(fx, fy, world.zones.shapes)
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

    # --- N5, S8: segments -------------------------------------------------
    def _stations(self, out, points, done):
        for water in np.unique(out.water[done]):
            at = done[out.water[done] == water]
            branches = self.stationing.of_water.get(int(water))
            if branches:
                self._on_branches(out, points, at, branches)
            else:
                self._on_pieces(out, points, at, int(water))

    def _on_branches(self, out, points, at, branches):
        lon, lat = points.lon[at], points.lat[at]
        found = []
        for number in branches:
            b = self.stationing.branches[number]
            edge, t = np.zeros(len(at), int), np.zeros(len(at))
            step = max(1, 2_000_000 // len(b.ax))
            for s in range(0, len(at), step):
                part = slice(s, s + step)
                tt, d = feet(lon[part, None], lat[part, None], b.ax[None], b.ay[None], b.bx[None], b.by[None])
                none = np.full((len(tt), 1), np.nan)
                local = minima(tt, np.hstack([none, tt[:, :-1]]), np.hstack([tt[:, 1:], none]))
                d = np.where(local, d, np.inf)
                edge[part] = np.argmax(d <= d.min(axis=1, keepdims=True) + MICRON_M, axis=1)
                t[part] = tt[np.arange(len(tt)), edge[part]]
            fx, fy = along(b.ax[edge], b.ay[edge], b.bx[edge], b.by[edge], t)
            found.append((geodesic_m(lon, lat, fx, fy), edge, t))
        d = np.column_stack([f[0] for f in found])
        which = np.argmax(d <= d.min(axis=1, keepdims=True) + MICRON_M, axis=1)  # branches in order of number
        for i, number in enumerate(branches):
            mine = np.nonzero(which == i)[0]
            if len(mine):
                self._on_branch(out, at[mine], number, lon[mine], lat[mine], found[i][1][mine], found[i][2][mine])

    def _on_branch(self, out, at, number, lon, lat, edge, t):
        b = self.stationing.branches[number]
        measure = np.where(t >= 1, b.start_m[edge + 1], b.start_m[edge] + t * b.edge_m[edge])
        out.measure[at] = measure
        out.bank[at] = bank = banks(b, edge, t, lon, lat)
        reach = np.clip(np.searchsorted(b.cuts, measure + CUT_SNAP_M, side="right") - 1, 0, len(b.reaches) - 1)
        place = measure.copy()
        bad = np.nonzero(~b.ok[reach])[0]
        for i in bad:
            before, after = int(b.before[reach[i]]), int(b.after[reach[i]])
            up = measure[i] - b.reaches[before].end if before >= 0 else np.inf
            down = b.reaches[after].begin - measure[i] if after < len(b.reaches) else np.inf
            if not np.isfinite(min(up, down)):
                reach[i] = -1
            elif max(down, 0) <= max(up, 0):
                reach[i], place[i] = after, b.reaches[after].begin
            else:
                r = b.reaches[before]
                reach[i], place[i] = before, max(r.begin, r.end - 2 * CUT_SNAP_M)
        key_breaks = self._breaks(b)
        slot = np.searchsorted(key_breaks, place + CUT_SNAP_M, side="right")
        combined, back = np.unique(np.column_stack([reach, slot, bank]), axis=0, return_inverse=True)
        back = back.ravel()
        first = np.full(len(combined), -1)
        first[back[::-1]] = np.arange(len(back))[::-1]
        for c, (r, _, side) in enumerate(combined):
            mine, other = self._chains_at(b, int(r), float(place[first[c]]), int(side))
            out.chain[at[back == c]] = mine
            out.other[at[back == c]] = other

    def _breaks(self, b):
        ends = [v for (w, branch, _), found in self.registered.items() if w == b.water and branch == b.number
                for s in found for v in s[:2] if np.isfinite(v)]
        return np.unique(ends)

    def _choose(self, b, level, reach, place, side):
        """Registered before derived: (segment id, unit, post) or None."""
        if level == CITY and not self.world.city_level[b.water]:
            return None
        last = place > b.length_m - CUT_SNAP_M
        for begin, end, bank, _, ident, unit, post in self.registered.get((b.water, b.number, level), []):
            if bank not in (side, BOTH):
                continue
            covers = begin - CUT_SNAP_M <= place < end - CUT_SNAP_M
            closes = last and end >= b.length_m - CUT_SNAP_M and begin < b.length_m - CUT_SNAP_M
            if covers or closes:
                return ident, unit, post
        derived = b.derived[level][side][reach] if reach >= 0 else None
        return (*derived, None) if derived else None

    def _chains_at(self, b, reach, place, bank):
        left, right = ([self._choose(b, level, reach, place, side) for level in range(4)]
                       for side in (LEFT, RIGHT))
        if BANKS[bank] == "left":
            return self.intern(self.seats.channel(b.water, left)), -1
        if BANKS[bank] == "right" or left == right:
            return self.intern(self.seats.channel(b.water, right)), -1
        level = max(i for i in range(4) if left[i] != right[i])

        def rank(side):
            s = side[level]
            return (s is None, self.world.unit_code[s[1]] if s and s[1] >= 0 else "", s[0] if s else "")

        first, second = sorted((left, right), key=rank)
        return (self.intern(self.seats.channel(b.water, first)),
                self.intern(self.seats.channel(b.water, second)))

    def _on_pieces(self, out, points, at, water):
        """A water without stationing: area ∩ unit."""
        world = self.world
        mine = np.nonzero(world.area_water == water)[0]
        unit = np.full(len(at), -1, np.int64)
        local = Points(points.lon[at], points.lat[at])
        inside = np.zeros(len(at), bool)
        inside[local.covered(world.areas.shapes[mine])[0]] = True
        unit[inside] = out.unit[at[inside]]
        away = np.nonzero(~inside)[0]
        if len(away) and len(mine):
            edges = world.areas.edges
            best = np.full(len(away), np.inf)
            feet_x, feet_y = np.zeros(len(away)), np.zeros(len(away))
            for area in mine:
                e = np.nonzero(edges.owner == area)[0]
                ends = (edges.ax[e], edges.ay[e], edges.bx[e], edges.by[e])
                t, d = feet(local.lon[away, None], local.lat[away, None], *(v[None] for v in ends))
                k = np.argmin(d, axis=1)
                fx, fy = along(*(v[k] for v in ends), t[np.arange(len(k)), k])
                g = geodesic_m(local.lon[away], local.lat[away], fx, fy)
                better = g < best - MICRON_M
                best[better], feet_x[better], feet_y[better] = g[better], fx[better], fy[better]
            unit[away] = self.units_near(feet_x, feet_y)
        for u in np.unique(unit):
            chain = self.seats.channel(water, self._piece(water, int(u)))
            out.chain[at[unit == u]] = self.intern(chain)

    def _piece(self, water, unit):
        chosen = [None] * 4
        if unit < 0 or not np.any(self.world.area_water == water):
            return chosen
        for level in range(4):
            u = int(self.world.ancestors[unit, level])
            if u < 0 or (level == CITY and not self.world.city_level[water]):
                continue
            chosen[level] = (f"{self.world.water_code[water]}.piece.{LEVELS[level]}.{self.world.unit_code[u]}",
                             u, None)
            for _, _, _, _, ident, of, post in self.registered.get((water, None, level), []):
                if of == u:
                    chosen[level] = (ident, u, post)
                    break
        return chosen

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
        p, u = p[has_piece], u[has_piece]
        if len(p):
            best = keep_best(p, len(at), u.astype(float))
            village[p[best]] = u[best]
        village = np.where(village < 0, out.unit[at], village)
        for i, v in zip(at, village):
            key = ("land", int(land[i]), int(v))
            if key not in self.cache:
                units = [int(x) for x in world.ancestors[v]]
                self.cache[key] = self.intern(self.seats.land_zone(key[1], units))
            out.chain[i] = self.cache[key]

    def _dry(self, out, points, at, covering_areas):
        world = self.world
        for u in np.unique(out.unit[at]):
            units = [int(x) for x in world.ancestors[u]]
            out.chain[at[out.unit[at] == u]] = self.intern(self.seats.dry_land(units))
        lon, lat = points.lon[at], points.lat[at]
        parts = []
        for kind, edges, water in ((0.0, self.area_edges, world.area_water),
                                   (0.0, self.zone_edges, world.zone_water),
                                   (1.0, self.line_edges, self.branch_water)):
            p, owner, fx, fy, d = edges.nearest(lon, lat, NEAR_WATER_M)
            inside = self.in_city(fx, fy)
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


def banks(b, edge, t, lon, lat):
    """N11: index into BANKS of points with their nearest edge and parameter."""
    side = turn(b.ax[edge], b.ay[edge], b.bx[edge], b.by[edge], lon, lat)
    count = len(b.ax)
    for when, first, second in (((t >= 1) & (edge < count - 1), edge, edge + 1),
                                ((t <= 0) & (edge > 0), edge - 1, edge)):
        i = np.nonzero(when)[0]
        if len(i) == 0:
            continue
        e, f = first[i], second[i]
        bend = turn(b.ax[e], b.ay[e], b.bx[e], b.by[e], b.bx[f], b.by[f])
        on_it = (lon[i] == b.bx[e]) & (lat[i] == b.by[e])
        # RIGHT where the line turns left; straight on as inside the edge.
        side[i] = np.where(on_it, 0, np.where(bend == 0, side[i], -bend))
    return np.where(side > 0, 2, np.where(side < 0, 3, 1)).astype(np.int8)
