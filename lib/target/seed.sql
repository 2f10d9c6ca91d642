-- Rows of 1,000 users, the same at every start but for the dates, which end today. Rows of one user lie far from one
-- another, as they do where users come and go: row n belongs to user n % 1000.

create function pg_temp.user_id(n int) returns uuid language sql immutable as $$ select md5('user ' || n)::uuid $$;
create function pg_temp.conversation_id(n int) returns uuid language sql immutable as $$
  select md5('conversation ' || n)::uuid
$$;

insert into auth.users (id, email, created_at)
select pg_temp.user_id(n), 'user' || n || '@example.com', now() - interval '400 days'
from generate_series(0, 999) n;

insert into public.profiles (id, email, full_name, preferences, created_at, updated_at)
select pg_temp.user_id(n),
       'user' || n || '@example.com',
       (array['Ada', 'Ben', 'Cleo', 'Dan', 'Eve', 'Finn', 'Gwen', 'Hal'])[1 + n % 8] || ' Traveller ' || n,
       jsonb_build_object('units', case n % 2 when 0 then 'metric' else 'imperial' end, 'currency', 'AUD',
                          'vehicle', jsonb_build_object('type', 'caravan', 'length_m', 5 + n % 6, 'towing', n % 3 = 0),
                          'notifications', jsonb_build_object('email', true, 'push', n % 5 <> 0)),
       now() - interval '400 days',
       now() - interval '1 day' * (n % 30)
from generate_series(0, 999) n;

insert into public.budgets (user_id, category, budgeted_amount, start_date, end_date)
select pg_temp.user_id(n % 1000),
       (array['fuel', 'food', 'camping', 'maintenance'])[1 + n / 1000],
       500 + 100 * (n % 17),
       current_date - 364,
       current_date + 1
from generate_series(0, 3999) n;

-- Of each user one in a week, the newest today.
insert into public.expenses (user_id, amount, category, date, description)
select pg_temp.user_id(n % 1000),
       round((5 + (n * 7919) % 20000 / 100.0)::numeric, 2),
       (array['fuel', 'food', 'camping', 'maintenance'])[1 + (n + n / 1000) % 4],
       current_date - 7 * (49 - n / 1000),
       'stop ' || n / 1000 || ' on the way to ' || (array['Broome', 'Darwin', 'Cairns', 'Hobart', 'Perth'])[1 + n % 5]
from generate_series(0, 49999) n;

insert into public.pam_conversations (id, user_id, title, context_data, created_at, updated_at)
select pg_temp.conversation_id(n),
       pg_temp.user_id(n % 1000),
       'Trip plan ' || n / 1000,
       jsonb_build_object('topic', (array['trip', 'budget', 'weather', 'vehicle'])[1 + n % 4], 'last_intent', 'plan',
                          'location', jsonb_build_object('lat', -12 - n % 30, 'lng', 115 + n % 38)),
       now() - interval '30 days' * (5 - n / 1000),
       now() - interval '30 days' * (5 - n / 1000) + interval '10 minutes'
from generate_series(0, 4999) n;

-- Ten in each conversation: questions of 20 to 180 characters, answers of 200 to 1,200.
with text as (
  select repeat('The road along the coast is open, and the next camp has water, power and shade for your caravan. ', 13)
         as lines
)
insert into public.pam_messages (id, conversation_id, role, content, metadata, created_at)
select md5('message ' || n)::uuid,
       pg_temp.conversation_id(n % 5000),
       case n / 5000 % 2 when 0 then 'user' else 'assistant' end,
       left(text.lines, case n / 5000 % 2 when 0 then 20 + (n * 31) % 161 else 200 + (n * 613) % 1001 end),
       case n / 5000 % 2 when 0 then '{}'::jsonb
                         else jsonb_build_object('model', 'pam', 'tokens', 40 + (n * 13) % 200) end,
       now() - interval '30 days' * (5 - n % 5000 / 1000) + interval '1 minute' * (n / 5000)
from generate_series(0, 49999) n, text;
