#include "workloads/ws/loss_notes.h"

#include <algorithm>
#include <string>

namespace loadtest {

LossNotes::Kind* LossNotes::find(std::string_view name) {
  name = name.substr(0, sizeof(Kind::name));
  for (std::size_t i = 0; i < used_; ++i) {
    if (kinds_[i].view() == name) return &kinds_[i];
  }
  if (used_ == kinds_max) return nullptr;
  Kind& kind = kinds_[used_++];
  std::copy(name.begin(), name.end(), kind.name.begin());
  kind.length = name.size();
  return &kind;
}

void LossNotes::add(std::string_view name, const Loss& loss) {
  Kind* const kind = find(name);
  if (kind == nullptr) return;
  if (kind->count++ == 0) kind->first = loss.at;
  kind->last = loss.at;
  kind->silent.add(loss.at - std::max(loss.sent, loss.heard));
  kind->unsent.add(loss.at - loss.sent);
  kind->age.add(loss.at - loss.opened);
}

void LossNotes::add(const LossNotes& others) {
  for (std::size_t i = 0; i < others.used_; ++i) {
    const Kind& other = others.kinds_[i];
    Kind* const kind = find(other.view());
    if (kind == nullptr) continue;
    kind->first = kind->count == 0 ? other.first : std::min(kind->first, other.first);
    kind->last = std::max(kind->last, other.last);
    kind->count += other.count;
    kind->silent.add(other.silent);
    kind->unsent.add(other.unsent);
    kind->age.add(other.age);
  }
}

ObservedTable LossNotes::table(TimePoint t0) const {
  ObservedTable table{"lost", {{"kind", ""}, {"count", ""}, {"first_s", "s"}, {"last_s", "s"}}, {}};
  for (const char* const what : {"silent", "unsent", "age"}) {
    for (const char* const figure : {"_s", "_s_min", "_s_p10", "_s_p90", "_s_max"})
      table.columns.push_back({std::string(what) + figure, "s"});
  }
  for (std::size_t i = 0; i < used_; ++i) {
    const Kind& kind = kinds_[i];
    std::vector<ObservedTable::Cell> row{std::string(kind.view()), static_cast<double>(kind.count),
                                         to_seconds(kind.first - t0), to_seconds(kind.last - t0)};
    for (const DurationSketch* const sketch : {&kind.silent, &kind.unsent, &kind.age}) {
      for (const double figure : {sketch->percentile(0.5), sketch->least(), sketch->percentile(0.1),
                                  sketch->percentile(0.9), sketch->greatest()})
        row.emplace_back(figure);
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace loadtest
