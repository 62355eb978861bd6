"""Writes tests/oracle/quantiles.txt: quantiles of small samples by NumPy, all numbers as hex bits.

A line holds method, q, result and the number of its sample; the samples follow at the end. Run with NumPy 2.x; the file says which.
"""
import struct
import numpy as np


def bits(x):
    return struct.pack(">d", float(x)).hex()


rng = np.random.default_rng(20240607)
samples = [np.array([1.0]), np.array([-1.0, 2.5]), np.array([1e16, 1e16 + 2, 1e16 + 4]), np.arange(10.0)]
for n in (3, 4, 10, 11, 33):
    samples.append(np.sort(rng.normal(size=n)))
    samples.append(np.sort(rng.lognormal(sigma=8, size=n)))
    samples.append(np.sort(rng.integers(-3, 4, size=n)).astype(float))
shares = [0, 0.01, 0.05, 0.1, 0.25, 1 / 3, 0.3, 0.4, 0.5, 0.6, 2 / 3, 0.7, 0.75, 0.9, 0.95, 0.99, 1]
methods = [
    "linear", "lower", "higher", "midpoint", "nearest", "inverted_cdf", "averaged_inverted_cdf", "closest_observation",
    "interpolated_inverted_cdf", "hazen", "weibull", "median_unbiased", "normal_unbiased",
]
with open(__file__.replace(".py", ".txt"), "w") as out:
    print("# numpy", np.__version__, "written by quantiles.py", file=out)
    for i, sample in enumerate(samples):
        chosen = shares + list(rng.random(4))
        for method in methods:
            for q in chosen:
                result = np.quantile(sample, np.float64(q), method=method)
                print(method, bits(q), bits(result), i, file=out)
        print("median", bits(0.5), bits(np.median(sample)), i, file=out)
        mad = np.median(np.abs(sample - np.median(sample)))
        print("mad", bits(0.5), bits(mad), i, file=out)
    for sample in samples:
        print("sample", *map(bits, sample), file=out)
