#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wspp/client.h"
#include "wspp/server.h"

namespace loadtest::wspp::testing {

/// Lets the loop run until `done`, or for ten seconds.
template <class Condition>
bool run_until(boost::asio::io_context& io, Condition done) {
  const TimePoint deadline = Clock::now() + std::chrono::seconds(10);
  while (!done()) {
    if (Clock::now() > deadline) return false;
    if (io.stopped()) io.restart();
    io.run_one_for(std::chrono::milliseconds(20));
  }
  return true;
}

/// Remembers what it was told, and does what the test wants on top.
struct Ear final : ConnectionObserver {
  ConnectionPtr connection;
  int opens = 0;
  int ends = 0;
  bool inside_call = false;  // set by the test around calls to the connection
  bool told_inside_call = false;
  std::vector<std::string> messages;
  std::vector<FrameKind> kinds;
  std::vector<TimePoint> times;
  std::optional<CloseInfo> info;
  std::function<void()> when_open = [] {};
  std::function<void(std::string_view, FrameKind)> when_message = [](std::string_view, FrameKind) {};
  std::function<void()> when_closed = [] {};

  void on_open() override {
    told_inside_call |= inside_call;
    ++opens;
    when_open();
  }
  void on_message(std::string_view payload, FrameKind kind, TimePoint received) override {
    told_inside_call |= inside_call;
    messages.emplace_back(payload);
    kinds.push_back(kind);
    times.push_back(received);
    when_message(payload, kind);
  }
  void on_closed(const CloseInfo& told) override {
    told_inside_call |= inside_call;
    ++ends;
    info = told;
    when_closed();
  }
};

/// A server whose connections echo, except on "/silent", and who answers HTTP with the path it was asked for.
struct EchoHost final : ServerObserver {
  explicit EchoHost(boost::asio::io_context& io, ServerLimits limits = {}) : server(io, *this, limits) {
    const auto listening = server.listen({boost::asio::ip::make_address("127.0.0.1"), 0});
    if (!listening) throw std::runtime_error(listening.error().line());
  }

  ConnectionObserver* on_request(const HttpRequest& request) override {
    const std::string_view resource = request.resource();
    if (resource == "/denied") return nullptr;
    ears.push_back(std::make_unique<Ear>());
    Ear* ear = ears.back().get();
    if (resource != "/silent") {
      ear->when_message = [ear](std::string_view payload, FrameKind kind) { ear->connection->send(payload, kind); };
    }
    if (prepare) prepare(*ear);
    return ear;
  }
  void on_connection(ConnectionObserver* observer, ConnectionPtr connection) override {
    static_cast<Ear*>(observer)->connection = std::move(connection);
  }
  HttpAnswer on_http(const HttpRequest& request) override {
    if (request.resource() == "/headers") {
      return {200,
              std::string(request.method()) + " " + std::string(request.header("host")),
              "text/plain",
              {{"Cache-Control", "no-store"}}};
    }
    return {200, "you asked for " + std::string(request.resource()), "text/plain"};
  }

  std::function<void(Ear&)> prepare;
  std::vector<std::unique_ptr<Ear>> ears;
  Server server;
};

inline ClientTarget target_at(std::uint16_t port) {
  ClientTarget target;
  target.addresses = {{boost::asio::ip::make_address("127.0.0.1"), port}};
  target.host = "127.0.0.1";
  target.port = port;
  return target;
}

}  // namespace loadtest::wspp::testing
