"""A random partition of a piece of land into units, all on binary fractions of a degree.

A grid of cells whose corners and sides are moved a little; villages are sets of
cells, townships sets of villages, counties sets of townships. Knows shapes and
chance alone; must not know waters or any rule.
"""
import numpy as np
import shapely

WEST, SOUTH = 109.0, 21.5
LEVELS = ("city", "county", "township", "village")
CITY_CODE = "450500"
COUNTY_CODES = ("450502", "450503", "450512", "450521")


class Grid:
    """Corners, sides and cells. A side is a chain of vertices between two corners, the same for both its cells."""

    def __init__(self, rng):
        self.rng = rng
        self.columns, self.rows = int(rng.integers(3, 8)), int(rng.integers(3, 7))
        self.step = float(rng.choice([1 / 64, 1 / 128, 1 / 256]))
        self.grain = self.step / 32  # every coordinate is a multiple of a quarter of it
        crooked = rng.random() < 0.75
        for wildness in ((6, 4, 2, 0) if crooked else (0,)):
            self.corners = {(i, j): self._near(i * 32, j * 32, wildness)
                            for i in range(self.columns + 1) for j in range(self.rows + 1)}
            self.sides = {}
            for i, j in self.corners:
                for other in ((i + 1, j), (i, j + 1)):
                    if other in self.corners:
                        self.sides[(i, j), other] = self._side((i, j), other, wildness)
            self.cells = {(i, j): self._cell(i, j) for i in range(self.columns) for j in range(self.rows)}
            shapes = list(self.cells.values())
            if all(shapely.is_valid(shapes)) and shapely.coverage_is_valid(shapes):
                return
        raise ValueError("a straight grid is not valid")

    def _near(self, x, y, wildness):
        move = self.rng.integers(-wildness, wildness + 1, 2) if wildness else (0, 0)
        return WEST + (x + float(move[0])) * self.grain, SOUTH + (y + float(move[1])) * self.grain

    def _side(self, a, b, wildness):
        (ax, ay), (bx, by) = self.corners[a], self.corners[b]
        count = int(self.rng.integers(0, 4))
        kind = self.rng.choice(["straight", "middle", "bends"]) if wildness else self.rng.choice(["straight", "middle"])
        inner = []
        if kind == "middle":
            inner = [((ax + bx) / 2, (ay + by) / 2)]
        elif kind == "bends":
            across = a[0] == b[0]
            for k in range(1, count + 1):
                along, off = round(32 * k / (count + 1)), int(self.rng.integers(-wildness, wildness + 1))
                x, y = (a[0] * 32 + off, a[1] * 32 + along) if across else (a[0] * 32 + along, a[1] * 32 + off)
                inner.append((WEST + x * self.grain, SOUTH + y * self.grain))
        return [(ax, ay), *inner, (bx, by)]

    def _cell(self, i, j):
        lower, upper = self.sides[(i, j), (i + 1, j)], self.sides[(i, j + 1), (i + 1, j + 1)]
        left, right = self.sides[(i, j), (i, j + 1)], self.sides[(i + 1, j), (i + 1, j + 1)]
        return shapely.Polygon([*lower[:-1], *right[:-1], *upper[:0:-1], *left[:0:-1]])

    def chain(self, a, b):
        """Vertices from one corner to the next."""
        return self.sides[a, b] if (a, b) in self.sides else self.sides[b, a][::-1]

    def neighbours(self, corner):
        """Corners one side away."""
        i, j = corner
        return [c for c in ((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)) if c in self.corners]

    def lattice(self, finer=1):
        """A place on a binary fraction, in or a little around the grid."""
        n = 32 * finer
        i = self.rng.integers(-n // 2, self.columns * n + n // 2)
        j = self.rng.integers(-n // 2, self.rows * n + n // 2)
        return WEST + float(i) * self.grain / finer, SOUTH + float(j) * self.grain / finer


def grow(rng, items, near, count):
    """Divides items into connected sets: item → number of its set."""
    items = list(items)
    of = {items[k]: n for n, k in enumerate(rng.permutation(len(items))[:count])}
    while len(of) < len(items):
        free = [i for i in items if i not in of and any(n in of for n in near(i))]
        if not free:
            free = [i for i in items if i not in of]
        item = free[int(rng.integers(len(free)))]
        beside = [of[n] for n in near(item) if n in of] or [int(rng.integers(count))]
        of[item] = beside[int(rng.integers(len(beside)))]
    return of


def multi(shape):
    """The polygons of a shape as one multipolygon; None where there is none."""
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon" and p.area > 0]
    return shapely.MultiPolygon(parts) if parts else None


class Land:
    """Units of four levels over a grid; some are missing, some parents too."""

    def __init__(self, rng):
        self.rng, self.grid = rng, Grid(rng)
        grid = self.grid
        self.cells = [c for c in grid.cells if rng.random() > 0.06]
        villages = max(2, int(len(self.cells) / rng.uniform(1.5, 4)))
        def beside(cell):
            return [(cell[0] + a, cell[1] + b) for a, b in ((1, 0), (-1, 0), (0, 1), (0, -1))]

        of = grow(rng, self.cells, beside, villages)
        for cell in self.cells:  # exclaves and enclaves
            if rng.random() < 0.04:
                of[cell] = int(rng.integers(villages))
        used = sorted(set(of.values()))
        touching = {v: {of[b] for c in self.cells if of[c] == v for b in beside(c) if b in of} - {v} for v in used}
        town = grow(rng, used, touching.__getitem__, max(1, len(used) // int(rng.integers(2, 5))))
        towns = sorted(set(town.values()))
        near = {t: {town[n] for v in used if town[v] == t for n in touching[v]} - {t} for t in towns}
        county = grow(rng, towns, near.__getitem__, min(len(towns), int(rng.integers(1, 4))))
        self.sets = {"village": {}, "township": {}, "county": {}, "city": {CITY_CODE: list(self.cells)}}
        self.above = {CITY_CODE: None}
        codes = list(rng.permutation(COUNTY_CODES))
        for c in sorted(set(county.values())):
            self._add("county", codes[c], CITY_CODE, [x for x in self.cells if county[town[of[x]]] == c])
        for t, n in zip(towns, rng.permutation(len(towns)) + 1):
            above = codes[county[t]]
            self._add("township", f"{above}{100 + n}", above, [x for x in self.cells if town[of[x]] == t])
            for v, m in zip([v for v in used if town[v] == t], rng.permutation(villages) + 1):
                self._add("village", f"{above}{100 + n}{200 + m}", f"{above}{100 + n}", [x for x in self.cells if of[x] == v])

    def _add(self, level, code, above, cells):
        self.sets[level][str(code)] = cells
        self.above[str(code)] = str(above)

    def shape(self, code):
        """The area of a unit, exactly that of its cells."""
        level = next(l for l in LEVELS if code in self.sets[l])
        return multi(shapely.coverage_union_all([self.grid.cells[c] for c in self.sets[level][code]]))

    def rows(self):
        """Rows of the layer of units."""
        rng, out = self.rng, []
        absent = rng.choice(["", "city", "county", "township", "village"], p=[0.76, 0.06, 0.04, 0.07, 0.07])
        drop = {"city": 0.0, "county": 0.08, "township": 0.14, "village": 0.08} if rng.random() < 0.6 else {}
        for level in LEVELS:
            for code in self.sets[level]:
                if level == absent or rng.random() < drop.get(level, 0.0):
                    continue
                above = self.above[code]
                if above and rng.random() < 0.06:
                    above = rng.choice(["", self.above.get(above) or ""]) or None
                shape = self._redrawn(self.shape(code))
                out.append({"code": code, "name": f"示意{code}", "level": level, "parent": above and str(above), "neighbour": 0, "shape": shape})
        if rng.random() < 0.5 and out:
            self._neighbour(out)
        return out

    def _neighbour(self, out):
        """A county outside that shares the city's limit."""
        whole = shapely.coverage_union_all([self.grid.cells[c] for c in self.cells])
        west, south, east, north = whole.bounds
        beside = shapely.box(east - self.grid.step, south, east + self.grid.step, north)
        shape = multi(shapely.difference(beside, whole))
        if shape is not None:
            out.append({"code": "450721", "name": "邻县", "level": "county", "parent": None, "neighbour": 1, "shape": shape})

    def _redrawn(self, shape):
        """The same area by other vertices on the same lines; now and then one that isn't."""
        kind = self.rng.choice(["as it is", "more", "fewer", "aside"], p=[0.55, 0.2, 0.17, 0.08])
        if kind == "as it is":
            return shape
        if kind == "fewer":
            return multi(shapely.MultiPolygon([shapely.Polygon(straight(p.exterior), [straight(h) for h in p.interiors])
                                               for p in shape.geoms]))
        if kind == "more":
            return shapely.transform(shape, lambda c: c) if self.rng.random() < 0.1 else multi(
                shapely.MultiPolygon([shapely.Polygon(self._denser(p.exterior), [self._denser(h) for h in p.interiors])
                                      for p in shape.geoms]))
        return self._one_aside(shape)

    def _denser(self, ring):
        c = list(ring.coords)
        out = []
        for a, b in zip(c[:-1], c[1:]):
            out.append(a)
            if self.rng.random() < 0.4:
                out.append(((a[0] + b[0]) / 2, (a[1] + b[1]) / 2))
        return out

    def _one_aside(self, shape):
        """One vertex moved: a sliver is nobody's or two units'."""
        parts = list(shape.geoms)
        part = parts[0]
        c = [list(v) for v in part.exterior.coords[:-1]]
        k = int(self.rng.integers(len(c)))
        by = float(self.rng.choice([1, -1, 0.25, 2 ** -20])) * self.grid.grain
        c[k][int(self.rng.integers(2))] += by
        moved = shapely.Polygon(c, [h.coords for h in part.interiors])
        return multi(shapely.MultiPolygon([moved, *parts[1:]])) if moved.is_valid else shape


def straight(ring):
    """Vertices of a ring without those exactly on the line between their neighbours."""
    c = list(ring.coords)[:-1]
    kept = []
    for k, b in enumerate(c):
        a, d = c[k - 1], c[(k + 1) % len(c)]
        if (b[0] - a[0]) * (d[1] - b[1]) != (b[1] - a[1]) * (d[0] - b[0]):  # exact on these fractions
            kept.append(b)
    return kept
