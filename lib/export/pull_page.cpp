#include "export/pull_page.h"

#include <fmt/format.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

#include "export/exposition.h"

namespace loadtest {
namespace {

constexpr std::string_view plain_text = "text/plain; charset=utf-8";
constexpr Nanos answering_time = std::chrono::milliseconds(500), look_again = std::chrono::milliseconds(10);

}  // namespace

Result<std::unique_ptr<PullPage>> PullPage::listen(const ExportSpec& spec, const MetricSource& source) {
  const auto& [host, port] = spec.address;
  const auto refuse = [](const std::string& why, std::string hint) {
    return fail(ErrorKind::usage, "--export: prometheus: " + why, std::move(hint));
  };
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
  if (error) return refuse("an address of this machine is needed", "such as 127.0.0.1 or 0.0.0.0");
  std::unique_ptr<PullPage> page(new PullPage(fmt::format("{}:{}", host, port), source));
  if (const auto listening = page->server_->listen({address, port}); !listening)
    return refuse(listening.error().message, listening.error().hint);
  return page;
}

PullPage::PullPage(std::string where, const MetricSource& source) : where_(std::move(where)), source_(source) {
  wspp::ServerObserver& observer = *this;
  server_ = std::make_unique<wspp::Server>(io_, observer, wspp::ServerLimits{.undecided = readers_max});
}

PullPage::~PullPage() { stop(); }

void PullPage::start() {
  thread_ = std::thread([this] { serve(); });
}

void PullPage::serve() {
  const auto work = boost::asio::make_work_guard(io_);
  try {
    io_.run();
  } catch (const std::exception&) {
    // A reader who costs more memory than there is loses its page; the run goes on.
  }
  server_.reset();
}

void PullPage::show(SnapshotPtr update) {
  const std::lock_guard lock(mutex_);
  shown_ = std::move(update);
}

wspp::HttpAnswer PullPage::on_http(const wspp::HttpRequest& request) {
  const std::string_view path = request.resource().substr(0, request.resource().find('?'));
  if (request.method() != "GET") return {405, "only GET is answered here\n", std::string(plain_text)};
  if (path != "/metrics") return {404, "what there is is at /metrics\n", std::string(plain_text)};
  SnapshotPtr shown;
  {
    const std::lock_guard lock(mutex_);
    shown = shown_;
    ++reads_;
    last_read_ = Clock::now();
  }
  const MetricsForm form = wanted_form(request.header("Accept"));
  wspp::HttpAnswer page{200, exposition(shown ? *shown : MetricSnapshot{}, source_, form),
                        std::string(content_type(form))};
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
  stop();
  if (reads == 0) return fmt::format("export prometheus: nobody read http://{}/metrics", where_);
  if (complete) return {};
  return "export prometheus: nobody came for the last figures (a run that ends is best told by pushgateway= or "
         "remote-write=)";
}

void PullPage::stop() {
  if (!thread_.joinable()) return;
  boost::asio::post(io_, [this] { end_when_answered(Clock::now() + answering_time); });
  thread_.join();
}

// Who waits for an answer gets it, within bounds.
void PullPage::end_when_answered(TimePoint latest) {
  if (server_->undecided() == 0 || Clock::now() >= latest) return io_.stop();
  ending_.expires_after(look_again);
  ending_.async_wait([this, latest](const boost::system::error_code& cancelled) {
    if (!cancelled) end_when_answered(latest);
  });
}

}  // namespace loadtest
