// How a text with places is cut up.
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "core/text.h"
#include "workloads/ws/message_template.h"

namespace loadtest {

namespace {

using Place = MessageTemplate::Place;

struct NamedPlace {
  std::string_view name;
  Place place;
};

constexpr std::array<NamedPlace, 10> named_places{{{"choice", Place::choice},
                                                   {"id", Place::id},
                                                   {"now", Place::now},
                                                   {"now_ms", Place::now_ms},
                                                   {"number", Place::number},
                                                   {"random", Place::random},
                                                   {"sequence", Place::sequence},
                                                   {"token", Place::token},
                                                   {"user", Place::user},
                                                   {"uuid", Place::uuid}}};

bool begins_name(char c) { return c >= 'a' && c <= 'z'; }
bool goes_on_name(char c) { return begins_name(c) || (c >= '0' && c <= '9') || c == '_'; }

// What stands in braces at the beginning of `text`, where that can be a place: a name, and maybe a column behind a dot
// or more behind a colon.
struct Braces {
  std::string_view inside, name, column, details;
  bool has_column = false, has_details = false;
};

std::optional<Braces> braces_at(std::string_view text) {
  if (text.size() < 3 || !begins_name(text[1])) return std::nullopt;
  const std::size_t end = text.find('}');
  if (end == std::string_view::npos) return std::nullopt;
  Braces found;
  found.inside = text.substr(1, end - 1);
  std::size_t at = 0;
  while (at < found.inside.size() && goes_on_name(found.inside[at])) ++at;
  found.name = found.inside.substr(0, at);
  if (at == found.inside.size()) return found;
  const std::string_view more = found.inside.substr(at + 1);
  if (found.inside[at] == '.') {
    if (more.empty() || more.find_first_of("{\"") != std::string_view::npos) return std::nullopt;
    found.column = more;
    found.has_column = true;
    return found;
  }
  // {random:…} and {choice:…} only: {a:1} is text in some languages.
  if (found.inside[at] != ':' || (found.name != "random" && found.name != "choice")) return std::nullopt;
  found.details = more;
  found.has_details = true;
  return found;
}

// By how it begins: {"… or [{… and not {user}: …
bool is_json(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos || (text[begin] != '{' && text[begin] != '[')) return false;
  const std::size_t next = text.find_first_not_of(blanks, begin + 1);
  if (next == std::string_view::npos) return false;
  return text[next] == '"' || (text[begin] == '{' ? text[next] == '}' : text[next] == '{' || text[next] == '[');
}

std::string in_braces(std::string_view inside) { return "{" + escape_foreign(inside, 40) + "}"; }

}  // namespace

class MessageTemplate::Reader {
 public:
  Reader(std::span<const TemplateFeeder> feeders, const std::function<void(Error)>& wrong)
      : feeders_(feeders), wrong_(wrong) {}

  std::optional<Part> read(const Braces& braces) const {
    const auto named = std::find_if(named_places.begin(), named_places.end(),
                                    [&](const NamedPlace& place) { return place.name == braces.name; });
    if (braces.has_column || named == named_places.end()) return read_cell(braces);
    Part part{.place = named->place};
    if (named->place == Place::random) return read_random(braces, std::move(part));
    if (named->place == Place::choice) return read_choice(braces, std::move(part));
    return part;
  }

 private:
  std::nullopt_t refuse(const Braces& braces, const std::string& what, std::string hint) const {
    wrong_({ErrorKind::config, in_braces(braces.inside) + " " + what, std::move(hint)});
    return std::nullopt;
  }

  std::optional<Part> read_cell(const Braces& braces) const {
    const auto feeder = std::find_if(feeders_.begin(), feeders_.end(),
                                     [&](const TemplateFeeder& each) { return each.name == braces.name; });
    if (feeder == feeders_.end()) return refuse_name(braces);
    const auto& columns = feeder->table->columns();
    const std::vector<std::string_view> names(columns.begin(), columns.end());
    if (!braces.has_column) {
      return refuse(braces, "names no column of the feeder",
                    "such as {" + std::string(braces.name) + "." + columns.front() + "}");
    }
    const auto column = feeder->table->column(braces.column);
    if (!column) {
      const std::string_view near = nearest(braces.column, names);
      return refuse(braces, "names a column that the feeder does not have",
                    near.empty() ? "its first is " + columns.front() : "did you mean " + std::string(near) + "?");
    }
    return Part{.place = Place::cell, .feeder = static_cast<std::size_t>(feeder - feeders_.begin()), .column = *column};
  }

  std::optional<Part> refuse_name(const Braces& braces) const {
    if (braces.has_column) {
      return refuse(braces, "names no feeder of this file", "feeders: at its top, or {{ where { itself is meant");
    }
    std::vector<std::string_view> names;
    for (const NamedPlace& place : named_places) names.push_back(place.name);
    for (const TemplateFeeder& feeder : feeders_) names.push_back(feeder.name);
    const std::string_view near = nearest(braces.name, names);
    return refuse(braces, "is nothing that can be filled in",
                  near.empty() ? "{{ stands for { itself" : "did you mean {" + std::string(near) + "}?");
  }

  std::optional<Part> read_random(const Braces& braces, Part part) const {
    const std::string_view text = braces.details;
    std::uint64_t to = 0;
    const char* const end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, part.from);
    const bool dash = first.ec == std::errc{} && first.ptr != end && *first.ptr == '-';
    const auto last = dash ? std::from_chars(first.ptr + 1, end, to) : first;
    if (!dash || last.ec != std::errc{} || last.ptr != end) {
      return refuse(braces, "does not say from where to where", "such as {random:1-100}");
    }
    if (to < part.from) return refuse(braces, "ends before it begins", "the smaller number first");
    part.size = to - part.from + 1;  // 0 = all that 64 bits hold
    return part;
  }

  std::optional<Part> read_choice(const Braces& braces, Part part) const {
    if (braces.details.empty()) return refuse(braces, "has nothing to choose from", "such as {choice:red|green}");
    std::string_view text = braces.details;
    for (;;) {
      const std::size_t bar = text.find('|');
      part.choices.emplace_back(text.substr(0, bar));
      if (bar == std::string_view::npos) return part;
      text.remove_prefix(bar + 1);
    }
  }

  std::span<const TemplateFeeder> feeders_;
  const std::function<void(Error)>& wrong_;
};

MessageTemplate MessageTemplate::parse(std::string_view text, std::span<const TemplateFeeder> feeders,
                                       const std::function<void(Error)>& wrong) {
  const Reader reader(feeders, wrong);
  MessageTemplate made;
  made.json_ = is_json(text);
  while (!text.empty()) {
    const std::size_t brace = std::min(text.find('{'), text.size());
    made.rest_ += text.substr(0, brace);
    text.remove_prefix(brace);
    if (text.empty()) break;
    const bool escaped = text.starts_with("{{");
    const auto braces = escaped ? std::nullopt : braces_at(text);
    if (!braces) {
      made.rest_ += '{';
      text.remove_prefix(escaped ? 2 : 1);
      continue;
    }
    text.remove_prefix(braces->inside.size() + 2);
    auto part = reader.read(*braces);
    if (!part) continue;
    part->before = std::exchange(made.rest_, {});
    made.places_ |= bit(part->place);
    made.parts_.push_back(std::move(*part));
  }
  return made;
}

}  // namespace loadtest
