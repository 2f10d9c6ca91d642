#include "yaml/yaml_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace loadtest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> lines_of(const Problems& problems) {
  std::vector<std::string> lines;
  for (const Error& problem : problems) lines.push_back(problem.line());
  return lines;
}

struct Read {
  explicit Read(std::string_view text, Variables variables = {})
      : file(YamlFile::parse(text, "a.yaml", std::move(variables), problems)) {}
  YamlSpot root() const { return file->root(); }
  std::vector<std::string> lines() const { return lines_of(problems); }

  Problems problems;
  std::optional<YamlFile> file;
};

TEST(YamlFile, ReadsWhatIsThereAndNothingWhereNothingIs) {
  const Read read("a: 5\nb: { c: [1s, 250ms] }\nd: 5%\ne: true\nf: 30/m\n");
  EXPECT_EQ(read.root()["a"].count(1, 9), 5u);
  EXPECT_EQ(read.root()["b"]["c"].items()[1].duration(), std::chrono::milliseconds(250));
  EXPECT_EQ(read.root()["d"].share(), 0.05);
  EXPECT_EQ(read.root()["e"].truth(), true);
  EXPECT_EQ(read.root()["f"].rate_per_s(), 0.5);
  EXPECT_FALSE(read.root()["x"]["y"].text());
  EXPECT_THAT(read.lines(), IsEmpty());
}

TEST(YamlFile, TellsEveryProblemWithPlaceAndHint) {
  const Read read("tracks:\n  - load:\n      rate: fast\n      userz: 3\n    name: [a]\n    empty:\n");
  const YamlSpot track = read.root()["tracks"].items()[0];
  track["load"]["rate"].rate_per_s();
  track["load"].only({"rate", "users"});
  track["name"].text();
  track["empty"].text();
  track.need("workload");
  track["load"].items();
  EXPECT_THAT(read.lines(),
              ElementsAre(HasSubstr("a.yaml:3:13: tracks[0].load.rate: \"fast\""),
                          "a.yaml:4:7: tracks[0].load: there is no key \"userz\" (did you mean users?)",
                          "a.yaml:5:11: tracks[0].name: a single value is wanted here, not a list",
                          "a.yaml:6:5: tracks[0].empty: there is no value (\"\" is an empty text)",
                          "a.yaml:2:5: tracks[0]: \"workload\" is missing",
                          "a.yaml:3:7: tracks[0].load: a list is wanted here, not a map (- begins each item)"));
}

TEST(YamlFile, TellsWhereItIsNoYaml) {
  EXPECT_THAT(Read("a: [1, 2\nb: 3\n").lines(), ElementsAre(HasSubstr("a.yaml:2:2: this is no YAML")));
  EXPECT_THAT(Read("a: b: c\n").lines(), ElementsAre(HasSubstr("a.yaml:1:5: this is no YAML")));
  EXPECT_THAT(Read("a:\n\t- b\n").lines(), ElementsAre(HasSubstr("a.yaml:2:2: a tab cannot indent YAML")));
  EXPECT_THAT(Read("a: 1\na: 2\n").lines(), ElementsAre("a.yaml:2:1: \"a\" is given twice"));
  EXPECT_THAT(Read("a: 1\n---\nb: 1\n").lines(), ElementsAre(HasSubstr("a.yaml:3:1: a second document begins")));
  EXPECT_THAT(Read("{\"a\":1},\"b\":2\n").lines(), ElementsAre(HasSubstr("a.yaml:1:8: this is no YAML")))
      << "of which yaml-cpp would make documents without end";
  EXPECT_THAT(Read("a: 1\n---\n").lines(), ElementsAre()) << "nothing comes after the line";
  EXPECT_THAT(Read("x: &x {a: 1}\ny: { <<: *x }\n").lines(), ElementsAre(HasSubstr("a.yaml:2:6: y: merge keys")));
  EXPECT_THAT(Read("? [a]\n: 1\n").lines(), ElementsAre(HasSubstr("a key has to be a word")));
}

TEST(YamlFile, AnchorsCannotMakeBillionsOfALine) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int k = 0; k < 9; ++k) text += ", " + before;
    text += "]\n";
  }
  EXPECT_THAT(Read(text).lines(), ElementsAre(HasSubstr("is too large")));
  EXPECT_THAT(Read(std::string(400, '[') + std::string(400, ']')).lines(), ElementsAre(HasSubstr("nested too deeply")));
  EXPECT_FALSE(Read(std::string(100'000, '[')).lines().empty());
}

TEST(YamlFile, VariablesComeFromWhatWasGivenThenTheEnvironmentThenDefaults) {
  setenv("YAML_TEST_HOST", "env", 1);
  const Read read(
      "a: ${YAML_TEST_HOST}\nb: ws://${HOST:-local}/x\nc: $${HOST}\nd: ${NONE}\ne: ${OTHER}\nf: ${open\ng: ${a b}\n",
      {.given = {{"YAML_TEST_HOST", "given"}}, .defaults = {{"OTHER", "its own"}}});
  EXPECT_EQ(read.root()["a"].text(), "given");
  EXPECT_EQ(read.root()["b"].text(), "ws://local/x");
  EXPECT_EQ(read.root()["c"].text(), "${HOST}");
  EXPECT_EQ(read.root()["e"].text(), "its own");
  EXPECT_FALSE(read.root()["d"].text());
  EXPECT_FALSE(read.root()["f"].text());
  EXPECT_FALSE(read.root()["g"].text());
  EXPECT_TRUE(read.file->uses("HOST"));
  EXPECT_FALSE(read.file->uses("PORT"));
  EXPECT_THAT(read.lines(),
              ElementsAre(HasSubstr("a.yaml:4:4: d: ${NONE} has no value (give --set NONE=VALUE"),
                          HasSubstr("a.yaml:6:4: f: ${ is not closed"), HasSubstr("\"a b\" is no name of a variable")));
  EXPECT_EQ(Read("a: ${YAML_TEST_HOST}\n").root()["a"].text(), "env");
}

TEST(YamlFile, BuildsOnWhatItIncludesAndKeepsThePlaces) {
  const auto folder = std::filesystem::temp_directory_path() / ("yaml_file_test." + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "base.yaml") << "load: { users: many, rate: 5/s }\nlist: [1, 2]\n";
  std::ofstream(folder / "top.yaml") << "include: base.yaml\nload: { rate: 7/s }\nlist: [3]\n";
  std::ofstream(folder / "loop.yaml") << "include: [base.yaml, loop.yaml]\n";
  std::ofstream(folder / "lost.yaml") << "include: nowhere.yaml\n";
  Problems problems;
  const auto top = YamlFile::read(folder / "top.yaml", {}, problems);
  ASSERT_TRUE(top);
  EXPECT_EQ(top->root()["load"]["rate"].rate_per_s(), 7.0);
  EXPECT_EQ(top->root()["list"].items().size(), 1u);
  top->root()["load"]["users"].count(1, 10);
  EXPECT_EQ(top->root()["list"].folder(), folder.string());
  EXPECT_FALSE(YamlFile::read(folder / "loop.yaml", {}, problems));
  EXPECT_FALSE(YamlFile::read(folder / "lost.yaml", {}, problems));
  EXPECT_FALSE(YamlFile::read(folder, {}, problems));
  EXPECT_THAT(lines_of(problems),
              ElementsAre(HasSubstr("base.yaml:1:16: load.users: \"many\""), HasSubstr("loop.yaml:1:22: include[1]: "),
                          HasSubstr("nowhere.yaml: cannot be read: No such file"),
                          HasSubstr("it is a folder (name a file in it)")));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace loadtest
