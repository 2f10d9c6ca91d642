#include "export/exports.h"

#include <fmt/format.h>

#include <list>

#include "export/export_target.h"
#include "export/outbox.h"
#include "export/pull_page.h"
#include "export/run_metrics.h"
#include "report/shown.h"

namespace loadtest {
namespace {

constexpr Nanos every = std::chrono::seconds(1), slack = std::chrono::milliseconds(50);
constexpr Nanos flush_time = std::chrono::seconds(2);

/// One receiver that is pushed to.
class Push {
 public:
  Push(const ExportSpec& spec, const MetricSource& source)
      : name_(spec.shown()),
        final_only_(spec.kind->id == ExportKind::Id::pushgateway),
        target_(make_export_target(spec)),
        outbox_([this, &source](const std::vector<SnapshotPtr>& updates) { return target_->send(updates, source); },
                {}) {}
  void start() { outbox_.start(); }
  void put(const SnapshotPtr& update) {
    if (update->last || !final_only_) outbox_.put(update);
  }
  void end_by(TimePoint end) {
    target_->end_by(end);
    outbox_.end_by(end);
  }
  std::string finish(const Redactor& redactor) {
    const auto outcome = outbox_.join();
    if (outcome.lost == 0) return {};
    return fmt::format("{}: {} of {} updates lost: {}", name_, outcome.lost, outcome.put,
                       outcome.why.empty() ? "the end came first" : shown_foreign(outcome.why, redactor));
  }

 private:
  const std::string name_;
  const bool final_only_;
  const std::unique_ptr<ExportTarget> target_;
  Outbox<SnapshotPtr> outbox_;
};

class Exports final : public RunCompanion {
 public:
  Status add(const ExportSpec& spec) {
    if (spec.kind->id != ExportKind::Id::prometheus) {
      pushes_.emplace_back(spec, metrics_.source());
      return {};
    }
    auto page = PullPage::listen(spec, metrics_.source());
    if (!page) return tl::unexpected(page.error());
    pages_.push_back(std::move(*page));
    return {};
  }

  void on_start(const Report& described, RunSteering&) override {
    redactor_ = described.redactor;
    metrics_.begin(described);
    for (const auto& page : pages_) page->start();
    for (Push& push : pushes_) push.start();
    started_ = true;
  }
  void on_progress(const Progress& progress) override {
    metrics_.add(progress);
    const TimePoint now = Clock::now();
    if (now < next_) return;
    // Shown four times a second: a call that comes a little early is taken, else every fifth would be.
    next_ = std::max(next_ + every, now + every - slack - slack);
    tell(metrics_.now());
  }
  void on_report(const Report& report) override {
    redactor_ = report.redactor;
    tell(metrics_.conclude(report));
  }
  void begin_finish() override {
    end_ = Clock::now() + flush_time;
    for (Push& push : pushes_) push.end_by(end_);
  }
  std::vector<std::string> finish() override {
    std::vector<std::string> remarks;
    if (!started_) return remarks;
    const auto keep = [&](std::string remark) {
      if (!remark.empty()) remarks.push_back(std::move(remark));
    };
    for (Push& push : pushes_) keep(push.finish(redactor_));
    for (const auto& page : pages_) keep(page->finish(end_));
    return remarks;
  }

 private:
  void tell(const SnapshotPtr& update) {
    for (const auto& page : pages_) page->show(update);
    for (Push& push : pushes_) push.put(update);
  }

  RunMetrics metrics_;  // before those who refer to its source
  std::list<Push> pushes_;
  std::vector<std::unique_ptr<PullPage>> pages_;
  Redactor redactor_;
  TimePoint next_{}, end_{};
  bool started_ = false;
};

}  // namespace

Result<std::unique_ptr<RunCompanion>> make_exports(std::span<const ExportSpec> specs) {
  auto exports = std::make_unique<Exports>();
  for (const ExportSpec& spec : specs) {
    if (auto added = exports->add(spec); !added) return tl::unexpected(added.error());
  }
  return exports;
}

}  // namespace loadtest
