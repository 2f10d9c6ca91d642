#include "har/draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/text.h"
#include "har/seen_message.h"
#include "har/volatile_values.h"

namespace loadtest {
namespace {

constexpr std::size_t kinds_max = 32, rules_max = 64;

bool has_word(std::string_view text, std::initializer_list<std::string_view> words) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::ranges::any_of(words, [&](std::string_view word) { return small.find(word) != std::string::npos; });
}

bool is_keep_alive(std::string_view type) {
  return has_word(type, {"ping", "pong", "heartbeat", "keepalive", "keep_alive", "keep-alive", "beat"});
}

std::string operation_name(std::string_view type) {
  std::string name;
  for (const char c : type) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (plain) name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (!plain && !name.empty() && name.back() != '_') name += '_';
  }
  while (!name.empty() && (name.back() == '_' || name.size() > 40)) name.pop_back();
  const bool named = !name.empty() && std::isalpha(static_cast<unsigned char>(name.front())) != 0;
  if (named && !has_word(name, {"connect", "first_piece", "piece_gap"}) && name != "ping") return name;
  return "message_" + name;
}

class Drafter {
 public:
  explicit Drafter(const Conversation& conversation) : conversation_(conversation), all_(look_at(conversation)) {}

  Draft draft() {
    address();
    draft_.type_at = find_type_pointer(all_, false);
    part_sent();
    find_correlation();
    write_sent();
    find_roles();
    return std::move(draft_);
  }

 private:
  void address() {
    const std::string& url = conversation_.url;
    const std::size_t scheme = url.find("://");
    const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
    draft_.url_shown = escape_foreign(url.substr(0, url.find_first_of("/?#", begin)));
    if (const std::size_t at = draft_.url_shown.find('@'); at != std::string::npos)
      draft_.url_shown = url.substr(0, begin) + draft_.url_shown.substr(at + 1);
    draft_.path = path_of(url);
    for (const std::string& name : conversation_.subprotocols) {
      if (plain_subprotocol(name)) {
        draft_.subprotocols.push_back(name);
      } else {
        draft_.remarks.emplace_back("a subprotocol was left out that may be a token");
      }
    }
    if (draft_.path.find("CHANGE-ME") != std::string::npos)
      draft_.remarks.emplace_back(
          "CHANGE-ME in the path stands for what may be secret or another's: put in what belongs there");
    if (conversation_.others > 0)
      draft_.remarks.push_back(fmt::format("the file has {} more connection{}: this is the one with the most messages",
                                           conversation_.others, conversation_.others == 1 ? "" : "s"));
  }

  // What is sent before anything came is the opening, unless it is all that is ever sent.
  void part_sent() {
    const auto first_in = std::ranges::find_if(all_, [](const SeenMessage& seen) { return !seen.sent(); });
    const bool later = std::any_of(first_in, all_.end(),
                                   [](const SeenMessage& seen) { return seen.sent() && !is_keep_alive(seen.type); });
    for (auto it = all_.begin(); it != all_.end(); ++it) {
      if (!it->sent()) continue;
      if (it < first_in && later) {
        opening_.push_back(&*it);
      } else if (is_keep_alive(it->type)) {
        keep_alives_.push_back(&*it);
      } else {
        auto& kind = kinds_[it->type];
        if (kind.empty()) order_.push_back(it->type);
        kind.push_back(&*it);
      }
    }
  }

