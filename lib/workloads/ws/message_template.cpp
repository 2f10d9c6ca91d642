#include "workloads/ws/message_template.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace loadtest {

namespace {

void append_padded(std::string& into, unsigned value, int digits) {
  std::array<char, 4> text{};
  for (int i = digits - 1; i >= 0; --i) {
    text[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  into.append(text.data(), static_cast<std::size_t>(digits));
}

}  // namespace

MessageTemplate::MessageTemplate(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, Place>, 3> places{
      {{"{now}", Place::now}, {"{number}", Place::number}, {"{user}", Place::user}}};
  std::string before;
  while (!text.empty()) {
    bool found = false;
    for (const auto& [name, place] : places) {
      if (!text.starts_with(name)) continue;
      parts_.push_back({std::exchange(before, {}), place});
      text.remove_prefix(name.size());
      found = true;
      break;
    }
    if (found) continue;
    before += text.front();
    text.remove_prefix(1);
  }
  if (!before.empty() || parts_.empty()) parts_.push_back({before, Place::none});
}

void MessageTemplate::render(const Values& values, std::string& into) const {
  for (const Part& part : parts_) {
    into += part.text;
    switch (part.place) {
      case Place::none:
        break;
      case Place::now:
        append_iso8601(values.now, into);
        break;
      case Place::number: {
        std::array<char, 20> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), values.number).ptr;
        into.append(digits.data(), end);
        break;
      }
      case Place::user:
        into += values.user;
        break;
    }
  }
}

bool MessageTemplate::names_user() const {
  return std::any_of(parts_.begin(), parts_.end(), [](const Part& part) { return part.place == Place::user; });
}

void append_iso8601(std::chrono::system_clock::time_point at, std::string& into) {
  using namespace std::chrono;
  const auto day = floor<days>(at);
  const year_month_day date(day);
  const hh_mm_ss time(floor<milliseconds>(at - day));
  append_padded(into, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  into += '-';
  append_padded(into, static_cast<unsigned>(date.month()), 2);
  into += '-';
  append_padded(into, static_cast<unsigned>(date.day()), 2);
  into += 'T';
  append_padded(into, static_cast<unsigned>(time.hours().count()), 2);
  into += ':';
  append_padded(into, static_cast<unsigned>(time.minutes().count()), 2);
  into += ':';
  append_padded(into, static_cast<unsigned>(time.seconds().count()), 2);
  into += '.';
  append_padded(into, static_cast<unsigned>(time.subseconds().count()), 3);
  into += 'Z';
}

}  // namespace loadtest
