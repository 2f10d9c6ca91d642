#include "workloads/db/statement.h"

namespace loadtest {
namespace {

// The user's id is in each condition although row level security would add it: so the statements mean the same whoever
// runs them. Updates set columns to what they were, so that a run leaves the rows as it found them.
constexpr std::array<Statement, 7> statements{{
    {.name = "profile",
     .sql = "SELECT * FROM public.profiles WHERE id = $1::uuid",
     .parameters = {Parameter::user},
     .parameters_count = 1,
     .rows = UserRows::profile,
     .tables = {"profiles"},
     .owner = "id"},
    {.name = "expenses",
     .sql = "SELECT * FROM public.expenses WHERE user_id = $1::uuid ORDER BY date DESC LIMIT 50",
     .parameters = {Parameter::user},
     .parameters_count = 1,
     .rows = UserRows::expenses,
     .tables = {"expenses"},
     .owner = "user_id"},
    {.name = "budget",
     .sql = "SELECT * FROM public.budget_utilization WHERE user_id = $1::uuid",
     .parameters = {Parameter::user},
     .parameters_count = 1,
     .rows = UserRows::budgets,
     .tables = {"budget_utilization"},
     .owner = "user_id"},
    {.name = "conversations",
     .sql = "SELECT c.id, c.user_id, c.title, c.created_at, c.updated_at, count(m.id) AS messages FROM "
            "public.pam_conversations c "
            "LEFT JOIN public.pam_messages m ON m.conversation_id = c.id WHERE c.user_id = $1::uuid "
            "GROUP BY c.id, c.user_id, c.title, c.created_at, c.updated_at ORDER BY c.created_at DESC LIMIT 20",
     .parameters = {Parameter::user},
     .parameters_count = 1,
     .rows = UserRows::conversations,
     .tables = {"pam_conversations", "pam_messages"},
     .owner = "user_id"},
    {.name = "message_insert",
     .writes = true,
     .sql = "INSERT INTO public.pam_messages (id, conversation_id, role, content, metadata) "
            "VALUES ($1::uuid, $2::uuid, 'user', $3::text, '{\"source\": \"loadtest\"}')",
     .parameters = {Parameter::new_message, Parameter::conversation, Parameter::content},
     .parameters_count = 3,
     .share = 0.5,
     .rows = UserRows::conversations,
     .tables = {"pam_messages", "pam_conversations"}},
    {.name = "expense_update",
     .writes = true,
     .sql = "UPDATE public.expenses SET amount = amount WHERE id = $1::bigint AND user_id = $2::uuid",
     .parameters = {Parameter::expense, Parameter::user},
     .parameters_count = 2,
     .share = 0.25,
     .rows = UserRows::expenses,
     .tables = {"expenses"}},
    {.name = "conversation_update",
     .writes = true,
     .sql = "UPDATE public.pam_conversations SET updated_at = updated_at WHERE id = $1::uuid AND user_id = $2::uuid",
     .parameters = {Parameter::conversation, Parameter::user},
     .parameters_count = 2,
     .share = 0.25,
     .rows = UserRows::conversations,
     .tables = {"pam_conversations"}},
}};

}  // namespace

std::span<const Statement> known_statements() { return statements; }

const char* message_content() {
  return "We have five days and about 900 dollars to get from Broome to Darwin with the caravan. Where should we stop "
         "for the night, which stretches are unsealed, and what will the fuel cost if we tow at 90?";
}

}  // namespace loadtest
