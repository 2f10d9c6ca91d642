#include "workloads/db/mix_file.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "core/units.h"
#include "workloads/db/mix_feeders.h"

namespace loadtest {

namespace {

constexpr double weight_max = 1e9;
constexpr std::uint64_t rows_limit = 1'000'000'000;

void tell(const YamlSpot& spot, const Status& status) {
  if (!status) spot.wrong(status.error().message, status.error().hint);
}

/// Reads values, of the file or of one statement.
class ParameterReader {
 public:
  ParameterReader(const MixFeeders& feeders, StatementMaker& maker) : feeders_(feeders), maker_(maker) {}

  void read(const YamlSpot& parameters) {
    if (!parameters.present()) return;
    for (const auto& [name, value] : parameters.members()) {
      if (value.is_map()) {
        read_map(name, value);
      } else if (const auto text = value.text()) {
        read_parameter(name, value, *text);
      }
    }
  }

 private:
  void read_map(const std::string& name, const YamlSpot& value) {
    value.only({"text", "sample", "feeder", "column"});
    const bool of_feeder = value["feeder"].present() || value["column"].present();
    if (value["text"].present() + value["sample"].present() + of_feeder != 1)
      return value.wrong("it is either a text, a sample or a column of a feeder",
                         "{text: always this}, {sample: SELECT id FROM t} or {feeder: people, column: id}");
    if (of_feeder) return tell(value, maker_.add(feeders_.read(value, name)));
    if (const auto text = value["text"].text())
      tell(value, maker_.add({.kind = Value::Kind::text, .name = name, .text = *text}));
    if (const auto query = value["sample"].text())
      tell(value, maker_.add({.kind = Value::Kind::sample, .name = name, .text = *query}));
  }

  void read_parameter(const std::string& name, const YamlSpot& value, const std::string& text) {
    if (text == "user") return tell(value, maker_.add({.kind = Value::Kind::user, .name = name}));
    if (text == "run") return tell(value, maker_.add({.kind = Value::Kind::run, .name = name}));
    if (text == "row") return tell(value, maker_.add({.kind = Value::Kind::new_row, .name = name}));
    tell(value, maker_.add_expression(name, text));
  }

  const MixFeeders& feeders_;
  StatementMaker& maker_;
};

class StatementReader {
 public:
  StatementReader(const YamlSpot& spot, StatementMaker maker) : spot_(spot), maker_(std::move(maker)) {}

  Statement read(const MixFeeders& feeders) {
    ParameterReader(feeders, maker_).read(spot_["parameters"]);
    const YamlSpot sql = spot_["sql"], transaction = spot_["transaction"];
    if (sql.present() && transaction.present()) transaction.wrong("there is sql already", "leave one of them out");
    if (!sql.present() && !transaction.present()) spot_.wrong("there is neither sql nor a transaction");
    if (sql.present()) read_step(sql, spot_);
    for (const YamlSpot& step : transaction.items()) {
      if (step.is_map()) {
        step.only({"sql", "rows", "owner"});
        read_step(step.need("sql"), step);
      } else {
        read_step(step, step);
      }
    }
    if (transaction.present() && spot_["rows"].present())
      spot_["rows"].wrong("a transaction's rows are said of each of its statements");
    if (const auto clean_up = spot_["clean_up"].text()) tell(spot_["clean_up"], maker_.set_clean_up(*clean_up));
    return finish();
  }

 private:
  Statement finish() {
    Statement statement = maker_.take();
    constexpr std::array<std::string_view, 2> kinds{"read", "write"};
    if (const auto kind = spot_["kind"].word(kinds)) {
      if (*kind == 0 && statement.writes)
        spot_["kind"].wrong("what it does is no reading", "leave kind out, or say write");
      statement.writes = *kind == 1;
    }
    statement.share = spot_["weight"].number(0, weight_max).value_or(1);
    return statement;
  }

