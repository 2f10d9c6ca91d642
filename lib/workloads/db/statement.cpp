#include "workloads/db/statement.h"

namespace loadtest {
namespace {

using Kind = Value::Kind;

/// A statement of the built-in mix, of one step.
Statement made(std::string name, const char* sql, std::vector<Kind> values, UserRows rows,
               std::vector<std::string> tables) {
  Statement statement;
  Step step{.name = name, .sql = sql};
  for (const Kind kind : values) {
    step.values.push_back(static_cast<std::uint8_t>(statement.values.size()));
    statement.values.push_back({.kind = kind, .text = kind == Kind::text ? message_content() : ""});
  }
  statement.name = std::move(name);
  statement.steps.push_back(std::move(step));
  statement.rows = rows;
  for (const std::string& table : tables) statement.tables.push_back("public." + table);
  return statement;
}

Statement read(std::string name, const char* sql, UserRows rows, std::vector<std::string> tables, std::string owner) {
  Statement statement = made(std::move(name), sql, {Kind::user}, rows, std::move(tables));
  statement.steps.front().owner = std::move(owner);
  return statement;
}

Statement write(std::string name, double share, const char* sql, std::vector<Kind> values, UserRows rows,
                std::vector<std::string> tables) {
  Statement statement = made(std::move(name), sql, std::move(values), rows, std::move(tables));
  statement.writes = true;
  statement.share = share;
  return statement;
}

// The user's id is in each condition although row level security would add it: so the statements mean the same whoever
// runs them. Updates set columns to what they were, so that a run leaves the rows as it found them.
std::vector<Statement> make_all() {
  return {
      read("profile", "SELECT * FROM public.profiles WHERE id = $1::uuid", UserRows::profile, {"profiles"}, "id"),
      read("expenses", "SELECT * FROM public.expenses WHERE user_id = $1::uuid ORDER BY date DESC LIMIT 50",
           UserRows::expenses, {"expenses"}, "user_id"),
      read("budget", "SELECT * FROM public.budget_utilization WHERE user_id = $1::uuid", UserRows::budgets,
           {"budget_utilization"}, "user_id"),
      read("conversations",
           "SELECT c.id, c.user_id, c.title, c.created_at, c.updated_at, count(m.id) AS messages FROM "
           "public.pam_conversations c "
           "LEFT JOIN public.pam_messages m ON m.conversation_id = c.id WHERE c.user_id = $1::uuid "
           "GROUP BY c.id, c.user_id, c.title, c.created_at, c.updated_at ORDER BY c.created_at DESC LIMIT 20",
           UserRows::conversations, {"pam_conversations", "pam_messages"}, "user_id"),
      write("message_insert", 0.5,
            "INSERT INTO public.pam_messages (id, conversation_id, role, content, metadata) "
            "VALUES ($1::uuid, $2::uuid, 'user', $3::text, '{\"source\": \"loadtest\"}')",
            {Kind::new_row, Kind::conversation, Kind::text}, UserRows::conversations,
            {"pam_messages", "pam_conversations"}),
      write("expense_update", 0.25,
            "UPDATE public.expenses SET amount = amount WHERE id = $1::bigint AND user_id = $2::uuid",
            {Kind::expense, Kind::user}, UserRows::expenses, {"expenses"}),
      write("conversation_update", 0.25,
            "UPDATE public.pam_conversations SET updated_at = updated_at WHERE id = $1::uuid AND user_id = $2::uuid",
            {Kind::conversation, Kind::user}, UserRows::conversations, {"pam_conversations"}),
  };
}

}  // namespace

std::span<const Statement> known_statements() {
  static const std::vector<Statement> statements = make_all();
  return statements;
}

const char* message_content() {
  return "We have five days and about 900 dollars to get from Broome to Darwin with the caravan. Where should we stop "
         "for the night, which stretches are unsealed, and what will the fuel cost if we tow at 90?";
}

}  // namespace loadtest