  // A value that was sent under a name like an id, and came back: each time another one.
  void find_correlation() {
    std::map<std::pair<std::string, std::string>, std::set<std::string>> back;
    std::map<std::string, std::size_t> asked;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (!all_[i].sent() || is_keep_alive(all_[i].type)) continue;
      for (const auto& [at, text] : all_[i].scalars) {
        if (!has_word(key_of(at), {"id", "trace", "ref", "seq", "nonce", "correl", "req"})) continue;
        ++asked[at];
        for (std::size_t j = i + 1; j < all_.size(); ++j) {
          if (all_[j].sent()) continue;
          for (const auto& [there, same] : all_[j].scalars)
            if (same == text) back[{at, there}].insert(text);
        }
      }
    }
    std::size_t best = 1;
    for (const auto& [pair, values] : back) {
      // As many values as times: else it is a room or a user.
      if (values.size() <= best || values.size() * 5 < asked[pair.first] * 4) continue;
      best = values.size();
      sent_id_ = pair.first;
      draft_.id_at = pair.second;
      draft_.id = place_for("", *values.begin()).value_or("") == "{uuid}" ? "{uuid}" : "{number}";
    }
  }

  Draft::Sent sent(const SeenMessage& seen, std::string_view id_pointer) const {
    Draft::Sent one;
    one.data = template_of(seen, id_pointer);
    one.binary = seen.message->binary;
    return one;
  }

  void write_sent() {
    for (const SeenMessage* seen : opening_) draft_.on_upgrade.push_back(sent(*seen, ""));
    std::ranges::stable_sort(order_, [&](const auto& a, const auto& b) { return kinds_[a].size() > kinds_[b].size(); });
    if (order_.size() > kinds_max) {
      draft_.remarks.push_back(
          fmt::format("{} kinds of messages were left out that were sent least", order_.size() - kinds_max));
      order_.resize(kinds_max);
    }
    std::set<std::string> taken;
    for (const std::string& type : order_) {
      Draft::Sent one = sent(*kinds_[type].front(), sent_id_);
      one.times = kinds_[type].size();
      one.name = taken.empty() ? "chat" : operation_name(type);
      while (taken.contains(one.name)) one.name += "_2";
      taken.insert(one.name);
      if (!type.empty() && type != one.name) one.remark = "as \"" + escape_foreign(type, 60) + "\"";
      draft_.messages.push_back(std::move(one));
    }
    if (draft_.messages.empty()) {
      draft_.messages.push_back({.name = "chat", .data = "hello", .remark = "nothing was sent in the recording"});
    }
    if (!keep_alives_.empty())
      draft_.remarks.push_back(fmt::format(
          "{} keep-alives that the client sent are left out, or answers to the backend's", keep_alives_.size()));
  }

  // How often each type came, and how often it was the first thing after a message, the last before the next, and so
  // on.
  struct Came {
    std::size_t times = 0, first = 0, windows = 0, with_id = 0, most_in_one = 0;
    std::size_t answered_by_client = 0;
    std::string answer;
  };

  void count_received() {
    std::map<std::string, std::size_t> in_window;
    bool open = false, answered = true;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      const SeenMessage& seen = all_[i];
      if (seen.sent()) {
        if (is_keep_alive(seen.type) || std::ranges::find(opening_, &seen) != opening_.end()) continue;
        in_window.clear();
        open = true;
        answered = false;
        continue;
      }
      Came& came = came_[seen.type];
      if (came.times++ == 0) types_.push_back(seen.type);
      const std::size_t now = ++in_window[seen.type];
      if (open && now == 1) ++came.windows;
      if (open) came.most_in_one = std::max(came.most_in_one, now);
      const bool beside = is_keep_alive(seen.type);
      if (!answered && !beside) {
        answered = true;
        ++came.first;
      }
      if (!draft_.id_at.empty() && seen.scalars.contains(draft_.id_at)) ++came.with_id;
      if (beside && i + 1 < all_.size() && all_[i + 1].sent()) {
        ++came.answered_by_client;
        came.answer = template_of(all_[i + 1], "");
      }
    }
  }

  void find_roles() {
    count_received();
    std::map<std::string, std::string> roles;
    for (const std::string& type : types_) {
      if (is_keep_alive(type) && came_[type].answered_by_client > 0)
        roles[type] = "keep_alive";
      else if (has_word(type, {"error", "fail", "denied", "reject"}))
        roles[type] = "error";
    }
    find_greeting(roles);
    find_reply(roles);
    for (const std::string& type : types_) {
      if (draft_.receive.size() == rules_max) break;
      const Came& came = came_[type];
      Draft::Rule rule{type, roles.contains(type) ? roles[type] : "ignore", {}, {}};
      if (rule.is == "keep_alive") rule.answer = came.answer;
      rule.remark = fmt::format("came {} time{}", came.times, came.times == 1 ? "" : "s");
      draft_.receive.push_back(std::move(rule));
    }
    // What has no type fits every rule without conditions, which must come last.
    // Not of std::ranges: clang 14, which fuzzes this, cannot read its subrange in the library of g++ 12.
    auto& rules = draft_.receive;
    std::stable_partition(rules.begin(), rules.end(), [](const Draft::Rule& rule) { return !rule.type.empty(); });
  }

  void find_greeting(std::map<std::string, std::string>& roles) {
    const auto first = std::ranges::find_if(all_, [](const SeenMessage& seen) { return !seen.sent(); });
    if (first == all_.end() || first->type.empty() || came_[first->type].times > 1 || roles.contains(first->type))
      return;
    const bool asked = std::any_of(all_.begin(), first, [&](const SeenMessage& seen) {
      return seen.sent() && std::ranges::find(opening_, &seen) == opening_.end();
    });
    if (!asked) roles[first->type] = "greeting";
  }

  void find_reply(std::map<std::string, std::string>& roles) {
    std::string reply, piece;
    for (const std::string& type : types_) {
      if (roles.contains(type)) continue;
      const Came& came = came_[type];
      if (came.most_in_one >= 2 && has_word(type, {"delta", "chunk", "piece", "partial", "token"})) piece = type;
    }
    const auto worth = [&](const std::string& type) {
      const Came& came = came_[type];
      const bool named = has_word(type, {"response", "reply", "result", "answer", "ack"});
      const bool once = came.times <= came.windows;
      return std::tuple(came.with_id, once && named, once, came.windows, came.first);
    };
    for (const std::string& type : types_) {
      if (roles.contains(type) || type == piece || came_[type].windows == 0) continue;
      if (!piece.empty() && has_word(type, {"start", "begin"})) {
        roles[type] = "stream_start";
      } else if (!piece.empty() && has_word(type, {"complete", "done", "end", "finish", "stop"})) {
        roles[type] = "stream_end";
      } else if (reply.empty() || worth(type) > worth(reply)) {
        reply = type;
      }
    }
    const bool ends = std::ranges::any_of(roles, [](const auto& one) { return one.second == "stream_end"; });
    if (!piece.empty()) roles[piece] = "piece";
    if (!reply.empty() || came_.contains("")) roles[reply] = "reply";
    if (reply.empty() && !came_.contains("") && !ends) {
      for (Draft::Sent& one : draft_.messages) one.answered = false;
      draft_.remarks.emplace_back("no reply was found: messages are done when they are sent (reply: none)");
    }
    if (!piece.empty())
      draft_.remarks.emplace_back("replies are streamed: run with --stream, and see stream_text in docs/dialogues.md");
  }

  const Conversation& conversation_;
  std::vector<SeenMessage> all_;
  std::vector<const SeenMessage*> opening_, keep_alives_;
  std::map<std::string, std::vector<const SeenMessage*>> kinds_;
  std::vector<std::string> order_, types_;
  std::map<std::string, Came> came_;
  std::string sent_id_;
  Draft draft_;
};

}  // namespace

Draft draft_dialogue(const Conversation& conversation) { return Drafter(conversation).draft(); }

}  // namespace loadtest
