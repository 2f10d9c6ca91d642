-- The tables of the reference database with the roles and rights they have at Supabase. Keys, indexes and policies come
-- in keys.sql, when the rows are in.

create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role authenticator login noinherit;
create role postgres login nosuperuser createrole createdb bypassrls;
grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role, pg_monitor to postgres;
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter database wheels_wins owner to postgres;
alter database wheels_wins set search_path = "$user", public, extensions;

create schema auth;
create schema extensions;
grant usage on schema public, auth, extensions to postgres, anon, authenticated, service_role;

-- Who asks: the claims of the request's token, '' or nothing where none were set.
create function auth.uid() returns uuid language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''),
                  nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
$$;

create function auth.role() returns text language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim.role', true), ''),
                  nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role')
$$;

create table auth.users (
  id uuid not null,
  email text not null,
  created_at timestamptz not null default now()
);
grant select, references on auth.users to postgres;

-- The tables are the property of postgres, as if it had made them itself.
set role postgres;

create table public.profiles (
  id uuid not null,
  email text not null,
  full_name text,
  preferences jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table public.expenses (
  id bigserial,
  user_id uuid not null,
  amount numeric(10, 2) not null check (amount >= 0),
  category text not null,
  date date not null default current_date,
  description text
);

create table public.budgets (
  id bigserial,
  user_id uuid not null,
  category text not null,
  budgeted_amount numeric(10, 2) not null check (budgeted_amount >= 0),
  start_date date not null,
  end_date date not null,
  check (start_date <= end_date)
);

create table public.pam_conversations (
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  title text,
  context_data jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table public.pam_messages (
  id uuid not null default gen_random_uuid(),
  conversation_id uuid not null,
  role text not null check (role in ('user', 'assistant', 'system')),
  content text not null,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now()
);

create view public.budget_utilization with (security_invoker = true) as
select b.id,
       b.user_id,
       b.category,
       b.budgeted_amount,
       b.start_date,
       b.end_date,
       coalesce(sum(e.amount), 0) as spent_amount,
       b.budgeted_amount - coalesce(sum(e.amount), 0) as remaining_amount,
       round(100 * coalesce(sum(e.amount), 0) / nullif(b.budgeted_amount, 0), 2) as utilization_percentage
from public.budgets b
left join public.expenses e
  on e.user_id = b.user_id and e.category = b.category and e.date between b.start_date and b.end_date
group by b.id, b.user_id, b.category, b.budgeted_amount, b.start_date, b.end_date;

-- What a request may do is decided by the policies; the rights are wide, as at Supabase.
grant select, insert, update, delete on all tables in schema public to anon, authenticated, service_role;
grant usage, select on all sequences in schema public to anon, authenticated, service_role;

reset role;
