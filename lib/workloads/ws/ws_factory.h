#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/workload.h"
#include "workloads/ws/auth.h"
#include "workloads/ws/dialogue.h"
#include "workloads/ws/message_writer.h"
#include "workloads/ws/reply_tally.h"
#include "workloads/ws/shortages.h"
#include "workloads/ws/url.h"
#include "wspp/client.h"

namespace loadtest {

/// What every user of a WebSocket run is made from; the same for all shards.
struct WsSettings {
  WsUrl url;
  std::shared_ptr<const Dialogue> dialogue;
  bool stream = false;       // streamed replies are asked for, and their pieces measured
  std::uint64_t seed = 0;    // what messages draw from
  std::uint64_t origin = 0;  // as of no other run
  Tokens tokens;
  bool reconnects = false;  // users whose connection went away by itself
  std::vector<std::pair<std::string, std::string>> headers;
  std::shared_ptr<wspp::TlsContext> tls;
  Nanos connect_timeout{0};
  net::SourceAddresses sources;  // empty = none was asked for
  std::uint32_t users = 1;
  ShardSlot segment{};
};

/// What the sessions of one shard share: the client, the dialogue, the writer of its messages, and what was seen of the
/// replies.
class WsFactory final : public SessionFactory {
 public:
  /// `at_end` gets what the shard's client counted.
  using AtEnd = std::function<void(const wspp::ReceiveTimes&, const ReplyTally&)>;

  WsFactory(const WsSettings&, wspp::ClientTarget, Shortages&, ShardContext, AtEnd at_end);
  ~WsFactory() override;
  std::unique_ptr<Session> make_session(std::uint64_t user_id) override;

  const Dialogue& dialogue() const { return dialogue_; }
  bool stream() const { return settings_.stream; }
  ErrorKinds& errors() { return errors_; }
  wspp::ConnectionPtr connect(wspp::ConnectionObserver&, std::uint64_t user);
  /// The kind of a connection that could not be made.
  ErrorId cannot_connect(const std::string& kind);
  MessageWriter& writer() { return writer_; }
  ReplyTally& tally() { return tally_; }
  boost::asio::io_context& io() { return io_; }
  /// Whether anything that is sent has the user's id in it.
  bool names_user() const { return names_user_; }
  std::string name_of(std::uint64_t user) const { return settings_.tokens.id_of(user); }
  std::string_view token_of(std::uint64_t user) const { return settings_.tokens.token_of(user).reveal(); }
  /// Pieces of the streamed reply to that start; measured where streamed replies were asked for.
  void on_first_piece(const StartOrder&, TimePoint at);
  void on_piece_gap(const StartOrder&, TimePoint last, TimePoint at);

 private:
  const WsSettings& settings_;
  const Dialogue dialogue_;  // of this shard alone: regular expressions keep what they have learnt of texts
  boost::asio::io_context& io_;
  EventSink& events_;
  ErrorKinds& errors_;
  Shortages& shortages_;
  wspp::Client client_;
  MessageWriter writer_;
  ReplyTally tally_;
  bool names_user_;
  AtEnd at_end_;
};

/// Path and query for one user: the base URL's, with the dialogue's path added.
std::string resource_of(const WsSettings&, std::uint64_t user);

}  // namespace loadtest
