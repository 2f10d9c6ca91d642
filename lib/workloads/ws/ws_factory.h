#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/workload.h"
#include "workloads/ws/auth.h"
#include "workloads/ws/dialogue.h"
#include "workloads/ws/message_template.h"
#include "workloads/ws/shortages.h"
#include "workloads/ws/url.h"
#include "wspp/client.h"

namespace loadtest {

/// What every user of a WebSocket run is made from; the same for all shards.
struct WsSettings {
  WsUrl url;
  const Dialogue* dialogue = nullptr;
  Tokens tokens;
  bool reconnects = false;  // users whose connection went away by itself
  std::vector<std::pair<std::string, std::string>> headers;
  std::shared_ptr<wspp::TlsContext> tls;
  Nanos connect_timeout{0};
  net::SourceAddresses sources;  // empty = none was asked for
  std::uint32_t users = 1;
  ShardSlot segment{};
};

/// What the sessions of one shard share: the client, the cut-up messages, and the buffer they are written into.
class WsFactory final : public SessionFactory {
 public:
  /// `at_end` gets what the shard's client counted.
  using AtEnd = std::function<void(const wspp::ReceiveTimes&)>;

  WsFactory(const WsSettings&, wspp::ClientTarget, Shortages&, ShardContext, AtEnd at_end);
  ~WsFactory() override;
  std::unique_ptr<Session> make_session(std::uint64_t user_id) override;

  const Dialogue& dialogue() const { return *settings_.dialogue; }
  ErrorKinds& errors() { return errors_; }
  wspp::ConnectionPtr connect(wspp::ConnectionObserver&, std::uint64_t user);
  /// The kind of a connection that could not be made.
  ErrorId cannot_connect(const std::string& kind);
  /// The text of a user's message; valid until the next call.
  std::string_view message(OperationId, std::uint64_t number, std::uint64_t user);

 private:
  const WsSettings& settings_;
  ErrorKinds& errors_;
  Shortages& shortages_;
  wspp::Client client_;
  std::vector<MessageTemplate> messages_;
  std::string buffer_;
  AtEnd at_end_;
};

/// Path and query for one user: the base URL's, with the dialogue's path added.
std::string resource_of(const WsSettings&, std::uint64_t user);

}  // namespace loadtest
