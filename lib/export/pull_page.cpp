#include "export/pull_page.h"

#include <fmt/format.h>

#include "export/exposition.h"

namespace loadtest {

Result<std::unique_ptr<PullPage>> PullPage::listen(const ExportSpec& spec, const MetricSource& source) {
  auto server = HttpServer::listen(spec.address.host, spec.address.port);
  if (!server) return fail(ErrorKind::usage, "--export: prometheus: " + server.error().message, server.error().hint);
  const std::string where = fmt::format("{}:{}", spec.address.host, spec.address.port);
  return std::unique_ptr<PullPage>(new PullPage(where, std::move(*server), source));
}

void PullPage::start() {
  server_->start([this](const HttpQuestion& question) { return answer(question); });
}

void PullPage::show(SnapshotPtr update) {
  const std::lock_guard lock(mutex_);
  shown_ = std::move(update);
}

HttpAnswer PullPage::answer(const HttpQuestion& question) {
  if (question.path != "/metrics") return {404, "text/plain; charset=utf-8", "what there is is at /metrics\n"};
  SnapshotPtr shown;
  {
    const std::lock_guard lock(mutex_);
    shown = shown_;
    ++reads_;
    last_read_ = Clock::now();
  }
  const Exposition kind = wanted_exposition(question.accept);
  HttpAnswer page{200, std::string(content_type(kind)), exposition(shown ? *shown : MetricSnapshot{}, source_, kind)};
  const std::lock_guard lock(mutex_);
  last_was_read_ = last_was_read_ || (shown && shown->last);
  read_.notify_all();
  return page;
}

std::string PullPage::finish(TimePoint end) {
  constexpr Nanos regular = std::chrono::minutes(1);
  std::unique_lock lock(mutex_);
  const bool expected = shown_ && shown_->last && reads_ > 0 && Clock::now() - last_read_ < regular;
  if (expected) read_.wait_until(lock, end, [&] { return last_was_read_; });
  const std::uint64_t reads = reads_;
  const bool complete = last_was_read_ || !shown_ || !shown_->last;
  lock.unlock();
  server_->stop();
  if (reads == 0) return fmt::format("export prometheus: nobody read http://{}/metrics", where_);
  if (complete) return {};
  return "export prometheus: nobody came for the last figures (a run that ends is best told by pushgateway= or "
         "remote-write=)";
}

}  // namespace loadtest
