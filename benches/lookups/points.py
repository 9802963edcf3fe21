"""Points of each kind, the same in every run: CSV files with id, lon, lat.

Tracks follow centrelines on one bank and back on the other, with 5 m of noise. `mixed` is 60 % tracks, 5 % on water, 20 %
land, 10 % near borders and 5 % outside.
"""
import geopandas
import numpy
import shapely

# Metres per degree, at the latitude of the world in the middle.
LAT_M = 110_700
KINDS = ["tracks", "water", "land", "borders", "sorted", "outside", "near", "mixed"]


class Ground:
    """A plane in metres around the world's middle, its units, waters and lines."""

    def __init__(self, units, waters=None, lines=None, sea=None):
        west, south, east, north = units.total_bounds
        self.origin = ((west + east) / 2, (south + north) / 2)
        self.scale = (111_320 * numpy.cos(numpy.radians(self.origin[1])), LAT_M)
        self.units = self.plane(units.geometry)
        self.whole = shapely.union_all(self.units)
        self.reach = self.whole if sea is None else shapely.union_all([self.whole, *self.plane(sea.geometry)])
        self.waters = self.plane(waters.geometry) if waters is not None else numpy.array([])
        self.lines = self.plane(lines.geometry) if lines is not None else numpy.array([])
        self.edges = shapely.STRtree(shapely.boundary(self.units))
        self.wet = shapely.STRtree(numpy.concatenate([self.waters, self.lines]))
        self.bounds = shapely.total_bounds(self.units)

    def plane(self, geometries):
        move = lambda xy: (xy - self.origin) * self.scale
        return shapely.transform(shapely.make_valid(numpy.asarray(geometries.dropna().values)), move)

    def degrees(self, xy):
        return xy / self.scale + self.origin

    def anywhere(self, chance, n, margin=0.0):
        low, high = self.bounds[:2], self.bounds[2:]
        return chance.uniform(low - margin * (high - low), high + margin * (high - low), (n, 2))

    def clear(self, tree, xy, metres):
        """Which points have nothing of the tree within a distance."""
        near = tree.query(shapely.points(xy), predicate="dwithin", distance=metres)[0]
        free = numpy.ones(len(xy), bool)
        free[near] = False
        return free


def until(n, make):
    """Calls `make` until it has given `n` points."""
    found = []
    while sum(map(len, found)) < n:
        found.append(make())
    return numpy.concatenate(found)[:n]


def tracks(ground, chance, n):
    long = [line for line in ground.lines if line.length > 2_000]
    weights = numpy.array([line.length for line in long])

    def one():
        line = long[chance.choice(len(long), p=weights / weights.sum())]
        start = chance.uniform(0, line.length - 1_500)
        along = start + numpy.arange(100) * 12.0
        here, ahead = (shapely.get_coordinates(shapely.line_interpolate_point(line, along + d)) for d in (0, 1))
        way = ahead - here
        across = numpy.column_stack([-way[:, 1], way[:, 0]]) / numpy.maximum(numpy.hypot(*way.T), 1e-9)[:, None]
        bank = chance.uniform(2, 15)
        both = numpy.concatenate([here + across * bank, (here - across * bank)[::-1]])
        return both + chance.normal(0, 5, both.shape)

    return until(n, one)


def on_water(ground, chance, n):
    waters = shapely.intersection(ground.waters, ground.whole)
    areas = shapely.area(waters)
    share = chance.multinomial(n, areas / areas.sum())

    def inside(area, count):
        west, south, east, north = area.bounds
        def some():
            xy = chance.uniform((west, south), (east, north), (max(64, 8 * count), 2))
            return xy[shapely.contains_xy(area, xy)]
        shapely.prepare(area)
        return until(count, some)

    return chance.permutation(numpy.concatenate([inside(a, c) for a, c in zip(waters, share) if c]))


def land(ground, chance, n):
    def some():
        xy = ground.anywhere(chance, 20_000)
        xy = xy[shapely.contains_xy(ground.whole, xy)]
        xy = xy[ground.clear(ground.edges, xy, 150)]
        return xy[ground.clear(ground.wet, xy, 1_200)] if len(ground.wet) else xy
    return until(n, some)


def borders(ground, chance, n):
    rings = shapely.boundary(ground.units)
    weights = shapely.length(rings)
    lines = chance.choice(len(rings), n, p=weights / weights.sum())
    on = shapely.get_coordinates([shapely.line_interpolate_point(r, t, normalized=True) if r.geom_type == "LineString" else
                                  shapely.line_interpolate_point(r.geoms[0], t, normalized=True)
                                  for r, t in zip(rings[lines], chance.uniform(0, 1, n))])
    return on + chance.normal(0, 30, on.shape)


def sorted_places(ground, chance, n):
    xy = until(n, lambda: (lambda p: p[shapely.contains_xy(ground.whole, p)])(ground.anywhere(chance, 20_000)))
    # Rows of cells of 500 m, to and fro.
    row, column = numpy.floor(xy[:, 1] / 500), xy[:, 0]
    return xy[numpy.lexsort((numpy.where(row % 2, -column, column), row))]


def outside(ground, chance, n):
    return until(n, lambda: (lambda p: p[~shapely.contains_xy(ground.reach, p)])(ground.anywhere(chance, 20_000, 0.3)))


def near(ground, chance, n):
    def some():
        xy = ground.anywhere(chance, 20_000)
        xy = xy[shapely.contains_xy(ground.whole, xy)]
        return xy[ground.clear(ground.wet, xy, 60) & ~ground.clear(ground.wet, xy, 900)]
    return until(n, some)


MAKERS = {"tracks": tracks, "water": on_water, "land": land, "borders": borders, "sorted": sorted_places, "outside": outside, "near": near}
SHARES = {"tracks": 0.6, "water": 0.05, "land": 0.2, "borders": 0.1, "outside": 0.05}


def write(ground, folder, n, kinds=KINDS):
    """A file per kind; returns their paths by kind."""
    shapely.prepare([ground.whole, ground.reach])
    made, paths = {}, {}
    for number, kind in enumerate(kinds):
        chance = numpy.random.default_rng(20 + number)
        if kind == "mixed":
            xy = chance.permutation(numpy.concatenate([made[k][:int(n * share)] for k, share in SHARES.items()]))
        else:
            xy = made[kind] = MAKERS[kind](ground, chance, n)
        paths[kind] = csv(folder / f"{kind}.csv", ground.degrees(xy))
    return paths


def csv(path, lonlat):
    with open(path, "w") as file:
        file.write("id,lon,lat\n")
        file.writelines(f"{i},{x:.7f},{y:.7f}\n" for i, (x, y) in enumerate(lonlat))
    return path


def random_box(path, box, n, seed=7):
    """Random points in a box (west, south, east, north), for the peers."""
    west, south, east, north = box
    return csv(path, numpy.random.default_rng(seed).uniform((west, south), (east, north), (n, 2)))


def default_ground(world):
    read = lambda layer: geopandas.read_file(world, layer=layer)
    units = read("admin_units")
    # Villages; what has ended is left out.
    now = lambda frame: frame[frame.valid_to.isna()]
    units = now(units[(units.level == "village") & ~units.neighbour.astype(bool)])
    return Ground(units, now(read("water_areas")), now(read("centrelines")), now(read("marine_areas")))
