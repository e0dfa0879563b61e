"""Prints the tables of installed packages as pandas reads them, as JSON: file, rows, and for each column its values and their counts.

Packages are found without being imported, so that they need not run.
"""
import importlib.util
import json
import sys
from pathlib import Path

import pandas as pd

MOST_VALUES = 100
#: What pandas must know of tables that are not plain CSV with a header; gradtop finds it out.
BLANKS = {"sep": r"\s+"}
QUOTED = {"sep": r"\s+", "quotechar": "'"}
SPECIAL = {
    "sklearn": {
        "breast_cancer.csv": {"header": None, "skiprows": 1},
        "wine_data.csv": {"header": None, "skiprows": 1},
        "digits.csv.gz": {"header": None},
        "diabetes_data_raw.csv.gz": {"header": None, **BLANKS},
        "diabetes_target.csv.gz": {"header": None},
        "linnerud_exercise.csv": BLANKS,
        "linnerud_physiological.csv": BLANKS,
    },
    "statsmodels": {
        "anes96.csv": QUOTED,
        "E6_jmulti.csv": {"header": None, **BLANKS},
        "modechoice.csv": {"sep": ";"},
        "src/scotvote.csv": BLANKS,
        "spector.csv": QUOTED,
    },
}
PLACES = {
    "sklearn": "datasets/data",
    "vega_datasets": "_data",
    "palmerpenguins": "data",
    "statsmodels": "datasets",
}


def files():
    for package, folder in PLACES.items():
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            continue
        root = Path(spec.origin).parent / folder
        for file in sorted(root.rglob("*")):
            if file.name.endswith((".csv", ".csv.gz", ".json", ".tsv")):
                yield package, file


def read(package, file):
    if file.suffix == ".json":
        return pd.DataFrame(json.loads(file.read_text()))
    known = SPECIAL.get(package, {})
    special = known.get(f"{file.parent.name}/{file.name}", known.get(file.name, {}))
    try:
        table = pd.read_csv(file, **special)
    except UnicodeDecodeError:
        table = pd.read_csv(file, encoding="cp1252", **special)
    if "header" in special:
        table.columns = [str(i + 1) for i in range(table.shape[1])]
    return table


def word(value):
    if isinstance(value, (bool,)):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def counts(column):
    values = column.dropna().map(word)
    if values.nunique() > MOST_VALUES:
        return None
    return {name: int(count) for name, count in values.value_counts().items()}


def described(package, file):
    try:
        table = read(package, file)
        columns = {str(name): counts(table[name]) for name in table.columns}
        return {"package": package, "file": str(file), "rows": len(table), "columns": columns}
    except Exception as error:  # What pandas cannot read as a table is no table.
        return {"package": package, "file": str(file), "unread": f"{type(error).__name__}: {error}"[:200]}


json.dump([described(*one) for one in files()], sys.stdout)
