"""Loads a table as its user would: `read` by pandas alone, `arrays` with split, scaling and float32 arrays too."""
import json
import resource
import sys
import time

import pandas as pd

file, what = sys.argv[1:]
if what == "arrays":
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler
before, used = time.perf_counter(), time.process_time()
table = pd.read_csv(file)
if what == "arrays":
    labels = table.pop("label").astype("category").cat.codes
    x, held, y, _ = train_test_split(table, labels, test_size=0.2, stratify=labels, random_state=0)
    scaler = StandardScaler().fit(x)
    arrays = [scaler.transform(x).astype("float32"), scaler.transform(held).astype("float32")]
seconds, processor = time.perf_counter() - before, time.process_time() - used
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
size = table.memory_usage(deep=True).sum() / 2**20
print(json.dumps({"seconds": seconds, "processor": processor, "peakMiB": peak, "tableMiB": size}))
