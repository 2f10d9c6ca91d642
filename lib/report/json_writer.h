#pragma once

#include <fmt/format.h>

#include <cmath>
#include <concepts>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace loadtest {

/// Writes JSON text piece by piece, members in the order in which they are given. Containers down to `lines_deep` put
/// each element on a line of its own, deeper ones stay on theirs: people can read the file and grep still finds things.
class JsonWriter {
 public:
  static constexpr std::size_t usual_lines_deep = 4, one_line = 0;

  explicit JsonWriter(std::size_t lines_deep = usual_lines_deep) : lines_deep_(lines_deep) {}

  JsonWriter& begin_object() { return open('{', '}'); }
  JsonWriter& begin_array() { return open('[', ']'); }
  JsonWriter& end();
  JsonWriter& key(std::string_view name);

  JsonWriter& text(std::string_view value);
  JsonWriter& null() { return literal("null"); }
  JsonWriter& boolean(bool value) { return literal(value ? "true" : "false"); }
  /// Shortest form that reads back as the same number; JSON has no word for infinity, so that is null.
  JsonWriter& number(double value);
  JsonWriter& number(std::integral auto value) {
    before_value();
    fmt::format_to(std::back_inserter(out_), "{}", value);
    return *this;
  }
  template <class T>
  JsonWriter& number(const std::optional<T>& value) {
    return value ? number(*value) : null();
  }

  /// The finished text. Every container must have been ended.
  std::string take();

 private:
  JsonWriter& open(char begin, char end);
  JsonWriter& literal(std::string_view word);
  void before_value();
  void separate();
  void append_quoted(std::string_view value);

  std::size_t lines_deep_;
  std::string out_;
  std::string closers_;  // of the containers that are open
  bool first_ = true;    // in the innermost container
  bool after_key_ = false;
};

}  // namespace loadtest
