#include "target/session.h"

namespace loadtest::target {

void TargetSession::on_open() {
  open_ = true;
  stats_.opened();
}

void TargetSession::on_closed(const wspp::CloseInfo& info) {
  closing_ = true;
  if (open_) stats_.closed(info.clean);
  owner_.retire(*this);
}

void TargetSession::close(std::uint16_t code, std::string_view reason) {
  if (closing_ || !connection_) return;
  closing_ = true;
  ++stats_.closes_sent;
  connection_->close(code, reason);
}

void EchoSession::on_message(std::string_view payload, wspp::FrameKind kind, TimePoint) {
  ++stats().echoes;
  connection().send(payload, kind);
}

}  // namespace loadtest::target
