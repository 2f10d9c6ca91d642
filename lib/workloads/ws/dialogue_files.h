#pragma once

#include <span>
#include <string_view>

namespace loadtest {

/// A file of scenarios/dialogues, inside the binary.
struct DialogueFile {
  std::string_view name;  // without its ending
  std::string_view text;
};

std::span<const DialogueFile> dialogue_files();

}  // namespace loadtest
