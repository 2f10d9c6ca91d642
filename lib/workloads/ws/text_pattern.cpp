#include "workloads/ws/text_pattern.h"

#include <re2/re2.h>

#include <utility>

namespace loadtest {

struct TextPattern::Compiled {
  Compiled(const std::string& pattern, bool bytes) : re(pattern, options(bytes)), of_bytes(bytes) {}

  static RE2::Options options(bool bytes) {
    RE2::Options options(bytes ? RE2::Latin1 : RE2::DefaultOptions);
    options.set_log_errors(false);
    options.set_dot_nl(true);
    options.set_max_mem(1 << 20);  // of each, on each shard
    return options;
  }

  RE2 re;
  bool of_bytes;
};

TextPattern::TextPattern(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
TextPattern::TextPattern(const TextPattern& other)
    : compiled_(std::make_unique<Compiled>(other.compiled_->re.pattern(), other.compiled_->of_bytes)) {}
TextPattern::TextPattern(TextPattern&&) noexcept = default;
TextPattern& TextPattern::operator=(TextPattern other) noexcept {
  std::swap(compiled_, other.compiled_);
  return *this;
}
TextPattern::~TextPattern() = default;

Result<TextPattern> TextPattern::make(const std::string& pattern, bool bytes) {
  auto compiled = std::make_unique<Compiled>(pattern, bytes);
  if (compiled->re.ok()) return TextPattern(std::move(compiled));
  return fail(ErrorKind::config, "it is no regular expression: " + compiled->re.error(),
              "RE2's syntax; in YAML single quotes keep backslashes as they are");
}

bool TextPattern::found_in(std::string_view text) const {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), compiled_->re);
}

bool TextPattern::operator==(const TextPattern& other) const {
  return compiled_->re.pattern() == other.compiled_->re.pattern() && compiled_->of_bytes == other.compiled_->of_bytes;
}

}  // namespace loadtest
