#pragma once

#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <websocketpp/common/connection_hdl.hpp>
#include <websocketpp/common/system_error.hpp>
#include <websocketpp/logger/stub.hpp>
#include <websocketpp/transport/base/connection.hpp>

#include "net/poller.h"
#include "wspp/client.h"
#include "wspp/socket.h"
#include "wspp/tls_session.h"

namespace loadtest::wspp {

/// What broke a connection, in the words of CloseInfo.
struct TransportFailure {
  std::string kind;
  std::string reason;
};

/// The timers websocketpp asks for; it needs them only to close (and a server to be rid of slow handshakes).
class TransportTimer {
 public:
  explicit TransportTimer(boost::asio::io_context& io) : timer(io) {}
  void cancel() { timer.cancel(); }
  boost::asio::steady_timer timer;
};

/// One who lets others wait until he has read.
struct SlowReading {
  static constexpr int receive_buffer = 4096;  // bytes; the kernel doubles it for its own needs

  SlowReading(Nanos p, boost::asio::io_context& io) : pause(p), timer(io) {}
  Nanos pause;
  boost::asio::steady_timer timer;
  bool paused = false;
};

/// websocketpp's transport on our sockets: operations are tried at once, and only what the socket does not take waits.
/// websocketpp hears of success alone; whatever breaks goes to broken(), after all that had arrived was read.
class Transport : public std::enable_shared_from_this<Transport>, public net::Pollable {
 public:
  using ptr = std::shared_ptr<Transport>;
  using timer_ptr = std::shared_ptr<TransportTimer>;
  using Log = websocketpp::log::stub;
  using Buffer = websocketpp::transport::buffer;
  using ErrorCode = websocketpp::lib::error_code;

  Transport(bool server, const std::shared_ptr<Log>&, const std::shared_ptr<Log>&) : server_(server) {}
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  ptr get_shared() { return shared_from_this(); }
  bool is_secure() const { return secure_; }
  void set_handle(const websocketpp::connection_hdl&) {}
  std::string get_remote_endpoint() const { return {}; }

  void on_ready(std::uint32_t events) override;

 protected:
  ~Transport();

  // For the session, before start(): who serves the socket, and where it comes from.
  void attach(std::shared_ptr<net::Poller> poller) { poller_ = std::move(poller); }
  void connect_to(const ClientTarget& target, std::uint64_t turn);
  void read_slowly(Nanos pause) { slow_ = std::make_unique<SlowReading>(pause, poller_->io()); }
  void accept_from(int fd) { socket_ = Socket(fd); }

  // For the session, while it is open.
  net::Poller& poller() { return *poller_; }
  bool idle() const { return phase_ == Phase::streaming && unsent() == 0 && write_error_ == 0; }
  void send_bytes(std::string_view frame);  // only when idle
  std::size_t unsent() const;
  std::optional<TimePoint> received() const;  // when the kernel had what was read last, if it says so
  bool heard_anything() const { return heard_anything_; }
  TimePoint connected_at() const { return connected_at_; }  // by TCP, and through the proxy
  TimePoint secured_at() const { return secured_at_; }      // TimePoint() without TLS
  bool broke_while_writing() const { return write_error_ != 0; }
  const TransportFailure* failure() const { return failure_.get(); }
  void read_later();  // of one who reads slowly
  void read_on();     // slowly no more
  void resume();      // to be called from on_deferred()
  /// Bytes have come, and the session may take some from their beginning; the others go to websocketpp.
  virtual std::size_t take(const char* from, std::size_t size) = 0;
  virtual void broken() = 0;
  /// The target is reached; websocketpp gets its say.
  virtual void about_to_speak() = 0;
  virtual void after_progress() = 0;

  // The concept of websocketpp. Handlers that outlive the operation come as const&, those made for it as &&.
  void init(websocketpp::transport::init_handler handler);
  void async_read_at_least(std::size_t least, char* into, std::size_t size,
                           const websocketpp::transport::read_handler& handler);
  void async_read_at_least(std::size_t least, char* into, std::size_t size,
                           websocketpp::transport::read_handler&& handler);
  void async_write(const std::vector<Buffer>& buffers, const websocketpp::transport::write_handler& handler);
  void async_write(const char* from, std::size_t size, websocketpp::transport::write_handler&& handler);
  timer_ptr set_timer(long milliseconds, websocketpp::transport::timer_handler handler);
  template <class Handler>
  ErrorCode dispatch(Handler&& handler) {
    handler();
    return {};
  }
  void async_shutdown(const websocketpp::transport::shutdown_handler& handler);

 private:
  enum class Phase : std::uint8_t { idle, connecting, tunnelling, securing, streaming, over };

  bool start_polling();
  void hang_up();
  void try_next_address();
  bool try_address(const boost::asio::ip::tcp::endpoint& address);
  void connected();
  void tunnel();
  void reached();
  void secure();
  void ready();
  void read_some();
  void flush();
  std::size_t write_some(const iovec* parts, std::size_t count);
  std::size_t write_buffers();
  void complete_write();
  void fail(int error);
  void fail(std::string kind, std::string reason);
  void fail_later(int error);
  void stop();

  std::shared_ptr<net::Poller> poller_;
  Socket socket_;
  std::unique_ptr<TlsSession> tls_;
  std::unique_ptr<ProxyTunnel> tunnel_;
  std::unique_ptr<SlowReading> slow_;
  std::unique_ptr<TransportFailure> failure_;
  const ClientTarget* target_ = nullptr;  // while connecting
  std::uint64_t turn_ = 0;
  TimePoint connected_at_{}, secured_at_{};

  websocketpp::transport::init_handler init_handler_;
  char* read_into_ = nullptr;
  std::size_t read_size_ = 0;
  const websocketpp::transport::read_handler* read_handler_ = nullptr;
  websocketpp::transport::read_handler own_read_handler_;

  // websocketpp's one write under way: its buffers stay where they are until the handler is called.
  const Buffer* write_next_ = nullptr;
  std::size_t write_count_ = 0;
  std::size_t write_offset_ = 0;  // into *write_next_
  Buffer single_{nullptr, 0};
  const websocketpp::transport::write_handler* write_handler_ = nullptr;
  websocketpp::transport::write_handler own_write_handler_;
  std::string leftover_;  // of send_bytes(); goes before websocketpp's write
  std::size_t leftover_offset_ = 0;

  int write_error_ = 0;
  std::uint32_t attempts_ = 0;
  Phase phase_ = Phase::idle;
  bool server_;
  bool secure_ = false;
  bool heard_anything_ = false;
  bool polled_ = false;
};

}  // namespace loadtest::wspp
