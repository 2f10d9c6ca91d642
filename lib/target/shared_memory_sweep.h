#pragma once

#include <chrono>

namespace loadtest::target {

/// Removes at its end what killed database processes of ours leave behind: the few bytes of System V shared memory with
/// which PostgreSQL keeps two servers from one cluster. It takes away segments of that size and of this user that
/// nobody has attached, made since its beginning by a process that is no more.
class SharedMemorySweep {
 public:
  SharedMemorySweep() = default;
  ~SharedMemorySweep();  // ends what is left of our children first
  SharedMemorySweep(const SharedMemorySweep&) = delete;
  SharedMemorySweep& operator=(const SharedMemorySweep&) = delete;

 private:
  std::chrono::system_clock::time_point began_ = std::chrono::system_clock::now();
};

}  // namespace loadtest::target
