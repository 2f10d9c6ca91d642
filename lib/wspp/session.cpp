#include "wspp/session.h"

#include <unordered_set>
#include <utility>
#include <websocketpp/connection.hpp>

#include "wspp/frame.h"
#include "wspp/frame_reader.h"
#include "wspp/session_config.h"
#include "wspp/session_end.h"

namespace loadtest::wspp {

struct SessionContext {
  std::shared_ptr<net::Poller> poller;
  MaskSource masks;
  FrameBuffer frame;
  ReceiveTimes receive_times;
  std::shared_ptr<Transport::Log> log = std::make_shared<Transport::Log>();
};

std::shared_ptr<SessionContext> make_session_context(std::shared_ptr<net::Poller> poller) {
  auto context = std::make_shared<SessionContext>();
  context->poller = std::move(poller);
  return context;
}

const ReceiveTimes& receive_times_of(const SessionContext& context) { return context.receive_times; }

namespace {

using Base = websocketpp::connection<SessionConfig>;
namespace close_status = websocketpp::close::status;

constexpr long accept_timeout_ms = 10000;

class Session;

/// Who holds a session until its upgrade is decided.
class SessionKeeper {
 public:
  virtual ConnectionObserver* requested(const std::string& resource) = 0;
  virtual HttpAnswer asked(const std::string& resource) = 0;
  virtual void opened(const std::shared_ptr<Session>& session, ConnectionObserver* observer) = 0;
  virtual void ended(const std::shared_ptr<Session>& session) = 0;

 protected:
  ~SessionKeeper() = default;
};

/// websocketpp's connection with our observer at its end.
class Session final : public Base, public Connection {
 public:
  Session(bool server, std::shared_ptr<SessionContext> context)
      : Base(server, server ? "" : "loadtest", context->log, context->log, context->masks),
        context_(std::move(context)) {
    attach(context_->poller);
    set_open_handler([this](const websocketpp::connection_hdl&) { opened(); });
    set_termination_handler([this](const Base::ptr&) { ended(); });
    set_message_handler([this](const websocketpp::connection_hdl&, const Message::ptr& message) {
      if (observer_ == nullptr) return;
      const bool text = message->get_opcode() == websocketpp::frame::opcode::text;
      tell(message->get_payload(), text ? FrameKind::text : FrameKind::binary);
    });
  }

