#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "judge/criteria.h"
#include "page/html.h"

namespace loadtest {

/// A cell of a table with a figure for people, and in `data-value` exactly as the result file has it. The row's
/// `data-path` and the cell's `data-key` say where it stands there: "tracks/0/operations/1" and "response_ms/p95".
void write_figure(Html&, std::string_view key, std::optional<double> value, std::string_view shown);
void write_count(Html&, std::string_view key, std::uint64_t value);

/// A box that a wide table is moved in, by keyboard, too.
Html& begin_scroll(Html&, const std::string& label);

/// "not tried" rather than "not_tried".
std::string status_words(CriterionStatus);

}  // namespace loadtest
