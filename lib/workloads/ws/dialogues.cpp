// The dialogues that ship with loadtest: the files of scenarios/dialogues, read as any other file is.
#include <stdexcept>

#include "workloads/ws/dialogue_files.h"
#include "workloads/ws/dialogue_reader.h"

namespace loadtest {

namespace {

std::shared_ptr<const Dialogue> read_shipped(const DialogueFile& file) {
  Problems problems;
  const auto yaml = YamlFile::parse(file.text, std::string(file.name) + ".yaml", {}, problems);
  auto dialogue = yaml ? read_dialogue(yaml->root(), std::string(file.name), 0, problems) : nullptr;
  if (dialogue == nullptr) throw std::logic_error("a dialogue that ships with loadtest: " + problems.front().line());
  return dialogue;
}

}  // namespace

std::shared_ptr<const Dialogue> find_dialogue(std::string_view name) {
  for (const DialogueFile& file : dialogue_files()) {
    if (file.name == name) return read_shipped(file);
  }
  return nullptr;
}

std::vector<std::string_view> dialogue_names() {
  std::vector<std::string_view> names;
  for (const DialogueFile& file : dialogue_files()) names.push_back(file.name);
  return names;
}

}  // namespace loadtest
