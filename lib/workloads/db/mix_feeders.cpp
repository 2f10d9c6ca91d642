#include "workloads/db/mix_feeders.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "core/units.h"

namespace loadtest {

namespace {

// JSON Lines may have them, a parameter may not: it would end there.
bool has_zero_byte(const FeedTable& table, std::size_t column, const YamlSpot& told_at) {
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (table.cell(row, column).find('\0') == std::string_view::npos) continue;
    told_at.wrong(fmt::format("row {} of this column has a zero byte in it", show_count(row + 1)),
                  "PostgreSQL has none in its texts");
    return true;
  }
  return false;
}

}  // namespace

const Feeder* MixFeeders::find(const YamlSpot& feeder) const {
  const auto name = feeder.text();
  if (!name) return nullptr;
  const auto found =
      std::find_if(feeders_.begin(), feeders_.end(), [&](const NamedFeeder& each) { return each.name == *name; });
  if (found != feeders_.end()) return &found->rows;
  if (map_[*name].present()) return nullptr;  // why it could not be read is told there
  const auto members = map_.members();
  std::vector<std::string_view> known;
  for (const auto& member : members) known.emplace_back(member.first);
  const std::string_view near = nearest(*name, known);
  feeder.wrong(
      fmt::format("\"{}\" is no feeder of this file", escape_foreign(*name, 40)),
      near.empty() ? "feeders: {people: {file: people.csv}} at its top" : fmt::format("did you mean {}?", near));
  return nullptr;
}

Value MixFeeders::read(const YamlSpot& spot, std::string name) const {
  Value value{.kind = Value::Kind::text, .name = std::move(name)};
  const Feeder* const feeder = find(spot.need("feeder"));
  const YamlSpot named = spot.need("column");
  const auto column_name = named.text();
  if (feeder == nullptr || !column_name) return value;
  const FeedTable& table = feeder->table();
  const auto column = table.column(*column_name);
  if (!column) {
    const std::vector<std::string_view> columns(table.columns().begin(), table.columns().end());
    const std::string_view near = nearest(*column_name, columns);
    named.wrong(fmt::format("the feeder has no column \"{}\"", escape_foreign(*column_name, 40)),
                near.empty() ? "its first is " + escape_foreign(columns.front(), 40)
                             : fmt::format("did you mean {}?", escape_foreign(near, 40)));
  } else if (!has_zero_byte(table, *column, named)) {
    value.kind = Value::Kind::cell;
    value.feeder = *feeder;
    value.column = *column;
  }
  return value;
}

}  // namespace loadtest
