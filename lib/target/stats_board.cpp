#include "target/stats_board.h"

#include <sys/mman.h>

#include <cerrno>
#include <new>
#include <system_error>

namespace loadtest::target {

struct StatsBoard::Shared {
  Crowd crowd;
  TargetStats* all() { return reinterpret_cast<TargetStats*>(this + 1); }
  static std::size_t size(unsigned processes) { return sizeof(Shared) + processes * sizeof(TargetStats); }
};

StatsBoard::StatsBoard(unsigned processes) : processes_(processes) {
  void* memory = ::mmap(nullptr, Shared::size(processes), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "no shared memory");
  shared_ = new (memory) Shared;
  for (unsigned i = 0; i < processes; ++i) {
    auto* stats = new (shared_->all() + i) TargetStats;
    if (processes > 1) stats->crowd = &shared_->crowd;
  }
}

StatsBoard::~StatsBoard() { ::munmap(shared_, Shared::size(processes_)); }

TargetStats& StatsBoard::of(unsigned process) { return shared_->all()[process]; }

TargetStats StatsBoard::total() const {
  TargetStats sum;
  for (unsigned i = 0; i < processes_; ++i) sum.add(shared_->all()[i]);
  if (processes_ > 1) sum.peak_open = shared_->crowd.peak.load(std::memory_order_relaxed);
  return sum;
}

}  // namespace loadtest::target
