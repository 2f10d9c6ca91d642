#include "pg/sqlstate.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "pg/sqlstate_table.h"

namespace loadtest::pg {

namespace {

constexpr std::size_t code_size = 5;
constexpr std::string_view attempt_begin = "connection to server ";  // "at "x" (1.2.3.4), port 5432 failed: "
constexpr std::string_view attempt_end = " failed: ";

std::string_view condition(std::string_view code) {
  const auto all = all_conditions();
  const auto at = std::lower_bound(all.begin(), all.end(), code,
                                   [](const Condition& c, std::string_view wanted) { return c.code < wanted; });
  return at != all.end() && at->code == code ? at->name : std::string_view{};
}

bool is_code(std::string_view text) {
  return text.size() == code_size &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

// VERBOSE writes "FATAL:  28P01: password …". The severity may be in the server's language, so it is the rest that we
// look for. Where it stands, or npos.
std::size_t find_code(std::string_view message, std::size_t from = 0) {
  constexpr std::string_view before = ":  ";
  for (std::size_t at = message.find(before, from); at != message.npos; at = message.find(before, at + 1)) {
    const std::size_t code = at + before.size();
    if (message.size() > code + code_size && message[code + code_size] == ':' &&
        is_code(message.substr(code, code_size)))
      return code;
  }
  return message.npos;
}

// libpq strings its attempts (hosts, addresses, with and without TLS) together: the last one is why it gave up.
std::string_view last_attempt(std::string_view message) {
  std::size_t begin = message.rfind(attempt_begin);
  if (begin == message.npos || (begin != 0 && message[begin - 1] != '\n')) return message;
  const std::size_t end = message.find(attempt_end, begin);
  return end == message.npos ? message.substr(begin) : message.substr(end + attempt_end.size());
}

struct Clue {
  std::string_view words;
  const char* kind;
};

// In order: a refused certificate also "closed the connection".
constexpr Clue clues[] = {
    {"Connection refused", "connection refused"},
    {"No such file or directory", "connection refused"},
    {"timeout expired", "connect timeout"},
    {"Connection timed out", "connect timeout"},
    {"No route to host", "unreachable"},
    {"Network is unreachable", "unreachable"},
    {"certificate", "tls error"},
    {"SSL", "tls error"},
    {"TLS", "tls error"},
    {"no password supplied", "no password"},
    {"server closed the connection", "connection lost"},
    {"Connection reset", "connection lost"},
    {"Broken pipe", "connection lost"},
    {"could not receive data", "connection lost"},
    {"could not send data", "connection lost"},
    {"session is ", "target_session_attrs"},
    {"server is ", "target_session_attrs"},
};

}  // namespace

std::string kind_of(std::string_view sqlstate) {
  std::string kind(sqlstate);
  std::string_view name = condition(sqlstate);
  // Each class is named by the code that ends on 000.
  if (name.empty() && sqlstate.size() == code_size) name = condition(std::string(sqlstate.substr(0, 2)) + "000");
  if (!name.empty()) kind.append(" ").append(name);
  return kind;
}

bool refuses_prepared(std::string_view sqlstate) {
  return sqlstate == "26000" || sqlstate == "42P05" || sqlstate == "0A000";
}

std::string_view find_sqlstate(std::string_view message) {
  const std::string_view last = last_attempt(message);
  const std::size_t at = find_code(last);
  return at == last.npos ? std::string_view{} : last.substr(at, code_size);
}

std::string kind_of_login(std::string_view message) {
  if (const std::string_view code = find_sqlstate(message); !code.empty()) return kind_of(code);
  const std::string_view last = last_attempt(message);
  for (const Clue& clue : clues) {
    if (last.find(clue.words) != last.npos) return clue.kind;
  }
  return "login failed";
}

std::string one_line(std::string_view message) {
  constexpr std::size_t bytes_max = 400;
  std::string_view rest = last_attempt(message);
  if (const std::size_t code = find_code(rest); code != rest.npos && rest.substr(0, code).find('\n') == rest.npos) {
    rest.remove_prefix(std::min(rest.size(), code + code_size + 2));
  } else {
    for (const std::string_view severity : {"ERROR:  ", "FATAL:  ", "PANIC:  "}) {
      if (rest.starts_with(severity)) rest.remove_prefix(severity.size());
    }
  }
  std::string line;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + 1));
    // Tabs begin libpq's advice ("Is the server running …"), a caret points into the statement's text above it.
    const bool aside = part.empty() || part.starts_with('\t') || part.starts_with("LOCATION:") ||
                       part.starts_with("LINE ") || part.find_first_not_of(' ') == part.find('^');
    if (aside) continue;
    if (!line.empty()) line += "; ";
    line += part;
  }
  return escape_foreign(line, bytes_max);
}

}  // namespace loadtest::pg
