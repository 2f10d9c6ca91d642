#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <websocketpp/extensions/permessage_deflate/enabled.hpp>
#include <websocketpp/processors/base.hpp>

#include "wspp/deflate_talk.h"

namespace loadtest::wspp {

/// permessage-deflate (RFC 7692) for the connections that want it: websocketpp's, with an offer as browsers make it, a
/// bound on what a message may grow to, and its bytes counted. To the others it costs a null pointer.
template <class Config>
class Deflate {
 public:
  using Inner = websocketpp::extensions::permessage_deflate::enabled<typename Config::permessage_deflate_config>;
  using ErrorCode = websocketpp::lib::error_code;
  using Attributes = websocketpp::http::attribute_list;

  Deflate() : inner_(DeflateTalk::of_thread().wanted ? std::make_unique<Inner>() : nullptr) {}

  bool is_implemented() const { return inner_ != nullptr; }
  bool is_enabled() const { return inner_ != nullptr && inner_->is_enabled(); }
  std::string generate_offer() const { return "permessage-deflate; client_max_window_bits"; }
  ErrorCode validate_offer(const Attributes& offer) const { return inner_->validate_offer(offer); }
  std::pair<ErrorCode, std::string> negotiate(const Attributes& offer) { return inner_->negotiate(offer); }

  ErrorCode init(bool is_server) {
    const ErrorCode error = inner_->init(is_server);
    DeflateTalk::of_thread().agreed = !error;
    return error;
  }

  ErrorCode compress(const std::string& in, std::string& out) {
    const std::size_t before = out.size();
    const ErrorCode error = inner_->compress(in, out);
    DeflateTalk::of_thread().written = out.size() - before;
    return error;
  }

  ErrorCode decompress(const std::uint8_t* from, std::size_t size, std::string& out) {
    DeflateTalk::of_thread().read += size;
    // In steps, so that a small frame that grows without end is seen to.
    for (std::size_t step = 0; size > 0; from += step, size -= step) {
      step = size < step_max ? size : step_max;
      if (const ErrorCode error = inner_->decompress(from, step, out)) return error;
      if (out.size() > Config::max_message_size)
        return websocketpp::processor::error::make_error_code(websocketpp::processor::error::message_too_big);
    }
    return {};
  }

 private:
  static constexpr std::size_t step_max = 16 * 1024;  // a thousandfold at most: 16 MB

  std::unique_ptr<Inner> inner_;
};

}  // namespace loadtest::wspp
