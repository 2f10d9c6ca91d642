#include "workloads/ws/dialogue_reader.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "feed/read_feeders.h"
#include "workloads/ws/dialogue_message_reader.h"
#include "workloads/ws/dialogue_rule_reader.h"

namespace loadtest {

namespace {

using Place = MessageTemplate::Place;

constexpr std::size_t in_flight_most = 1000;
constexpr Nanos stall_after_usual = std::chrono::seconds(2);

std::string read_path(const YamlSpot& spot) {
  const std::string path = spot.text().value_or("");
  if (!path.empty() && !path.starts_with('/')) spot.wrong("a path begins with a slash", "/" + path);
  const auto made = MessageTemplate::parse(path, {}, [&](Error error) { spot.wrong(error.message, error.hint); });
  for (const Place place : {Place::choice, Place::id, Place::now, Place::now_ms, Place::number, Place::random,
                            Place::sequence, Place::uuid}) {
    if (made.names(place)) return spot.wrong("a path is filled with {user} and {token} only"), path;
  }
  return path;
}

std::vector<std::string> read_subprotocols(const YamlSpot& list) {
  std::vector<std::string> names;
  for (const YamlSpot& item : list.items()) {
    const auto name = item.text();
    if (!name) continue;
    const bool plain = !name->empty() && std::all_of(name->begin(), name->end(), [](unsigned char c) {
      return c > 0x20 && c < 0x7f &&
             std::string_view("()<>@,;:\\\"/[]?={}").find(static_cast<char>(c)) == std::string::npos;
    });
    if (!plain) item.wrong("this cannot be the name of a subprotocol", "letters, digits, dots and dashes");
    names.push_back(*name);
  }
  return names;
}

void read_correlation(const YamlSpot& spot, const TemplateFeeders& feeders, Dialogue& into) {
  if (!spot.present()) return;
  spot.only({"id", "at"});
  into.id_at = read_pointer(spot.need("at"));
  if (spot["id"].present()) {
    into.id = read_template(spot["id"], feeders);
    const bool varies = into.id->names(Place::number) || into.id->names(Place::sequence) || into.id->names(Place::uuid);
    if (!varies)
      spot["id"].wrong("two messages of a user would have the same id", "{number}, {sequence} or {uuid} in it");
    if (into.id->names(Place::id)) spot["id"].wrong("{id} stands for this text itself");
  } else {
    into.id = MessageTemplate::parse("{number}", {}, [](const Error&) {});
  }
}

void check_whole(const YamlSpot& root, const Dialogue& dialogue) {
  check_replies(root["messages"], dialogue);
  if (!dialogue.greets && root["on_greeting"].present()) {
    root["on_greeting"].wrong("no rule says what the greeting is", "on_upgrade, or is: greeting under receive");
  }
  const auto& messages = dialogue.messages;
  const auto names_id = [](const DialogueMessage& message) { return message.body.names(Place::id); };
  if (dialogue.id && std::none_of(messages.begin(), messages.end(), names_id)) {
    root["correlation"].wrong("no message has {id} in it", "put {id} where the backend looks for it");
  }
  for (const auto& [name, spot] : root["messages"].members()) {
    if (spot["stream_text"].present() && !dialogue.streams()) {
      spot["stream_text"].wrong("no rule says what a piece of a streamed reply is", "is: piece");
    }
  }
}

}  // namespace

MessageTemplate read_template(const YamlSpot& spot, const TemplateFeeders& feeders) {
  return MessageTemplate::parse(spot.text().value_or(""), feeders,
                                [&](const Error& error) { spot.wrong(error.message, error.hint); });
}

JsonPointer read_pointer(const YamlSpot& spot) {
  const auto text = spot.text();
  if (!text) return {};
  auto pointer = JsonPointer::parse(*text);
  if (pointer) return std::move(*pointer);
  spot.wrong("as a JSON pointer " + pointer.error().message, pointer.error().hint);
  return {};
}

std::shared_ptr<const Dialogue> read_dialogue(const YamlSpot& root, std::string name, std::uint64_t seed,
                                              Problems& problems) {
  const std::size_t problems_before = problems.size();
  root.only({"path", "subprotocols", "type_at", "correlation", "in_flight", "stall_after", "feeders", "on_upgrade",
             "on_greeting", "messages", "receive"});
  auto dialogue = std::make_shared<Dialogue>();
  dialogue->name = std::move(name);
  dialogue->path = read_path(root["path"]);
  dialogue->subprotocols = read_subprotocols(root["subprotocols"]);
  dialogue->type_at = read_pointer(root["type_at"]);
  dialogue->in_flight = root["in_flight"].count(1, in_flight_most).value_or(1);
  dialogue->stall_after = root["stall_after"].duration().value_or(stall_after_usual);
  dialogue->feeders = read_feeders(root["feeders"], seed);
  TemplateFeeders feeders;
  for (const NamedFeeder& feeder : dialogue->feeders) feeders.push_back({feeder.name, &feeder.rows.table()});
  read_correlation(root["correlation"], feeders, *dialogue);
  dialogue->on_upgrade = read_openings(root["on_upgrade"], feeders);
  dialogue->on_greeting = read_openings(root["on_greeting"], feeders);
  read_messages(root.need("messages"), feeders, *dialogue);
  read_receive(root["receive"], feeders, *dialogue);
  // With something unread, what follows would be told of what is not so.
  if (problems.size() == problems_before) check_whole(root, *dialogue);
  if (problems.size() != problems_before) return nullptr;
  return dialogue;
}

std::shared_ptr<const Dialogue> choose_dialogue(const std::string& name, std::uint64_t seed, Problems& problems) {
  const bool is_file = name.find('/') != std::string::npos || name.ends_with(".yaml") || name.ends_with(".yml");
  if (is_file) {
    const auto file = YamlFile::read(name, {}, problems);
    return file ? read_dialogue(file->root(), name, seed, problems) : nullptr;
  }
  auto found = find_dialogue(name);
  if (found != nullptr) return found;
  const auto names = dialogue_names();
  const auto near = nearest(name, names);
  problems.push_back({ErrorKind::usage, "--dialogue: there is no dialogue \"" + name + "\"",
                      near.empty() ? "there are pam and echo; a file has a slash in its name, or ends in .yaml"
                                   : "did you mean " + std::string(near) + "?"});
  return nullptr;
}

}  // namespace loadtest
