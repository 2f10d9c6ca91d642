#pragma once

#include <memory>
#include <utility>
#include <websocketpp/connection.hpp>

#include "wspp/frame_reader.h"
#include "wspp/server.h"
#include "wspp/session_config.h"
#include "wspp/session_context.h"
#include "wspp/session_end.h"
#include "wspp/subprotocol.h"

// For session.cpp alone: whoever includes this compiles websocketpp.

namespace loadtest::wspp {

class WebSocketSession;

/// Who holds a session until its upgrade is decided.
class SessionKeeper {
 public:
  virtual ConnectionObserver* requested(const HttpRequest&) = 0;
  virtual HttpAnswer asked(const HttpRequest&) = 0;
  virtual void opened(const std::shared_ptr<WebSocketSession>& session, ConnectionObserver* observer) = 0;
  virtual void ended(const std::shared_ptr<WebSocketSession>& session) = 0;

 protected:
  ~SessionKeeper() = default;
};

/// websocketpp's connection with our observer at its end.
class WebSocketSession final : public websocketpp::connection<SessionConfig>, public Connection, private HttpRequest {
 public:
  using Base = websocketpp::connection<SessionConfig>;

  WebSocketSession(bool server, std::shared_ptr<SessionContext> context)
      : Base(server, server ? "" : "loadtest", context->log, context->log, context->masks),
        context_(std::move(context)) {
    attach(context_->poller);
    set_open_handler([this](const websocketpp::connection_hdl&) { opened(); });
    set_termination_handler([this](const Base::ptr&) { ended(); });
    set_message_handler([this](const websocketpp::connection_hdl&, const Message::ptr& message) {
      if (observer_ == nullptr) return;
      const bool text = message->get_opcode() == websocketpp::frame::opcode::text;
      tell(message->get_payload(), text ? FrameKind::text : FrameKind::binary,
           DeflateTalk::payload_bytes(take_packed()));
    });
  }

  void open(const ClientTarget& target, ConnectionObserver& observer, const UpgradeRequest& request,
            std::uint64_t turn) {
    observer_ = &observer;
    compressed_ = target.compression;
    connect_to(target, turn);
    if (request.read_pause > Nanos(0)) read_slowly(request.read_pause);
    const bool ipv6 = target.host.find(':') != std::string::npos;
    set_uri(std::make_shared<websocketpp::uri>(target.tls != nullptr, ipv6 ? "[" + target.host + "]" : target.host,
                                               target.port, request.resource));
    for (const auto* headers : {&target.headers, &request.headers})
      for (const auto& [name, value] : *headers) append_header(name, value);
    for (const auto* offered : {&target.subprotocols, &request.subprotocols})
      for (const std::string& subprotocol : *offered) offer(subprotocol);
    start();
  }

  void accept(int fd, SessionKeeper& keeper) {
    keeper_ = &keeper;
    accept_from(fd);
    set_open_handshake_timeout(accept_timeout_ms);
    set_validate_handler([this](const websocketpp::connection_hdl&) { return requested(); });
    set_http_handler([this](const websocketpp::connection_hdl&) { answer(); });
    start();
  }

  // What no subprotocol may be called is refused where it is typed; here it must not throw.
  void offer(const std::string& subprotocol) {
    websocketpp::lib::error_code refused;
    add_subprotocol(subprotocol, refused);
  }

  /// From now on it lives until it is abandoned.
  ConnectionPtr handle() {
    self_ = std::static_pointer_cast<WebSocketSession>(shared_from_this());
    return ConnectionPtr(this);
  }

  void abandon() override {
    const auto self = std::move(self_);
    observer_ = nullptr;
    keeper_ = nullptr;
    terminate(websocketpp::lib::error_code());
  }

  std::uint32_t send(std::string_view payload, FrameKind kind) override {
    if (ended_ || get_state() != websocketpp::session::state::open) return 0;
    if (compressed_) return send_compressed(payload, kind);
    FrameBuffer& frame = context_->frame;
    write_data_frame(payload, kind, is_server() ? std::nullopt : std::optional(context_->masks()), frame);
    if (idle()) {
      send_bytes(frame.view());
    } else {
      queue(frame.view());
    }
    return static_cast<std::uint32_t>(frame.size);
  }

