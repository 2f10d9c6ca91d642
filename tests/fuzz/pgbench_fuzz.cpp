// A script from nobody knows where: problems, never a crash, and what is read can be drawn.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "pg/sql_text.h"
#include "workloads/db/pgbench_script.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace loadtest;
  Problems problems;
  const Defines defines{{"scale", "10"}};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto statement = read_pgbench_script(text, "script.sql", "script", defines, problems);
  if (!statement) return 0;
  std::array<Number, Statement::values_max> drawn{};
  for (std::size_t i = 0; i < statement->values.size(); ++i) {
    const Value& value = statement->values[i];
    if (value.kind == Value::Kind::number) drawn[i] = value.expression.draw(i, drawn);
  }
  std::string sent;
  const std::array<const char*, Statement::values_max> values{};
  for (const Step& step : statement->steps) pg::write_with_values(step.sql, values, sent);
  return 0;
}
