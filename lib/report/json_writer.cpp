#include "report/json_writer.h"

#include <cassert>

#include "report/layout.h"

namespace loadtest {

JsonWriter& JsonWriter::open(char begin, char end) {
  before_value();
  out_ += begin;
  closers_ += end;
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::end() {
  assert(!closers_.empty() && !after_key_);
  const char closer = closers_.back();
  closers_.pop_back();
  if (!first_ && closers_.size() < lines_deep_) out_ += '\n' + std::string(2 * closers_.size(), ' ');
  out_ += closer;
  first_ = false;
  return *this;
}

void JsonWriter::separate() {
  if (!first_) out_ += ',';
  if (closers_.empty()) return;
  if (closers_.size() <= lines_deep_)
    out_ += '\n' + std::string(2 * closers_.size(), ' ');
  else if (!first_)
    out_ += ' ';
  first_ = false;
}

void JsonWriter::before_value() {
  if (!after_key_) separate();
  after_key_ = false;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  assert(!closers_.empty() && closers_.back() == '}' && !after_key_);
  separate();
  append_quoted(name);
  out_ += ": ";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
  before_value();
  append_quoted(value);
  return *this;
}

JsonWriter& JsonWriter::number(double value) {
  if (!std::isfinite(value)) return null();
  before_value();
  fmt::format_to(std::back_inserter(out_), "{}", value);
  return *this;
}

JsonWriter& JsonWriter::literal(std::string_view word) {
  before_value();
  out_ += word;
  return *this;
}

void JsonWriter::append_quoted(std::string_view value) {
  out_ += '"';
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t bytes = utf8_bytes(value, at);
    const std::string_view character = value.substr(at, bytes == 0 ? 1 : bytes);
    at += character.size();
    if (bytes == 0) {
      out_ += "\xEF\xBF\xBD";  // U+FFFD: a JSON text must be valid UTF-8
    } else if (character == "\"" || character == "\\") {
      out_ += '\\';
      out_ += character;
    } else if (bytes == 1 && static_cast<unsigned char>(character[0]) < 0x20) {
      fmt::format_to(std::back_inserter(out_), "\\u{:04x}", static_cast<unsigned>(character[0]));
    } else {
      out_ += character;
    }
  }
  out_ += '"';
}

std::string JsonWriter::take() {
  assert(closers_.empty());
  out_ += '\n';
  return std::move(out_);
}

}  // namespace loadtest
