// A workload in one folder: load on a server that says each line back.
#include <array>
#include <charconv>

#include "net/resolve.h"
#include "tcp_session.h"

namespace loadtest {
namespace {

struct TcpAddress {
  std::string host;
  std::uint16_t port = 0;
};

Result<TcpAddress> read_address(const std::string& url) {
  constexpr std::string_view scheme = "tcp://";
  const std::size_t colon = url.rfind(':');
  TcpAddress address;
  if (url.starts_with(scheme) && colon > scheme.size()) {
    address.host = url.substr(scheme.size(), colon - scheme.size());
    const auto [end, error] = std::from_chars(url.data() + colon + 1, url.data() + url.size(), address.port);
    if (error == std::errc() && end == url.data() + url.size() && address.port > 0) return address;
  }
  return fail(ErrorKind::usage, "\"" + url + "\" is no address", "try tcp://localhost:7000");
}

class TcpFactory final : public SessionFactory {
 public:
  TcpFactory(const ShardContext& shard, const TcpSession::Endpoints& servers) : shard_(shard), servers_(servers) {}
  std::unique_ptr<Session> make_session(std::uint64_t) override {
    return std::make_unique<TcpSession>(shard_, servers_);
  }

 private:
  ShardContext shard_;
  const TcpSession::Endpoints& servers_;
};

class TcpWorkload final : public Workload {
 public:
  explicit TcpWorkload(TcpAddress address) : address_(std::move(address)) {}
  std::span<const OperationSpec> operations() const override { return operations_; }
  std::optional<OperationId> connect_operation() const override { return 0; }
  std::vector<TargetHost> hosts() const override { return {{address_.host}}; }
  Status set_address(const std::string& url) override {
    auto address = read_address(url);
    if (!address) return tl::unexpected(address.error());
    address_ = *address;
    return {};
  }
  Status prepare(Remarks&) override {
    auto found = net::resolve(address_.host, address_.port);
    if (!found) return tl::unexpected(found.error());
    servers_ = std::move(*found);
    return {};
  }
  std::unique_ptr<SessionFactory> attach(ShardContext shard) override {
    return std::make_unique<TcpFactory>(shard, servers_);
  }
  void clean_up(Remarks&) noexcept override {}

 private:
  TcpAddress address_;
  TcpSession::Endpoints servers_;
  std::array<OperationSpec, 2> operations_{OperationSpec{.name = "connect", .weight = 0, .warm_up_counts = true},
                                           OperationSpec{.name = "line"}};
};

constexpr std::array<OptionSpec, 1> options{
    {{.name = "url", .value = "URL", .fallback = "", .help = "line echo server, such as tcp://localhost:7000"}}};
constexpr std::array<std::string_view, 1> examples{"loadtest tcp --url tcp://localhost:7000 --users 10"};

std::unique_ptr<Workload> create(const WorkloadRequest& request) {
  auto address = read_address(request.options.get_or("url", ""));
  if (address) return std::make_unique<TcpWorkload>(std::move(*address));
  request.problems.push_back({ErrorKind::usage, "--url: " + address.error().message, address.error().hint});
  return nullptr;
}

}  // namespace

extern const WorkloadType tcp_workload;
const WorkloadType tcp_workload{.name = "tcp",
                                .summary = "load on a line echo server",
                                .options = options,
                                .create = create,
                                .examples = examples,
                                .target = "the line server"};

}  // namespace loadtest
