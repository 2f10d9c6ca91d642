// A mix file from nobody knows where: problems, never a crash, and what is read can be drawn.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "workloads/db/mix_file.h"
#include "yaml/yaml_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace loadtest;
  Problems problems;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto file = YamlFile::parse(text, "mix.yaml", {}, problems);
  if (!file) return 0;
  const MixFile mix = MixFile::read(file->root(), {}, 1);
  for (const Statement& statement : mix.statements)
    static_cast<void>(clean_up_sql(statement, "20261123-184200-0a1b2c"));
  return 0;
}
