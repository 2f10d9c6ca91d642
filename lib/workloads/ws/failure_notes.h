#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/observed.h"

namespace loadtest {

/// What the target said with its failures: of each kind how many there were, when the first came, and its words. Room
/// for a few kinds, taken at the beginning: nothing allocates when a connection or a message fails.
class FailureNotes {
 public:
  FailureNotes() { kinds_.reserve(kinds_max); }
  /// `said` = the target's text, as it came.
  void add(std::string_view kind, std::string_view said, TimePoint at);
  void add(const FailureNotes&);
  /// `failures`: kind, said, first_s, count. Text is made safe to show.
  ObservedTable table(TimePoint t0) const;
  bool empty() const { return kinds_.empty(); }

 private:
  static constexpr std::size_t kinds_max = 32;
  template <std::size_t size>
  struct Text {
    std::array<char, size> bytes{};
    std::uint16_t length = 0;
    void keep(std::string_view text);
    std::string_view view() const { return {bytes.data(), length}; }
  };
  struct Kind {
    Text<80> name;
    Text<300> said;
    TimePoint first{};
    std::uint64_t count = 0;
  };
  Kind* find(std::string_view name);

  std::vector<Kind> kinds_;
};

/// The beginning of a text without its last word where that was cut through: half a token is no secret that anybody
/// would still recognize as one.
std::string_view whole_words(std::string_view text, std::size_t bytes_max);

}  // namespace loadtest
