#include "target/target_stats.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace loadtest::target {

namespace {

using Counter = std::uint64_t TargetStats::*;

constexpr std::array<std::pair<std::string_view, Counter>, 20> counters{{
    {"connections_accepted", &TargetStats::connections_accepted},
    {"greeted", &TargetStats::greeted},
    {"open", &TargetStats::open},
    {"peak_open", &TargetStats::peak_open},
    {"full", &TargetStats::full},
    {"closed_clean", &TargetStats::closed_clean},
    {"closed_dirty", &TargetStats::closed_dirty},
    {"chats_received", &TargetStats::chats_received},
    {"chats_answered", &TargetStats::chats_answered},
    {"replies_late", &TargetStats::replies_late},
    {"replies_dropped", &TargetStats::replies_dropped},
    {"errors_sent", &TargetStats::errors_sent},
    {"closes_sent", &TargetStats::closes_sent},
    {"pings_received", &TargetStats::pings_received},
    {"pongs_received", &TargetStats::pongs_received},
    {"echoes", &TargetStats::echoes},
    {"queries_started", &TargetStats::queries_started},
    {"queries_answered", &TargetStats::queries_answered},
    {"queries_failed", &TargetStats::queries_failed},
    {"rows_read", &TargetStats::rows_read},
}};

}  // namespace

void Crowd::came() {
  const std::uint64_t now = open.fetch_add(1, std::memory_order_relaxed) + 1;
  std::uint64_t most = peak.load(std::memory_order_relaxed);
  while (most < now && !peak.compare_exchange_weak(most, now, std::memory_order_relaxed)) {
  }
}

void TargetStats::opened() {
  ++connections_accepted;
  peak_open = std::max(peak_open, ++open);
  if (crowd != nullptr) crowd->came();
}

void TargetStats::closed(bool clean) {
  --open;
  ++(clean ? closed_clean : closed_dirty);
  if (crowd != nullptr) crowd->went();
}

void TargetStats::add(const TargetStats& other) {
  for (const auto& [name, counter] : counters) {
    auto& counted = const_cast<std::uint64_t&>(other.*counter);  // atomic_ref reads nothing that is const
    this->*counter += std::atomic_ref(counted).load(std::memory_order_relaxed);
  }
}

std::string TargetStats::json() const {
  std::string text;
  for (const auto& [name, counter] : counters) {
    text += fmt::format(R"({}"{}":{})", text.empty() ? "{" : ",", name, this->*counter);
  }
  return text + "}";
}

}  // namespace loadtest::target
