#include "workloads/ws/message_template.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/random.h"

namespace loadtest {

namespace {

void append_number(std::uint64_t number, std::string& into) {
  std::array<char, 20> digits{};
  into.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

}  // namespace

MessageTemplate MessageTemplate::constant(std::string text) {
  MessageTemplate made;
  made.rest_ = std::move(text);
  return made;
}

bool MessageTemplate::names_feeder(std::size_t index) const {
  return std::any_of(parts_.begin(), parts_.end(),
                     [&](const Part& part) { return part.place == Place::cell && part.feeder == index; });
}

void MessageTemplate::render(const Values& values, std::string& into) const {
  std::uint64_t turn = 0;
  for (const Part& part : parts_) {
    into += part.before;
    fill(part, ++turn, values, into);
  }
  into += rest_;
}

void MessageTemplate::fill(const Part& part, std::uint64_t turn, const Values& values, std::string& into) const {
  const auto draw = [&] { return mix64(values.draw + turn); };
  switch (part.place) {
    case Place::none:
      break;
    case Place::choice:
      into += part.choices[draw() % part.choices.size()];
      break;
    case Place::id:
      put(values.id, into);
      break;
    case Place::now:
      append_iso8601(values.now, into);
      break;
    case Place::now_ms:
      append_number(static_cast<std::uint64_t>(
                        std::chrono::floor<std::chrono::milliseconds>(values.now.time_since_epoch()).count()),
                    into);
      break;
    case Place::number:
      append_number(values.number, into);
      break;
    case Place::random:
      append_number(part.from + (part.size == 0 ? draw() : draw() % part.size), into);
      break;
    case Place::sequence:
      append_number(values.sequence, into);
      break;
    case Place::token:
      put(values.token, into);
      break;
    case Place::user:
      put(values.user, into);
      break;
    case Place::uuid:
      append_uuid(mix64(values.unique + 2 * turn), mix64(values.unique + 2 * turn + 1), into);
      break;
    case Place::cell: {
      const Row& row = values.rows[part.feeder];
      put(row.table->cell(row.row, part.column), into);
      break;
    }
  }
}

void MessageTemplate::put(std::string_view text, std::string& into) const {
  if (json_) {
    append_json_escaped(text, into);
  } else {
    into += text;
  }
}

}  // namespace loadtest
