#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/secret.h"

namespace loadtest {

/// What the target said, as any output shows it. Secrets go first: cutting a long text must not leave half of one.
std::string shown_foreign(std::string_view text, const Redactor&);

/// Counts by what the target said, added up where two texts are shown alike.
std::map<std::string, std::uint64_t> shown_kinds(const std::map<std::string, std::uint64_t>&, const Redactor&);

}  // namespace loadtest
