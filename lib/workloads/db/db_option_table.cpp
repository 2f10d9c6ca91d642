#include "workloads/db/db_options.h"

namespace loadtest {

namespace {

constexpr std::string_view load = "Load";

}  // namespace

constexpr std::array<OptionSpec, 25> db_options{{
    {.name = "db",
     .value = "URL",
     .fallback = "postgresql://localhost/wheels_wins",
     .help = "database to connect to: a URL, or a connection string of libpq (\"host=db.example.com dbname=shop\"); "
             "passwords also by PGPASSWORD or PGPASSFILE",
     .environment = "DATABASE_URL"},
    {.name = "db-password",
     .value = "PASSWORD",
     .fallback = "",
     .help = "",
     .environment = "PGPASSWORD",
     .secret = true},
    {.name = "pool-size", .value = "N", .fallback = "20", .help = "connections that the workers share, 1 to 10000"},
    {.name = "mix",
     .value = "R:W|FILE",
     .fallback = "80:20",
     .help = "reads to writes of the built-in mix, whose reads share their part equally and of whose writes half are "
             "inserts; or a mix file (.yaml, see docs/mixes.md), or a script of pgbench's (.sql, with its weight: "
             "tpcb.sql@3)",
     .repeatable = true},
    {.name = "define",
     .value = "NAME=VALUE",
     .fallback = "",
     .help = "what :NAME stands for in a script, and ${NAME} in a mix file",
     .repeatable = true},
    {.name = "only",
     .value = "NAMES",
     .fallback = "",
     .help = "only these statements, by commas; of the built-in mix there are profile, expenses, budget, "
             "conversations, message_insert, "
             "expense_update, conversation_update"},
    {.name = "rls",
     .value = "transaction|session|off",
     .fallback = "transaction",
     .help = "where a request's role and claims are set: in each transaction, which is right everywhere; once a "
             "connection, without a pooler in between; or not at all: everything as the login role"},
    {.name = "protocol",
     .value = "prepared|extended|simple",
     .fallback = "prepared",
     .help = "statements prepared once a connection, parsed each time, or sent as one text with the values written in"},
    {.name = "max-tries",
     .value = "N",
     .fallback = "1",
     .help = "begin a transaction that met a serialization failure (40001) or a deadlock (40P01) again, up to so many "
             "tries in all; its time is that of all of them"},
    {.name = "latency-limit",
     .value = "T",
     .fallback = "(none)",
     .help = "count the queries whose response took longer, which fails none of them"},
    {.name = "pipeline",
     .value = "",
     .fallback = "",
     .help = "send BEGIN, role and claims, the statement and COMMIT together: one round trip a query, where they are "
             "sent one by one otherwise, as PostgREST does"},
    {.name = "as",
     .value = "postgrest",
     .fallback = "",
     .help =
         "send exactly what PostgREST sends: BEGIN with isolation and access mode, one SELECT of set_config() calls "
         "with the role's settings, claims and request, the statement, COMMIT, by named prepared statements; each "
         "round trip is measured"},
    {.name = "anon-share",
     .value = "SHARE",
     .fallback = "0",
     .help = "share of the reads that come as the role anon, as of who has not signed in: 5% or 0.05"},
    {.name = "user-skew",
     .value = "uniform|zipf[:S]",
     .fallback = "uniform",
     .help = "how often users come: all alike, or the n-th n^-S as often as the first (S: 1)"},
    {.name = "no-leak-check",
     .value = "",
     .fallback = "",
     .help = "do not look whether rows that come back belong to the user who asks; one that does not fails the run, "
             "also with --no-default-criteria"},
    {.name = "explain",
     .value = "off|reads|writes",
     .fallback = "reads",
     .help =
         "which of the slowest statements the database is asked the plan of after the run (EXPLAIN ANALYZE, rolled "
         "back, 15 s at most): none, those that read, or those that write as well, which takes numbers of sequences "
         "and whatever triggers do outside of the database"},
    {.name = "role", .value = "NAME", .fallback = "(authenticated)", .help = "role that requests run as"},
    {.name = "user-ids",
     .value = "FILE",
     .fallback = "(read from auth.users or profiles)",
     .help = "whose requests are played: one UUID a line; - reads standard input",
     .local = true},
    {.name = "keep-rows",
     .value = "",
     .fallback = "",
     .help = "leave what the run inserted; loadtest db --clean-up removes it later"},
    {.name = "clean-up",
     .value = "RUN_ID",
     .fallback = "",
     .help = "run nothing, but remove the rows that an earlier run inserted and left"},
    {.name = "queries",
     .value = "N",
     .fallback = "(1000, or none with --duration)",
     .help = "how many queries are started in all; with --duration, whichever comes first",
     .group = load},
    {.name = "workers",
     .value = "N",
     .fallback = "10",
     .help = "virtual users, each with one query at a time over the shared pool, 1 to 1000000",
     .group = load},
    {.name = "duration",
     .value = "T",
     .fallback = "(until --queries are done)",
     .help = "how long queries are started, after the warm-up; T is 300 (seconds), 0.2s, 250ms, 90s, 5m or 1h30m",
     .group = load},
    {.name = "think-time",
     .value = "T",
     .fallback = "0s",
     .help = "closed model: pause of a worker between an answer and the next query",
     .group = load},
    {.name = "ramp-up",
     .value = "T",
     .fallback = "(workers/50 s, at most a quarter of the run; 0 where --queries alone end it)",
     .help = "workers begin, and an open model's rate rises, evenly over this time; 0: all begin at the start",
     .group = load},
}};

}  // namespace loadtest
