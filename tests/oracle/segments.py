"""From a matched water to its segments: N5, N11, O, S4, S8.

Vectorised over points. Knows a `World`, its `Stationing`, `Seats` and
`Places`; must not know how a water was matched.
"""
import numpy as np

from borders import CUT_SNAP_M
from plane import MICRON_M, along, feet, geodesic_m, radii, turn
from search import Points
from stationing import BOTH, LEFT, RIGHT
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
            unit = s.unit
            if unit not in self.world.unit_index and self.world.area_county.get(unit, -1) >= 0:
                unit = self.world.codes([self.world.area_county[unit]])[0]
            water = self.world.water_index[s.water]
            piece = s.measure_from is None and s.measure_to is None
            key = (water, None if piece else (s.branch or 0), LEVELS.index(s.level))
            begin, end = s.measure_from or 0.0, np.inf if s.measure_to is None else s.measure_to
            if not piece:
                begin, end = (self._at_cut(*key[:2], measure) for measure in (begin, end))
            out.setdefault(key, []).append(
                (begin, end,
                 {"left": LEFT, "right": RIGHT}.get(s.bank, BOTH), s.valid_from or "", s.id, unit,
                 post.id if post else None))
        for found in out.values():
            # O and B: BOTH first, then the later valid_from, then the smaller id.
            found.sort(key=lambda s: s[4])
            found.sort(key=lambda s: s[3], reverse=True)
            found.sort(key=lambda s: s[2] != BOTH)
        return out

    def _at_cut(self, water, branch, measure):
        """S4: an end within 0.5 mm of a cut is that cut."""
        for number in self.stationing.of_water.get(water, []):
            b = self.stationing.branches[number]
            near = b.cuts[np.argmin(np.abs(b.cuts - measure))]
            if b.number == branch and abs(near - measure) <= CUT_SNAP_M:
                return near
        return measure

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
        found = [self.stationing.branches[number].feet(lon, lat) for number in branches]
        d = np.column_stack([f[3] for f in found])
        which = np.argmax(d <= d.min(axis=1, keepdims=True) + MICRON_M, axis=1)  # branches in order of number
        for i, number in enumerate(branches):
            mine = np.nonzero(which == i)[0]
            if len(mine):
                self._on_branch(out, at[mine], number, lon[mine], lat[mine], *(v[mine] for v in found[i][:3]))

    def _on_branch(self, out, at, number, lon, lat, edge, t, measure):
        b = self.stationing.branches[number]
        out.measure[at], out.branch[at] = measure, number
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
        combined, back = np.unique(np.column_stack([reach, slot, bank, out.levels[at]]), axis=0, return_inverse=True)
        back = back.ravel()
        first = np.full(len(combined), -1)
        first[back[::-1]] = np.arange(len(back))[::-1]
        for c, (r, _, side, *own) in enumerate(combined.tolist()):
            mine, other = self._chains_at(b, r, float(place[first[c]]), side, own)
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
        return (derived[0], self.world.unit_code[derived[1]], None) if derived else None

    def _chains_at(self, b, reach, place, bank, own):
        """The primary chain, and the other bank's in a TIE by B."""
        sides = b.reaches[reach].units if reach >= 0 else ((-1,) * 4,) * 2

        def chain(chosen):
            units = (sides[1] if chosen is right else sides[0]) if any(chosen) else own
            return self.chains.index(self.seats.channel(b.water, chosen, self.world.codes(units)))

        left, right = ([self._choose(b, level, reach, place, side) for level in range(4)]
                       for side in (LEFT, RIGHT))
        if BANKS[bank] == "left":
            return chain(left), -1
        if BANKS[bank] == "right" or left == right:
            return chain(right), -1
        differ = [i for i in range(4) if left[i] != right[i]]
        level = max((i for i in differ if left[i] and right[i]), default=-1)
        if level < 0:
            # No level has two (B): at the lowest that differs one bank has a segment, the other none.
            chosen = left if left[max(differ)] else right
            return chain(chosen), -1
        first, second = sorted((left, right), key=lambda side: (self.world.in_order(side[level][1]), side[level][0]))
        return chain(first), chain(second)

    def _on_pieces(self, out, points, at, water):
        """A water without stationing: area ∩ unit."""
        world = self.world
        mine = np.nonzero(world.area_water == water)[0]
        levels = np.full((len(at), 4), -1, np.int64)
        local = Points(points.lon[at], points.lat[at])
        inside = np.zeros(len(at), bool)
        inside[local.covered(world.areas.shapes[mine])[0]] = True
        levels[inside] = out.levels[at[inside]]
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
            levels[away] = self.places.units_near(feet_x[np.arange(len(k)), k], feet_y[np.arange(len(k)), k]).levels
        combined, back = np.unique(np.column_stack([levels, out.levels[at]]), axis=0, return_inverse=True)
        chains = []
        for row in combined.tolist():
            chosen = self._piece(water, world.codes(row[:4]))
            units = world.codes(row[:4] if any(chosen) else row[4:])
            chains.append(self.chains.index(self.seats.channel(water, chosen, units)))
        out.chain[at] = np.array(chains)[back.ravel()]

    def _piece(self, water, units):
        """Piece of every level: of an area, in the units of a place."""
        chosen = [None] * 4
        if not np.any(self.world.area_water == water):
            return chosen
        for level in range(4):
            u = units[level]
            if u is None or (level == CITY and not self.world.city_level[water]):
                continue
            chosen[level] = (f"{self.world.water_code[water]}.piece.{LEVELS[level]}.{u}", u, None)
            area = self.seats.area_of(units) if level == COUNTY else None
            for _, _, _, _, ident, of, post in self.registered.get((water, None, level), []):
                if of == u and self.registered_for[ident] in (u, area):
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
