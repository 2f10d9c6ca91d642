#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace loadtest {

/// A message with places to fill in: {now}, {number} and {user}. Cut up once; rendering appends to the caller's buffer
/// and allocates nothing once that has grown.
class MessageTemplate {
 public:
  explicit MessageTemplate(std::string_view text);

  struct Values {
    std::chrono::system_clock::time_point now;
    std::uint64_t number;
    std::string_view user;
  };
  void render(const Values&, std::string& into) const;
  /// The user's id is to be filled in.
  bool names_user() const;
  /// Nothing to fill in.
  bool constant() const { return parts_.size() == 1 && parts_.front().place == Place::none; }

 private:
  enum class Place : std::uint8_t { none, now, number, user };
  struct Part {
    std::string text;  // before the place
    Place place;
  };
  std::vector<Part> parts_;
};

/// "2026-11-23T14:03:07.412Z"
void append_iso8601(std::chrono::system_clock::time_point, std::string& into);

}  // namespace loadtest
