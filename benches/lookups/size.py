"""Cost against size: processor time to build and to look up in worlds that grow, as a table and a drawing."""
import math
import random
import statistics

import worlds
from timing import ran, table

SERIES = {
    "rivers": ("registered segments on rivers", [1_000, 4_000, 16_000, 100_000]),
    "one river": ("segments on one river", [1_000, 4_000, 16_000]),
    "areas": ("communes", [500, 2_000, 8_000, 32_648]),
}
ROWS = 20_000


def compare(options, work):
    lines, curves = [], {}
    for series, (what, sizes) in SERIES.items():
        for n in sizes[:3] if options.quick else sizes:
            world = {"rivers": lambda: worlds.rivers(n), "one river": lambda: worlds.one_river(n),
                     "areas": lambda: worlds.communes(options.shared, n)}[series]()
            if world is None:
                print("Communes: skipped, the shared data is not there.\n")
                break
            path = world.write(work / f"size-{series.replace(' ', '-')}-{n}.gpkg")
            one = places(work / "one.csv", world.on_land, 1)
            run = lambda file: ran([options.riverchief, "resolve", "--world", path, "--file", file])
            built = [run(one) for _ in range(options.repeat)]
            build_s, memory = statistics.median(b[1] for b in built), built[0][2]
            asked = [max(0.0, run(places(work / "places.csv", of, ROWS))[1] - build_s) / ROWS * 1e6 for of in (world.on_land, world.on_water)]
            lines.append([what, f"{n:,}", f"{build_s:.2f}", f"{build_s / n * 1e6:.0f}", f"{asked[0]:.2f}", f"{asked[1]:.2f}", f"{memory:,.0f}"])
            curves.setdefault(f"{what}: build, s", []).append((n, build_s))
            curves.setdefault(f"{what}: on water, µs/row", []).append((n, asked[1]))
            path.unlink()
    print("### Cost against size (processor time)\n")
    table(["what grows", "size", "build s", "build µs each", "land µs/row", "on water µs/row", "MB"], lines)
    if options.drawing:
        options.drawing.write_text(drawing(curves))


def places(path, of, n):
    chance = random.Random(3)
    with open(path, "w") as file:
        file.write("id,lon,lat\n")
        for i in range(n):
            x, y = chance.choice(of)
            file.write(f"{i},{x + chance.uniform(0, 1e-5):.7f},{y:.7f}\n")
    return path


def drawing(curves):
    """Lines on two logarithmic axes; a line as steep as the dashed one is linear."""
    xs = [x for line in curves.values() for x, _ in line]
    ys = [max(y, 0.01) for line in curves.values() for _, y in line]
    low = [math.floor(math.log10(min(v))) for v in (xs, ys)]
    high = [math.ceil(math.log10(max(v))) for v in (xs, ys)]
    at = lambda x, y: (60 + 520 * (math.log10(x) - low[0]) / (high[0] - low[0]), 380 - 340 * (math.log10(max(y, 0.01)) - low[1]) / (high[1] - low[1]))
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 420" font-family="sans-serif" font-size="12">', '<rect width="900" height="420" fill="#fff"/>']
    for axis in (0, 1):
        for power in range(low[axis], high[axis] + 1):
            x, y = at(10.0**power, 10.0**low[1]) if axis == 0 else at(10.0**low[0], 10.0**power)
            to = (x, 40) if axis == 0 else (580, y)
            parts.append(f'<path d="M{x:.0f} {y:.0f}L{to[0]:.0f} {to[1]:.0f}" stroke="#ddd"/>')
            parts.append(f'<text x="{x - (12 if axis == 0 else 40):.0f}" y="{y + (18 if axis == 0 else 4):.0f}">{10.0**power:g}</text>')
    left, right = at(10.0**low[0], 10.0**low[1]), at(10.0**(low[0] + min(high[0] - low[0], high[1] - low[1])), 10.0**(low[1] + min(high[0] - low[0], high[1] - low[1])))
    parts.append(f'<path d="M{left[0]:.0f} {left[1]:.0f}L{right[0]:.0f} {right[1]:.0f}" stroke="#999" stroke-dasharray="5 5"/>')
    colours = ["#1b6ca8", "#7fb3d5", "#b03a2e", "#e59866", "#1e8449", "#82e0aa"]
    for number, (name, line) in enumerate(curves.items()):
        path = "L".join("{:.0f} {:.0f}".format(*at(*point)) for point in line)
        colour = colours[number % len(colours)]
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="595" y="{60 + 20 * number}" fill="{colour}">{name}</text>')
    parts.append(f'<text x="595" y="{60 + 20 * len(curves)}" fill="#777">dashed: grows with n</text></svg>')
    return "\n".join(parts) + "\n"
