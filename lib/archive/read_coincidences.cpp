#include "archive/read_coincidences.h"

#include <algorithm>

namespace loadtest {
namespace {

constexpr double lag_s_max = 1e6;

}  // namespace

std::vector<Coincidence> read_coincidences(const JsonSpot& spot) {
  std::vector<Coincidence> all;
  for (const JsonSpot& one : spot.items()) {
    Coincidence& read = all.emplace_back();
    read.track = one["track"].text();
    read.operation = one["operation"].text();
    read.measure = one["measure"].text();
    read.source = one["source"].text();
    read.series = one["series"].text();
    read.r = one["r"].number();
    read.lag = from_seconds(std::clamp(one["lag_s"].number(), -lag_s_max, lag_s_max));
    read.p = one["p"].number();
    read.intervals = one["intervals"].count();
    read.period = one["period_s"].seconds();
  }
  return all;
}

}  // namespace loadtest