  void read_step(const YamlSpot& sql, const YamlSpot& around) {
    Step step;
    step.rows_min = 1;
    if (around.is_map()) {
      read_rows(around["rows"], step);
      step.owner = around["owner"].text().value_or("");
    }
    const auto text = sql.text();
    if (!text) return;
    step.sql = *text;
    tell(sql, maker_.add_step(std::move(step)));
  }

  // "any", 3, ">=1", "<=10", "2..5"
  static void read_rows(const YamlSpot& spot, Step& step) {
    const auto text = spot.text();
    if (!text) return;
    const std::string_view all = without_blanks(*text);
    const auto number = [&](std::string_view digits) { return parse_count(without_blanks(digits), 0, rows_limit); };
    const auto set = [&](const Result<std::uint64_t>& min, const Result<std::uint64_t>& max) {
      if (!min || !max || *min > *max)
        return spot.wrong("\"" + escape_foreign(all, 40) + "\" is no number of rows",
                          "try 1, \">=1\", \"<=50\", \"2..5\" or any");
      step.rows_min = static_cast<std::uint32_t>(*min);
      step.rows_max = *max == rows_limit ? std::numeric_limits<std::uint32_t>::max() : static_cast<std::uint32_t>(*max);
    };
    const std::size_t dots = all.find("..");
    if (all == "any") return set(0, rows_limit);
    if (all.starts_with(">=")) return set(number(all.substr(2)), rows_limit);
    if (all.starts_with("<=")) return set(0, number(all.substr(2)));
    if (dots != std::string_view::npos) return set(number(all.substr(0, dots)), number(all.substr(dots + 2)));
    set(number(all), number(all));
  }

  const YamlSpot& spot_;
  StatementMaker maker_;
};

std::string read_isolation(const YamlSpot& spot) {
  constexpr std::array<std::string_view, 3> levels{"read committed", "repeatable read", "serializable"};
  constexpr std::array<const char*, 3> sql{"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"};
  const auto level = spot.word(levels);
  return level ? sql[*level] : "";
}

// An operation that is measured beside has such a name already.
bool is_taken(std::string_view name) {
  constexpr std::array<std::string_view, 9> taken{"acquire", "connect", "query",      "frame",      "statement",
                                                  "begin",   "commit",  "set_config", "foreign_row"};
  return std::find(taken.begin(), taken.end(), name) != taken.end();
}

}  // namespace

MixFile MixFile::read(const YamlSpot& root, const Defines& defines, std::uint64_t seed) {
  MixFile mix;
  if (!root.is_map()) {
    root.wrong("a mix is a map with statements in it", "statements: [{name: profile, sql: SELECT ...}]");
    return mix;
  }
  root.only({"mix", "isolation", "feeders", "parameters", "statements"});
  mix.isolation = read_isolation(root["isolation"]);
  const MixFeeders feeders(root["feeders"], seed);
  StatementMaker shared({}, defines);  // has the values that all statements know
  ParameterReader(feeders, shared).read(root["parameters"]);
  for (const YamlSpot& spot : root.need("statements").items()) {
    if (!spot.is_map()) {
      spot.wrong("a statement is a map with name and sql in it");
      continue;
    }
    spot.only({"name", "kind", "weight", "sql", "transaction", "parameters", "rows", "owner", "clean_up"});
    const auto name = spot.need("name").text();
    if (!name) continue;
    const bool known = std::any_of(mix.statements.begin(), mix.statements.end(),
                                   [&](const Statement& other) { return other.name == *name; });
    if (!is_operation_name(*name))
      spot["name"].wrong("\"" + escape_foreign(*name, 60) + "\" is no name of an operation",
                         "letters, digits, _ and -");
    if (known) spot["name"].wrong("two statements are called " + escape_foreign(*name, 60));
    if (is_taken(*name)) spot["name"].wrong(*name + " is the name of something that is measured beside");
    mix.statements.push_back(StatementReader(spot, shared.named(*name)).read(feeders));
  }
  return mix;
}

}  // namespace loadtest
