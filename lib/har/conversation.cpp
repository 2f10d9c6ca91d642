#include "har/conversation.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>

#include "core/text.h"
#include "files/read_whole_file.h"

namespace loadtest {
namespace {

namespace json = boost::json;

constexpr std::size_t har_bytes_max = std::size_t{1} << 30;

const json::value* member(const json::value* in, std::string_view key) {
  const json::object* object = in == nullptr ? nullptr : in->if_object();
  return object == nullptr ? nullptr : object->if_contains(key);
}

std::string_view text_of(const json::value* value) {
  const json::string* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

double number_of(const json::value* value) {
  if (value == nullptr || !value->is_number()) return 0;
  return value->to_number<double>();
}

const json::array* list_of(const json::value* value) { return value == nullptr ? nullptr : value->if_array(); }

bool same_letters(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::vector<std::string> subprotocols_of(const json::value* request) {
  std::vector<std::string> names;
  const json::array* headers = list_of(member(request, "headers"));
  if (headers == nullptr) return names;
  for (const json::value& header : *headers) {
    if (!same_letters(text_of(member(&header, "name")), "Sec-WebSocket-Protocol")) continue;
    std::string_view rest = text_of(member(&header, "value"));
    while (!rest.empty()) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      names.emplace_back(without_blanks(rest.substr(0, comma)));
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return names;
}

// Whatever stands in a header that logs in, and in the URL's parameters, word by word.
std::vector<std::string> secrets_of(const json::value* request) {
  constexpr std::size_t bytes_min = 8;  // shorter words would be found anywhere
  std::vector<std::string> secrets;
  const auto add_words = [&](std::string_view text, std::string_view between) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find_first_of(between), text.size());
      if (end >= bytes_min) secrets.emplace_back(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  };
  const std::string_view url = text_of(member(request, "url"));
  if (const std::size_t query = url.find('?'); query != std::string_view::npos) add_words(url.substr(query + 1), "&=#");
  const json::array* headers = list_of(member(request, "headers"));
  if (headers == nullptr) return secrets;
  for (const json::value& header : *headers) {
    const std::string_view name = text_of(member(&header, "name"));
    const bool logs_in = same_letters(name, "Authorization") || same_letters(name, "Cookie") ||
                         same_letters(name, "Sec-WebSocket-Protocol") || same_letters(name, "Proxy-Authorization");
    if (logs_in) add_words(text_of(member(&header, "value")), " ;,=");
  }
  return secrets;
}

std::vector<Conversation::Message> messages_of(const json::array& list) {
  std::vector<Conversation::Message> messages;
  for (const json::value& one : list) {
    const std::string_view type = text_of(member(&one, "type"));
    if (type != "send" && type != "receive") continue;
    const int opcode = static_cast<int>(number_of(member(&one, "opcode")));
    if (opcode != 1 && opcode != 2) continue;  // pings and closes are the protocol's
    messages.push_back({.sent = type == "send",
                        .binary = opcode == 2,
                        .time_s = number_of(member(&one, "time")),
                        .data = std::string(text_of(member(&one, "data")))});
  }
  return messages;
}

}  // namespace

Result<Conversation> read_har(std::string_view text, std::string_view name) {
  const std::string shown = escape_foreign(name);
  const auto refuse = [&](std::string_view what, std::string hint) {
    return fail(ErrorKind::config, fmt::format("{}: {}", shown, what), std::move(hint));
  };
  constexpr auto how = "in the browser's DevTools: Network, reload, talk to the backend, then \"Save all as HAR\"";
  json::error_code error;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const json::value root = json::parse({text.data(), text.size()}, error);
  if (error) return refuse("is no JSON: " + error.message(), "is the file complete?");
  const json::array* entries = list_of(member(member(&root, "log"), "entries"));
  if (entries == nullptr) return refuse("is no HAR file: it has no log.entries", how);
  Conversation found;
  std::size_t connections = 0;
  for (const json::value& entry : *entries) {
    const json::array* list = list_of(member(&entry, "_webSocketMessages"));
    if (list == nullptr) continue;
    std::vector<Conversation::Message> messages = messages_of(*list);
    if (messages.empty()) continue;
    ++connections;
    if (messages.size() <= found.messages.size()) continue;
    const json::value* request = member(&entry, "request");
    found = {std::string(text_of(member(request, "url"))), subprotocols_of(request), secrets_of(request),
             std::move(messages)};
  }
  if (connections == 0) return refuse("has no WebSocket messages in it", how);
  found.others = connections - 1;
  return found;
}

Result<Conversation> read_har_file(const std::string& path) {
  const auto text = read_whole_file(path, har_bytes_max);
  if (!text) return fail(ErrorKind::config, escape_foreign(path) + ": " + text.error().message, text.error().hint);
  return read_har(*text, path);
}

}  // namespace loadtest