  void open(const ClientTarget& target, ConnectionObserver& observer, const std::string& resource, std::uint64_t turn) {
    observer_ = &observer;
    connect_to(target, turn);
    const bool ipv6 = target.host.find(':') != std::string::npos;
    set_uri(std::make_shared<websocketpp::uri>(target.tls != nullptr, ipv6 ? "[" + target.host + "]" : target.host,
                                               target.port, resource));
    for (const auto& [name, value] : target.headers) append_header(name, value);
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

  /// From now on it lives until it is abandoned.
  ConnectionPtr handle() {
    self_ = std::static_pointer_cast<Session>(shared_from_this());
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
    if (get_state() == websocketpp::session::state::connecting) return terminate(websocketpp::lib::error_code());
    websocketpp::lib::error_code error;
    Base::close(code, std::string(reason), error);
    // Such as a code that must not be sent.
    if (error && get_state() == websocketpp::session::state::open) terminate(error);
  }

  std::size_t unsent_bytes() const override { return ended_ ? 0 : unsent() + get_buffered_amount(); }

  void on_deferred() override {
    const auto self = shared_from_this();
    resume();
    if (!ended_) return;
    SessionKeeper* keeper = std::exchange(keeper_, nullptr);
    if (ConnectionObserver* observer = std::exchange(observer_, nullptr)) observer->on_closed(describe_end(facts()));
    if (keeper != nullptr) keeper->ended(std::static_pointer_cast<Session>(self));
  }

 private:
  void tell(std::string_view payload, FrameKind kind) {
    const std::optional<TimePoint> stamp = received();
    ++(stamp ? context_->receive_times.by_kernel : context_->receive_times.by_reading);
    observer_->on_message(payload, kind, stamp ? *stamp : Clock::now());
  }

  void queue(std::string_view frame) {
    const Message::ptr message = get_message(websocketpp::frame::opcode::binary, frame.size());
    message->append_payload(frame.data(), frame.size());
    message->set_prepared(true);
    Base::send(message);
  }

  bool requested() {
    // The processors of drafts frame otherwise.
    if (get_request_header("Sec-WebSocket-Version") != "13") {
      set_status(websocketpp::http::status_code::upgrade_required);
      replace_header("Sec-WebSocket-Version", "13");
      return false;
    }
    observer_ = keeper_ != nullptr ? keeper_->requested(get_resource()) : nullptr;
    if (observer_ != nullptr) return true;
    set_status(websocketpp::http::status_code::not_found);
    replace_header("Connection", "close");
    return false;
  }

  void answer() {
    const HttpAnswer given = keeper_ != nullptr ? keeper_->asked(get_resource()) : HttpAnswer{};
    set_status(websocketpp::http::status_code::value(given.status));
    replace_header("Content-Type", given.content_type);
    replace_header("Content-Length", "0");
    set_body(given.body.empty() ? std::string() : given.body);
    replace_header("Connection", "close");
  }

  void opened() {
    if (ended_) return;
    opened_ = true;
    // The headers are not needed any more, and are most of what an idle connection would hold.
    const_cast<SessionConfig::request_type&>(get_request()) = SessionConfig::request_type();
    const_cast<SessionConfig::response_type&>(get_response()) = SessionConfig::response_type();
    if (SessionKeeper* keeper = std::exchange(keeper_, nullptr)) {
      keeper->opened(std::static_pointer_cast<Session>(shared_from_this()), observer_);
    }
    if (observer_ != nullptr) observer_->on_open();
  }

  void ended() {
    ended_ = true;
    if (observer_ != nullptr || keeper_ != nullptr) poller().defer(*this);
  }

  std::size_t take(const char* from, std::size_t size) override {
    if (is_server()) return 0;
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

  void after_progress() override {
    const bool both_closed =
        get_state() == websocketpp::session::state::closing && get_remote_close_code() != close_status::abnormal_close;
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
    if (get_remote_close_code() != close_status::abnormal_close) end.remote_code = get_remote_close_code();
    end.remote_reason = get_remote_close_reason();
    if (get_local_close_code() != close_status::abnormal_close) end.local_code = get_local_close_code();
    end.local_reason = get_local_close_reason();
    if (!opened_ && !is_server()) end.http_status = get_response_code();
    end.http_reason = opened_ ? std::string() : get_response_msg();
    if (failure() != nullptr) end.failure_kind = failure()->kind, end.failure_reason = failure()->reason;
    if (get_ec()) end.error = get_ec().message();
    return end;
  }

  std::shared_ptr<SessionContext> context_;
  std::shared_ptr<Session> self_;  // while somebody has its handle
  ConnectionObserver* observer_ = nullptr;
  SessionKeeper* keeper_ = nullptr;
  FrameReader frames_;
  bool opened_ = false;
  bool ended_ = false;
  bool end_asked_ = false;
  bool flushed_ = false;
};

}  // namespace

ConnectionPtr open_session(const std::shared_ptr<SessionContext>& context, const ClientTarget& target,
                           ConnectionObserver& observer, const std::string& resource, std::uint64_t turn) {
  const auto session = std::make_shared<Session>(false, context);
  session->open(target, observer, resource, turn);
  return session->handle();
}

struct Upgrades::Impl final : SessionKeeper {
  Impl(std::shared_ptr<SessionContext> c, ServerObserver& o) : context(std::move(c)), observer(o) {}

  ConnectionObserver* requested(const std::string& resource) override { return observer.on_request(resource); }
  HttpAnswer asked(const std::string& resource) override { return observer.on_http(resource); }
  void opened(const std::shared_ptr<Session>& session, ConnectionObserver* its) override {
    sessions.erase(session);
    observer.on_connection(its, session->handle());
  }
  void ended(const std::shared_ptr<Session>& session) override { sessions.erase(session); }

  std::shared_ptr<SessionContext> context;
  ServerObserver& observer;
  std::unordered_set<std::shared_ptr<Session>> sessions;
};

Upgrades::Upgrades(std::shared_ptr<SessionContext> context, ServerObserver& observer)
    : impl_(std::make_unique<Impl>(std::move(context), observer)) {}

Upgrades::~Upgrades() {
  const auto sessions = std::move(impl_->sessions);
  for (const auto& session : sessions) session->abandon();
}

void Upgrades::begin(int accepted_fd) {
  auto session = std::make_shared<Session>(true, impl_->context);
  impl_->sessions.insert(session);
  session->accept(accepted_fd, *impl_);
}

}  // namespace loadtest::wspp
