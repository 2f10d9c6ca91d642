#include "wspp/frame_reader.h"

#include <algorithm>
#include <cstring>

namespace loadtest::wspp {

namespace {

constexpr std::string_view response_end = "\r\n\r\n";
constexpr unsigned final_bit = 0x80, mask_bit = 0x80, control_bit = 0x08;

bool ascii(const char* at, std::size_t size) {
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  std::uint64_t seen = 0;
  for (; size >= sizeof seen; at += sizeof seen, size -= sizeof seen) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    seen |= word;
  }
  for (; size > 0; ++at, --size) seen |= static_cast<unsigned char>(*at);
  return (seen & high_bits) == 0;
}

}  // namespace

std::optional<FrameReader::Message> FrameReader::next(const char*& at, const char* end) const {
  const auto left = static_cast<std::size_t>(end - at);
  if (response_end_ != response_end.size() || rest_ != 0 || header_size_ != 0 || fragmented_ || left < 2) return {};
  const auto byte = [at](std::size_t i) { return static_cast<unsigned char>(at[i]); };
  if (byte(0) != (final_bit | 1) && byte(0) != (final_bit | 2)) return {};
  std::size_t header = 2;
  std::size_t size = byte(1);  // a mask makes it too large
  if (size == 126) {
    header = 4;
    if (left < header) return {};
    size = static_cast<std::size_t>(byte(2)) << 8 | byte(3);
    if (size < 126) return {};
  } else if (size > 126) {
    return {};
  }
  if (left - header < size) return {};
  const FrameKind kind = byte(0) == (final_bit | 1) ? FrameKind::text : FrameKind::binary;
  if (kind == FrameKind::text && !ascii(at + header, size)) return {};
  const Message message{{at + header, size}, kind};
  at += header + size;
  return message;
}

void FrameReader::pass(const char* from, const char* end) {
  while (from != end) {
    if (response_end_ != response_end.size()) {
      response_end_ = *from == response_end[response_end_] ? static_cast<std::uint8_t>(response_end_ + 1)
                      : *from == response_end[0]           ? 1
                                                           : 0;
      ++from;
    } else if (rest_ != 0) {
      const std::uint64_t step = std::min(rest_, static_cast<std::uint64_t>(end - from));
      rest_ -= step;
      from += step;
    } else {
      pass_header(*from++);
    }
  }
}

void FrameReader::pass_header(char byte) {
  header_[header_size_++] = static_cast<unsigned char>(byte);
  if (header_size_ < 2) return;
  const unsigned short_length = header_[1] & ~mask_bit;
  const std::size_t length_bytes = short_length == 126 ? 2 : short_length == 127 ? 8 : 0;
  const std::size_t mask_bytes = (header_[1] & mask_bit) != 0 ? 4 : 0;
  if (header_size_ < 2 + length_bytes + mask_bytes) return;
  rest_ = length_bytes == 0 ? short_length : 0;
  for (std::size_t i = 0; i < length_bytes; ++i) rest_ = rest_ << 8 | header_[2 + i];
  if ((header_[0] & control_bit) == 0) fragmented_ = (header_[0] & final_bit) == 0;
  header_size_ = 0;
}

}  // namespace loadtest::wspp
