// HdrHistogram's V2 format as its Java library writes it (AbstractHistogram.encodeIntoByteBuffer): big-endian header,
// counts as ZigZag LEB128-64b9B, a run of n empty cells as the single number -n.
#include "stats/hdr_encoding.h"

#include <zlib.h>

#include <bit>
#include <vector>

#include "stats/base64.h"

namespace loadtest {

namespace {

using Bytes = std::vector<unsigned char>;

constexpr std::uint32_t cookie_plain = 0x1c849303 | 0x10;
constexpr std::uint32_t cookie_compressed = 0x1c849304 | 0x10;
constexpr std::size_t header_bytes = 40;

template <class T>
void put(Bytes& to, T value) {
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8) {
    to.push_back(static_cast<unsigned char>((static_cast<std::uint64_t>(value) >> shift) & 255));
  }
}

template <class T>
T get(const Bytes& from, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) value = value << 8 | from[at + i];
  return static_cast<T>(value);
}

// At most nine bytes: unlike protobuf's varint the ninth carries eight bits.
void put_zigzag(Bytes& to, std::int64_t number) {
  std::uint64_t value = static_cast<std::uint64_t>(number) << 1 ^ static_cast<std::uint64_t>(number >> 63);
  for (int i = 0; i < 8; ++i) {
    if (value < 0x80) return to.push_back(static_cast<unsigned char>(value));
    to.push_back(static_cast<unsigned char>((value & 0x7f) | 0x80));
    value >>= 7;
  }
  to.push_back(static_cast<unsigned char>(value));
}

bool get_zigzag(const Bytes& from, std::size_t& at, std::int64_t& number) {
  std::uint64_t value = 0;
  for (int i = 0; i < 9; ++i) {
    if (at >= from.size()) return false;
    const std::uint64_t byte = from[at++];
    if (i == 8) {
      value |= byte << 56;
      break;
    }
    value |= (byte & 0x7f) << (7 * i);
    if ((byte & 0x80) == 0) break;
  }
  number = static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
  return true;
}

template <int digits>
Bytes payload_of(const BasicHistogram<digits>& histogram) {
  using Layout = HistogramLayout<digits>;
  Bytes counts;
  const auto cells = histogram.counts();
  std::size_t used = cells.size();
  while (used > 0 && cells[used - 1] == 0) --used;
  for (std::size_t i = 0; i < used;) {
    std::size_t zeros = 0;
    while (cells[i + zeros] == 0) ++zeros;
    if (zeros > 0) {
      put_zigzag(counts, -static_cast<std::int64_t>(zeros));
      i += zeros;
    } else {
      put_zigzag(counts, static_cast<std::int64_t>(cells[i++]));
    }
  }
  Bytes payload;
  put<std::uint32_t>(payload, cookie_plain);
  put<std::int32_t>(payload, static_cast<std::int32_t>(counts.size()));
  put<std::int32_t>(payload, 0);  // normalizing index offset
  put<std::int32_t>(payload, Layout::significant_digits);
  put<std::int64_t>(payload, Layout::lowest);
  put<std::int64_t>(payload, Layout::highest);
  put<std::uint64_t>(payload, std::bit_cast<std::uint64_t>(1.0));  // conversion ratio
  payload.insert(payload.end(), counts.begin(), counts.end());
  return payload;
}

Bytes deflate_all(const Bytes& plain) {
  uLongf size = compressBound(static_cast<uLong>(plain.size()));
  Bytes packed(size);
  compress2(packed.data(), &size, plain.data(), static_cast<uLong>(plain.size()), Z_DEFAULT_COMPRESSION);
  packed.resize(size);
  return packed;
}

// No histogram of ours is larger than its cells at nine bytes each; more is an attack or an accident.
bool inflate_all(const unsigned char* packed, std::size_t size, std::size_t plain_max, Bytes& plain) {
  plain.resize(plain_max);
  uLongf length = static_cast<uLongf>(plain.size());
  if (uncompress(plain.data(), &length, packed, static_cast<uLong>(size)) != Z_OK) return false;
  plain.resize(length);
  return true;
}

}  // namespace

template <int digits>
std::string encode_hdr(const BasicHistogram<digits>& histogram) {
  const Bytes packed = deflate_all(payload_of(histogram));
  Bytes whole;
  put<std::uint32_t>(whole, cookie_compressed);
  put<std::int32_t>(whole, static_cast<std::int32_t>(packed.size()));
  whole.insert(whole.end(), packed.begin(), packed.end());
  return base64_encode(whole);
}

template <int digits>
Result<BasicHistogram<digits>> decode_hdr(std::string_view base64) {
  using Layout = HistogramLayout<digits>;
  const auto broken = [](const char* why) {
    return fail(ErrorKind::config, std::string("histogram is broken: ") + why,
                "was the result file edited or cut off?");
  };
  const auto whole = base64_decode(base64);
  if (!whole) return broken("not base64");
  if (whole->size() < 8 || (get<std::uint32_t>(*whole, 0) & ~0xf0u) != (cookie_compressed & ~0xf0u))
    return broken("not a compressed HdrHistogram of version 2");
  if (get<std::uint32_t>(*whole, 4) != whole->size() - 8) return broken("its length is wrong");
  Bytes plain;
  if (!inflate_all(whole->data() + 8, whole->size() - 8, header_bytes + Layout::cells * 9, plain))
    return broken("its zlib stream does not unpack");
  if (plain.size() < header_bytes || (get<std::uint32_t>(plain, 0) & ~0xf0u) != (cookie_plain & ~0xf0u))
    return broken("not an HdrHistogram of version 2");
  if (get<std::int32_t>(plain, 8) != 0 || get<std::int32_t>(plain, 12) != Layout::significant_digits ||
      get<std::int64_t>(plain, 16) != Layout::lowest || get<std::int64_t>(plain, 24) != Layout::highest) {
    return broken("its range or precision is another than loadtest's");
  }
  if (get<std::uint32_t>(plain, 4) != plain.size() - header_bytes) return broken("the length of its counts is wrong");
  BasicHistogram<digits> histogram;
  std::size_t index = 0;
  for (std::size_t at = header_bytes; at < plain.size();) {
    std::int64_t number = 0;
    if (!get_zigzag(plain, at, number)) return broken("its counts are cut off");
    if (number < 0) {
      if (number < -static_cast<std::int64_t>(Layout::cells - index)) return broken("its counts do not fit its range");
      index += static_cast<std::size_t>(-number);
    } else {
      if (index >= Layout::cells) return broken("its counts do not fit its range");
      if (static_cast<std::uint64_t>(number) > UINT64_MAX - histogram.count()) return broken("it has too many values");
      histogram.add_cell(index++, static_cast<std::uint64_t>(number));
    }
  }
  return histogram;
}

template std::string encode_hdr(const BasicHistogram<2>&);
template std::string encode_hdr(const BasicHistogram<3>&);
template Result<BasicHistogram<2>> decode_hdr(std::string_view);
template Result<BasicHistogram<3>> decode_hdr(std::string_view);

}  // namespace loadtest
