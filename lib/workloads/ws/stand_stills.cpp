#include "workloads/ws/stand_stills.h"

#include <algorithm>

namespace loadtest {

namespace {

using Silence = StandStills::Silence;

constexpr std::size_t shown_max = 200;
// Were answers to come independently of one another, so many expected ones would all stay away once in 8,000 times.
constexpr double awaited_min = 9;
constexpr std::uint32_t answers_min = 3;

void join(Silence& into, const Silence& other) {
  into.from = std::max(into.from, other.from);
  into.to = std::max(into.to, other.to);
  if (other.answers == 0) return;
  into.sent_first = into.answers == 0 ? other.sent_first : std::min(into.sent_first, other.sent_first);
  into.sent_last = into.answers == 0 ? other.sent_last : std::max(into.sent_last, other.sent_last);
  into.answers += other.answers;
  into.connects += other.connects;
}

// What both lists have in common, in the order of time; both are in it.
std::vector<Silence> common(const std::vector<Silence>& a, const std::vector<Silence>& b) {
  std::vector<Silence> both;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    if (i->from < j->to && j->from < i->to) {
      Silence one = *i;
      join(one, *j);
      // The first message of any shard ends it.
      one.to = std::min(i->to, j->to);
      both.push_back(one);
    }
    (i->to < j->to ? i : j)++;
  }
  return both;
}

bool is_stand_still(Silence& silence, double rate_per_s, Nanos together, Nanos shortest) {
  if (silence.answers < answers_min) return false;
  // Before anybody asked there was nothing to answer.
  silence.from = std::max(silence.from, silence.sent_first);
  const Nanos length = silence.to - silence.from;
  if (length < shortest) return false;
  const double awaited = rate_per_s * to_seconds(length);
  if (awaited < awaited_min) return false;
  // Where silence alone does not tell, so must the crowd that follows it.
  return awaited > 3 * awaited_min || silence.answers >= 4 * rate_per_s * to_seconds(together);
}

}  // namespace

StandStills::StandStills() { silences_.reserve(silences_max); }

void StandStills::begin(TimePoint at) {
  if (last_ == TimePoint()) {
    first_ = at;
    return;
  }
  keep();
  silence_ = {.from = last_, .to = at};
}

void StandStills::count(TimePoint sent, bool connect) {
  if (silence_.answers == 0) silence_.sent_first = silence_.sent_last = sent;
  silence_.sent_first = std::min(silence_.sent_first, sent);
  silence_.sent_last = std::max(silence_.sent_last, sent);
  ++silence_.answers;
  if (connect) ++silence_.connects;
}

void StandStills::keep() {
  if (silence_.to == TimePoint()) return;
  if (silences_.size() == silences_max) {
    shortest_ *= 2;
    std::erase_if(silences_, [this](const Silence& one) { return one.to - one.from <= shortest_; });
  }
  if (silences_.size() < silences_max && silence_.to - silence_.from > shortest_) silences_.push_back(silence_);
}

void StandStills::end() {
  keep();
  silence_ = {};
}

void StandStills::tell(std::vector<StandStills>& shards, TimePoint t0, Observed& noted) {
  std::erase_if(shards, [](const StandStills& one) { return one.heard_ == 0; });
  if (shards.empty()) return;
  TimePoint first = TimePoint::max(), last{};
  double heard = 0;
  Nanos shortest{0};
  std::vector<Silence> silences = shards.front().silences_;
  for (const StandStills& shard : shards) {
    first = std::min(first, shard.first_);
    last = std::max(last, shard.last_);
    heard += static_cast<double>(shard.heard_);
    shortest = std::max(shortest, shard.shortest_);
    if (&shard != &shards.front()) silences = common(silences, shard.silences_);
  }
  const double seconds = to_seconds(last - std::max(first, t0));
  const double rate_per_s = seconds > 0 ? heard / seconds : 0;
  std::erase_if(silences, [&](Silence& one) { return !is_stand_still(one, rate_per_s, together, shortest); });
  noted.figures.push_back({"answers", "/s", rate_per_s});
  noted.figures.push_back({"stand_stills.shortest", "s", to_seconds(shortest)});
  if (silences.size() > shown_max) {
    const auto longest = silences.begin() + shown_max;
    std::nth_element(silences.begin(), longest, silences.end(),
                     [](const Silence& a, const Silence& b) { return a.to - a.from > b.to - b.from; });
    silences.erase(longest, silences.end());
    std::sort(silences.begin(), silences.end(), [](const Silence& a, const Silence& b) { return a.from < b.from; });
    noted.notes.push_back("stand_stills has the longest " + std::to_string(shown_max) + " only");
  }
  ObservedTable table{
      "stand_stills", {{"at_s", "s"}, {"length_s", "s"}, {"answers", ""}, {"connects", ""}, {"apart_s", "s"}}, {}};
  for (const Silence& one : silences) {
    table.rows.push_back({to_seconds(one.from - t0), to_seconds(one.to - one.from), static_cast<double>(one.answers),
                          static_cast<double>(one.connects), to_seconds(one.sent_last - one.sent_first)});
  }
  noted.tables.push_back(std::move(table));
}

}  // namespace loadtest
