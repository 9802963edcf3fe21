"""The workbooks of the printed record, cell by cell, against the JSON of the same look-ups.

Arguments: inventory.xlsx, inventory.json, roster.xlsx, roster.json (pages of /v1/roster, all of them in one list).
"""
import json
import sys

import openpyxl

book_path, inventory_path, roster_path, roster_json = sys.argv[1:]
KINDS = {"river": "河流", "lake": "湖泊", "reservoir": "水库", "canal": "运河"}
HEADS = 5


def near(cell, metres, factor):
    """A cell that shows metres in a larger unit; empty for none."""
    if metres <= 0:
        assert cell is None, (cell, metres)
    else:
        assert abs(cell - metres / factor) < 1e-9 * max(1, cell), (cell, metres / factor)


def lines(sheet):
    """Rows below the headings, merged cells filled in, as lists."""
    filled = {}
    for span in sheet.merged_cells.ranges:
        for row in range(span.min_row, span.max_row + 1):
            for column in range(span.min_col, span.max_col + 1):
                filled[row, column] = sheet.cell(span.min_row, span.min_col).value
    for row in sheet.iter_rows(min_row=HEADS + 1):
        yield [filled.get((cell.row, cell.column), cell.value) for cell in row]


def headings(sheet):
    """The two lines of headings as pairs, merged cells filled in."""
    pairs = []
    for column in range(1, sheet.max_column + 1):
        upper = sheet.cell(HEADS - 1, column)
        for span in sheet.merged_cells.ranges:
            if upper.coordinate in span:
                upper = sheet.cell(span.min_row, span.min_col)
        pairs.append((upper.value, sheet.cell(HEADS, column).value))
    return pairs


def check_inventory():
    rows = json.load(open(inventory_path, encoding="utf-8"))
    world, rows = rows["world"], rows["rows"]
    book = openpyxl.load_workbook(book_path)
    assert book.sheetnames[0] == "汇总"
    first = book["汇总"]
    assert first["A1"].value.startswith("北海市江河湖库名录和分布示意图"), first["A1"].value
    year, month, day = map(int, world["as_of"].split("-"))
    assert first["A2"].value == f"北海市河长制办公室　{year}年{month}月{day}日", first["A2"].value
    assert first["A3"].value == world["notice"], first["A3"].value
    assert first.merged_cells.ranges, "headings are merged"
    assert ("条（座）数", "河流") in headings(first) and ("县（区）", None) in headings(first), headings(first)

    counties = {}
    for row in rows:
        counties.setdefault(row["county"]["name"], []).append(row)
    for name, own in counties.items():
        sheet = book[name]
        assert ("河长（库长）", "市级河长") in headings(sheet), headings(sheet)
        printed = list(lines(sheet))[: len(own) + 1]
        for number, (cells, row) in enumerate(zip(printed, own), 1):
            above = f"属{row['parent']['name']}" if row.get("parent") else None
            above = above or (f"流入{row['downstream']['name']}" if row.get("downstream") else None)
            told = [row["grade"], number, row["water"]["name"], row["water"]["code"], KINDS[row["kind"]], above]
            assert cells[:6] == told, (cells[:6], told)
            near(cells[6], row["length_m"], 1000)
            near(cells[7], row["length_outside_pools_m"], 1000)
            near(cells[8], row["shared_m"], 1000)
            near(cells[9], row["area_m2"], 1e6)
            counts = [row["county_segments"], row["township_segments"], row["village_segments"]]
            assert cells[10:13] == counts, (cells, counts)
            seated = "\n".join(cell for cell in cells[13:16] if cell)
            for chief in row["chiefs"]:
                assert chief["name"] in seated, (chief, seated)
            assert seated.count("\n") == 2 * len(row["chiefs"]) - 1 or not row["chiefs"], seated
        total = printed[len(own)]
        assert total[0] == "合计" and total[1] == len(own), total
        near(total[6], sum(row["length_m"] for row in own), 1000)
    totals = list(lines(first))
    city = next(line for line in totals if line[0] == "全市合计")
    assert city[6] == len({row["water"]["code"] for row in rows}), city
    length = sum(row["length_m"] - row["shared_m"] / 2 for row in rows)
    near(city[7], length, 1000)
    assert [name for name in book.sheetnames if name.endswith("河段")] == [
        f"{level}河段" for level in ("市级", "县（区）级", "乡镇（街道）级", "村（社区）级")
    ], book.sheetnames
    print(len(rows), "rows of the inventory agree")


def check_roster():
    rows = json.load(open(roster_json, encoding="utf-8"))
    book = openpyxl.load_workbook(roster_path)
    names = {"city": "市级", "county": "县（区）级", "township": "乡镇（街道）级", "village": "村（社区）级"}
    levels = [level for level in names if any(row["level"] == level for row in rows)]
    assert book.sheetnames == [names[level] for level in levels], book.sheetnames
    for level in levels:
        own = [row for row in rows if row["level"] == level]
        sheet = book[names[level]]
        assert ("任职", "自") in headings(sheet), headings(sheet)
        printed = list(lines(sheet))
        assert len(printed) == len(own), (level, len(printed), len(own))
        for number, (cells, row) in enumerate(zip(printed, own), 1):
            assert cells[0] == number
            assert cells[-1] == row["post"], (cells, row)
            water = row["water"]["name"] if row["water"] else None
            holders = "\n".join(holder["name"] for holder in row["holders"]) or None
            assert cells[-8:-6] == [water, holders], (cells, row)
            assert cells[-9] == row["name"] and cells[-4] == row["phone"], (cells, row)
            assert cells[-3] == {"FILLED": "在任", "VACANT": "空缺"}[row["state"]], (cells, row)
    print(len(rows), "posts of the roster agree")


check_inventory()
check_roster()
