"""Histograms of a result file, taken apart without any code of loadtest's: HdrHistogram's V2 format, its layout."""

import base64
import math
import struct
import zlib

# How hdr-histogram-js names a percentile, and how a result file does.
ORDER = (("50", "p50"), ("90", "p90"), ("95", "p95"), ("99", "p99"), ("99.9", "p999"))


def _numbers(data):
    """ZigZag LEB128, at most nine bytes each."""
    value = shift = 0
    for byte in data:
        value |= (byte if shift == 56 else byte & 0x7F) << shift
        if shift == 56 or byte < 0x80:
            yield value >> 1 if not value & 1 else -(value >> 1) - 1
            value = shift = 0
        else:
            shift += 7


def cells_of(text):
    """[[highest value of the cell in ns, count], ...] of those that are not empty."""
    packed = base64.b64decode(text)
    cookie, length = struct.unpack_from(">II", packed)
    assert (cookie, length) == (0x1C849314, len(packed) - 8)
    plain = zlib.decompress(packed[8:])
    cookie, length, offset, digits, lowest, highest, ratio = struct.unpack_from(">IIIIQQd", plain)
    assert (cookie, length, offset, ratio) == (0x1C849313, len(plain) - 40, 0, 1.0)
    assert lowest == 100 and highest == 3_600_000_000_000
    unit = int(math.log2(lowest))
    half = 2 ** math.ceil(math.log2(2 * 10**digits)) // 2
    cells, index = [], 0
    for number in _numbers(plain[40:]):
        if number < 0:
            index -= number
            continue
        bucket, sub = max(index // half - 1, 0), index if index < half else index % half + half
        cells.append([((sub + 1) << (bucket + unit)) - 1, number])
        index += 1
    return cells


def figures_of(cells, wanted):
    """The figures of that name as the cells alone tell them, in ms."""
    ordered = [(value, count) for value, count in cells]
    total = sum(count for _, count in ordered)

    def at(share):
        seen, rank = 0, max(1, math.ceil(share * total - 1e-9))
        return next(value for value, count in ordered if (seen := seen + count) >= rank) / 1e6

    shares = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p999": 0.999, "max": 1, "min": 0}
    told = {name: at(share) for name, share in shares.items()}
    told["count"] = total
    told["mean"] = sum(value * count for value, count in ordered) / total / 1e6
    variance = sum((value / 1e6 - told["mean"]) ** 2 * count for value, count in ordered) / total
    told["stddev"] = math.sqrt(variance)
    return {name: told[name] for name in wanted}
