#pragma once

#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <string_view>

#include "dashboard/viewer_order.h"
#include "wspp/connection.h"

namespace loadtest {

class Viewer;

/// Who has the viewers.
class ViewerHost {
 public:
  virtual bool knows_token(std::string_view token) = 0;
  /// It said the right one; no order comes before that.
  virtual void on_admitted(Viewer&, bool wants_page) = 0;
  virtual void on_order(const ViewerOrder&) = 0;
  /// The last call; its connection is still inside of it.
  virtual void on_gone(Viewer&) = 0;

 protected:
  ~ViewerHost() = default;
};

/// One connection of a browser. It is a stranger until it said the token; one who does not in time, says a wrong one or
/// nonsense is sent away, after a wrong one slowly.
class Viewer final : public wspp::ConnectionObserver {
 public:
  static constexpr Nanos token_within = std::chrono::seconds(10), wrong_token_waits = std::chrono::seconds(1);
  static constexpr std::size_t unsent_max = 4 * 1024 * 1024;

  Viewer(boost::asio::io_context&, std::uint64_t id, ViewerHost&);

  std::uint64_t id() const { return id_; }
  bool admitted() const { return admitted_; }
  void attach(wspp::ConnectionPtr connection) { connection_ = std::move(connection); }
  /// False where it did not read what it was sent before, and is not waited for: nothing was sent.
  bool send(std::string_view text);
  void close(std::uint16_t code, std::string_view reason);
  /// Hangs up; no on_gone() follows.
  void abandon();

 private:
  void on_open() override;
  void on_message(std::string_view payload, wspp::FrameKind, TimePoint) override;
  void on_closed(const wspp::CloseInfo&) override;
  void close_after(Nanos, std::uint16_t code, std::string_view reason);

  std::uint64_t id_;
  ViewerHost& host_;
  wspp::ConnectionPtr connection_;
  boost::asio::steady_timer timer_;
  bool admitted_ = false, leaving_ = false;
};

}  // namespace loadtest
