#include "wspp/session_end.h"

namespace loadtest::wspp {

namespace {

constexpr int switching_protocols = 101;
constexpr std::uint16_t protocol_error = 1002;

CloseInfo before_open(const SessionEnd& end) {
  if (end.http_status != 0 && end.http_status != switching_protocols) {
    return {"upgrade " + std::to_string(end.http_status), 0, end.http_reason, false};
  }
  if (!end.refusal.empty()) return {"subprotocol refused", 0, end.refusal, false};
  if (end.asked) return {"cancelled", 0, "closed before it opened", false};
  if (end.failure_kind == "eof" && end.heard_anything) {
    return {"upgrade invalid", 0, "the peer hung up inside its answer", false};
  }
  if (!end.failure_kind.empty()) return {end.failure_kind, 0, end.failure_reason, false};
  return {"upgrade invalid", 0, end.error, false};
}

}  // namespace

CloseInfo describe_end(const SessionEnd& end) {
  if (!end.opened) return before_open(end);
  const bool peer_is_wrong = !end.asked && end.local_code != 0 && end.local_code != end.remote_code;
  // A close frame without a code is acknowledged with 1000.
  const bool no_code = end.remote_code == 1005 && end.local_code != protocol_error;
  if (end.remote_code != 0 && (!peer_is_wrong || no_code)) {
    return {"close " + std::to_string(end.remote_code), end.remote_code, end.remote_reason, end.close_answered};
  }
  if (peer_is_wrong) return {"protocol error", end.remote_code, end.local_reason, false};
  if (!end.failure_kind.empty()) return {end.failure_kind, 0, end.failure_reason, false};
  if (end.close_timeout) return {"close timeout", 0, "our close frame was not answered", false};
  // Codes that tell of an error end the connection without waiting for an answer.
  if (end.local_code != 0) return {"close " + std::to_string(end.local_code), 0, end.local_reason, false};
  return {"protocol error", 0, end.error, false};
}

}  // namespace loadtest::wspp
