"""The instants at which an open model starts operations: what lib/load makes of a rate and a seed, written anew."""

import math

BITS = 2**64 - 1


def mix64(x):
    """splitmix64, as lib/core/random.h has it."""
    x = (x + 0x9E3779B97F4A7C15) & BITS
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & BITS
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & BITS
    return x ^ (x >> 31)


def poisson(rate_per_s, seconds, seed):
    """Of the first track of a run with this --seed; seconds from t0."""
    state = mix64(mix64(seed))  # of the track, of its generator
    instants, count = [], 0.0
    while True:
        count -= math.log1p(-(mix64(state) >> 11) * 2.0**-53)
        state += 1
        if count > rate_per_s * seconds:
            return instants
        instants.append(count / rate_per_s)


def regular(rate_per_s, seconds, seed=None):
    return [(number + 0.5) / rate_per_s for number in range(round(rate_per_s * seconds))]
