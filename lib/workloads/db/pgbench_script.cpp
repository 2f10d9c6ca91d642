#include "workloads/db/pgbench_script.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.h"
#include "pg/sql_text.h"

namespace loadtest {

namespace {

bool begins(std::string_view sql) {
  const std::string first = pg::first_word(sql);
  return first == "BEGIN" || first == "START";
}

bool ends(std::string_view sql) {
  const std::string first = pg::first_word(sql);
  return first == "END" || first == "COMMIT";
}

class ScriptReader {
 public:
  ScriptReader(std::string_view text, const std::string& file, std::string name, const Defines& defines,
               Problems& problems)
      : text_(text), file_(file), maker_(std::move(name), defines), problems_(problems) {}

  std::optional<Statement> read() {
    const std::size_t before = problems_.size();
    if (text_.find('\0') != std::string_view::npos) {
      tell(1, {ErrorKind::config, "it has a zero byte in it, and is no script", {}});
      return std::nullopt;
    }
    while (at_ < text_.size()) read_next();
    if (problems_.size() == before) add_statements();
    if (problems_.size() != before) return std::nullopt;
    Statement statement = maker_.take();
    statement.transaction = transaction_;
    return statement;
  }

 private:
  struct Line {
    std::size_t number;
    std::string sql;
  };

  void tell(std::size_t line, Error error) {
    error.kind = ErrorKind::config;
    error.message = fmt::format("{}:{}: {}", file_, line, error.message);
    problems_.push_back(std::move(error));
  }
  std::size_t line_of(std::size_t at) const {
    return 1 +
           static_cast<std::size_t>(std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  }

  // A command of one line, or a statement up to its semicolon.
  void read_next() {
    const std::size_t start = text_.find_first_not_of(" \t\r\n;", at_);
    if (start == std::string_view::npos) {
      at_ = text_.size();
    } else if (text_[start] == '\\') {
      read_command(start);
    } else if (text_.substr(start, 2) == "--") {
      at_ = std::min(text_.find('\n', start), text_.size());
    } else {
      const std::size_t size = pg::end_of_statement(text_.substr(start));
      const std::string_view sql = text_.substr(start, size);
      at_ = std::min(start + size + 1, text_.size());
      if (!pg::is_blank_sql(sql)) read_sql(start, sql);
    }
  }

  // In pgbench, a command at the end of a statement's line belongs to it.
  void read_sql(std::size_t start, std::string_view sql) {
    const std::size_t command = sql.find("\\gset");
    const std::size_t other = sql.find("\\aset");
    if (command != std::string_view::npos || other != std::string_view::npos) {
      unsupported(line_of(start + std::min(command, other)), command < other ? "gset" : "aset");
      return;
    }
    statements_.push_back({line_of(start), std::string(without_blanks(sql))});
  }

  void read_command(std::size_t start) {
    std::string command;
    std::size_t end = start + 1;
    for (; end < text_.size() && text_[end] != '\n'; ++end) {
      const bool goes_on = text_[end] == '\\' && text_.substr(end + 1, 1) == "\n";
      command += goes_on ? ' ' : text_[end];
      if (goes_on) ++end;
    }
    at_ = end;
    const std::size_t line = line_of(start);
    const std::string_view all = without_blanks(command);
    const std::string_view word = all.substr(0, all.find_first_of(" \t"));
    if (word != "set") return unsupported(line, word);
    const std::string_view rest = without_blanks(all.substr(word.size()));
    const std::string_view name = rest.substr(0, rest.find_first_of(" \t"));
    if (name.empty() || name.size() == rest.size())
      return tell(line, {ErrorKind::config, "\\set has a name and an expression", "\\set aid random(1, 100000)"});
    // Values are drawn before the first statement, each once.
    if (!statements_.empty() && std::find(set_.begin(), set_.end(), name) != set_.end()) {
      return tell(line, {ErrorKind::config, fmt::format("{} is set again after a statement", escape_foreign(name, 40)),
                         "give the second value a name of its own"});
    }
    set_.emplace_back(name);
    if (auto added = maker_.add_expression(std::string(name), without_blanks(rest.substr(name.size()))); !added)
      tell(line, added.error());
  }

  void unsupported(std::size_t line, std::string_view word) {
    constexpr std::array<std::string_view, 3> at_the_server{"gset", "aset", "shell"};
    const bool from_server = std::find(at_the_server.begin(), at_the_server.end(), word) != at_the_server.end();
    const char* hint = word == "sleep" ? "--think-time pauses between queries"
                       : from_server   ? "there is \\set; what depends on an answer belongs into one statement"
                                       : "there is \\set";
    tell(line, {ErrorKind::config, fmt::format("\\{} is not supported", escape_foreign(word, 40)), hint});
  }

  void add_statements() {
    if (statements_.size() > 1 && begins(statements_.front().sql) && ends(statements_.back().sql)) {
      transaction_ = true;
      statements_.erase(statements_.begin());
      statements_.pop_back();
    }
    if (statements_.empty()) return tell(line_of(text_.size()), {ErrorKind::config, "there is no statement in it", {}});
    for (Line& statement : statements_) {
      if (begins(statement.sql) || ends(statement.sql) || pg::first_word(statement.sql) == "ROLLBACK") {
        tell(statement.number, {ErrorKind::config, "a transaction is the whole script or none of it",
                                "BEGIN stands first, END or COMMIT last; or make several scripts of it"});
      } else if (auto added = maker_.add_step({.name = {}, .sql = std::move(statement.sql)}); !added) {
        tell(statement.number, added.error());
      }
    }
  }

  std::string_view text_;
  const std::string& file_;
  StatementMaker maker_;
  Problems& problems_;
  std::vector<Line> statements_;
  std::vector<std::string> set_;  // names
  std::size_t at_ = 0;
  bool transaction_ = false;
};

}  // namespace

std::optional<Statement> read_pgbench_script(std::string_view text, const std::string& file, std::string name,
                                             const Defines& defines, Problems& problems) {
  return ScriptReader(text, file, std::move(name), defines, problems).read();
}

}  // namespace loadtest
