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
      errors_(shard.errors),
      shortages_(shortages),
      client_(shard.io, std::move(target)),
      at_end_(std::move(at_end)) {
  for (const DialogueMessage& message : settings.dialogue->messages) messages_.emplace_back(message.text);
}

WsFactory::~WsFactory() { at_end_(client_.receive_times()); }

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

std::string_view WsFactory::message(OperationId operation, std::uint64_t number, std::uint64_t user) {
  const MessageTemplate& message = messages_[operation - first_message_operation];
  buffer_.clear();
  if (message.constant()) {
    message.render({}, buffer_);
  } else if (message.names_user()) {
    message.render({std::chrono::system_clock::now(), number, settings_.tokens.id_of(user)}, buffer_);
  } else {
    message.render({std::chrono::system_clock::now(), number, ""}, buffer_);
  }
  return buffer_;
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
