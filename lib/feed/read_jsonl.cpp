#include <algorithm>
#include <optional>

#include "core/json_scan.h"
#include "feed/read_table.h"
#include "feed/reading.h"

namespace loadtest {
namespace {

constexpr std::string_view json_blanks = " \t\r";

struct JsonMember {
  std::string key, value;
};

// Takes a line with one flat object apart. What is wrong ends the reading and is kept in words.
class JsonLine {
 public:
  explicit JsonLine(std::string_view text) : text_(text) {}

  std::vector<JsonMember> members() {
    std::vector<JsonMember> found;
    if (!take('{')) return refuse("no object", "a line is an object such as {\"id\": 1, \"name\": \"x\"}");
    if (!take('}')) {
      do {
        const auto key = string();
        if (!key || !take(':')) return refuse("no member of the form \"key\": value");
        const auto value = scalar();
        if (!value) return refuse("the value of " + feed::quoted(*key) + " is no text, number, true, false or null");
        found.push_back({*key, *value});
      } while (take(','));
      if (!take('}')) return refuse("the object is not closed where it should be");
    }
    skip_blanks();
    if (at_ < text_.size()) return refuse("more follows behind the object", "an object a line");
    return found;
  }

  const std::string& what() const { return what_; }
  const std::string& hint() const { return hint_; }

 private:
  std::vector<JsonMember> refuse(std::string what, std::string hint = {}) {
    what_ = std::move(what);
    hint_ = std::move(hint);
    return {};
  }

  void skip_blanks() { at_ = std::min(text_.find_first_not_of(json_blanks, at_), text_.size()); }

  bool take(char wanted) {
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  std::optional<std::string> string() {
    if (!take('"')) return std::nullopt;
    const std::size_t begin = at_;
    for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (static_cast<unsigned char>(text_[at_]) < ' ') return std::nullopt;
      if (text_[at_] == '\\') ++at_;
    }
    if (at_ >= text_.size()) return std::nullopt;
    return json_unescape(text_.substr(begin, at_++ - begin));
  }

  std::optional<std::string> scalar() {
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '"') return string();
    const std::size_t end = std::min(text_.find_first_of(" \t\r,}", at_), text_.size());
    const std::string_view word = text_.substr(at_, end - at_);
    at_ = end;
    if (word == "null") return "";
    if (word == "true" || word == "false" || is_json_number(word)) return std::string(word);
    return std::nullopt;
  }

  static bool is_json_number(std::string_view word) {
    const auto digits = [&] {
      const std::size_t count = std::min(word.find_first_not_of("0123456789"), word.size());
      word.remove_prefix(count);
      return count > 0;
    };
    if (word.starts_with('-')) word.remove_prefix(1);
    if (word.size() > 1 && word[0] == '0' && word[1] >= '0' && word[1] <= '9') return false;
    if (!digits()) return false;
    if (word.starts_with('.')) {
      word.remove_prefix(1);
      if (!digits()) return false;
    }
    if (word.starts_with('e') || word.starts_with('E')) {
      word.remove_prefix(1);
      if (word.starts_with('+') || word.starts_with('-')) word.remove_prefix(1);
      if (!digits()) return false;
    }
    return word.empty();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string what_, hint_;
};

// The cells of a row, in the order of the columns.
Status add_row(FeedTable& table, const std::vector<JsonMember>& members, const feed::Place& place) {
  for (const std::string& column : table.columns()) {
    const auto found =
        std::find_if(members.begin(), members.end(), [&](const JsonMember& member) { return member.key == column; });
    if (found == members.end()) {
      return place.wrong(feed::quoted(column) + " is missing", "every line has the keys of the first; null is empty");
    }
    if (!table.add(found->value)) return place.wrong("the table is larger than 4 GiB", "split it");
  }
  for (const JsonMember& member : members) {
    if (table.column(member.key)) continue;
    return place.wrong("the first line has no " + feed::quoted(member.key), "every line has the keys of the first");
  }
  if (members.size() != table.columns().size()) return place.wrong("a key is there twice", "rename one of them");
  return {};
}

Result<FeedTable> table_of(const std::vector<JsonMember>& members, const feed::Place& place) {
  std::vector<std::string> columns;
  for (const JsonMember& member : members) columns.push_back(member.key);
  if (columns.empty()) return place.wrong("the object is empty", "its keys are the columns");
  if (const Status right = feed::check_columns(columns, place); !right) return tl::unexpected(right.error());
  return FeedTable(std::move(columns));
}

}  // namespace

Result<FeedTable> read_jsonl(std::string_view text, std::string_view name) {
  const auto plain = feed::plain_text(text, name);
  if (!plain) return tl::unexpected(plain.error());
  std::optional<FeedTable> table;
  feed::Place place{name};
  for (std::string_view rest = *plain; !rest.empty(); ++place.line) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view written = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (written.find_first_not_of(json_blanks) == std::string_view::npos) continue;
    JsonLine line(written);
    const std::vector<JsonMember> members = line.members();
    if (!line.what().empty()) return place.wrong(line.what(), line.hint());
    if (!table) {
      auto made = table_of(members, place);
      if (!made) return tl::unexpected(made.error());
      table = std::move(*made);
    }
    if (const Status added = add_row(*table, members, place); !added) return tl::unexpected(added.error());
  }
  if (!table) return feed::Place{name}.wrong("is empty", "at least one object is needed, one a line");
  return std::move(*table);
}

}  // namespace loadtest
