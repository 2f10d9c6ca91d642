// The same round trips as epoll_echo_client, over lib/wspp. Also prints what an idle connection holds in memory.
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <vector>

#include "measure.h"
#include "wspp/client.h"

using namespace loadtest;
using namespace loadtest::bench;

namespace {

struct Bench {
  Tally tally;
  std::string payload = std::string(payload_bytes, 'x');
  int open = 0;
};

struct Peer final : wspp::ConnectionObserver {
  Bench* bench = nullptr;
  wspp::ConnectionPtr connection;
  bench::Clock::time_point sent{};

  void send_one(bench::Clock::time_point now) {
    sent = now;
    connection->send(bench->payload, wspp::FrameKind::binary);
  }
  void on_open() override { ++bench->open; }
  void on_message(std::string_view, wspp::FrameKind, TimePoint) override {
    const auto now = bench::Clock::now();
    bench->tally.record(sent, now);
    send_one(now);
  }
  void on_closed(const wspp::CloseInfo& info) override {
    std::fprintf(stderr, "closed: %s\n", info.kind.c_str());
    std::exit(1);
  }
};

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = parse(argc, argv);
  boost::asio::io_context io(1);
  wspp::ClientTarget target;
  target.addresses = {{boost::asio::ip::make_address("127.0.0.1"), arguments.port}};
  target.host = "localhost";
  target.port = arguments.port;
  wspp::Client client(io, target);
  Bench bench;
  std::vector<Peer> peers(static_cast<std::size_t>(arguments.connections));
  const double before_kib = resident_kib();
  std::uint64_t turn = 0;
  for (Peer& peer : peers) {
    peer.bench = &bench;
    peer.connection = client.connect(peer, {"/"}, turn++);
    while (static_cast<int>(turn) - bench.open > 64) io.run_one();
  }
  while (bench.open < arguments.connections) io.run_one();
  std::printf("{\"kib_per_idle_connection\": %.2f}\n", (resident_kib() - before_kib) / arguments.connections);

  const Measurement measurement;
  for (Peer& peer : peers) peer.send_one(bench::Clock::now());
  boost::asio::steady_timer end(io);
  end.expires_after(from_seconds(arguments.seconds));
  end.async_wait([&](const boost::system::error_code&) { io.stop(); });
  io.run();
  measurement.print("wspp", arguments.connections, bench.tally);
}
