#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "feed/table.h"

namespace loadtest {

/// A table that {name.column} is filled from.
struct TemplateFeeder {
  std::string_view name;
  const FeedTable* table;
};

/// A message with places to fill in, such as {user}, {random:1-100} or {people.name}. Cut up once; rendering appends to
/// the caller's buffer and allocates nothing once that has grown.
class MessageTemplate {
 public:
  enum class Place : std::uint8_t {
    none,
    choice,    // one of {choice:a|b|c}
    id,        // what the reply will carry
    now,       // ISO 8601
    now_ms,    // milliseconds since 1970
    number,    // of the start, in the whole run
    random,    // a whole number of {random:1-100}
    sequence,  // 1, 2, 3 … of the user's messages on this connection
    token,
    user,
    uuid,
    cell,  // {feeder.column}
  };
  /// A row of each feeder, beside the feeders that the template was made with.
  struct Row {
    const FeedTable* table;
    std::size_t row;
  };
  struct Values {
    std::chrono::system_clock::time_point now{};
    std::uint64_t number = 0;
    std::uint64_t draw = 0;    // what random and choice are made of: the same gives the same
    std::uint64_t unique = 0;  // what uuid is made of
    std::uint64_t sequence = 0;
    std::string_view user{}, token{}, id{};
    std::span<const Row> rows{};
  };

  MessageTemplate() = default;
  /// As it is, places or not.
  static MessageTemplate constant(std::string text);
  /// Calls `wrong` for each place that there is not, or that is ill-formed. {{ stands for { itself, and what cannot be
  /// a place ({"a":1}) is left alone. Where the text is JSON, what is filled in is escaped as JSON wants it in a
  /// string.
  static MessageTemplate parse(std::string_view text, std::span<const TemplateFeeder> feeders,
                               const std::function<void(Error)>& wrong);

  void render(const Values&, std::string& into) const;
  bool names(Place place) const { return (places_ & bit(place)) != 0; }
  /// Whether it has a cell of the index-th feeder.
  bool names_feeder(std::size_t index) const;
  /// Nothing to fill in: its text.
  const std::string* constant() const { return parts_.empty() ? &rest_ : nullptr; }

 private:
  struct Part {
    std::string before{};  // the text before the place
    Place place = Place::none;
    std::uint64_t from = 0, size = 0;    // of random
    std::vector<std::string> choices{};  // of choice
    std::size_t feeder = 0, column = 0;  // of cell
  };
  class Reader;

  static std::uint32_t bit(Place place) { return std::uint32_t{1} << static_cast<unsigned>(place); }
  void fill(const Part&, std::uint64_t turn, const Values&, std::string& into) const;
  void put(std::string_view text, std::string& into) const;

  std::vector<Part> parts_;
  std::string rest_;  // behind the last place
  std::uint32_t places_ = 0;
  bool json_ = false;
};

/// "2026-11-23T14:03:07.412Z"
void append_iso8601(std::chrono::system_clock::time_point, std::string& into);
/// A random UUID (version 4) made of these bits.
void append_uuid(std::uint64_t high, std::uint64_t low, std::string& into);
/// The inside of a JSON string that says `text`.
void append_json_escaped(std::string_view text, std::string& into);

}  // namespace loadtest
