#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "har/draft.h"

// Whatever is a recording makes a dialogue file with something to send.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto conversation = loadtest::read_har({reinterpret_cast<const char*>(data), size}, "fuzz.har");
  if (!conversation) {
    if (conversation.error().message.empty()) std::abort();
    return 0;
  }
  const loadtest::Draft draft = loadtest::draft_dialogue(*conversation);
  if (draft.messages.empty() || loadtest::draft_text(draft, *conversation).empty()) std::abort();
  return 0;
}
