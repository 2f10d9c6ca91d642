#include "report/interference_section.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "core/units.h"
#include "judge/wording.h"
#include "report/interference_remarks.h"
#include "report/interference_words.h"
#include "report/layout.h"
#include "report/phase_words.h"
#include "report/shown.h"

namespace loadtest {
namespace {

using Row = std::array<std::string, 6>;

class InterferenceSection {
 public:
  InterferenceSection(Page& page, const Report& report) : page_(page), report_(report), run_(report.result) {}

  void write() {
    page_.heading("INTERFERENCE");
    for (const Interference& one : report_.interference)
      if (has_sentence(one)) page_.line(page_.clean(interference_sentence(named(one), run_)));
    write_table();
    write_lag();
    if (page_.verbose()) write_settling();
    for (const std::string& remark : interference_remarks(report_))
      page_.remark(CriterionStatus::warn, page_.clean(remark));
  }

 private:
  /// Of a track with a sum, that alone.
  bool has_sentence(const Interference& one) const {
    const auto& operations = run_.tracks[one.track].operations;
    return operations[one.index].sum ||
           std::none_of(operations.begin(), operations.end(), [](const OperationSpec& other) { return other.sum; });
  }

  Interference named(Interference one) const {
    one.operation = shown_foreign(one.operation, page_.redactor());
    return one;
  }

  Row row_of(const Interference& one) const {
    const auto p95 = [](const Interference::Side& side) { return side.p95_ms ? show_millis(*side.p95_ms) : "–"; };
    return {"  " + shown_foreign(one.operation, page_.redactor()),
            p95(one.alone),
            p95(one.together),
            one.ratio ? show_value(*one.ratio, "ratio") : "–",
            show_count(one.alone.count),
            show_count(one.together.count)};
  }

  void write_table() {
    std::vector<Row> rows{{"", "p95 alone", "p95 together", "ratio", "count alone", "count together"}};
    for (const Interference& one : report_.interference)
      if (page_.verbose() || has_sentence(one)) rows.push_back(row_of(one));
    Row::size_type column = 0;
    std::array<std::size_t, std::tuple_size_v<Row>> widths{};
    for (std::size_t& width : widths) {
      for (const Row& row : rows) width = std::max(width, width_of(row[column]));
      ++column;
    }
    std::size_t in_all = 2 * (widths.size() - 1);
    for (const std::size_t width : widths) in_all += width;
    if (in_all > page_.columns()) return write_list(rows);
    for (const Row& row : rows) {
      std::string line = pad_right(row[0], widths[0]);
      for (column = 1; column < row.size(); ++column) line += "  " + pad_left(row[column], widths[column]);
      page_.put(page_.paint().dim(line) + "\n");
    }
  }

  /// The table's cells where there is no room for it.
  void write_list(const std::vector<Row>& rows) {
    for (std::size_t i = 1; i < rows.size(); ++i) {
      page_.line(rows[i][0].substr(2), true);
      for (std::size_t column = 1; column < rows[0].size(); ++column)
        page_.put(page_.paint().dim(fmt::format("    {} {}", rows[0][column], rows[i][column])) + "\n");
    }
  }

  /// That it was not the generator.
  void write_lag() {
    const auto [lag, spoils] = interference_lag(report_);
    if (lag.empty()) return;
    const std::string text = page_.clean("generator lag p99: " + lag);
    if (spoils)
      page_.remark(CriterionStatus::warn, text + ": too much beside a p95, so the generator had a part in it");
    else
      page_.line(text, true);
  }

  void write_settling() {
    std::vector<std::string> said;
    for (const PhaseSpan& phase : run_.phases)
      said.push_back(fmt::format("{} of \"{}\"", seconds_of(std::min(phase.settle, phase.to - phase.from)),
                                 page_.clean(phase.name)));
    page_.line(fmt::format("left out as settling time: the first {}", fmt::join(said, ", ")), true);
  }

  Page& page_;
  const Report& report_;
  const RunResult& run_;
};

}  // namespace

void write_interference(Page& page, const Report& report) {
  if (!report.interference.empty()) InterferenceSection(page, report).write();
}

}  // namespace loadtest
