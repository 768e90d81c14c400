#!/usr/bin/env python3
"""Counts the payments of ledger files without any of our code, and compares with what our reader says.

    cargo run --release -p localspend-ledger --example totals FOLDER > totals.csv
    dev/count_ledgers.py FOLDER totals.csv

A payment here is a record below the header with a supplier and an amount that is a number. CSV is read by Python's own
module, XLSX by openpyxl (only when there is one). Prints the files that differ in payments or pence, and how many agree;
ends with 1 when any differs.
"""

import csv
import io
import re
import sys
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path


def text_of(path):
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "cp1252", "latin-1"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 decodes everything")


def rows_of(path):
    if path.suffix.lower() == ".csv":
        yield from csv.reader(io.StringIO(text_of(path), newline=""))
        return
    import openpyxl

    for sheet in openpyxl.load_workbook(path, read_only=True, data_only=True):
        for row in sheet.iter_rows(values_only=True):
            yield ["" if cell is None else str(cell) for cell in row]


def pence(cell):
    """Whole pence, or None where the cell is no amount."""
    cell = cell.strip().replace("\u00a0", "")
    negative = cell.startswith("(") and cell.endswith(")") or cell.endswith("-")
    digits = re.sub(r"[£$,()\s]|-$", "", cell)
    if digits == "" and "-" in cell:
        return 0
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return None
    if not value.is_finite():
        return None
    value = (value * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return -int(value) if negative else int(value)


def column(header, pattern):
    found = [index for index, cell in enumerate(header) if re.match(pattern, cell.strip().lower())]
    return found[0] if found else None


def count(path):
    supplier = amount = None
    payments = total = 0
    for row in rows_of(path):
        if amount is None:
            amount = column(row, r"amount|net amount|value|total amount")
            supplier = column(row, r"supp?lier( name)?$|suppk?lier$|supplier name|payee|vendor|beneficiary")
            if supplier is None:
                amount = None
            continue
        cell = lambda index: row[index] if index < len(row) else ""
        value = pence(cell(amount)) if cell(amount).strip() else None
        if value is not None and cell(supplier).strip():
            payments += 1
            total += value
    return payments, total


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    ours = {row["path"]: row for row in csv.DictReader(open(sys.argv[2], newline="", encoding="utf-8"))}
    same = different = 0
    for name, row in sorted(ours.items()):
        payments, total = count(folder / name)
        read = (int(row["payments"]), int(row["sum"].replace(".", "")))
        if read == (payments, total):
            same += 1
        else:
            different += 1
            print(f"{name}: counted {payments} payments of {total} pence, read {read[0]} of {read[1]}; rejected {row['rejected']}")
    print(f"{same} files agree, {different} differ")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
