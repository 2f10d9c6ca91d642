#include "wspp/frame.h"

#include <cstring>

namespace loadtest::wspp {

namespace {

constexpr std::size_t header_max = 14;

std::size_t write_header(char* at, std::size_t payload, FrameKind kind, bool masked) {
  constexpr unsigned final_frame = 0x80;
  const unsigned mask_bit = masked ? 0x80 : 0;
  at[0] = static_cast<char>(final_frame | (kind == FrameKind::text ? 1u : 2u));
  std::size_t length_bytes = 0;
  if (payload < 126) {
    at[1] = static_cast<char>(mask_bit | payload);
  } else if (payload <= 0xffff) {
    at[1] = static_cast<char>(mask_bit | 126);
    length_bytes = 2;
  } else {
    at[1] = static_cast<char>(mask_bit | 127);
    length_bytes = 8;
  }
  for (std::size_t i = 0; i < length_bytes; ++i) {
    at[2 + i] = static_cast<char>(payload >> (8 * (length_bytes - 1 - i)) & 0xff);
  }
  return 2 + length_bytes;
}

void copy_masked(char* to, const char* from, std::size_t size, std::uint32_t key) {
  const std::uint64_t wide = (static_cast<std::uint64_t>(key) << 32) | key;
  std::size_t i = 0;
  for (; i + sizeof wide <= size; i += sizeof wide) {
    std::uint64_t word = 0;
    std::memcpy(&word, from + i, sizeof word);
    word ^= wide;
    std::memcpy(to + i, &word, sizeof word);
  }
  char bytes[sizeof key];
  std::memcpy(bytes, &key, sizeof key);
  for (; i < size; ++i) to[i] = static_cast<char>(from[i] ^ bytes[i % sizeof key]);
}

}  // namespace

void write_data_frame(std::string_view payload, FrameKind kind, std::optional<std::uint32_t> mask, FrameBuffer& out) {
  const std::size_t most = payload.size() + header_max;
  if (out.bytes.size() > FrameBuffer::kept_max && most <= FrameBuffer::kept_max) std::vector<char>().swap(out.bytes);
  if (out.bytes.size() < most) out.bytes.resize(most);
  char* at = out.bytes.data();
  std::size_t size = write_header(at, payload.size(), kind, mask.has_value());
  if (mask) {
    std::memcpy(at + size, &*mask, sizeof *mask);
    size += sizeof *mask;
    copy_masked(at + size, payload.data(), payload.size(), *mask);
  } else if (!payload.empty()) {
    std::memcpy(at + size, payload.data(), payload.size());
  }
  out.size = size + payload.size();
}

}  // namespace loadtest::wspp
