#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "engine/workload.h"
#include "workloads/ws/auth.h"
#include "workloads/ws/bad_token_knock.h"
#include "workloads/ws/bad_tokens.h"
#include "workloads/ws/dialogue.h"
#include "workloads/ws/message_writer.h"
#include "workloads/ws/reply_tally.h"
#include "workloads/ws/shortages.h"
#include "workloads/ws/token_place.h"
#include "workloads/ws/url.h"
#include "workloads/ws/ws_notes.h"
#include "workloads/ws/ws_operations.h"
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
  TokenPlace token_place;
  BadTokens bad_tokens;
  UserShare slow_readers;
  Nanos read_pause{0};
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::string> subprotocols;
  bool compression = false;
  std::optional<wspp::Proxy> proxy;
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
  /// `at_end` gets what the shard's client counted and what its sessions noted.
  using AtEnd = std::function<void(const wspp::ReceiveTimes&, const ReplyTally&, WsNotes)>;

  WsFactory(const WsSettings&, const BesideIds&, wspp::ClientTarget, Shortages&, ShardContext, AtEnd at_end);
  ~WsFactory() override;
  std::unique_ptr<Session> make_session(std::uint64_t user_id) override;

  const Dialogue& dialogue() const { return dialogue_; }
  bool stream() const { return settings_.stream; }
  const BadTokens& bad_tokens() const { return settings_.bad_tokens; }
  const Tokens& tokens() const { return settings_.tokens; }
  const BesideIds& beside() const { return beside_; }
  Nanos connect_timeout() const { return settings_.connect_timeout; }
  bool over_tls() const { return settings_.tls != nullptr; }
  ErrorKinds& errors() { return errors_; }
  EventSink& events() { return events_; }
  boost::asio::io_context& io() { return io_; }
  wspp::ConnectionPtr connect(wspp::ConnectionObserver&, std::uint64_t user);
  /// The same with a token that must be refused.
  wspp::ConnectionPtr connect_badly(wspp::ConnectionObserver&, std::uint64_t user, const Secret& token);
  Secret bad_token_of(std::uint64_t user) const;
  /// Beside a user who connects for the first time, where it is one that also comes with a bad token; else null.
  std::unique_ptr<BadTokenKnock> knock(std::uint64_t user, TimePoint intended);
  /// Records the parts of a user's connecting, which is done.
  void connected(const wspp::Connection&, TimePoint intended, TimePoint sent, TimePoint done);
  /// The kind of a connection that could not be made.
  ErrorId cannot_connect(const std::string& kind);
  /// Sends what a dialogue begins with. What a feeder has no row for goes unsent.
  void send_all(const std::vector<DialogueOpening>&, const MessageWriter::Sender&, wspp::Connection&);
  MessageWriter& writer() { return writer_; }
  ReplyTally& tally() { return tally_; }
  WsNotes& notes() { return notes_; }
  /// Whether any message has the user's id in it, or its token.
  bool names_user() const { return names_user_; }
  bool names_token() const { return names_token_; }
  std::string name_of(std::uint64_t user) const { return settings_.tokens.id_of(user); }
  Secret token_of(std::uint64_t user) const { return settings_.tokens.token_of(user); }
  /// Pieces of the streamed reply to that start; measured where streamed replies were asked for.
  void on_first_piece(const StartOrder&, TimePoint at);
  void on_piece_gap(const StartOrder&, TimePoint last, TimePoint at);

 private:
  const WsSettings& settings_;
  const Dialogue dialogue_;  // of this shard alone: regular expressions keep what they have learnt of texts
  BesideIds beside_;
  boost::asio::io_context& io_;
  EventSink& events_;
  ErrorKinds& errors_;
  Shortages& shortages_;
  wspp::Client client_;
  MessageWriter writer_;
  ReplyTally tally_;
  WsNotes notes_;
  bool names_user_, names_token_;
  std::unordered_set<std::uint64_t> knocked_;  // of the users that come with a bad token, those that did
  AtEnd at_end_;
};

/// What one user asks for with this token: path and query are the base URL's, with the dialogue's path added.
wspp::UpgradeRequest request_of(const WsSettings&, std::uint64_t user, const Secret& token);

}  // namespace loadtest
