"""From a matched water to its segments: N5, N11, O, S4, S8.

Vectorised over points. Knows a `World`, its `Stationing`, `Seats` and
`Places`; must not know how a water was matched.
"""
import numpy as np

from plane import MICRON_M, along, feet, geodesic_m, radii, turn
from search import Points, minima
from stationing import BOTH, CUT_SNAP_M, LEFT, RIGHT
from world import CITY, COUNTY, LEVELS

BANKS = ("", "both", "left", "right")


class Segments:
    """Fills the segment side of answers."""

    def __init__(self, world, stationing, seats, places, chains):
        self.world, self.stationing, self.seats, self.places, self.chains = world, stationing, seats, places, chains
        self.registered = self._registered()

    def _registered(self):
        out, self.registered_for = {}, {}
        for s in self.world.segments:
            self.registered_for[s.id] = s.unit
            post = self.world.post_by_id.get(s.post)
            # A functional area's segment is the county's there (S12).
            unit = self.world.unit_index.get(s.unit, self.world.area_county.get(s.unit, -1))
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

    def fill(self, out, points, done):
        """Measure, bank and chain of matched points."""
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
        combined, back = np.unique(np.column_stack([reach, slot, bank, out.unit[at]]), axis=0, return_inverse=True)
        back = back.ravel()
        first = np.full(len(combined), -1)
        first[back[::-1]] = np.arange(len(back))[::-1]
        for c, (r, _, side, own) in enumerate(combined):
            mine, other = self._chains_at(b, int(r), float(place[first[c]]), int(side), self._ancestors(int(own)))
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

    def _chains_at(self, b, reach, place, bank, own):
        def chain(chosen):
            return self.chains.index(self.seats.channel(b.water, chosen, own))

        left, right = ([self._choose(b, level, reach, place, side) for level in range(4)]
                       for side in (LEFT, RIGHT))
        if BANKS[bank] == "left":
            return chain(left), -1
        if BANKS[bank] == "right" or left == right:
            return chain(right), -1
        level = max(i for i in range(4) if left[i] != right[i])

        def rank(side):
            s = side[level]
            return (s is None, self.world.unit_code[s[1]] if s and s[1] >= 0 else "", s[0] if s else "")

        first, second = sorted((left, right), key=rank)
        return chain(first), chain(second)

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
            found = []
            for area in mine:
                e = np.nonzero(edges.owner == area)[0]
                ends = (edges.ax[e], edges.ay[e], edges.bx[e], edges.by[e])
                t, d = feet(local.lon[away, None], local.lat[away, None], *(v[None] for v in ends))
                near = d <= d.min(axis=1, keepdims=True) + MICRON_M
                fx, fy = along(*(v[None] for v in ends), t)
                # S21: of the tied feet the southernmost, then the westernmost.
                kx, ky = radii(local.lat[away])
                north = np.where(near, (fy - local.lat[away, None]) * ky[:, None], np.inf)
                near &= north <= north.min(axis=1, keepdims=True) + MICRON_M
                k = np.argmin(np.where(near, (fx - local.lon[away, None]) * kx[:, None], np.inf), axis=1)
                at_k = np.arange(len(k)), k
                found.append((fx[at_k], fy[at_k], geodesic_m(local.lon[away], local.lat[away], fx[at_k], fy[at_k])))
            feet_x, feet_y, away_m = (np.column_stack(v) for v in zip(*found))
            # Areas are in the order of their ids.
            k = np.argmax(away_m <= away_m.min(axis=1, keepdims=True) + MICRON_M, axis=1)
            unit[away] = self.places.units_near(feet_x[np.arange(len(k)), k], feet_y[np.arange(len(k)), k])
        own = out.unit[at]
        for u, p in np.unique(np.column_stack([unit, own]), axis=0):
            chain = self.seats.channel(water, self._piece(water, int(u)), self._ancestors(int(p)))
            out.chain[at[(unit == u) & (own == p)]] = self.chains.index(chain)

    def _ancestors(self, unit):
        return [int(a) for a in self.world.ancestors[unit]] if unit >= 0 else [-1] * 4

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
            area = self.seats.area_of([int(a) for a in self.world.ancestors[unit]]) if level == COUNTY else None
            for _, _, _, _, ident, of, post in self.registered.get((water, None, level), []):
                if of == u and self.registered_for[ident] in (self.world.unit_code[u], area):
                    chosen[level] = (ident, u, post)
                    break
        return chosen


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
