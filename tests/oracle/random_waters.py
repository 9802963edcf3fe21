"""Random waters over a random land: lines that follow borders in every way, areas, zones with islets.

Knows shapes and chance alone; must not know any rule.
"""
import math

import shapely

from random_map import multi

METRE_LON, METRE_LAT = 1 / 103_560.0, 1 / 110_730.0
BESIDE_M = (0.3, 0.5, 0.9, 1.5, 4.0, 12.0, 25.0, 28.0, 33.0, 60.0)


class Lines:
    """Draws centrelines."""

    def __init__(self, rng, grid):
        self.rng, self.grid = rng, grid

    def draw(self):
        """A line: along borders, across them, or both."""
        kind = self.rng.choice(["border", "joined", "across"], p=[0.5, 0.3, 0.2])
        if kind == "across":
            line = self.across(int(self.rng.integers(2, 7)))
        else:
            line = self.along(self.border())
            if kind == "joined":
                line = [*self.across(int(self.rng.integers(1, 3))), *line, *self.across(int(self.rng.integers(0, 3)))]
        line = [p for k, p in enumerate(line) if k == 0 or p != line[k - 1]]
        return line if len(line) >= 2 else self.draw()

    def across(self, count):
        """Places on binary fractions, some of them corners of the grid."""
        corners = list(self.grid.corners.values())
        return [corners[int(self.rng.integers(len(corners)))] if self.rng.random() < 0.25 else self.grid.lattice()
                for _ in range(count)]

    def border(self):
        """A walk along sides of cells."""
        corners = list(self.grid.corners)
        at = corners[int(self.rng.integers(len(corners)))]
        seen, line = {at}, [self.grid.corners[at]]
        for _ in range(int(self.rng.integers(2, 9))):
            ways = [c for c in self.grid.neighbours(at) if c not in seen]
            if not ways:
                break
            to = ways[int(self.rng.integers(len(ways)))]
            line += self.grid.chain(at, to)[1:]
            seen.add(to)
            at = to
        return line

    def along(self, line):
        """The same line, drawn in another way or several."""
        ways = [self.exact, self.denser, self.ulp, self.shifted, self.wobbling, self.chords]
        if self.rng.random() < 0.4 and len(line) > 4:
            k = int(self.rng.integers(1, len(line) - 1))
            halves = (line[:k + 1], line[k:])
            return [p for half in halves for p in ways[int(self.rng.integers(len(ways)))](half)]
        return ways[int(self.rng.integers(len(ways)))](line)

    @staticmethod
    def exact(line):
        return line

    def denser(self, line):
        """With exact middles of edges."""
        out = [line[0]]
        for a, b in zip(line[:-1], line[1:]):
            if self.rng.random() < 0.5:
                out.append(((a[0] + b[0]) / 2, (a[1] + b[1]) / 2))
            out.append(b)
        return out

    def ulp(self, line):
        """Some vertices one or two doubles aside."""
        out = []
        for x, y in self.denser(line):
            if self.rng.random() < 0.5:
                up = math.inf if self.rng.random() < 0.5 else -math.inf
                x, y = (math.nextafter(x, up), y) if self.rng.random() < 0.5 else (x, math.nextafter(y, up))
            out.append((x, y))
        return out

    def shifted(self, line):
        """All of it some way to the side."""
        metres, angle = float(self.rng.choice(BESIDE_M)), self.rng.uniform(0, 2 * math.pi)
        dx, dy = metres * math.cos(angle) * METRE_LON, metres * math.sin(angle) * METRE_LAT
        return [(x + dx, y + dy) for x, y in line]

    def wobbling(self, line):
        """From side to side, some vertices on the border itself."""
        metres = float(self.rng.choice(BESIDE_M))
        out, side = [], 1
        for a, b in zip(line[:-1], line[1:]):
            length = math.hypot((b[0] - a[0]) / METRE_LON, (b[1] - a[1]) / METRE_LAT)
            count = max(1, min(8, int(length / self.rng.uniform(60, 400))))
            nx, ny = -(b[1] - a[1]) / METRE_LAT / length, (b[0] - a[0]) / METRE_LON / length
            for k in range(count):
                x, y = a[0] + (b[0] - a[0]) * k / count, a[1] + (b[1] - a[1]) * k / count
                if self.rng.random() < 0.7:
                    off = side * metres * self.rng.choice([1.0, 0.3])
                    x, y = x + nx * off * METRE_LON, y + ny * off * METRE_LAT
                side = -side if self.rng.random() < 0.8 else side
                out.append((float(x), float(y)))
        return [*out, line[-1]]

    def chords(self, line):
        """Straight across some bends."""
        return [p for k, p in enumerate(line) if k in (0, len(line) - 1) or self.rng.random() < 0.5]


class Blobs:
    """Draws areas made of squares of a fine grid, straight or slanting, exact on binary fractions."""

    def __init__(self, rng, grid):
        self.rng, self.grid = rng, grid

    def squares(self, count):
        """A connected set of squares."""
        found = {(0, 0)}
        while len(found) < count:
            i, j = list(found)[int(self.rng.integers(len(found)))]
            a, b = ((1, 0), (-1, 0), (0, 1), (0, -1))[int(self.rng.integers(4))]
            found.add((i + a, j + b))
        return found

    def place(self):
        """How squares become shapes: (origin, size, slant)."""
        size = self.grid.step / float(self.rng.choice([2, 4, 8]))
        corner = self.grid.lattice() if self.rng.random() < 0.4 else self._corner()
        return corner, size, float(self.rng.choice([0, 0, 0.25, -0.5]))

    def _corner(self):
        corners = list(self.grid.corners.values())
        return corners[int(self.rng.integers(len(corners)))]

    @staticmethod
    def shape(squares, place):
        """A multipolygon; None for no square."""
        (x, y), size, slant = place
        if not squares:
            return None

        def at(i, j):
            return x + (i + slant * j) * size, y + j * size

        cells = [shapely.Polygon([at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)]) for i, j in sorted(squares)]
        return multi(shapely.coverage_union_all(cells))

    def blob(self, least=1, most=9):
        """One area."""
        return self.shape(self.squares(int(self.rng.integers(least, most + 1))), self.place())

    def pool(self):
        """(WATER, LAND, islets that are land): with bays, bare islets and a ragged outer edge."""
        place = self.place()
        water = self.squares(int(self.rng.integers(4, 16)))
        around = {(i + a, j + b) for i, j in water for a in (-1, 0, 1) for b in (-1, 0, 1)} - water
        inner = sorted(s for s in water if all((s[0] + a, s[1] + b) in water for a, b in ((1, 0), (-1, 0), (0, 1), (0, -1))))
        islets = {s for s in inner if self.rng.random() < 0.5}
        land = {s for s in around if self.rng.random() < 0.85} | {s for s in islets if self.rng.random() < 0.5}
        return self.shape(water - islets, place), self.shape(land, place)

    def seas(self):
        """Marine areas side by side, with a common edge and perhaps a gap between corners."""
        place = (self._corner(), self.grid.step / 2, float(self.rng.choice([0, 0.25])))
        squares = sorted(self.squares(int(self.rng.integers(6, 20))))
        of = self.rng.integers(0, 3, len(squares))
        return [self.shape({s for s, n in zip(squares, of) if n == k}, place) for k in range(3)]


def beside(line, metres):
    """The area within some metres of a line, drawn roughly."""
    flat = shapely.transform(shapely.LineString(line), lambda c: c / (METRE_LON, METRE_LAT))
    return multi(shapely.transform(flat.buffer(metres, quad_segs=2), lambda c: c * (METRE_LON, METRE_LAT)))
