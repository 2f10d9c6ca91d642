#pragma once

#include <websocketpp/common/platforms.hpp>
// The order matters: websocketpp's headers lean on each other.
#include <websocketpp/common/cpp11.hpp>
#include <websocketpp/common/stdint.hpp>
#include <websocketpp/concurrency/none.hpp>
#include <websocketpp/connection_base.hpp>
#include <websocketpp/http/request.hpp>
#include <websocketpp/http/response.hpp>
#include <websocketpp/logger/stub.hpp>

#include "wspp/deflate.h"
#include "wspp/mask_source.h"
#include "wspp/message_pool.h"
#include "wspp/transport.h"

namespace loadtest::wspp {

/// websocketpp for one thread, on our transport and messages; the same for clients and servers.
struct SessionConfig {
  using concurrency_type = websocketpp::concurrency::none;
  using request_type = websocketpp::http::parser::request;
  using response_type = websocketpp::http::parser::response;
  using message_type = Message;
  using con_msg_manager_type = MessageManager;
  using alog_type = Transport::Log;
  using elog_type = Transport::Log;
  using rng_type = MaskSource;
  using connection_base = websocketpp::connection_base;
  struct transport_type {
    using transport_con_type = Transport;
  };

  static const bool enable_multithreading = false;
  static const long timeout_open_handshake = 0;  // deadlines for connecting are the caller's
  static const long timeout_close_handshake = 2000;
  static const long timeout_pong = 0;
  static const int client_version = 13;
  static const std::size_t connection_read_buffer_size = 1024;
  static const bool drop_on_protocol_error = false;
  static const bool silent_close = false;
  static const std::size_t max_message_size = 16 * 1024 * 1024;
  static const std::size_t max_http_body_size = 64 * 1024;
  // websocketpp 0.8.2 gives up every client handshake where extensions are off; Deflate is there where it is wanted.
  static const bool enable_extensions = true;

  struct permessage_deflate_config {
    using request_type = SessionConfig::request_type;
    static const bool allow_disabling_context_takeover = true;
    static const std::uint8_t minimum_outgoing_window_bits = 8;
  };
  using permessage_deflate_type = Deflate<SessionConfig>;
};

}  // namespace loadtest::wspp
