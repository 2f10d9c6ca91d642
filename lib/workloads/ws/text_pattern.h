#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/error.h"

namespace loadtest {

/// A regular expression that is looked for anywhere in a text, in time linear in it. A copy is compiled anew: whoever
/// has one of its own shares no lock with others.
class TextPattern {
 public:
  /// `bytes` = for binary messages; else the text is UTF-8. Errors (config): what is wrong with it.
  static Result<TextPattern> make(const std::string& pattern, bool bytes);
  TextPattern(const TextPattern&);
  TextPattern(TextPattern&&) noexcept;
  TextPattern& operator=(TextPattern) noexcept;
  ~TextPattern();

  bool found_in(std::string_view text) const;
  bool operator==(const TextPattern&) const;

 private:
  struct Compiled;
  explicit TextPattern(std::unique_ptr<Compiled>);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace loadtest
