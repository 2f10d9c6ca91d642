#include "workloads/ws/ws_notes.h"

#include <utility>

namespace loadtest {

void AllWsNotes::add(WsNotes notes) {
  notes.stand_stills.end();
  const std::scoped_lock lock(mutex_);
  failures_.add(notes.failures);
  losses_.add(notes.losses);
  rate_limit_.add(notes.rate_limit);
  stand_stills_.push_back(std::move(notes.stand_stills));
}

Observed AllWsNotes::take(TimePoint t0) {
  const std::scoped_lock lock(mutex_);
  Observed noted;
  noted.source = "ws";
  rate_limit_.tell(t0, noted);
  noted.tables.push_back(failures_.table(t0));
  noted.tables.push_back(losses_.table(t0));
  StandStills::tell(stand_stills_, t0, noted);
  failures_ = {};
  losses_ = {};
  rate_limit_ = {};
  stand_stills_.clear();
  return noted;
}

}  // namespace loadtest
