// Whatever a dialogue file says, reading it ends well; and whatever a backend then sends, so does understanding it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "workloads/ws/dialogue_reader.h"
#include "workloads/ws/message_writer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace loadtest;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // What comes after a line of dashes is a message that the backend sends.
  constexpr std::string_view rule = "\n-----\n";
  const std::size_t end = text.find(rule);
  const std::string_view message = end == std::string_view::npos ? text : text.substr(end + rule.size());

  Problems problems;
  const auto file = YamlFile::parse(text.substr(0, end), "fuzz.yaml", {}, problems);
  const auto dialogue = file ? read_dialogue(file->root(), "fuzz", 1, problems) : nullptr;
  if (dialogue == nullptr) {
    if (problems.empty()) std::abort();  // nothing read, and nothing said
    return 0;
  }
  for (const auto frame : {wspp::FrameKind::text, wspp::FrameKind::binary}) {
    const auto match = dialogue->match(message, frame);
    if (match.rule == nullptr) continue;
    static_cast<void>(dialogue->answered_id(message, *match.rule));
    static_cast<void>(match.rule->error_kind_of(message));
  }
  MessageWriter writer(*dialogue, 1, 2);
  const MessageWriter::Sender sender{1, "user-1", "token", 1};
  std::string id;
  if (dialogue->id) static_cast<void>(writer.write_id(sender, 1, id));
  for (const DialogueMessage& each : dialogue->messages) {
    static_cast<void>(writer.write(each.body_for(true), sender, 1, id));
  }
  return 0;
}
