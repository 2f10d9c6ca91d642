#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "target/chat_host.h"
#include "target/chat_worker.h"
#include "target/shared_port.h"

namespace loadtest::target {

/// The chat in several processes on one port, which live no longer than this one.
class ChatProcesses final : public ChatHost {
 public:
  /// `lost` is told when a worker ends by itself.
  ChatProcesses(boost::asio::io_context&, SharedPort, const std::vector<ChatWorker>&, std::function<void(Error)> lost);
  ~ChatProcesses() override;  // kills those that are left

  Status listen() override;  // blocks until all do
  Status use_database(const Secret& address, std::uint32_t connections, Done connected) override;
  void open(const Done& opened) override;
  std::uint16_t port() const override { return port_; }
  void shut_down(std::function<void()> done) override;

 private:
  struct Member {
    Member(boost::asio::io_context& io, const ChatWorker& worker) : pid(worker.pid), control(io, worker.control) {}
    int pid;
    boost::asio::posix::stream_descriptor control;
  };

  void wait_for_answers(Done);
  void wait_for(Member&);
  void on_packet(Member&);
  void finish(Status);
  std::string bury(Member&);

  std::optional<SharedPort> held_;  // until they listen
  std::uint16_t port_;
  std::deque<Member> members_;
  std::function<void(Error)> lost_;
  std::function<void()> on_empty_;
  Done done_;
  std::size_t answers_missing_ = 0;
  std::size_t living_;
};

}  // namespace loadtest::target
