#include "workloads/ws/rate_limit_note.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace loadtest {

namespace {

std::optional<double> number_at(const JsonPointer& at, std::string_view payload) {
  const auto text = at.find(payload);
  if (!text) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return std::isfinite(value) && value >= 0 ? std::optional(value) : std::nullopt;
}

}  // namespace

void RateLimitNote::add(const DialogueRule::RateLimitPlaces& places, std::string_view payload, TimePoint at) {
  const auto limit = number_at(places.limit, payload), window_s = number_at(places.window, payload),
             retry_after_s = number_at(places.retry_after, payload);
  if (!limit && !window_s && !retry_after_s) return;
  if (refused_++ == 0) {
    first_ = at;
    limit_ = limit;
    window_s_ = window_s;
    retry_after_s_ = retry_after_s;
  }
  if (retry_after_s) retry_after_max_s_ = std::max(retry_after_max_s_.value_or(0), *retry_after_s);
}

void RateLimitNote::add(const RateLimitNote& other) {
  if (other.refused_ == 0) return;
  const auto longest = std::max(retry_after_max_s_, other.retry_after_max_s_);
  const std::uint64_t refused = refused_ + other.refused_;
  if (refused_ == 0 || other.first_ < first_) *this = other;
  retry_after_max_s_ = longest;
  refused_ = refused;
}

void RateLimitNote::tell(TimePoint t0, Observed& noted) const {
  if (refused_ == 0) return;
  const auto tell = [&](const char* name, const char* unit, std::optional<double> value) {
    if (value) noted.figures.push_back({name, unit, *value});
  };
  tell("rate_limit.refused", "", static_cast<double>(refused_));
  tell("rate_limit.first", "s", to_seconds(first_ - t0));
  tell("rate_limit.limit", "", limit_);
  tell("rate_limit.window", "s", window_s_);
  tell("rate_limit.retry_after", "s", retry_after_s_);
  tell("rate_limit.retry_after_max", "s", retry_after_max_s_);
}

}  // namespace loadtest
