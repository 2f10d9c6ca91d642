#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/sample.h"

namespace loadtest {

/// Names of the failures met on one track of one shard, each kept once. At most 64; what comes after is "other",
/// so a target that invents error texts cannot make the result grow without bound.
class ErrorKinds {
 public:
  static constexpr std::size_t kinds_max = 64;

  ErrorId intern(std::string_view name);
  const std::string& name(ErrorId id) const { return names_.at(id); }
  std::size_t size() const { return names_.size(); }

 private:
  std::vector<std::string> names_;
};

}  // namespace loadtest
