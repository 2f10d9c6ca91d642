#include "core/json_scan.h"

#include <cstdint>

namespace loadtest {
namespace {

constexpr auto npos = std::string_view::npos;

std::size_t skip_space(std::string_view json, std::size_t at) {
  while (at < json.size() && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) ++at;
  return at;
}

// `at` is behind an opening quote; returns where the closing one is.
std::size_t string_end(std::string_view json, std::size_t at) {
  for (;;) {
    at = json.find_first_of("\"\\", at);
    if (at == npos || json[at] == '"') return at;
    if (json.size() - at < 2) return npos;
    at += 2;
  }
}

// `at` is on an opening bracket; returns the position behind its partner. Kinds of brackets are not told apart: whether
// the inside is valid is not asked here.
std::size_t nested_end(std::string_view json, std::size_t at) {
  std::size_t depth = 0;
  for (;;) {
    at = json.find_first_of("\"{}[]", at);
    if (at == npos) return npos;
    const char c = json[at++];
    if (c == '"') {
      at = string_end(json, at);
      if (at == npos) return npos;
      ++at;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (--depth == 0) {
      return at;
    }
  }
}

bool is_scalar(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '+' || c == '.' || c == 'E';
}

struct Value {
  std::string_view text;
  std::size_t end = npos;
};

Value value_at(std::string_view json, std::size_t at) {
  if (at >= json.size()) return {};
  if (json[at] == '"') {
    const std::size_t end = string_end(json, at + 1);
    return end == npos ? Value{} : Value{json.substr(at + 1, end - at - 1), end + 1};
  }
  if (json[at] == '{' || json[at] == '[') {
    const std::size_t end = nested_end(json, at);
    return end == npos ? Value{} : Value{json.substr(at, end - at), end};
  }
  std::size_t end = at;
  while (end < json.size() && is_scalar(json[end])) ++end;
  // A number at the very end may have been cut in the middle.
  if (end == at || end == json.size()) return {};
  return {json.substr(at, end - at), end};
}

std::optional<std::string_view> text_at(std::string_view json, std::size_t at) {
  if (at == npos) return std::nullopt;
  const Value value = value_at(json, at);
  if (value.end == npos) return std::nullopt;
  return value.text;
}

// `at` is where a value is about to end; returns where the next one of its list or object begins, npos after the last.
std::size_t behind_comma(std::string_view json, std::size_t at) {
  at = skip_space(json, at);
  if (at >= json.size() || json[at] != ',') return npos;
  return skip_space(json, at + 1);
}

// Where the value of `key` begins in the object that `at` is on; npos where there is none.
std::size_t member_at(std::string_view json, std::size_t at, std::string_view key) {
  if (at >= json.size() || json[at] != '{') return npos;
  at = skip_space(json, at + 1);
  while (at < json.size() && json[at] == '"') {
    const std::size_t name_end = string_end(json, at + 1);
    if (name_end == npos) return npos;
    const bool wanted = json.substr(at + 1, name_end - at - 1) == key;
    at = skip_space(json, name_end + 1);
    if (at >= json.size() || json[at] != ':') return npos;
    at = skip_space(json, at + 1);
    if (wanted) return at;
    const Value passed = value_at(json, at);
    if (passed.end == npos) return npos;
    at = behind_comma(json, passed.end);
  }
  return npos;
}

// Where the index-th value begins in the list that `at` is on; npos where there is none.
std::size_t element_at(std::string_view json, std::size_t at, std::size_t index) {
  at = skip_space(json, at + 1);
  for (; index > 0; --index) {
    const Value passed = at < json.size() ? value_at(json, at) : Value{};
    if (passed.end == npos) return npos;
    at = behind_comma(json, passed.end);
  }
  return at < json.size() && json[at] != ']' ? at : npos;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The number in `\uXXXX` at `at`, or -1.
std::int32_t unicode_escape(std::string_view raw, std::size_t at) {
  if (at > raw.size() || raw.size() - at < 6 || raw[at] != '\\' || raw[at + 1] != 'u') return -1;
  std::int32_t code = 0;
  for (std::size_t i = at + 2; i < at + 6; ++i) {
    const int digit = hex_digit(raw[i]);
    if (digit < 0) return -1;
    code = code * 16 + digit;
  }
  return code;
}

void append_utf8(std::string& out, std::int32_t code) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((code >> shift) & 0x3f)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | (code >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xf0 | (code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace

std::optional<std::string_view> json_field(std::string_view json, std::string_view key) {
  return text_at(json, member_at(json, skip_space(json, 0), key));
}

std::optional<std::string_view> json_at(std::string_view json, std::span<const JsonStep> path) {
  std::size_t at = skip_space(json, 0);
  for (const JsonStep& step : path) {
    if (at == npos) return std::nullopt;
    const bool list = at < json.size() && json[at] == '[';
    if (list && step.index == JsonStep::no_index) return std::nullopt;
    at = list ? element_at(json, at, step.index) : member_at(json, at, step.key);
  }
  return text_at(json, at);
}

std::string json_unescape(std::string_view raw) {
  constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
  std::string out;
  out.reserve(raw.size());
  for (std::size_t at = 0; at < raw.size();) {
    if (raw[at] != '\\' || at + 1 == raw.size()) {
      out += raw[at++];
      continue;
    }
    if (const std::size_t simple = letters.find(raw[at + 1]); simple != npos) {
      out += meanings[simple];
      at += 2;
      continue;
    }
    std::int32_t code = unicode_escape(raw, at);
    std::size_t length = 6;
    if (code >= 0xd800 && code <= 0xdbff) {
      const std::int32_t low = unicode_escape(raw, at + 6);
      const bool pair = low >= 0xdc00 && low <= 0xdfff;
      code = pair ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00) : -1;
      length = 12;
    }
    if (code < 0 || (code >= 0xdc00 && code <= 0xdfff)) {
      out += raw[at++];  // malformed: kept as it is
      continue;
    }
    append_utf8(out, code);
    at += length;
  }
  return out;
}

}  // namespace loadtest
