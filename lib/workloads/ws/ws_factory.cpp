#include "workloads/ws/ws_factory.h"

#include "core/text.h"
#include "workloads/ws/ws_operations.h"
#include "workloads/ws/ws_session.h"

namespace loadtest {

namespace {

void replace(std::string& text, std::string_view place, const std::string& by) {
  if (const auto at = text.find(place); at != std::string::npos) text.replace(at, place.size(), by);
}

}  // namespace

WsFactory::WsFactory(const WsSettings& settings, wspp::ClientTarget target, Shortages& shortages, ShardContext shard,
                     AtEnd at_end)
    : settings_(settings),
      dialogue_(*settings.dialogue),
      io_(shard.io),
      events_(shard.events),
      errors_(shard.errors),
      shortages_(shortages),
      client_(shard.io, std::move(target)),
      writer_(dialogue_, settings.seed, settings.origin + shard.slot.index),
      names_user_(dialogue_.names(MessageTemplate::Place::user)),
      at_end_(std::move(at_end)) {}

WsFactory::~WsFactory() { at_end_(client_.receive_times(), tally_); }

std::unique_ptr<Session> WsFactory::make_session(std::uint64_t user_id) {
  return std::make_unique<WsSession>(*this, user_id);
}

wspp::ConnectionPtr WsFactory::connect(wspp::ConnectionObserver& observer, std::uint64_t user) {
  // By its number among those that come from here, so that a segment uses all of its addresses.
  return client_.connect(observer, resource_of(settings_, user), user / settings_.segment.count);
}

ErrorId WsFactory::cannot_connect(const std::string& kind) {
  shortages_.note(kind);
  return errors_.intern(kind);
}

void WsFactory::on_first_piece(const StartOrder& order, TimePoint at) {
  if (!settings_.stream) return;
  events_.on_event(
      {.intended = order.intended, .sent = order.sent, .done = at, .operation = first_piece_operation(dialogue_)},
      order.intended);
}

void WsFactory::on_piece_gap(const StartOrder& order, TimePoint last, TimePoint at) {
  if (!settings_.stream) return;
  events_.on_event({.intended = last, .sent = last, .done = at, .operation = piece_gap_operation(dialogue_)},
                   order.intended);
}

std::string resource_of(const WsSettings& settings, std::uint64_t user) {
  const WsUrl& url = settings.url;
  if (settings.dialogue->path.empty()) {
    return (url.path.empty() ? "/" : url.path) + (url.query.empty() ? "" : "?" + url.query);
  }
  std::string resource = url.path;
  while (resource.ends_with('/')) resource.pop_back();
  resource += settings.dialogue->path;
  replace(resource, "{user}", percent_encode(settings.tokens.id_of(user)));
  replace(resource, "{token}", percent_encode(settings.tokens.token_of(user).reveal()));
  if (!url.query.empty()) resource += (resource.find('?') == std::string::npos ? '?' : '&') + url.query;
  return resource;
}

}  // namespace loadtest
