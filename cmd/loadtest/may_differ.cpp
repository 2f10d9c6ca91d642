#include "loadtest/may_differ.h"

#include <algorithm>

#include "workloads/catalog.h"

namespace loadtest {

bool may_differ(const ShownTrack& track, std::string_view option) {
  const WorkloadType* type = find_workload(workload_catalog(), track.workload);
  if (type == nullptr) return false;
  if (track.embedded && option == type->roles.address) return true;
  return std::any_of(type->options.begin(), type->options.end(),
                     [&](const OptionSpec& spec) { return spec.name == option && spec.local; });
}

bool of_no_consequence(const ShownTrack& track, std::string_view option) {
  const WorkloadType* type = find_workload(workload_catalog(), track.workload);
  return may_differ(track, option) || (type != nullptr && option == type->roles.address);
}

}  // namespace loadtest
