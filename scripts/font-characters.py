"""Prints the characters of the glyphs in styles/served/fonts, each once, sorted; with --all, the characters of the font of the
printed record, which has all of GB 2312.

Reads the default world and the styles.
"""

import pathlib
import sqlite3
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PUNCTUATION = "、。〈〉《》「」『』【】〔〕〇！（），．／：；？～—…‘’“”·•°′″×±→←↑↓↗↘℃㎡³²①②③④⑤⑥⑦⑧⑨⑩○●□■△▲◇◆"


def first_level() -> set[str]:
    """Level 1 of GB 2312, rows 16 to 55: the 3,755 most common characters."""
    rows = (bytes((row, column)) for row in range(0xB0, 0xD8) for column in range(0xA1, 0xFF))
    return {code.decode("gb2312") for code in rows if code < b"\xd7\xfa"}


def gb2312() -> set[str]:
    """All of GB 2312: symbols, letters, both levels of characters."""
    found: set[str] = set()
    for row in range(0xA1, 0xF8):
        for column in range(0xA1, 0xFF):
            try:
                found.add(bytes((row, column)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found


def world() -> set[str]:
    found: set[str] = set()
    with sqlite3.connect(f"file:{ROOT}/gis_data/beihai.gpkg?mode=ro", uri=True) as file:
        tables = [name for (name,) in file.execute("select table_name from gpkg_contents")]
        for table in tables:
            for row in file.execute(f'select * from "{table}"'):
                found.update(*(value for value in row if isinstance(value, str)))
    return found


def styles() -> set[str]:
    return set().union(*(path.read_text(encoding="utf-8") for path in sorted((ROOT / "styles/source").glob("*.mjs"))))


latin = {chr(code) for code in range(0x20, 0x7F)} | {chr(code) for code in range(0xA0, 0x100)}
characters = latin | set(PUNCTUATION) | first_level() | world() | styles()
if "--all" in sys.argv:
    characters |= gb2312()
print("".join(sorted(c for c in characters if c.isprintable())), end="")
