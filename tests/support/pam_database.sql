-- The first user's database as the tests know it, written from its description and not from loadtest's own copy.
-- Run by a superuser in the empty database `pam`; :password is that of both roles that may log in.

create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role supabase_auth_admin nologin noinherit;
-- Who logs in: the owner, whom row level security does not hold, and PostgREST's role, which may do nothing by itself.
create role postgres login nosuperuser createrole createdb bypassrls password :'password';
create role authenticator login noinherit nosuperuser password :'password';
grant anon, authenticated, service_role to postgres, authenticator;
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';

alter database pam owner to postgres;
create schema auth authorization supabase_auth_admin;
create schema extensions;
create extension pg_stat_statements schema extensions;
alter schema public owner to postgres;
grant usage on schema public, auth to anon, authenticated, service_role, postgres;

create table auth.users (id uuid primary key, email text not null);
alter table auth.users owner to supabase_auth_admin;
alter table auth.users enable row level security;
grant select on auth.users to postgres;
grant references on auth.users to postgres;

create function auth.uid() returns uuid language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''),
                  nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
$$;
create function auth.role() returns text language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim.role', true), ''),
                  nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role')
$$;

set role postgres;

create table profiles (
  id uuid primary key references auth.users,
  email text not null,
  full_name text,
  preferences jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table expenses (
  id bigserial primary key,
  user_id uuid not null references auth.users,
  amount numeric(10, 2) not null check (amount >= 0),
  category text not null,
  date date not null,
  description text
);
create index on expenses (user_id, date);

create table budgets (
  id bigserial primary key,
  user_id uuid not null references auth.users,
  category text not null,
  budgeted_amount numeric(10, 2) not null check (budgeted_amount >= 0),
  start_date date not null,
  end_date date not null
);
create index on budgets (user_id);

create view budget_utilization with (security_invoker = true) as
select b.id, b.user_id, b.category, b.budgeted_amount, b.start_date, b.end_date,
       coalesce(sum(e.amount), 0) as spent,
       b.budgeted_amount - coalesce(sum(e.amount), 0) as remaining,
       round(100 * coalesce(sum(e.amount), 0) / nullif(b.budgeted_amount, 0), 2) as percentage
from budgets b
left join expenses e on e.user_id = b.user_id and e.category = b.category and e.date between b.start_date and b.end_date
group by b.id;

create table pam_conversations (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users,
  title text,
  context_data jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index on pam_conversations (user_id, created_at desc);

create table pam_messages (
  id uuid primary key default gen_random_uuid(),
  conversation_id uuid not null references pam_conversations on delete cascade,
  role text not null check (role in ('user', 'assistant', 'system')),
  content text not null,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now()
);
create index on pam_messages (conversation_id, created_at);

alter table profiles enable row level security;
alter table expenses enable row level security;
alter table budgets enable row level security;
alter table pam_conversations enable row level security;
alter table pam_messages enable row level security;

create policy own on profiles to authenticated using (auth.uid() = id) with check (auth.uid() = id);
create policy own on expenses to authenticated using (auth.uid() = user_id) with check (auth.uid() = user_id);
create policy own on budgets to authenticated using (auth.uid() = user_id) with check (auth.uid() = user_id);
create policy own on pam_conversations to authenticated using (auth.uid() = user_id) with check (auth.uid() = user_id);
create policy own on pam_messages to authenticated
  using (exists (select from pam_conversations c where c.id = conversation_id and c.user_id = auth.uid()))
  with check (exists (select from pam_conversations c where c.id = conversation_id and c.user_id = auth.uid()));

grant all on all tables in schema public to anon, authenticated, service_role;
grant all on all sequences in schema public to anon, authenticated, service_role;

reset role;

-- 40 users with 20 expenses, 4 budgets, and 3 conversations of 4 messages each.
insert into auth.users select md5('user ' || u)::uuid, 'user' || u || '@example.com' from generate_series(1, 40) u;
insert into profiles (id, email, full_name, preferences, created_at, updated_at)
select id, email, 'User ' || email, '{"theme": "dark", "currency": "EUR"}', '2024-01-01', '2024-01-02' from auth.users;
insert into expenses (user_id, amount, category, date, description)
select id, e * 1.25, (array['fuel', 'food', 'camping', 'repair'])[e % 4 + 1], date '2024-03-01' + e, 'expense ' || e
from auth.users, generate_series(1, 20) e;
insert into budgets (user_id, category, budgeted_amount, start_date, end_date)
select id, c, 200, '2024-03-01', '2024-03-31' from auth.users, unnest(array['fuel', 'food', 'camping', 'repair']) c;
insert into pam_conversations (id, user_id, title, created_at, updated_at)
select md5(id || ' conversation ' || c)::uuid, id, 'conversation ' || c, timestamptz '2024-03-01 12:00+00' + c * interval '1 day',
       '2024-03-10 12:00+00'
from auth.users, generate_series(1, 3) c;
insert into pam_messages (id, conversation_id, role, content, created_at)
select md5(c.id || ' message ' || m)::uuid, c.id, (array['user', 'assistant'])[m % 2 + 1], 'message ' || m,
       c.created_at + m * interval '1 minute'
from pam_conversations c, generate_series(1, 4) m;
