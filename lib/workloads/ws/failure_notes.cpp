#include "workloads/ws/failure_notes.h"

#include <algorithm>

#include "core/text.h"

namespace loadtest {

std::string_view whole_words(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  const std::size_t end = text.substr(0, bytes_max + 1).find_last_of(" \t\r\n\",:;()[]{}<>");
  return text.substr(0, end == std::string_view::npos ? 0 : end);
}

template <std::size_t size>
void FailureNotes::Text<size>::keep(std::string_view text) {
  const std::string_view kept = whole_words(text, size);
  std::copy(kept.begin(), kept.end(), bytes.begin());
  length = static_cast<std::uint16_t>(kept.size());
}

FailureNotes::Kind* FailureNotes::find(std::string_view name) {
  const std::string_view kept = whole_words(name, sizeof(Kind::name.bytes));
  const auto found =
      std::find_if(kinds_.begin(), kinds_.end(), [&](const Kind& kind) { return kind.name.view() == kept; });
  if (found != kinds_.end()) return &*found;
  if (kinds_.size() == kinds_max) return nullptr;
  kinds_.emplace_back().name.keep(kept);
  return &kinds_.back();
}

void FailureNotes::add(std::string_view name, std::string_view said, TimePoint at) {
  Kind* const kind = find(name);
  if (kind == nullptr) return;
  if (++kind->count > 1) return;
  kind->first = at;
  kind->said.keep(said);
}

void FailureNotes::add(const FailureNotes& others) {
  for (const Kind& other : others.kinds_) {
    Kind* const kind = find(other.name.view());
    if (kind == nullptr) continue;
    if (kind->count == 0 || other.first < kind->first) {
      kind->first = other.first;
      kind->said = other.said;
    }
    kind->count += other.count;
  }
}

ObservedTable FailureNotes::table(TimePoint t0) const {
  constexpr std::size_t shown_max = 600;  // what is kept is shorter, unless most of it has to be escaped
  ObservedTable table{"failures", {{"kind", ""}, {"said", ""}, {"first_s", "s"}, {"count", ""}}, {}};
  for (const Kind& kind : kinds_) {
    table.rows.push_back({escape_foreign(kind.name.view()), escape_foreign(kind.said.view(), shown_max),
                          to_seconds(kind.first - t0), static_cast<double>(kind.count)});
  }
  std::stable_sort(table.rows.begin(), table.rows.end(),
                   [](const auto& a, const auto& b) { return std::get<double>(a[3]) > std::get<double>(b[3]); });
  return table;
}

}  // namespace loadtest
