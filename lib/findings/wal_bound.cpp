#include <fmt/format.h>

#include "core/units.h"
#include "findings/database_seen.h"
#include "findings/rule.h"
#include "findings/series_part.h"

namespace loadtest {
namespace {

// A part of little is chance, as where a session that writes WAL was itself without a processor for a moment.
constexpr double wal_share_min = 0.2, wal_sessions_min = 0.5, wal_most = 0.5, wal_samples_min = 20;
// A run is short beside the five minutes between timed checkpoints: two that were asked for are many.
constexpr double checkpoints_min = 2, wal_bytes_min = 32 * 1048576.0;

void look_for_wal(const Report& report, std::vector<Finding>& findings) {
  const JudgedSpan span = judged_span(report.result);
  for (const Observed* database : databases_of(report.observations)) {
    const double share = wait_share(*database, "", "wal");
    const double requested = database->figure("checkpoints.requested").value_or(0);
    const double written = database->figure("wal.written").value_or(0);
    const double sessions = wait_sessions(*database, "", "wal");
    const bool waits = wait_samples(*database) >= wal_samples_min && share >= wal_share_min &&
                       (sessions >= wal_sessions_min || share >= wal_most);
    const bool checkpoints = requested >= checkpoints_min && written >= wal_bytes_min;
    if (!waits && !checkpoints) continue;
    Finding finding{
        .id = "wal-bound",
        .severity = Severity::warning,
        .title = waits ? fmt::format("sessions waited {} of their busy time for the write-ahead log", show_share(share))
                       : fmt::format("writes forced {:.0f} checkpoints while the run lasted", requested),
        .evidence = {},
        .advice = {}};
    if (waits) finding.evidence.push_back("waits of busy sessions: " + show_waits(*database, "", "wal"));
    finding.evidence.push_back(fmt::format("{:.1f} MiB of WAL, {:.2f} MiB/s while it was judged", written / 1048576,
                                           mean_of(points_within(*database, "wal.written", span)) / 1048576));
    if (const auto syncs = database->figure("wal.syncs"); syncs && *syncs > 0)
      finding.evidence.push_back(fmt::format("made durable {} times", show_count(static_cast<std::uint64_t>(*syncs))));
    if (requested > 0)
      finding.evidence.push_back(fmt::format("{:.0f} checkpoints were asked for by how much was written", requested));
    if (waits) {
      finding.advice.emplace_back(
          "more rows in one transaction, or in one INSERT: each COMMIT waits for the disk once");
      finding.advice.emplace_back(
          "synchronous_commit = off for what may lose its last moments in a crash (it can be set for one transaction)");
      finding.advice.emplace_back("a disk that is quicker to say that data is safe");
    }
    if (checkpoints) finding.advice.emplace_back("a larger max_wal_size, so that checkpoints come by time");
    finding.advice.emplace_back("fewer indexes on tables that are written to: each of them is written, too");
    findings.push_back(std::move(finding));
  }
}

}  // namespace

extern const Rule wal_bound;
const Rule wal_bound{
    .id = "wal-bound",
    .summary = "writing transactions waited for the write-ahead log",
    .meaning =
        "Whoever commits waits until the log of its changes is safe on disk. All write into one log, so small "
        "transactions that come fast wait for the disk and for each other. Where more is written than max_wal_size "
        "allows, checkpoints come early, and after each of them whole pages go into the log again.",
    .evidence =
        "At least a fifth of the busy time of the load's sessions went by in waits whose names begin with WAL, and "
        "half a "
        "session on average or half of that time; or two "
        "and more checkpoints were asked for while at least 32 MiB of WAL were written.",
    .remedy =
        "Put more into one transaction, so that fewer wait for the disk. Where losing the last moments in a crash does "
        "no "
        "harm, synchronous_commit = off takes the wait away. A larger max_wal_size makes checkpoints rare.",
    .look = look_for_wal};

}  // namespace loadtest
