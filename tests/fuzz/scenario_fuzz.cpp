// Any bytes as a scenario file: read, or told to be wrong.
#include <array>
#include <cstdint>
#include <string_view>

#include "scenario/scenario_file.h"

namespace {

using loadtest::OptionSpec;

constexpr std::array<OptionSpec, 6> shared{{
    {.name = "users", .value = "N", .fallback = "10", .help = "", .group = "Load"},
    {.name = "rate", .value = "R", .fallback = "", .help = "", .group = "Load"},
    {.name = "stage", .value = "T:N", .fallback = "", .help = "", .repeatable = true, .group = "Load"},
    {.name = "find-max", .value = "FLAG", .fallback = "", .help = "", .group = "Search"},
    {.name = "label", .value = "K=V", .fallback = "", .help = "", .repeatable = true, .group = "Run"},
    {.name = "seed", .value = "N", .fallback = "", .help = "", .group = "Run"},
}};
constexpr std::array<OptionSpec, 3> own{{
    {.name = "url", .value = "URL", .fallback = "", .help = "address"},
    {.name = "token-file", .value = "FILE", .fallback = "", .help = "tokens"},
    {.name = "insecure", .value = "", .fallback = "", .help = "no checks"},
}};
const loadtest::WorkloadType type{.name = "ws", .summary = "", .options = own, .create = nullptr};
const std::array<const loadtest::WorkloadType*, 1> catalog{&type};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  loadtest::Problems problems;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto file = loadtest::YamlFile::parse(text, "fuzz.yaml", {}, problems);
  if (file) loadtest::read_scenario_file(*file, {shared, catalog});
  return 0;
}
