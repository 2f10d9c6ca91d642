#pragma once

#include <string>
#include <string_view>

#include "core/error.h"
#include "stats/histogram.h"

namespace loadtest {

/// HdrHistogram's V2 format, zlib-compressed, in base64 ("HISTFAAA…"); readable by the HdrHistogram libraries of other
/// languages. An empty histogram is encoded as one.
template <int digits>
std::string encode_hdr(const BasicHistogram<digits>&);

/// The reverse. Errors (config): not base64, a wrong cookie, another layout than ours, cut off, counts out of range.
template <int digits>
Result<BasicHistogram<digits>> decode_hdr(std::string_view base64);

}  // namespace loadtest
