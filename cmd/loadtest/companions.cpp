#include "loadtest/companions.h"

#include <spdlog/spdlog.h>

namespace loadtest {

Companions make_companions(const OutputOptions&, Problems&) { return {}; }

void finish(Companions& companions) {
  for (const auto& companion : companions) {
    for (const std::string& remark : companion->finish()) spdlog::warn(remark);
  }
  companions.clear();
}

void Audience::on_progress(const Progress& progress) {
  terminal_.on_progress(progress);
  for (const auto& companion : companions_) companion->on_progress(progress);
}

}  // namespace loadtest
