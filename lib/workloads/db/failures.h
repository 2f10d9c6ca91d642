#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"

namespace loadtest {

/// What the server said to the statements that it refused: the first words of each kind. Met by failures alone.
class Failures {
 public:
  static constexpr std::size_t kinds_max = 32;
  struct Kind {
    std::string kind, message, statement;  // of the first
    TimePoint first{};
    std::uint64_t count = 0;
  };

  void note(std::string_view kind, std::string_view message, std::string_view statement, TimePoint now);
  void add(const Failures&);
  const std::vector<Kind>& kinds() const { return kinds_; }

 private:
  Kind* find(std::string_view kind);

  std::vector<Kind> kinds_;
};

}  // namespace loadtest
