#pragma once

#include <optional>
#include <string>

#include "core/observed.h"
#include "pg/console.h"

namespace loadtest {

/// A number as a server writes it.
std::optional<double> to_number(const std::optional<std::string>&);
/// A statement for people: without values, safe to show, and bounded.
std::string shown_statement(const std::string& sql);
/// Any other text of a server's, safe to show.
std::string shown_text(const std::optional<std::string>&);

ObservedTable::Cell number_cell(std::optional<double>);

/// Of a row that may be shorter than expected.
const std::optional<std::string>& field(const pg::Admin::Row&, std::size_t);

}  // namespace loadtest
