#pragma once

#include <string>
#include <string_view>

#include "export/metric.h"

namespace loadtest {

/// A user's label under a name that Prometheus takes and that is neither one of ours nor one of `taken`.
std::string free_label_name(std::string_view name, const MetricLabels& taken);

/// What "le" says of a bucket: always with a dot, since 1 and 1.0 would be two labels.
std::string bucket_label(double bound);

}  // namespace loadtest
