#include "stats/run_result.h"

namespace loadtest {

std::size_t TrackResult::operation(std::string_view operation_name) const {
  std::size_t i = 0;
  while (i < operations.size() && operations[i].name != operation_name) ++i;
  return i;
}

}  // namespace loadtest