  void close(std::uint16_t code, std::string_view reason) override {
    if (ended_) return;
    end_asked_ = true;
    read_on();
    if (get_state() == websocketpp::session::state::connecting) return terminate(websocketpp::lib::error_code());
    websocketpp::lib::error_code error;
    Base::close(code, std::string(reason), error);
    // Such as a code that must not be sent.
    if (error && get_state() == websocketpp::session::state::open) terminate(error);
  }

  std::size_t unsent_bytes() const override { return ended_ ? 0 : unsent() + get_buffered_amount(); }

  OpeningTimes opening_times() const override { return {connected_at(), secured_at(), upgraded_at_}; }

  std::uint32_t frame_bytes() const override { return frame_bytes_; }

  void on_deferred() override {
    const auto self = shared_from_this();
    resume();
    if (!ended_) return;
    SessionKeeper* keeper = std::exchange(keeper_, nullptr);
    if (ConnectionObserver* observer = std::exchange(observer_, nullptr)) observer->on_closed(describe_end(facts()));
    if (keeper != nullptr) keeper->ended(std::static_pointer_cast<WebSocketSession>(self));
  }

 private:
  static constexpr long accept_timeout_ms = 10000;
  static constexpr auto no_code = websocketpp::close::status::abnormal_close;

  /// `packed` = the bytes of its payload where these are others than it is told with.
  void tell(std::string_view payload, FrameKind kind, std::size_t packed = 0) {
    frame_bytes_ = static_cast<std::uint32_t>(data_frame_bytes(packed != 0 ? packed : payload.size(), is_server()));
    const std::optional<TimePoint> stamp = received();
    ++(stamp ? context_->receive_times.by_kernel : context_->receive_times.by_reading);
    observer_->on_message(payload, kind, stamp ? *stamp : Clock::now());
    read_later();
  }

  void queue(std::string_view frame) {
    const Message::ptr message = get_message(websocketpp::frame::opcode::binary, frame.size());
    message->append_payload(frame.data(), frame.size());
    message->set_prepared(true);
    Base::send(message);
  }

  std::uint32_t send_compressed(std::string_view payload, FrameKind kind) {
    const Message::ptr message =
        get_message(kind == FrameKind::text ? websocketpp::frame::opcode::text : websocketpp::frame::opcode::binary,
                    payload.size());
    message->append_payload(payload.data(), payload.size());
    message->set_compressed(true);
    if (Base::send(message)) return 0;
    const std::size_t packed = DeflateTalk::of_thread().written - DeflateTalk::trailer;
    return static_cast<std::uint32_t>(data_frame_bytes(packed, !is_server()));
  }

  void about_to_speak() override { DeflateTalk::of_thread() = {.wanted = compressed_}; }

  std::string_view method() const override { return get_request().get_method(); }
  std::string_view resource() const override { return get_resource(); }
  std::string_view header(std::string_view name) const override { return get_request_header(std::string(name)); }

  bool requested() {
    // The processors of drafts frame otherwise.
    if (get_request_header("Sec-WebSocket-Version") != "13") {
      set_status(websocketpp::http::status_code::upgrade_required);
      replace_header("Sec-WebSocket-Version", "13");
      return false;
    }
    observer_ = keeper_ != nullptr ? keeper_->requested(*this) : nullptr;
    if (observer_ != nullptr) return true;
    set_status(websocketpp::http::status_code::not_found);
    replace_header("Connection", "close");
    return false;
  }

  void answer() {
    const HttpAnswer given = keeper_ != nullptr ? keeper_->asked(*this) : HttpAnswer{};
    set_status(websocketpp::http::status_code::value(given.status));
    replace_header("Content-Type", given.content_type);
    replace_header("Content-Length", "0");
    set_body(given.body.empty() ? std::string() : given.body);
    for (const auto& [name, value] : given.headers) replace_header(name, value);
    replace_header("Connection", "close");
  }

