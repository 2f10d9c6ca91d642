#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/database_seen.h"
#include "findings/rule.h"
#include "findings/series_part.h"

namespace loadtest {
namespace {

constexpr double hit_share_low = 0.95, io_share_min = 0.05, reads_per_s_min = 100, block = 8192;
// What fits is read once, whatever the share was meanwhile.
constexpr double fits_below = 0.8;
constexpr std::size_t readers_shown = 2;

std::string show_mib(double bytes) { return fmt::format("{:.{}f} MiB", bytes / 1048576, bytes < 10e6 ? 1 : 0); }

void add_greatest_readers(const Observed& database, std::vector<std::string>& evidence) {
  const ObservedTable* statements = database.find_table("statements");
  if (statements == nullptr) return;
  std::vector<std::size_t> rows(statements->rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
  const auto reads = [&](std::size_t row) { return statements->number(row, "reads").value_or(0); };
  std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) { return reads(a) > reads(b); });
  for (std::size_t i = 0; i < std::min(rows.size(), readers_shown) && reads(rows[i]) > 0; ++i) {
    evidence.push_back(fmt::format(
        "{} read {} blocks from outside of the cache, in {} calls", show_statement(statements->text(rows[i], "query")),
        show_count(static_cast<std::uint64_t>(reads(rows[i]))),
        show_count(static_cast<std::uint64_t>(statements->number(rows[i], "calls").value_or(0)))));
  }
}

void look_for_small_caches(const Report& report, std::vector<Finding>& findings) {
  const JudgedSpan span = judged_span(report.result);
  for (const Observed* database : databases_of(report.observations)) {
    const double hits = mean_of(points_within(*database, "cache.hits", span));
    const double reads = mean_of(points_within(*database, "cache.reads", span));
    const double io = wait_share(*database, "IO", "DataFile") + wait_share(*database, "LWLock", "BufferIO") +
                      wait_share(*database, "IPC", "BufferIO");
    const double buffers = database->figure("limit.shared_buffers").value_or(0);
    const double size = database->figure("database.size").value_or(0);
    if (reads < reads_per_s_min || hits >= hit_share_low * (hits + reads) || io < io_share_min) continue;
    if (size < fits_below * buffers) continue;
    Finding finding{
        .id = "cache-too-small",
        .severity = Severity::warning,
        .title = fmt::format("{} of the blocks that queries asked for were not in the database's cache",
                             show_share(reads / (hits + reads))),
        .evidence = {fmt::format("{:.0f} blocks/s ({}/s) read from the system's cache or the disk, {:.0f}/s found",
                                 reads, show_mib(reads * block), hits),
                     fmt::format("its busy sessions waited {} of their time for reads and writes of data",
                                 show_share(io)),
                     fmt::format("shared_buffers {}, the database {}", show_mib(buffers), show_mib(size))},
        .advice = {"an index for what reads most, so that fewer blocks are asked for",
                   "more shared_buffers (a quarter of the memory is usual; it needs a restart), or more memory",
                   "smaller rows: what is seldom read in a table of its own"}};
    add_greatest_readers(*database, finding.evidence);
    findings.push_back(std::move(finding));
  }
}

}  // namespace

extern const Rule cache_too_small;
const Rule cache_too_small{
    .id = "cache-too-small",
    .summary = "queries read blocks that the database's cache has no room for",
    .meaning =
        "Blocks of tables and indexes are found in shared buffers, or have to be fetched from the system's cache or "
        "the "
        "disk, again and again where there is no room to keep them. Each fetch makes its session wait.",
    .evidence =
        "In the judged time less than 95 % of the blocks were found in shared buffers and at least 100 a second were "
        "not; "
        "sessions spent at least 5 % of their busy time waiting for data files; and the database is no smaller than "
        "its "
        "cache.",
    .remedy =
        "Ask for fewer blocks first: the evidence names the statements that read most, and an index often makes "
        "thousands of blocks a few. Then give the cache room: shared_buffers, memory, or the next larger machine.",
    .look = look_for_small_caches};

}  // namespace loadtest
