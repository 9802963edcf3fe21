"""One date of every epoch of a world file, one a line: the day before the first change, and each change.

    python epochs.py WORLD
"""
import datetime
import sys

import world


def main():
    changes = sorted({str(value)[:10] for rows in world.layers(sys.argv[1]).values() for row in rows
                      for value in (row.valid_from, row.valid_to) if value})
    if changes:
        print(datetime.date.fromisoformat(changes[0]) - datetime.timedelta(days=1))
    print("\n".join(changes))


if __name__ == "__main__":
    main()
