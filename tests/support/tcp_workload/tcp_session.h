#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/workload.h"

namespace loadtest {

/// A user of a line echo server: sends a line with a number in it, and waits until the server has said it back.
class TcpSession final : public Session {
 public:
  using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

  TcpSession(const ShardContext& shard, const Endpoints& servers) : shard_(shard), servers_(servers) {}

  std::size_t capacity() const override { return connected_ && !flight_ ? 1 : 0; }
  void open(SessionObserver&, TimePoint intended) override;
  void start(const StartOrder&) override;
  Abandoned abandon(StartId, Outcome as) override;
  void close() noexcept override;

 private:
  /// What handlers under way still need when the session is gone.
  struct Wire {
    explicit Wire(boost::asio::io_context& io) : socket(io) {}
    boost::asio::ip::tcp::socket socket;
    std::string out, in;
    TcpSession* session = nullptr;  // null once it is gone
  };
  struct Lifeline {  // tells the handlers
    ~Lifeline() {
      if (wire) wire->session = nullptr;
    }
    std::shared_ptr<Wire> wire;
  };

  void connected(boost::system::error_code);
  void read();
  void line(std::string_view text);
  void lost(const std::string& kind);

  ShardContext shard_;
  const Endpoints& servers_;
  SessionObserver* observer_ = nullptr;
  Lifeline life_;
  TimePoint intended_{}, dialled_{};
  std::optional<StartOrder> flight_;
  std::uint64_t said_ = 0, waits_for_ = 0;  // the number in the last line, and in the one whose answer is wanted
  bool connected_ = false, closing_ = false;
};

}  // namespace loadtest
