#pragma once

#include <boost/json/error.hpp>
#include <boost/json/storage_ptr.hpp>
#include <boost/json/value.hpp>
#include <string_view>

namespace loadtest {

/// A JSON text as a value. Unlike the library's own reader, which may be off by the last digit, numbers are read as the
/// nearest that there is: what was written of them is written again.
boost::json::value read_json(std::string_view text, boost::json::error_code&, boost::json::storage_ptr);

}  // namespace loadtest
