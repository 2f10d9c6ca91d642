#include "core/error_kinds.h"

#include <algorithm>

namespace loadtest {

ErrorId ErrorKinds::intern(std::string_view name) {
  const auto found = std::find(names_.begin(), names_.end(), name);
  if (found != names_.end()) return static_cast<ErrorId>(found - names_.begin());
  if (names_.size() < kinds_max) {
    names_.emplace_back(name);
  } else if (names_.size() == kinds_max) {
    names_.emplace_back("other");
  }
  return static_cast<ErrorId>(names_.size() - 1);
}

}  // namespace loadtest
