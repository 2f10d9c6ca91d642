#include "workloads/db/mix_sources.h"

#include <algorithm>
#include <filesystem>

#include "core/text.h"
#include "core/units.h"
#include "files/read_whole_file.h"
#include "workloads/db/mix_file.h"
#include "workloads/db/pgbench_script.h"
#include "workloads/db/postgrest.h"
#include "yaml/yaml_file.h"

namespace loadtest {

namespace {

constexpr std::uint64_t script_weight_max = 1'000'000;
constexpr std::size_t script_bytes_max = 1 << 20;

/// A script with its weight: "tpcb.sql@3".
struct Script {
  std::string file;
  double weight = 1;
};

bool is_file(std::string_view text) {
  return text.find('/') != std::string_view::npos || text.ends_with(".yaml") || text.ends_with(".yml") ||
         text.find(".sql") != std::string_view::npos;
}

bool is_script(std::string_view text) { return text.ends_with(".sql") || text.find(".sql@") != std::string_view::npos; }

class Sources {
 public:
  Sources(const Defines& defines, std::uint64_t seed, Problems& problems)
      : defines_(defines), seed_(seed), problems_(problems) {}

  void add(const std::string& text) {
    if (is_script(text)) return add_script(text);
    Variables variables;
    for (const auto& [name, value] : defines_) variables.given.emplace(name, value);
    auto file = YamlFile::read(text, std::move(variables), problems_);
    if (!file) return;
    MixFile mix = MixFile::read(file->root(), defines_, seed_);
    if (!mix.isolation.empty()) isolation_ = mix.isolation;
    for (Statement& statement : mix.statements) add(std::move(statement));
  }

  QueryMix make(const std::string& only) {
    QueryMix mix;
    mix.isolation = isolation_;
    auto own = std::make_shared<std::vector<Statement>>(std::move(statements_));
    for (Statement& statement : *own) number_samples(statement, mix.samples);
    const auto chosen = choose(*own, only);
    double all = 0;
    for (const Statement* statement : chosen) all += statement->share;
    for (const Statement* statement : chosen) {
      if (statement->share <= 0) continue;
      mix.entries.push_back({statement, statement->share / all, "/" + statement->name,
                             postgrest::method_of(statement->steps.front().sql)});
    }
    mix.own = std::move(own);
    return mix;
  }

 private:
  void problem(std::string what, std::string hint = {}) {
    problems_.push_back({ErrorKind::usage, "--mix: " + std::move(what), std::move(hint)});
  }

  void add(Statement statement) {
    const bool known = std::any_of(statements_.begin(), statements_.end(),
                                   [&](const Statement& other) { return other.name == statement.name; });
    if (known) return problem("two statements are called " + statement.name);
    statements_.push_back(std::move(statement));
  }

  void add_script(const std::string& text) {
    Script script{.file = text};
    if (const std::size_t at = text.rfind(".sql@"); at != std::string::npos) {
      script.file = text.substr(0, at + 4);
      const auto weight = parse_count(std::string_view(text).substr(at + 5), 0, script_weight_max);
      if (!weight) return problem(weight.error().message, "a script's weight is a whole number: tpcb.sql@3");
      script.weight = static_cast<double>(*weight);
    }
    const auto content = read_whole_file(script.file, script_bytes_max);
    if (!content)
      return problem("the file \"" + escape_foreign(script.file) + "\" " + content.error().message,
                     content.error().hint);
    std::string name = std::filesystem::path(script.file).stem().string();
    std::replace_if(
        name.begin(), name.end(), [](char c) { return !is_operation_name(std::string_view(&c, 1)); }, '_');
    auto statement = read_pgbench_script(*content, script.file, std::move(name), defines_, problems_);
    if (!statement) return;
    statement->share = script.weight;
    add(std::move(*statement));
  }

  // Equal queries are asked once.
  static void number_samples(Statement& statement, std::vector<std::string>& samples) {
    for (Value& value : statement.values) {
      if (value.kind != Value::Kind::sample) continue;
      const auto found = std::find(samples.begin(), samples.end(), value.text);
      value.sample = static_cast<std::size_t>(found - samples.begin());
      if (found == samples.end()) samples.push_back(value.text);
    }
  }

  std::vector<const Statement*> choose(const std::vector<Statement>& all, const std::string& only) {
    std::vector<const Statement*> chosen;
    if (only.empty()) {
      for (const Statement& statement : all) chosen.push_back(&statement);
      return chosen;
    }
    return find_statements(all, only, problems_);
  }

  const Defines& defines_;
  std::uint64_t seed_;
  Problems& problems_;
  std::vector<Statement> statements_;
  std::string isolation_;
};

}  // namespace

QueryMix read_mix(std::span<const std::string> given, const std::string& only, const Defines& defines,
                  std::uint64_t seed, Problems& problems) {
  const bool files = std::any_of(given.begin(), given.end(), [](const std::string& text) { return is_file(text); });
  if (!files) return QueryMix::read(given.empty() ? "80:20" : given.back(), only, problems);
  const std::size_t problems_before = problems.size();
  Sources sources(defines, seed, problems);
  for (const std::string& text : given) {
    if (is_file(text)) {
      sources.add(text);
    } else {
      problems.push_back({ErrorKind::usage,
                          "--mix: \"" + escape_foreign(text, 40) + "\" is a ratio of the built-in statements",
                          "leave it or the files out"});
    }
  }
  if (problems.size() != problems_before) return {};
  QueryMix mix = sources.make(only);
  if (mix.entries.empty() && problems.size() == problems_before)
    problems.push_back({ErrorKind::usage, "--mix: there is no statement with a weight in it", {}});
  return mix;
}

}  // namespace loadtest