  void opened() {
    const bool agreed = std::exchange(DeflateTalk::of_thread().agreed, false);
    if (ended_) return;
    if (!is_server())
      refusal_ = subprotocol_refusal(get_requested_subprotocols(), get_response_header("Sec-WebSocket-Protocol"));
    if (!refusal_.empty()) return terminate(make_error_code(websocketpp::error::unrequested_subprotocol));
    opened_ = true;
    compressed_ = compressed_ && agreed;
    upgraded_at_ = received().value_or(Clock::now());
    // The headers are not needed any more, and are most of what an idle connection would hold.
    const_cast<SessionConfig::request_type&>(get_request()) = SessionConfig::request_type();
    const_cast<SessionConfig::response_type&>(get_response()) = SessionConfig::response_type();
    if (SessionKeeper* keeper = std::exchange(keeper_, nullptr)) {
      keeper->opened(std::static_pointer_cast<WebSocketSession>(shared_from_this()), observer_);
    }
    if (observer_ != nullptr) observer_->on_open();
  }

  void ended() {
    ended_ = true;
    if (observer_ != nullptr || keeper_ != nullptr) poller().defer(*this);
  }

  std::size_t take(const char* from, std::size_t size) override {
    if (is_server() || (opened_ && compressed_)) return 0;
    const char* at = from;
    const char* const end = from + size;
    while (at != end && !ended_) {
      const auto message = frames_.next(at, end);
      if (!message) break;
      if (observer_ != nullptr && get_state() == websocketpp::session::state::open) {
        tell(message->payload, message->kind);
      }
    }
    frames_.pass(at, end);
    return static_cast<std::size_t>(at - from);
  }

  void broken() override { terminate(make_error_code(websocketpp::transport::error::pass_through)); }

  // Compressed bytes read since the last message: what this thread reads next may be another session's.
  std::size_t take_packed() {
    return compressed_ ? std::exchange(packed_, 0) + std::exchange(DeflateTalk::of_thread().read, 0) : 0;
  }

  void after_progress() override {
    if (compressed_) packed_ += std::exchange(DeflateTalk::of_thread().read, 0);
    const bool both_closed = get_state() == websocketpp::session::state::closing && get_remote_close_code() != no_code;
    if (!both_closed) return;
    flushed_ = unsent() == 0 && get_buffered_amount() == 0 && !broke_while_writing();
    if (flushed_) terminate(websocketpp::lib::error_code());
  }

  SessionEnd facts() const {
    SessionEnd end;
    end.opened = opened_;
    end.asked = end_asked_;
    end.close_timeout = get_ec() == websocketpp::error::make_error_code(websocketpp::error::close_handshake_timeout);
    end.heard_anything = heard_anything();
    end.close_answered = flushed_ || (is_server() && !broke_while_writing());
    if (get_remote_close_code() != no_code) end.remote_code = get_remote_close_code();
    end.remote_reason = get_remote_close_reason();
    if (get_local_close_code() != no_code) end.local_code = get_local_close_code();
    end.local_reason = get_local_close_reason();
    end.refusal = refusal_;
    if (!opened_ && !is_server()) end.http_status = get_response_code();
    end.http_reason = opened_ ? std::string() : get_response_msg();
    if (failure() != nullptr) end.failure_kind = failure()->kind, end.failure_reason = failure()->reason;
    if (get_ec()) end.error = get_ec().message();
    return end;
  }

  std::shared_ptr<WebSocketSession> self_;  // while somebody has its handle
  SessionKeeper* keeper_ = nullptr;
  std::string refusal_;
  TimePoint upgraded_at_{};
  std::shared_ptr<SessionContext> context_;  // from here on, what every message needs
  ConnectionObserver* observer_ = nullptr;
  FrameReader frames_;
  std::size_t packed_ = 0;
  std::uint32_t frame_bytes_ = 0;
  bool compressed_ = false;  // offered, and once open: agreed
  bool opened_ = false;
  bool ended_ = false;
  bool end_asked_ = false;
  bool flushed_ = false;
};

}  // namespace loadtest::wspp
