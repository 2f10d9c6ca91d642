#include "workloads/ws/message_writer.h"

#include "core/random.h"

namespace loadtest {

namespace {

using Place = MessageTemplate::Place;

}  // namespace

MessageWriter::MessageWriter(const Dialogue& dialogue, std::uint64_t seed, std::uint64_t origin)
    : dialogue_(dialogue), seed_(mix64(seed)), origin_(mix64(origin)) {
  for (const NamedFeeder& feeder : dialogue.feeders) rows_.push_back({&feeder.rows.table(), 0});
}

bool MessageWriter::write_id(const Sender& sender, std::uint64_t number, std::string& id) {
  id.clear();
  if (!find_rows(*dialogue_.id, sender, number)) return false;
  fill(*dialogue_.id, sender, number, {}, id);
  return true;
}

std::string_view MessageWriter::write(const MessageTemplate& message, const Sender& sender, std::uint64_t number,
                                      std::string_view id) {
  if (const std::string* text = message.constant()) return *text;
  if (!find_rows(message, sender, number)) return {};
  buffer_.clear();
  fill(message, sender, number, id, buffer_);
  return buffer_;
}

bool MessageWriter::find_rows(const MessageTemplate& message, const Sender& sender, std::uint64_t number) {
  if (!message.names(Place::cell)) return true;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (!message.names_feeder(i)) continue;
    const auto row = dialogue_.feeders[i].rows.row(sender.user, number);
    if (!row) return false;
    rows_[i].row = *row;
  }
  return true;
}

void MessageWriter::fill(const MessageTemplate& message, const Sender& sender, std::uint64_t number,
                         std::string_view id, std::string& into) {
  const bool clock = message.names(Place::now) || message.names(Place::now_ms);
  message.render({.now = clock ? std::chrono::system_clock::now() : std::chrono::system_clock::time_point{},
                  .number = number,
                  .draw = mix64(seed_ ^ number),
                  .unique = mix64(origin_ ^ ++written_),
                  .sequence = sender.sequence,
                  .user = sender.name,
                  .token = sender.token,
                  .id = id,
                  .rows = rows_},
                 into);
}

}  // namespace loadtest
