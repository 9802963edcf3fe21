"""What a notice board says of the ends of a stretch: S34.

Knows a `Day`, its `Flow` and its stretches; must not know riverchief's answer.
"""
from matching import TOLERANCE_M
from search import Points

from .flow import InStill, OnBranch, to_edges_m

ASIDE_M = 1.0
LEFT_OF, RIGHT_OF = 0, 1


class Ends:
    """Words for ends of stretches on one day."""

    def __init__(self, day, flow):
        self.day, self.flow = day, flow
        self.name_of_unit = {u.code: u.name for u in day.world.units.rows}

    def reading(self, stretches):
        """Start and end of every stretch: words, and the path of units."""
        out = {}
        for s in stretches.values():
            i = next(k for k, b in enumerate(self.flow.branches) if (b.code, b.number) == (s.water, s.branch))
            for end, measure in (("start", s.begin), ("end", s.end)):
                words, path = self.words(i, s, float(measure), end == "start")
                out[s.id, end, "text"], out[s.id, end, "path"] = words, path
        return out

    def words(self, i, stretch, measure, upper):
        """The words of one end, and the names that its units have in common."""
        branch, last = self.flow.branches[i], float(self.flow.branches[i].length_m)
        middle = (stretch.begin + stretch.end) / 2
        head, foot = upper and measure <= ASIDE_M, not upper and measure >= last - ASIDE_M
        above = None if head else max(measure - ASIDE_M, 0.0 if upper else middle)
        below = None if foot else min(measure + ASIDE_M, middle if upper else last)
        reaches = [None if m is None else branch.reaches[int(branch.reach_at(m))] for m in (above, below)]
        banks = {"left": (LEFT_OF,), "right": (RIGHT_OF,)}.get(stretch.bank, (LEFT_OF, RIGHT_OF))
        units = self._units_on(reaches, banks)
        if len(banks) == 1 and len(units) < 2:
            # Nothing differs on its own bank.
            units = self._units_on(reaches, (LEFT_OF, RIGHT_OF))
        if not units:
            return None, None
        paths = [[self._name(u) for u in chain] for chain in units]
        common = []
        for names in zip(*paths):
            if len(set(names)) > 1:
                break
            common.append(names[0])
        return self._units(units, paths) + self._brackets(i, measure, upper, head, foot, reaches), tuple(common)

    @staticmethod
    def _units_on(reaches, banks):
        """Distinct chains of units, above before below, left before right."""
        units = []
        for reach in reaches:
            for bank in banks if reach else ():
                chain = tuple(u for u in reach.units[bank] if u >= 0)
                if chain and chain not in units:
                    units.append(chain)
        return units

    def _name(self, unit):
        return self.name_of_unit[self.day.code(unit)]

    @staticmethod
    def _units(units, paths):
        names = [path[-1] for path in paths]
        if len(names) == 1:
            return names[0]
        full = [path[-2] + path[-1] if names.count(path[-1]) > 1 and len(path) > 1 else path[-1] for path in paths]
        return "—".join(full) + "交界"

    def _brackets(self, i, measure, upper, head, foot, reaches):
        what = self._what(i, measure, upper, head, foot, reaches)
        return f"（{what}）" if what else ""

    def _what(self, i, measure, upper, head, foot, reaches):
        branch, world = self.flow.branches[i], self.day.world
        canal = world.waters[branch.water].kind == "canal"
        out_of = [up for up, low in self.flow.pairs if isinstance(low, OnBranch) and low.branch == i
                  and abs(low.measure - measure) <= ASIDE_M]
        into = [low for up, low in self.flow.pairs if isinstance(up, OnBranch) and up.branch == i
                and abs(up.measure - measure) <= ASIDE_M]
        held = [InStill(s, None, i) for s in (self.flow.runs_at(i, measure) if head or foot else ())]
        parent = next((up for up in out_of if isinstance(up, OnBranch) and up.branch != i), None) if head and not held else None
        if parent:
            return f"自{self._branch_name(i, parent)}分出处"
        leaves = next((up for up in (*held, *out_of) if isinstance(up, InStill)), None) if upper else None
        enters = None if upper else next((low for low in (*held, *into) if isinstance(low, InStill)), None)
        if leaves is not None:
            return self._still_name(leaves) + ("出库口" if self._pool(leaves) else "出湖口")
        if enters is not None:
            return self._still_name(enters) + ("入库口" if self._pool(enters) else "入湖口")
        if head:
            return "渠首" if canal else "源头"
        if foot:
            taker = next((low for low in into if isinstance(low, OnBranch) and low.branch != i
                          and self._is_end(i, low)), None)
            if taker:
                return f"汇入{self._branch_name(i, taker)}处"
            return "入海口" if self._at_sea(i) else "渠尾" if canal else "末端"
        if reaches[0].outside and not reaches[1].outside:
            return "入境处"
        if reaches[1].outside and not reaches[0].outside:
            return "出境处"
        return ""

    def _is_end(self, i, low):
        last = float(self.flow.branches[i].length_m)
        return any(isinstance(up, OnBranch) and up.branch == i and up.measure >= last - 1e-3 and target == low
                   for up, target in self.flow.pairs)

    def _pool(self, place):
        return self.day.world.waters[self.flow.stills[place.still].water].kind == "reservoir"

    def _still_name(self, place):
        return self.day.world.waters[self.flow.stills[place.still].water].name

    def _branch_name(self, i, place):
        """The other water's name, or that of another branch of the same water."""
        mine, other = self.flow.branches[i], self.flow.branches[place.branch]
        if other.water != mine.water:
            return self.day.world.waters[other.water].name
        if other.number == 0:
            return "干流"
        line = next(c for c in self.day.world.branches if c.water_at == other.water and c.number == other.number)
        return line.name or f"支汊{other.number}"

    def _at_sea(self, i):
        """The end lies in or on a marine area, or within the tolerance of one."""
        branch, marine = self.flow.branches[i], self.day.world.marine
        x, y = branch.at(float(branch.length_m))[:2]
        if len(marine) == 0:
            return False
        if len(Points([x], [y]).within_micron(marine.shapes)[0]):
            return True
        return to_edges_m(x, y, marine.edges) <= TOLERANCE_M
