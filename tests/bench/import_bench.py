#!/usr/bin/env python3
"""Files of 50,000 rows of which one in a hundred is bad:  import_bench.py roadworthy-backend [ROWS]

Prints how long each import takes (with the folding of what it says), and whether exactly the bad rows
were named, each with its column; and what importing the same file again changes.
"""
import collections
import os
import random
import subprocess
import sys
import tempfile
import time

TRUCKS = 2000
BAD = 100  # one in so many


def services(rows, draw):
    """Each truck's services, and what is wrong with some: line -> column."""
    lines = ["truck,item,done_at,odometer_km,workshop,cost,note,reason,labour_h,warranty,vmrs_system"]
    wrong = {}
    for i in range(rows):
        row = ["TRUCK%05d" % (i % TRUCKS), "oil", "2024-%02d-%02dT%02d:00:00Z" % (i // TRUCKS % 12 + 1, i // TRUCKS // 12 + 1, i % 24),
               str(10000 + i // TRUCKS * 900), "W1", "1234.50", "done", "planned", "1.5", "no", "045"]
        if i % BAD == BAD // 2:
            column, value = draw.choice([("truck", "TRUCK9%04d" % (i % 9999)), ("done_at", "last week"), ("done_at", "2031-01-01"),
                                         ("odometer_km", "far"), ("cost", "-5"), ("item", "nothing"), ("truck", "")])
            row[lines[0].split(",").index(column)] = value
            wrong[i + 2] = column
        lines.append(",".join(row))
    return lines, wrong


def contacts(rows, draw):
    lines = ["contact,customer,name,roles,phones,language,time_zone,quiet_from,quiet_until,consent"]
    wrong = {}
    for i in range(rows):
        row = ["K%06d" % i, "C%03d" % (i % 300), "张 %d" % i, "driver;dispatcher", "139%08d" % i, "zh", "Asia/Shanghai", "22:00", "07:00", "yes"]
        if i % BAD == BAD // 2:
            column, value = draw.choice([("customer", "C999"), ("name", ""), ("roles", "king"), ("time_zone", "Mars/North"),
                                         ("quiet_from", "25:00"), ("consent", "perhaps"), ("language", "latin")])
            row[lines[0].split(",").index(column)] = value
            wrong[i + 2] = column
        lines.append(",".join(row))
    return lines, wrong


class Bench:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.is_right = True

    def file(self, name, lines):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        return path

    def take(self, kind, path):
        begun = time.monotonic()
        done = subprocess.run([self.program, "--database", os.path.join(self.folder, "d.db"), "import", kind, path],
                              capture_output=True, text=True)
        return time.monotonic() - begun, done.stderr.splitlines()

    def registry(self):
        self.take("customers", self.file("customers.csv", ["customer,dealer,name"] + ["C%03d,D1,name" % i for i in range(300)]))
        self.take("plans", self.file("plans.csv", ["plan,version,item,every_days", "P,1,oil,180"]))
        took, said = self.take("trucks", self.file("trucks.csv", ["truck,plan,customer,delivered_on"] + [
            "TRUCK%05d,P,C%03d,2023-01-01" % (i, i % 300) for i in range(TRUCKS)]))
        print(f"{'trucks':10} {TRUCKS:7} rows  {took:6.1f} s  {said[-1]}")

    def measure(self, kind, rows, made):
        lines, wrong = made
        path = self.file(kind + ".csv", lines)
        took, said = self.take(kind, path)
        named = collections.Counter()
        for line in said:
            parts = line.removeprefix(path + ":").split(": ")
            if line.startswith(path + ":") and parts[0].isdigit():
                named[(int(parts[0]), parts[1])] += 1
        exact = named == collections.Counter(wrong.items())
        again, words = self.take(kind, path)
        unchanged = f"0 taken, {rows - len(wrong)} known already, {len(wrong)} refused" in "\n".join(words)
        self.is_right = self.is_right and exact and unchanged
        print(f"{kind:10} {rows:7} rows  {took:6.1f} s  {len(wrong)} bad, named exactly: {exact};"
              f" again {again:.1f} s, nothing new: {unchanged}")


def main():
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 50000
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(sys.argv[1], folder)
        bench.registry()
        draw = random.Random(1)
        bench.measure("contacts", rows, contacts(rows, draw))
        bench.measure("services", rows, services(rows, draw))
    sys.exit(0 if bench.is_right else 1)


if __name__ == "__main__":
    main()
