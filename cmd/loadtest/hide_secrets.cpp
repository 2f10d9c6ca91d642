#include "loadtest/hide_secrets.h"

#include <cstdlib>
#include <cstring>

#include "core/secret.h"

namespace loadtest {
namespace {

// In place: what is shorter is filled up, what is longer is cut. Both only ever lose what is secret.
void overwrite(char* text, std::string_view shown) {
  const std::size_t size = std::strlen(text);
  const std::size_t kept = std::min(size, shown.size());
  std::memcpy(text, shown.data(), kept);
  std::memset(text + kept, '*', size - kept);
}

}  // namespace

void hide_typed_secrets(std::span<const TypedValue> typed) {
  for (const auto& [option, text] : typed) {
    if (option->secret) {
      overwrite(text, "***");
    } else if (const std::string masked = mask_url(text); masked != text) {
      overwrite(text, masked);
    }
  }
}

std::map<std::string, std::string, std::less<>> hide_environment_secrets(const Command& command) {
  std::map<std::string, std::string, std::less<>> hidden;
  for (const OptionSpec& option : command.options) {
    if (option.environment.empty()) continue;
    const std::string name(option.environment);
    const char* value = std::getenv(name.c_str());
    if (value != nullptr && (option.secret || mask_url(value) != value)) hidden[name] = take_out_of_environment(name);
  }
  return hidden;
}

std::string take_out_of_environment(const std::string& name) {
  char* value = std::getenv(name.c_str());
  if (value == nullptr) return {};
  std::string was = value;
  std::memset(value, 0, std::strlen(value));
  unsetenv(name.c_str());
  return was;
}

}  // namespace loadtest
