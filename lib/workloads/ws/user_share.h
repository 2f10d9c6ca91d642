#pragma once

#include <cmath>
#include <cstdint>

namespace loadtest {

/// A share of the users, spread evenly over them, and the same users however a run is split.
class UserShare {
 public:
  UserShare() = default;
  explicit UserShare(double share) : share_(share) {}

  bool any() const { return share_ > 0; }
  /// Of the first so many users.
  std::uint64_t count(std::uint64_t users) const {
    // What 0.05 of 100 lacks in binary is not one user less.
    constexpr double rounding = 1e-9;
    return static_cast<std::uint64_t>(std::floor(static_cast<double>(users) * share_ * (1 + rounding) + rounding));
  }
  bool has(std::uint64_t user) const { return count(user + 1) > count(user); }

 private:
  double share_ = 0;
};

}  // namespace loadtest
