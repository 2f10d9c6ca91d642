#include "core/json_pointer.h"

#include <charconv>

namespace loadtest {
namespace {

std::size_t index_of(std::string_view key) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
  const bool whole = error == std::errc{} && end == key.data() + key.size();
  return whole && (key.size() == 1 || key.front() != '0') ? index : JsonStep::no_index;
}

// The text of one step with its tildes resolved.
std::optional<std::string> key_of(std::string_view step) {
  std::string key;
  for (std::size_t i = 0; i < step.size(); ++i) {
    if (step[i] != '~') {
      key += step[i];
      continue;
    }
    if (++i == step.size() || (step[i] != '0' && step[i] != '1')) return std::nullopt;
    key += step[i] == '0' ? '~' : '/';
  }
  return key;
}

}  // namespace

Result<JsonPointer> JsonPointer::parse(std::string_view text) {
  if (text.empty()) return fail(ErrorKind::config, "it is empty", "a key such as type, or a pointer such as /meta/id");
  if (!text.starts_with('/')) {
    if (text.find('/') == std::string_view::npos) return parse("/" + std::string(text));
    return fail(ErrorKind::config, "a path of several keys begins with a slash", "/" + std::string(text));
  }
  JsonPointer pointer;
  pointer.text_ = text;
  while (!text.empty()) {
    text.remove_prefix(1);
    const std::string_view step = text.substr(0, text.find('/'));
    auto key = key_of(step);
    if (!key) return fail(ErrorKind::config, "a ~ means nothing by itself in it", "~0 is a tilde, ~1 a slash");
    pointer.steps_.push_back({*key, index_of(*key)});
    text.remove_prefix(step.size());
  }
  return pointer;
}

}  // namespace loadtest
