#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/option.h"
#include "engine/workload.h"

namespace loadtest {

/// Which flags of a command speak of one of its workloads. Where several share a command line, all but the first have
/// their name in front of what would be ambiguous: --db-rate.
class TrackFlags {
 public:
  explicit TrackFlags(const WorkloadType& type) : type_(&type) {}
  /// `taken` = the own options of the workloads before it.
  TrackFlags(const WorkloadType& type, std::vector<std::string_view> taken)
      : type_(&type), prefix_(std::string(type.name) + "-"), taken_(std::move(taken)) {}

  const WorkloadType& type() const { return *type_; }
  /// What an option of the workload, or of load in general, is called on this command line.
  std::string flag(std::string_view option) const;
  /// The value given for it, or its default.
  Settings options_of(const Settings&) const;

 private:
  const WorkloadType* type_;
  std::string prefix_;
  std::vector<std::string_view> taken_;
};

/// Whether this option says how one track's load comes; everything else about load is said once for all tracks.
bool is_of_one_track(std::string_view option);

/// Of every workload, whoever has the plain names first.
std::vector<TrackFlags> flags_of(std::span<const WorkloadType* const> catalog);
/// Those of this workload, which must be among them.
const TrackFlags& flags_for(std::span<const TrackFlags> all, const WorkloadType&);

}  // namespace loadtest
