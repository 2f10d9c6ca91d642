-- Keys, indexes and row level security, added when the rows are in: one pass over each table instead of one a row.

alter table auth.users add primary key (id), add unique (email), enable row level security;

set role postgres;

alter table public.profiles add primary key (id), enable row level security;
alter table public.expenses add primary key (id), enable row level security;
alter table public.budgets add primary key (id), enable row level security;
alter table public.pam_conversations add primary key (id), enable row level security;
alter table public.pam_messages add primary key (id), enable row level security;

create index on public.expenses (user_id, date);
create index on public.budgets (user_id);
create index on public.pam_conversations (user_id, created_at desc);
create index on public.pam_messages (conversation_id, created_at);

reset role;
alter table public.profiles add foreign key (id) references auth.users on delete cascade;
alter table public.expenses add foreign key (user_id) references auth.users on delete cascade;
alter table public.budgets add foreign key (user_id) references auth.users on delete cascade;
alter table public.pam_conversations add foreign key (user_id) references auth.users on delete cascade;
alter table public.pam_messages add foreign key (conversation_id) references public.pam_conversations on delete cascade;
set role postgres;

create policy own_profile on public.profiles to authenticated
  using ((select auth.uid()) = id) with check ((select auth.uid()) = id);
create policy own_expenses on public.expenses to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy own_budgets on public.budgets to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy own_conversations on public.pam_conversations to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy own_messages on public.pam_messages to authenticated
  using (exists (select from public.pam_conversations c
                 where c.id = conversation_id and c.user_id = (select auth.uid())))
  with check (exists (select from public.pam_conversations c
                      where c.id = conversation_id and c.user_id = (select auth.uid())));

reset role;
