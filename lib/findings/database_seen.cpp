#include "findings/database_seen.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>

#include "core/units.h"

namespace loadtest {
namespace {

constexpr std::size_t statement_max = 110, waits_shown_max = 3;

bool begins_with(std::string_view text, std::string_view start) {
  if (text.size() < start.size()) return false;
  return std::equal(start.begin(), start.end(), text.begin(),
                    [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

std::vector<std::size_t> matching(const ObservedTable& waits, std::string_view type, std::string_view event) {
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < waits.rows.size(); ++row) {
    if ((type.empty() || waits.text(row, "type") == type) && begins_with(waits.text(row, "event"), event))
      rows.push_back(row);
  }
  return rows;
}

double sum_of_waits(const Observed& database, std::string_view type, std::string_view event, std::string_view column) {
  const ObservedTable* waits = database.find_table("waits");
  double sum = 0;
  if (waits == nullptr) return sum;
  for (const std::size_t row : matching(*waits, type, event)) sum += waits->number(row, column).value_or(0);
  return sum;
}

}  // namespace

std::vector<const Observed*> databases_of(const Observations& observations) {
  std::vector<const Observed*> databases;
  for (const Observed& one : observations) {
    if (one.source == "database" || one.source.starts_with("database ")) databases.push_back(&one);
  }
  return databases;
}

double wait_share(const Observed& database, std::string_view type, std::string_view event) {
  return sum_of_waits(database, type, event, "share");
}

double wait_sessions(const Observed& database, std::string_view type, std::string_view event) {
  return sum_of_waits(database, type, event, "sessions");
}

double wait_samples(const Observed& database) {
  const ObservedTable* waits = database.find_table("waits");
  double samples = 0;
  for (std::size_t row = 0; waits != nullptr && row < waits->rows.size(); ++row)
    samples += waits->number(row, "samples").value_or(0);
  return samples;
}

std::string show_waits(const Observed& database, std::string_view type, std::string_view event) {
  const ObservedTable* waits = database.find_table("waits");
  std::string shown;
  if (waits == nullptr) return shown;
  std::size_t count = 0;
  for (const std::size_t row : matching(*waits, type, event)) {
    if (++count > waits_shown_max) break;
    shown += fmt::format("{}{} {} {}", shown.empty() ? "" : ", ", waits->text(row, "type"), waits->text(row, "event"),
                         show_share(waits->number(row, "share").value_or(0)));
  }
  return shown;
}

std::string show_statement(const std::string& statement) {
  if (statement.size() <= statement_max) return "\"" + statement + "\"";
  std::size_t end = statement_max;
  while (end > 0 && (static_cast<unsigned char>(statement[end]) & 0xC0) == 0x80) --end;  // never within a character
  return "\"" + statement.substr(0, end) + "…\"";
}

std::string show_stretch(const ObservedTable& table, std::size_t row) {
  return fmt::format("from {:.1f} s to {:.1f} s", table.number(row, "first_s").value_or(0),
                     table.number(row, "last_s").value_or(0));
}

std::uint64_t failures(const TrackResult& track, std::string_view kind) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < track.total.size(); ++i) {
    // Sums, and steps of what failed as a whole, would count it twice.
    if (i >= track.operations.size() || track.operations[i].sum || !track.operations[i].part_of.empty()) continue;
    for (const auto& [name, times] : track.total[i].errors) {
      if (name.starts_with(kind)) count += times;
    }
  }
  return count;
}

double pool_size(const Report& report, const TrackResult& track) {
  for (const ShownTrack& shown : report.scenario) {
    if (shown.name != track.name) continue;
    for (const auto& [name, text] : shown.options) {
      if (name != "pool-size") continue;
      const auto size = parse_count(text, 1, UINT32_MAX);
      return size ? static_cast<double>(report.segment.share(*size)) : 0;
    }
  }
  return 0;
}

}  // namespace loadtest
