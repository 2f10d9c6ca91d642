#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/json_scan.h"

namespace loadtest {

/// Where a value is in a JSON text, as RFC 6901 writes it: /payload/items/0/id, with ~1 for a slash in a key and ~0 for
/// a tilde. One key may do without its slash.
class JsonPointer {
 public:
  JsonPointer() = default;  // leads nowhere
  /// Errors (config): empty, several keys without a slash before them, or a tilde that means nothing.
  static Result<JsonPointer> parse(std::string_view text);

  bool empty() const { return steps_.empty(); }
  const std::string& text() const { return text_; }
  /// The raw value there (see json_field); allocates nothing.
  std::optional<std::string_view> find(std::string_view json) const {
    return steps_.empty() ? std::nullopt : json_at(json, steps_);
  }
  friend bool operator==(const JsonPointer& a, const JsonPointer& b) { return a.text_ == b.text_; }

 private:
  std::string text_;
  std::vector<JsonStep> steps_;
};

}  // namespace loadtest
