#include "dashboard/viewer.h"

#include <utility>

namespace loadtest {
namespace {

// Of an application's own; live.js knows them.
constexpr std::uint16_t wrong_token = 4001, nonsense = 4002, no_token = 4003;

}  // namespace

Viewer::Viewer(boost::asio::io_context& io, std::uint64_t id, ViewerHost& host) : id_(id), host_(host), timer_(io) {}

bool Viewer::send(std::string_view text) {
  if (!connection_ || leaving_) return true;
  if (connection_->unsent_bytes() > unsent_max) return false;
  connection_->send(text, wspp::FrameKind::text);
  return true;
}

void Viewer::close(std::uint16_t code, std::string_view reason) {
  leaving_ = true;
  timer_.cancel();
  if (connection_) connection_->close(code, reason);
}

void Viewer::abandon() {
  timer_.cancel();
  connection_.reset();
}

void Viewer::close_after(Nanos wait, std::uint16_t code, std::string_view reason) {
  timer_.expires_after(wait);
  timer_.async_wait([this, code, reason](const boost::system::error_code& cancelled) {
    if (!cancelled && !admitted_) close(code, reason);
  });
}

void Viewer::on_open() { close_after(token_within, no_token, "no token came"); }

void Viewer::on_message(std::string_view payload, wspp::FrameKind, TimePoint) {
  if (leaving_) return;
  const ViewerOrder order = parse_order(payload);
  if (admitted_) {
    if (std::holds_alternative<StopOrder>(order) || std::holds_alternative<HoldOrder>(order))
      return host_.on_order(order);
    return close(nonsense, "not understood");
  }
  const auto* token = std::get_if<TokenOrder>(&order);
  if (token != nullptr && host_.knows_token(token->token)) {
    admitted_ = true;
    timer_.cancel();
    return host_.on_admitted(*this, token->wants_page);
  }
  leaving_ = true;
  close_after(wrong_token_waits, wrong_token, "wrong token");
}

void Viewer::on_closed(const wspp::CloseInfo&) {
  leaving_ = true;
  timer_.cancel();
  host_.on_gone(*this);
}

}  // namespace loadtest
