#pragma once

#include <gmock/gmock.h>

#include <stdexcept>
#include <string>

#include "pg/admin.h"
#include "support/postgres_cluster.h"
#include "workloads/db/db_settings.h"

namespace loadtest::testing {

constexpr auto patience = std::chrono::seconds(20);

// Ada has rows of every kind, Ben expenses alone, Cleo nothing but her profile.
inline const std::string ada = "00000000-0000-4000-8000-00000000000a", ben = "00000000-0000-4000-8000-00000000000b",
                         cleo = "00000000-0000-4000-8000-00000000000c", nobody = "00000000-0000-4000-8000-00000000000f";

// Roles belong to the cluster: made once.
inline constexpr const char* roles_sql = R"(
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role outsider nologin;
create role owner login nosuperuser bypassrls password 'secret-1';
create role authenticator login noinherit password 'secret-1';
grant authenticated, service_role to owner, authenticator;
alter role authenticated set statement_timeout = '8s';
)";

// The first user's database, as small as the cases need it.
inline constexpr const char* schema_sql = R"(
create schema auth;
create table auth.users (id uuid primary key);
create function auth.uid() returns uuid language sql stable as $$
  select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
$$;
alter schema public owner to owner;
grant usage on schema auth to owner, authenticated;
grant select, references on auth.users to owner;
set role owner;
create table profiles (id uuid primary key, email text);
create table expenses (id bigserial primary key, user_id uuid not null, amount numeric(10, 2), date date);
create table budgets (id bigserial primary key, user_id uuid not null);
create view budget_utilization with (security_invoker = true) as select * from budgets;
create table pam_conversations (id uuid primary key, user_id uuid not null, title text,
                                created_at timestamptz default now(), updated_at timestamptz default now());
create table pam_messages (id uuid primary key, conversation_id uuid references pam_conversations, role text,
                           content text, metadata jsonb, created_at timestamptz default now());
alter table profiles enable row level security;
alter table expenses enable row level security;
alter table budgets enable row level security;
alter table pam_conversations enable row level security;
alter table pam_messages enable row level security;
create policy own on profiles to authenticated using (id = auth.uid());
create policy own on expenses to authenticated using (user_id = auth.uid());
create policy own on budgets to authenticated using (user_id = auth.uid());
create policy own on pam_conversations to authenticated using (user_id = auth.uid());
create policy own on pam_messages to authenticated using (
  exists (select from pam_conversations c where c.id = conversation_id and c.user_id = auth.uid()));
grant all on all tables in schema public to authenticated, service_role;
reset role;
insert into auth.users select ('00000000-0000-4000-8000-00000000000' || c)::uuid from unnest('{a,b,c}'::text[]) c;
insert into profiles select id, 'me@example.com' from auth.users;
insert into expenses (user_id, amount, date)
  select id, 10, current_date - n from auth.users, generate_series(1, 30) n where id::text not like '%c';
insert into budgets (user_id) select id from auth.users where id::text like '%a';
insert into pam_conversations (id, user_id, title)
  select ('00000000-0000-4000-9000-00000000000' || n)::uuid, id, 'trip' from auth.users, generate_series(1, 3) n
  where id::text like '%a';
)";

/// Tests against a real PostgreSQL; each has a database of its own.
class WithDatabase : public ::testing::Test {
 protected:
  void SetUp() override {
    cluster_ = PostgresCluster::get();
    if (!cluster_ && PostgresCluster::required()) FAIL() << PostgresCluster::why_not();
    if (!cluster_) GTEST_SKIP() << PostgresCluster::why_not();
    static int number = 0;
    if (number++ == 0) {
      run_in("postgres", roles_sql);
      run_in("postgres", "create database pattern");
      run_in("pattern", schema_sql);
    }
    database_ = "copy_" + std::to_string(number);
    run_in("postgres", "create database " + database_ + " template pattern");
  }

  pg::Conninfo conninfo(const std::string& user, const std::string& database) {
    auto read = pg::Conninfo::read(cluster_->over_socket(), "");
    if (!read) throw std::runtime_error(read.error().line());
    read->set("dbname", database);
    read->set("application_name", "loadtest-" + run_id);
    if (user.empty()) return *read;
    read->set("user", user);
    read->set("password", "secret-1");
    return *read;
  }

  pg::Admin log_in(const std::string& user, const std::string& database) {
    auto admin = pg::Admin::connect(conninfo(user, database), patience);
    if (!admin) throw std::runtime_error(admin.error().line());
    return std::move(*admin);
  }
  /// Into the test's database; "" = the superuser.
  pg::Admin log_in(const std::string& user = "") { return log_in(user, database_); }

  pg::Admin::Rows run_in(const std::string& database, const std::string& sql) {
    auto rows = log_in("", database).query(sql);
    if (!rows) throw std::runtime_error(rows.error().message);
    return *rows;
  }
  pg::Admin::Rows run(const std::string& sql) { return run_in(database_, sql); }
  std::string value(const std::string& sql) { return run(sql).at(0).at(0).value_or("null"); }

  DbSettings settings(const std::string& login, const std::string& mix = "80:20", const std::string& only = "") {
    Problems problems;
    DbSettings made;
    made.conninfo = conninfo(login, database_);
    made.mix = QueryMix::read(mix, only, problems);
    made.role = "authenticated";
    made.connect_timeout = patience;
    made.run_id = run_id;
    EXPECT_TRUE(problems.empty());
    return made;
  }

  const std::string run_id = "20261123-184200-0a1b2c";

 private:
  PostgresCluster* cluster_ = nullptr;
  std::string database_;
};

}  // namespace loadtest::testing
