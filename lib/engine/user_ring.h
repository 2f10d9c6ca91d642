#pragma once

#include <cstdint>
#include <vector>

namespace loadtest {

class VirtualUser;

/// Users that wait for something to do; who came first goes first. Each may be in it once. Nothing is allocated after
/// it was made.
class UserRing {
 public:
  /// `room` = how many there can be.
  explicit UserRing(std::uint64_t room) : places_(room) {}

  bool empty() const { return count_ == 0; }
  void push(VirtualUser& user) { places_[(first_ + count_++) % places_.size()] = &user; }
  /// Not where it is empty.
  VirtualUser& pop() {
    VirtualUser& user = *places_[first_];
    first_ = (first_ + 1) % places_.size();
    --count_;
    return user;
  }

 private:
  std::vector<VirtualUser*> places_;
  std::size_t first_ = 0, count_ = 0;
};

}  // namespace loadtest
