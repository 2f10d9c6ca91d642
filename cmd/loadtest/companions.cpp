#include "loadtest/companions.h"

#include <spdlog/spdlog.h>

#include "export/exports.h"
#include "export/sentry.h"

namespace loadtest {

Companions make_companions(const OutputOptions& output, Problems& problems) {
  Companions companions;
  if (!output.exports.receivers.empty()) {
    auto exports = make_exports(output.exports.receivers);
    if (exports)
      companions.push_back(std::move(*exports));
    else
      problems.push_back(exports.error());
  }
  if (output.exports.sentry) companions.push_back(make_sentry(*output.exports.sentry));
  return companions;
}

void tell_failure(const Companions& companions, const Report& described, const Error& error) {
  for (const auto& companion : companions) companion->on_failure(described, described.redactor.redact(error.line()));
}

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
