#include "workloads/ws/ws_factory.h"

#include <algorithm>
#include <utility>

#include "core/text.h"
#include "workloads/ws/ws_operations.h"
#include "workloads/ws/ws_session.h"

namespace loadtest {

namespace {

void replace(std::string& text, std::string_view place, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(place, at)) != std::string::npos; at += by.size())
    text.replace(at, place.size(), by);
}

std::string resource_of(const WsSettings& settings, std::uint64_t user, const Secret& token) {
  const WsUrl& url = settings.url;
  if (settings.dialogue->path.empty()) {
    return (url.path.empty() ? "/" : url.path) + (url.query.empty() ? "" : "?" + url.query);
  }
  std::string resource = url.path;
  while (resource.ends_with('/')) resource.pop_back();
  resource += settings.token_place.path(settings.dialogue->path);
  replace(resource, "{user}", percent_encode(settings.tokens.id_of(user)));
  replace(resource, "{token}", percent_encode(token.reveal()));
  if (!url.query.empty()) resource += (resource.find('?') == std::string::npos ? '?' : '&') + url.query;
  return resource;
}

}  // namespace

WsFactory::WsFactory(const WsSettings& settings, const BesideIds& beside, wspp::ClientTarget target,
                     Shortages& shortages, ShardContext shard, AtEnd at_end)
    : settings_(settings),
      dialogue_(*settings.dialogue),
      beside_(beside),
      io_(shard.io),
      events_(shard.events),
      errors_(shard.errors),
      shortages_(shortages),
      client_(shard.io, std::move(target)),
      writer_(dialogue_, settings.seed, settings.origin + shard.slot.index),
      names_user_(dialogue_.names(MessageTemplate::Place::user)),
      names_token_(dialogue_.names(MessageTemplate::Place::token)),
      at_end_(std::move(at_end)) {}

WsFactory::~WsFactory() { at_end_(client_.receive_times(), tally_, std::move(notes_)); }

std::unique_ptr<Session> WsFactory::make_session(std::uint64_t user_id) {
  return std::make_unique<WsSession>(*this, user_id);
}

wspp::ConnectionPtr WsFactory::connect(wspp::ConnectionObserver& observer, std::uint64_t user) {
  // By its number among those that come from here, so that a segment uses all of its addresses.
  const std::uint64_t turn = user / settings_.segment.count;
  wspp::UpgradeRequest request = request_of(settings_, user, settings_.tokens.token_of(user));
  if (settings_.slow_readers.any() && settings_.slow_readers.has(user)) request.read_pause = settings_.read_pause;
  return client_.connect(observer, request, turn);
}

Secret WsFactory::bad_token_of(std::uint64_t user) const {
  return settings_.bad_tokens.token_of(user, settings_.tokens, std::chrono::system_clock::now());
}

wspp::ConnectionPtr WsFactory::connect_badly(wspp::ConnectionObserver& observer, std::uint64_t user,
                                             const Secret& token) {
  return client_.connect(observer, request_of(settings_, user, token), user / settings_.segment.count);
}

std::unique_ptr<BadTokenKnock> WsFactory::knock(std::uint64_t user, TimePoint intended) {
  const UserShare& bad = settings_.bad_tokens.users();
  if (!bad.any() || !bad.has(user) || !knocked_.insert(user).second) return nullptr;
  return std::make_unique<BadTokenKnock>(*this, user, intended);
}

void WsFactory::connected(const wspp::Connection& connection, TimePoint intended, TimePoint sent, TimePoint done) {
  TimePoint from = sent;
  const auto part = [&](OperationId operation, TimePoint to) {
    // The kernel stamps what it received; what we did ourselves in between may have been noted later.
    if (operation != 0) events_.on_event({from, from, std::max(from, to), operation}, intended);
    from = std::max(from, to);
  };
  const wspp::OpeningTimes times = connection.opening_times();
  part(beside_.tcp, times.tcp);
  part(beside_.tls, times.tls);
  part(beside_.upgrade, times.upgraded);
  part(beside_.greeting, done);
}

void WsFactory::send_all(const std::vector<DialogueOpening>& openings, const MessageWriter::Sender& sender,
                         wspp::Connection& connection) {
  for (const DialogueOpening& opening : openings) {
    const auto text = writer_.write(opening.body, sender, sender.user, {});
    if (text.data() != nullptr) connection.send(text, opening.frame);
  }
}

ErrorId WsFactory::cannot_connect(const std::string& kind) {
  shortages_.note(kind);
  return errors_.intern(kind);
}

void WsFactory::on_first_piece(const StartOrder& order, TimePoint at) {
  if (!settings_.stream) return;
  events_.on_event({.intended = order.intended, .sent = order.sent, .done = at, .operation = beside_.first_piece},
                   order.intended);
}

void WsFactory::on_piece_gap(const StartOrder& order, TimePoint last, TimePoint at) {
  if (!settings_.stream) return;
  events_.on_event({.intended = last, .sent = last, .done = at, .operation = beside_.piece_gap}, order.intended);
}

wspp::UpgradeRequest request_of(const WsSettings& settings, std::uint64_t user, const Secret& token) {
  wspp::UpgradeRequest request{resource_of(settings, user, token)};
  settings.token_place.put(token.reveal(), request);
  return request;
}

}  // namespace loadtest
