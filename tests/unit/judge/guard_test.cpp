#include "judge/guard.h"

#include "unit/judge/guard_rows.h"

using namespace loadtest;
using namespace loadtest::guard_rows;

namespace {

TEST(Guard, AWordOfTheNameSaysProduction) {
  check({
      {"the word itself", "ws://prod.example.com/pam", "prod.example.com: word prod"},
      {"in full", "wss://production.example.com/pam", "production.example.com: word production"},
      {"abbreviated otherwise", "ws://prd-1.example.com/pam", "prd-1.example.com: word prd"},
      {"live", "ws://live.example.com/pam", "live.example.com: word live"},
      {"behind a hyphen", "ws://api-prod.example.com/pam", "api-prod.example.com: word prod"},
      {"before a hyphen", "ws://prod-eu-1.example.com/pam", "prod-eu-1.example.com: word prod"},
      {"between underscores", "ws://chat_prod_2.example.com/pam", "chat_prod_2.example.com: word prod"},
      {"further up in the name", "ws://chat.eu.prod.example.com/pam", "chat.eu.prod.example.com: word prod"},
      {"as the top-level domain", "ws://chat.live/pam", "chat.live: word live"},
      {"a name of one word", "ws://prod:8000/pam", "prod: word prod"},
      {"upper case", "wss://API.PROD.Example.COM/pam", "api.prod.example.com: word prod"},
      {"a dot at the end", "wss://prod.example.com./pam", "prod.example.com: word prod"},
      {"the first list wins", "ws://live-staging.example.com/pam", "live-staging.example.com: word live"},
      {"whatever comes first", "ws://test.prod.example.com/pam", "test.prod.example.com: word prod"},
  });
}

TEST(Guard, APartOfAWordSaysNothing) {
  check({
      {"latest is no test, nor live", "ws://latest-build.example.com/pam", ""},
      {"device is no dev, nor prod", "ws://device-api.example.com/pam", ""},
      {"product", "ws://product-search.example.com/pam", ""},
      {"products", "ws://products.example.com/pam", ""},
      {"delivery", "ws://delivery.example.com/pam", ""},
      {"reproduce", "ws://reproduce.example.com/pam", ""},
      {"olive", "ws://olive.example.com/pam", ""},
      {"alive", "ws://keep-alive.example.com/pam", ""},
      {"prod2 is another word", "ws://prod2.example.com/pam", ""},
      {"nonprod", "ws://nonprod.example.com/pam", ""},
      {"nothing of the kind", "ws://chat.example.com/pam", ""},
      {"the path is no host", "ws://chat.example.com/prod/live", ""},
      {"nor is the database's name, or the user's", "postgresql://prod@db.example.com/production", ""},
  });
}

TEST(Guard, PlatformsAreGuardedUnlessTheNameSaysOtherwise) {
  check({
      {"a backend at Render", "wss://wheels.onrender.com/pam", "wheels.onrender.com: under onrender.com"},
      {"its staging", "wss://wheels-staging.onrender.com/pam", ""},
      {"its development", "wss://wheels-dev.onrender.com/pam", ""},
      {"test, stage, local", "wss://test-stage-local.onrender.com/pam", ""},
      {"latest is no test there either", "wss://latest.onrender.com/pam", "latest.onrender.com: under onrender.com"},
      {"device is no dev there either", "wss://device.onrender.com/pam", "device.onrender.com: under onrender.com"},
      {"a production word beats its staging", "wss://prod-staging.onrender.com/pam",
       "prod-staging.onrender.com: word prod"},
      {"a database at Supabase", "postgresql://postgres@db.abcdefgh.supabase.co/postgres",
       "db.abcdefgh.supabase.co: under supabase.co"},
      {"under, not a name that ends the same", "ws://notsupabase.co/pam", ""},
      {"nor one that begins so", "ws://supabase.co.example.com/pam", ""},
  });
}

TEST(Guard, TheUserAddsAndExempts) {
  const std::string shop = "db.shop.example.com: LOADTEST_GUARD_HOSTS";
  check({
      {"a name", "host=db.shop.example.com", shop, {}, {}, "db.shop.example.com"},
      {"what is under a name", "host=db.shop.example.com", shop, {}, {}, "shop.example.com"},
      {"written with a star", "host=db.shop.example.com", shop, {}, {}, "*.example.com"},
      {"with a dot, in upper case", "host=db.shop.example.com", shop, {}, {}, ".EXAMPLE.com."},
      {"whatever its words",
       "host=db-staging.example.com",
       "db-staging.example.com: LOADTEST_GUARD_HOSTS",
       {},
       {},
       "example.com"},
      {"one of several, by commas and blanks",
       "host=db.shop.example.com",
       shop,
       {},
       {},
       "a.example.org, b.example.org\tshop.example.com"},
      {"not what ends the same", "host=db.workshop.example.com", "", {}, {}, "shop.example.com"},
      {"exempted", "host=db.prod.example.com", "", {}, {}, "", "db.prod.example.com"},
      {"exempted, in upper case with a dot", "host=db.prod.example.com", "", {}, {}, "", "DB.prod.example.com."},
      {"not by what it is under",
       "host=db.prod.example.com",
       "db.prod.example.com: word prod",
       {},
       {},
       "",
       "prod.example.com"},
      {"an exemption wins over the list", "host=db.shop.example.com", "", {}, {}, "example.com", "db.shop.example.com"},
      {"and over the canonical name",
       "host=db.example.com",
       "",
       {},
       {{"db.example.com", "db.prod.example.com"}},
       "",
       "db.example.com"},
      {"a canonical name is exempted by itself",
       "host=db.example.com",
       "",
       {},
       {{"db.example.com", "db.prod.example.com"}},
       "",
       "db.prod.example.com"},
      {"but not what is an alias of it under a guarded name",
       "host=live.example.com",
       "live.example.com: word live",
       {},
       {{"live.example.com", "db.prod.example.com"}},
       "",
       "db.prod.example.com"},
      {"a project by its reference", "postgresql://db.abcd.supabase.co/postgres", "", {}, {}, "", "abcd"},
      {"or the backend of it", "wss://abcd.supabase.co/realtime", "", {}, {}, "", "abcd"},
      {"a project by its host", "postgresql://db.abcd.supabase.co/postgres", "", {}, {}, "", "db.abcd.supabase.co"},
      {"a part of another name is no reference",
       "host=abcd.prod.example.com",
       "abcd.prod.example.com: word prod",
       {},
       {},
       "",
       "abcd"},
      {"empty lists", "host=db.shop.example.com", "", {}, {}, " , ,", " "},
  });
}

struct Approved {
  const char* said;
  JudgedHost host;
  std::string entry;
  bool approved;
};

TEST(Guard, AnApprovalNamesExactlyWhatIsGuarded) {
  const std::string pooler = "aws-0.pooler.supabase.com";
  for (const Approved& row : std::initializer_list<Approved>{
           {"the host", {"db.prod.example.com", ""}, "db.prod.example.com", true},
           {"in upper case", {"db.prod.example.com", ""}, "DB.Prod.example.com", true},
           {"with a dot", {"db.prod.example.com", ""}, "db.prod.example.com.", true},
           {"what it is under does not", {"db.prod.example.com", ""}, "prod.example.com", false},
           {"a star does not", {"db.prod.example.com", ""}, "*.example.com", false},
           {"nothing does not", {"db.prod.example.com", ""}, "", false},
           {"the project behind a pooler", {pooler, "abcd"}, "abcd", true},
           {"in upper case too", {pooler, "abcd"}, "ABCD", true},
           {"another project does not", {pooler, "abcd"}, "efgh", false},
           {"the shared host does not", {pooler, "abcd"}, pooler, false},
           {"the shared host does where no project is known", {pooler, ""}, pooler, true},
           {"nor does a name of one's own for that", {"alias.example.com", "abcd"}, "alias.example.com", false},
           {"the project behind it does", {"alias.example.com", "abcd"}, "abcd", true},
           {"a project's own host", {"db.abcd.supabase.co", ""}, "db.abcd.supabase.co", true},
           {"by its reference", {"db.abcd.supabase.co", ""}, "abcd", true},
           {"an alias by its name", {"chat.example.com", ""}, "chat.example.com", true},
           {"by the canonical name", {"chat.example.com", ""}, "chat.prod.example.com", true},
           {"an address", {"10.1.2.3", ""}, "10.1.2.3", true},
       }) {
    const GuardLists lists{{"10.1.2.3"}, {}, {row.entry}};
    const auto guarded = guard_host(row.host, lists, [&](const std::string& name) {
      if (name == "alias.example.com") return pooler;
      return name == "chat.example.com" ? std::string("chat.prod.example.com") : name;
    });
    ASSERT_TRUE(guarded) << row.said;
    EXPECT_EQ(!guarded->approved.empty(), row.approved) << row.said;
  }
}

TEST(Guard, AnEntryThatNoHostCanMatchIsAProblem) {
  struct Row {
    const char* entry;
    bool guards, exempts;  // it could
  };
  for (const Row& row : std::initializer_list<Row>{{"db.shop.example.com", true, true},
                                                   {"DB.Shop.example.com.", true, true},
                                                   {"abcdefgh", true, true},
                                                   {"10.1.2.3", true, true},
                                                   {"::1", true, true},
                                                   {"[::1]", true, true},
                                                   {"*.example.com", true, false},
                                                   {".example.com", true, true},
                                                   {"db.*.example.com", false, false},
                                                   {"db.example.com:5432", false, false},
                                                   {"wss://chat.example.com", false, false},
                                                   {"chat.example.com/api", false, false},
                                                   {"app@db.example.com", false, false},
                                                   {"a.example.com;b.example.com", false, false},
                                                   {"*", false, false},
                                                   {".", false, false}}) {
    const GuardLists guarding{{row.entry}, {}, {}}, exempting{{}, {row.entry}, {}};
    EXPECT_EQ(guarding.validate().empty(), row.guards) << row.entry;
    EXPECT_EQ(exempting.validate().empty(), row.exempts) << row.entry;
  }
  const GuardLists wrong{{"db.example.com:5432"}, {}, {}};
  EXPECT_THAT(wrong.validate().at(0).message, "LOADTEST_GUARD_HOSTS: \"db.example.com:5432\" is no host name");
}

TEST(Guard, NamesAreShownSafely) {
  const auto guarded = guard_host({"prod.\x1b[2J.example.com", ""}, {}, [](const std::string& name) { return name; });
  ASSERT_TRUE(guarded);
  EXPECT_EQ(guarded->shown, "prod.\\x1b[2j.example.com");
  EXPECT_EQ(guarded->name, guarded->shown);
}

}  // namespace
