#include "workloads/db/mix_feeders.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "workloads/db/mix_file.h"
#include "workloads/db/query.h"
#include "yaml/yaml_file.h"

namespace loadtest {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::uint64_t mix_seed = 7;

/// Mix files beside people.csv, and the queries of their first statement.
class FedMix : public ::testing::Test {
 protected:
  FedMix() {
    std::filesystem::create_directories(folder_ / "rows");
    std::ofstream(folder_ / "rows/people.csv") << "id,name\n1,Ada\n2,\"O'Hara, Jo\"\n3,\n";
    std::ofstream(folder_ / "zero.jsonl") << "{\"id\": \"a\"}\n{\"id\": \"a\\u0000b\"}\n";
  }
  ~FedMix() override { std::filesystem::remove_all(folder_); }

  void read(const std::string& text) {
    Problems problems;
    const auto file = YamlFile::parse(text, (folder_ / "mix.yaml").string(), {}, problems);
    if (file) mix_ = MixFile::read(file->root(), {}, mix_seed);
    for (const Error& problem : problems) problems_.push_back(problem.line());
  }

  /// A statement that is given the row's id and name; `order` as a file has it.
  void read_in_order(const std::string& order) {
    read("feeders: {people: {file: rows/people.csv, order: " + order +
         "}}\n"
         "parameters: {id: {feeder: people, column: id}, name: {feeder: people, column: name}}\n"
         "statements:\n"
         "  - {name: a, sql: 'INSERT INTO t VALUES (:id, :name)'}\n"
         "  - {name: b, sql: SELECT 1}\n");
    ASSERT_THAT(problems_, ElementsAre());
  }

  /// What the start of this number gives the server, as "1 Ada".
  std::string given(std::uint64_t number, std::size_t user) {
    DbRun run{.settings = {}, .inspection = {}, .operations = {}, .rows = RunRows("")};
    run.settings.mix.entries.push_back({mix_.statements.data(), 1, "/a", "POST"});
    for (int i = 0; i < 5; ++i)
      run.inspection.book.users.push_back({.id = std::to_string(i), .claims = {}, .rows_seen = {false}});
    Query query;
    query.prepare(run, DbOperations::first_statement, number, user);
    const auto parameters = query.parameters();
    return std::string(parameters[0]) + " " + parameters[1];
  }

  const std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / "mix_feeders";
  MixFile mix_;
  std::vector<std::string> problems_;
};

TEST_F(FedMix, GiveTheRowsOfTheFileInTheirOrder) {
  read_in_order("sequential");
  EXPECT_EQ(given(0, 4), "1 Ada");
  EXPECT_EQ(given(1, 4), "2 O'Hara, Jo");
  EXPECT_EQ(given(2, 4), "3 ") << "a cell ends where it ends";
  EXPECT_EQ(given(3, 4), "1 Ada");
}

TEST_F(FedMix, GiveEachUserItsRow) {
  read_in_order("per_user");
  for (const std::uint64_t number : {0u, 8u}) {
    EXPECT_EQ(given(number, 0), "1 Ada");
    EXPECT_EQ(given(number, 4), "2 O'Hara, Jo");
  }
  QueryMix mix;
  mix.entries.push_back({&mix_.statements[1], 1, "/b", "GET"});
  EXPECT_FALSE(mix.asks_for_users()) << "it names none of the parameters that all know";
  mix.entries.push_back({&mix_.statements[0], 1, "/a", "POST"});
  EXPECT_TRUE(mix.asks_for_users());
}

TEST_F(FedMix, DrawOneRowForAllColumns) {
  read_in_order("random");
  std::multiset<std::string> seen;
  for (std::uint64_t number = 0; number < 300; ++number) seen.insert(given(number, 0));
  for (const char* row : {"1 Ada", "2 O'Hara, Jo", "3 "}) EXPECT_THAT(seen.count(row), ::testing::Gt(60u)) << row;
  EXPECT_EQ(given(17, 0), given(17, 1));
}

TEST_F(FedMix, EndWhereEachRowIsGivenOnce) {
  read_in_order("unique");
  EXPECT_EQ(given(2, 0), "3 ");
  EXPECT_TRUE(mix_.statements[0].has_rows_for(2));
  EXPECT_FALSE(mix_.statements[0].has_rows_for(3));
  EXPECT_TRUE(mix_.statements[1].has_rows_for(3)) << "a statement that takes no row goes on";
}

TEST_F(FedMix, MistakesAreToldWithTheirPlaceAndAHint) {
  const std::string top =
      "feeders: {people: {file: rows/people.csv}, none: {file: no.csv}, zero: {file: zero.jsonl}}\n";
  const std::string rest = "\nstatements: [{name: a, sql: 'SELECT :x'}]\n";
  const struct {
    const char *value, *place, *what, *hint;
  } cases[] = {
      {"{feeder: peopel, column: id}", ":2:26: parameters.x.feeder: ", "\"peopel\" is no feeder",
       "did you mean people?"},
      {"{feeder: xyzxyz, column: id}", ":2:26: parameters.x.feeder: ", "\"xyzxyz\" is no feeder", "at its top"},
      {"{feeder: people, column: nam}", ":2:42: parameters.x.column: ", "no column \"nam\"", "did you mean name?"},
      {"{feeder: people, column: abcdef}", ":2:42: parameters.x.column: ", "no column \"abcdef\"", "its first is id"},
      {"{feeder: people}", ":2:17: parameters.x: ", "column", ""},
      {"{column: id}", ":2:17: parameters.x: ", "feeder", ""},
      {"{feeder: people, colum: id}", ":2:34: parameters.x: ", "\"colum\"", "did you mean column?"},
      {"{feeder: people, column: id, text: a}", ":2:17: parameters.x: ", "either", "{feeder: people, column: id}"},
      {"{feeder: zero, column: id}", ":2:40: parameters.x.column: ", "row 2 of this column has a zero byte", ""},
  };
  for (const auto& c : cases) {
    problems_.clear();
    read(top + "parameters: {x: " + c.value + "}" + rest);
    EXPECT_THAT(problems_, ::testing::Contains(AllOf(HasSubstr(c.place), HasSubstr(c.what), HasSubstr(c.hint))))
        << c.value;
  }
  // Of a value that all statements know it is told once.
  problems_.clear();
  read(
      "feeders: {people: {file: rows/people.csv}}\nparameters: {x: {feeder: people, column: nam}}\n"
      "statements: [{name: a, sql: 'SELECT :x'}, {name: b, sql: 'SELECT :x'}]\n");
  EXPECT_EQ(problems_.size(), 1u);
  // What cannot be read is told once, not again by what names it.
  problems_.clear();
  read(top + "parameters: {x: {feeder: none, column: id}}" + rest);
  EXPECT_THAT(problems_, ElementsAre(AllOf(HasSubstr("mix.yaml:1:57: feeders.none.file: "), HasSubstr("no.csv"))));
  problems_.clear();
  read("feeders: {people: {file: rows/people.csv, order: shuffled}}" + rest);
  EXPECT_THAT(problems_,
              ::testing::Contains(AllOf(HasSubstr("mix.yaml:1:50: feeders.people.order: "), HasSubstr("random"))));
}

}  // namespace
}  // namespace loadtest
