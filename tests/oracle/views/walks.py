"""What is met upstream and downstream of a segment, a still water or a place: S33.

Knows a `Flow` and the stretches of a day; must not know riverchief's answer.
"""
import heapq

from world import LEVELS

from .flow import SAME_PLACE_M, OnBranch


class Met:
    """A segment, piece or zone, the place where it is met, and what is folded into its row.

    `via` holds every last change on a way of least distance.
    """

    def __init__(self, ident, distance_m, via, at):
        self.id, self.distance_m, self.via, self.at, self.above = ident, distance_m, via, at, []


class Walks:
    """Walks on one day."""

    def __init__(self, flow, stretches, pieces):
        self.flow, self.stretches, self.pieces = flow, stretches, pieces
        self.level_of = {s.id: s.level for s in (*stretches.values(), *pieces.values())}
        self.on_branch = {}
        for s in stretches.values():
            self.on_branch.setdefault((s.water, s.branch), []).append(s)
        self.pieces_of = {}
        for p in pieces.values():
            self.pieces_of.setdefault(p.water, []).append(p)
        self.leaving, self.arriving = {}, {}
        for upper, lower in flow.pairs:
            self.leaving.setdefault(self._owner(upper), []).append((upper, lower))
            self.arriving.setdefault(self._owner(lower), []).append((lower, upper))

    @staticmethod
    def _owner(place):
        return (type(place).__name__, place[0])

    def _water(self, place):
        """The water that counts for `via`: of a pool that of its axis, of a lake its own."""
        if isinstance(place, OnBranch):
            return self.flow.branches[place.branch].water
        still = self.flow.stills[place.still]
        pool = still.zone is not None and still.axis is not None
        return self.flow.branches[still.axis].water if pool else still.water

    def _change(self, via, here, there):
        if self._water(here) != self._water(there):
            return "confluence"
        if isinstance(here, OnBranch) and isinstance(there, OnBranch):
            return via if here.branch == there.branch else "other_branch"
        stills = [self.flow.stills[p.still] for p in (here, there) if not isinstance(p, OnBranch)]
        branches = [p.branch for p in (here, there) if isinstance(p, OnBranch)]
        # Into a pool and out of it along its axis is no change.
        along = len(stills) == 1 and stills[0].zone is not None and stills[0].axis == branches[0]
        return via if along else "other_branch"

    def reach(self, starts, down):
        """Every place come to: {place: (distance, vias)}; starts are (place, distance, via)."""
        ways = self.leaving if down else self.arriving
        best, queue, n = {}, [], 0
        for place, distance, via in starts:
            heapq.heappush(queue, (distance, n, place, via))
            n += 1
        while queue:
            distance, _, place, via = heapq.heappop(queue)
            if place in best:
                if distance <= best[place][0] + SAME_PLACE_M / 10 and via not in best[place][1]:
                    best[place][1].add(via)
                else:
                    continue
            else:
                best[place] = (distance, {via})
            for there, more in self._steps(place, ways, down):
                heapq.heappush(queue, (distance + more, n, there, self._change(via, place, there)))
                n += 1
        return best

    def _steps(self, place, ways, down):
        if isinstance(place, OnBranch):
            for here, there in ways.get(self._owner(place), ()):
                ahead = here.measure - place.measure if down else place.measure - here.measure
                if ahead >= -SAME_PLACE_M:
                    yield there, max(0.0, ahead)
            return
        still = self.flow.stills[place.still]
        if still.axis is not None and place.measure is not None and still.axis != place.along:
            yield OnBranch(still.axis, place.measure), 0.0
        for here, there in ways.get(self._owner(place), ()):
            if isinstance(there, OnBranch):
                # Along its own branch, or the axis, water goes on by the measures of that branch alone.
                if there.branch == place.along or (there.branch == still.axis and place.measure is not None):
                    continue
            known = place.measure is not None and here.measure is not None
            yield there, abs(here.measure - place.measure) if known else 0.0

    # --- starts --------------------------------------------------------------
    def of_segment(self, segment, down):
        """Starts of a walk from a segment with stationing (a)."""
        i = self._branch(segment)
        ways = self.leaving if down else self.arriving
        starts = self.of_branch_place(i, segment.end if down else segment.begin)
        to_end = segment.end >= float(self.flow.branches[i].length_m) - SAME_PLACE_M
        for here, there in ways.get(("OnBranch", i), ()):
            # What joins right at the lower end joins what follows (K).
            if segment.begin - SAME_PLACE_M <= here.measure and (here.measure < segment.end - SAME_PLACE_M or to_end):
                starts.append((there, 0.0, self._change("branch", here, there)))
        return starts

    def of_branch_place(self, i, measure):
        """Starts of a walk from a place on a branch, and the still waters that it lies in."""
        return [(OnBranch(i, measure), 0.0, "branch"),
                *((there, 0.0, self._change("branch", OnBranch(i, measure), there))
                  for there in (self.flow.in_still(s, i, measure) for s in self.flow.runs_at(i, measure)))]

    def of_still(self, s, down):
        """Starts of a walk from a whole lake or pool (b)."""
        ways = self.leaving if down else self.arriving
        return [(there, 0.0, self._change("branch", here, there)) for here, there in ways.get(("InStill", s), ())]

    def _branch(self, segment):
        return next(i for i, b in enumerate(self.flow.branches)
                    if b.code == segment.water and b.number == segment.branch)

    # --- what is met ---------------------------------------------------------
    def met(self, starts, down, holds=False):
        """Every segment, piece and zone met, by id, at its least distance; `holds`: those too that hold the start by K."""
        out = {}

        def meet(ident, distance, vias, at):
            old = out.get(ident)
            # Of several places at one distance the first by branch and measure.
            first = old is not None and distance <= old.distance_m + SAME_PLACE_M / 10 and at[0] != "still" and (
                old.at[0] == "still" or at < old.at)
            if first:
                old.at = at
            if old is None or distance < old.distance_m - SAME_PLACE_M / 10:
                out[ident] = Met(ident, float(distance), set(vias), at)
            elif distance <= old.distance_m + SAME_PLACE_M / 10:
                old.via.update(vias)

        world = self.flow.day.world
        for place, (distance, vias) in self.reach(starts, down).items():
            if isinstance(place, OnBranch):
                b, at = self.flow.branches[place.branch], place.measure
                for s in self.on_branch.get((b.code, b.number), ()):
                    if holds and (place, 0.0, "branch") in starts and self._holds(b, s, at):
                        meet(s.id, 0.0, vias, (place.branch, at))
                    elif down and s.end > at + SAME_PLACE_M:
                        meet(s.id, distance + max(0.0, s.begin - at), vias, (place.branch, max(at, s.begin)))
                    elif not down and s.begin < at - SAME_PLACE_M:
                        meet(s.id, distance + max(0.0, at - s.end), vias, (place.branch, min(at, s.end)))
                continue
            still = self.flow.stills[place.still]
            if still.zone is None:
                for piece in self.pieces_of.get(world.water_code[still.water], ()):
                    meet(piece.id, distance, vias, ("still", place.still))
            else:
                extra = self._to_the_city(still, place)
                if extra is not None:
                    meet(world.zones.rows[still.zone].id, distance + extra, vias, ("still", place.still))
        return out

    @staticmethod
    def _holds(branch, segment, at):
        last = at >= float(branch.length_m) - SAME_PLACE_M and segment.end >= float(branch.length_m) - SAME_PLACE_M
        return segment.begin <= at + SAME_PLACE_M and (at < segment.end - SAME_PLACE_M or last)

    def _to_the_city(self, still, place):
        """Z11: metres along the axis to where a pool counts; `None` where it never does."""
        world = self.flow.day.world
        if world.managed_whole[still.zone]:
            return 0.0
        if not self.flow.day.touches_the_city(still.shapes[0]):
            return None
        if still.axis is None or place.measure is None:
            return 0.0
        branch = self.flow.branches[still.axis]
        inside = [(max(a, r.begin), min(b, r.end)) for r in branch.reaches if not r.outside
                  for a, b in still.axis_runs if a < r.end and r.begin < b]
        away = [0.0 if a <= place.measure <= b else min(abs(a - place.measure), abs(b - place.measure))
                for a, b in inside]
        return min(away, default=0.0)

    # --- rows ----------------------------------------------------------------
    def from_segment(self, segment, down, limit_m):
        """Rows of a walk from a segment: its own level, and WATER zones."""
        rows = self.met(self.of_segment(segment, down), down)
        return self._within([m for m in rows.values() if m.id not in self.level_of or (
            self.level_of[m.id] == segment.level and not self._beside(segment, m.id))], limit_m)

    def from_still(self, s, own, down, limit_m):
        """Rows of a walk from a whole lake or pool; `own` is the level of the piece asked about, `None` for a zone."""
        rows = self.met(self.of_still(s, down), down)
        still, world = self.flow.stills[s], self.flow.day.world
        itself = ({world.zones.rows[still.zone].id} if still.zone is not None
                  else {p.id for p in self.pieces_of.get(world.water_code[still.water], ())})
        found = [m for m in rows.values() if m.id not in itself]
        if own is None:
            return self._within(self.folded(found), limit_m)
        return self._within([m for m in found if self.level_of.get(m.id, own) == own], limit_m)

    def from_place(self, starts, down, limit_m):
        """Rows of a walk from a place: all levels, folded."""
        return self._within(self.folded(self.met(starts, down, holds=True).values()), limit_m)

    def _beside(self, segment, ident):
        """The start itself, and what lies beside it on the other bank."""
        other = self.stretches.get(ident)
        return other is not None and (other.id == segment.id or (
            (other.water, other.branch) == (segment.water, segment.branch)
            and {other.bank, segment.bank} == {"left", "right"}
            and min(other.end, segment.end) - max(other.begin, segment.begin) > SAME_PLACE_M))

    @staticmethod
    def _within(rows, limit_m):
        return [m for m in rows if m.distance_m <= limit_m + SAME_PLACE_M / 10]

    def folded(self, rows):
        """Coarser levels stand in `above` of the finest one that begins at the same place and shares their bank."""
        groups, out = {}, []
        for m in sorted(rows, key=lambda m: m.id):
            key = next((k for k in groups if k[0] == m.at[0] and abs(k[1] - m.at[1]) <= SAME_PLACE_M
                        and abs(k[2] - m.distance_m) <= SAME_PLACE_M), (*m.at, m.distance_m))
            groups.setdefault(key, []).append(m)
        pools = [m for m in rows if m.at[0] == "still" and m.id not in self.level_of]
        for group in groups.values():
            finest_first = sorted(group, key=lambda m: (-self._rank(m), m.id))
            kept = []
            for m in finest_first:
                if self._rank(m) == LEVELS.index("city"):
                    pool = next((p for p in pools if abs(p.distance_m - m.distance_m) <= SAME_PLACE_M
                                 and self._in_pool(m, p)), None)
                    if pool is not None:
                        pool.above.append(m.id)
                        continue
                host = next((k for k in kept if self._rank(k) > self._rank(m) and self._shares(k, m)), None)
                if host is None:
                    kept.append(m)
                else:
                    host.above.append(m.id)
            out += kept
        return out

    def _rank(self, m):
        return LEVELS.index(self.level_of[m.id]) if m.id in self.level_of else -1

    def _in_pool(self, m, pool):
        return m.at[0] != "still" and pool.at[1] in self.flow.runs_at(*m.at)

    def _shares(self, fine, coarse):
        """A bank of a stretch; a piece lies in the coarser one's unit."""
        if fine.id in self.stretches:
            return "both" in (self.stretches[fine.id].bank, self.stretches[coarse.id].bank) or (
                self.stretches[fine.id].bank == self.stretches[coarse.id].bank)
        day, pieces = self.flow.day, self.pieces
        fine_unit = day.world.unit_index.get(pieces[fine.id].unit, -1)
        above = day.above(fine_unit)[self._rank(coarse)] if fine_unit >= 0 else None
        return above is not None and above in (pieces[coarse.id].unit, day.county_of(pieces[coarse.id].unit))
