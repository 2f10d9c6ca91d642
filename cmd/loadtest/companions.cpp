#include "loadtest/companions.h"

#include <spdlog/spdlog.h>

#include "dashboard/dashboard.h"
#include "dashboard/live_server.h"
#include "export/exports.h"
#include "export/pull_page.h"
#include "export/sentry.h"
#include "loadtest/host.h"
#include "loadtest/problems.h"

namespace loadtest {

namespace {

// Also where all else is quiet: nobody could open it otherwise.
void tell_of_dashboard(std::string_view line) { tell_line("dashboard", line); }

}  // namespace

Companions make_companions(const OutputOptions& output, Problems& problems) {
  Companions companions;
  const auto add = [&](Result<std::unique_ptr<RunCompanion>> made) {
    if (made) {
      companions.push_back(std::move(*made));
    } else {
      problems.push_back(made.error());
    }
  };
  if (!output.live.empty()) add(Dashboard::make(output.live, this_host().name, tell_of_dashboard));
  if (!output.exports.receivers.empty()) add(make_exports(output.exports.receivers));
  if (output.exports.sentry) companions.push_back(make_sentry(*output.exports.sentry));
  return companions;
}

std::uint64_t companion_files(const OutputOptions& output) {
  constexpr std::uint64_t page_beside = 2, sender = 3;
  std::uint64_t files = output.exports.sentry ? sender : 0;
  if (!output.live.empty()) files += LiveServer::viewers_max + LiveServer::undecided_max + 8;
  for (const ExportSpec& spec : output.exports.receivers)
    files += spec.kind->id == ExportKind::Id::prometheus ? PullPage::readers_max + page_beside : sender;
  return files;
}

void tell_failure(const Companions& companions, const Report& described, const Error& error) {
  for (const auto& companion : companions) companion->on_failure(described, described.redactor.redact(error.line()));
}

void finish(Companions& companions, bool quiet) {
  for (const auto& companion : companions) companion->begin_finish();
  for (const auto& companion : companions) {
    for (const std::string& remark : companion->finish())
      spdlog::log(quiet ? spdlog::level::err : spdlog::level::warn, remark);
  }
  companions.clear();
}

void Audience::on_progress(const Progress& progress) {
  terminal_.on_progress(progress);
  for (const auto& companion : companions_) companion->on_progress(progress);
}

}  // namespace loadtest
