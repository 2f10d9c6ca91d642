#include "scenario/planner.h"

#include <gmock/gmock.h>

#include <array>

namespace loadtest {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

/// Does nothing; only its making matters here.
class QuietWorkload final : public Workload {
 public:
  explicit QuietWorkload(bool pooled) : pooled_(pooled) {}
  std::span<const OperationSpec> operations() const override { return operations_; }
  std::optional<OperationId> connect_operation() const override {
    return pooled_ ? std::nullopt : std::optional<OperationId>(0);
  }
  std::vector<TargetHost> hosts() const override { return {}; }
  Status set_address(const std::string&) override { return {}; }
  Status prepare(Remarks&) override { return {}; }
  std::unique_ptr<SessionFactory> attach(ShardContext) override { return nullptr; }
  void clean_up(Remarks&) noexcept override {}

 private:
  bool pooled_;
  std::array<OperationSpec, 1> operations_{OperationSpec{"connect"}};
};

std::unique_ptr<Workload> create(const WorkloadRequest& request) {
  request.redactor.add(request.options.get_or("token", ""));
  request.warnings.emplace_back("made for " + std::to_string(request.users));
  if (!request.options.has("url")) request.problems.push_back({ErrorKind::usage, "--url: missing", {}});
  if (request.options.has("bad")) request.problems.push_back({ErrorKind::usage, "--bad: is bad", {}});
  return request.problems.empty() ? std::make_unique<QuietWorkload>(request.options.has("pool")) : nullptr;
}

constexpr WorkloadType quiet{"quiet", "does nothing", {}, create};
constexpr std::array<const WorkloadType*, 1> catalog{&quiet};

TrackSpec track(std::string name) {
  TrackSpec spec;
  spec.name = std::move(name);
  spec.workload = "quiet";
  spec.profile.users = 3;
  spec.profile.duration = 10s;
  spec.connect_timeout = spec.reply_timeout = 10s;
  spec.options.add("url", "ws://x");
  return spec;
}

std::vector<std::string> problems_of(const Scenario& scenario) {
  Redactor redactor;
  Problems problems;
  EXPECT_FALSE(make_plan(scenario, catalog, redactor, problems));
  std::vector<std::string> lines;
  for (const Error& problem : problems) lines.push_back(problem.line());
  return lines;
}

TEST(Planner, RefusesSessionsOverAPool) {
  Scenario scenario;
  scenario.tracks = {track("a")};
  scenario.tracks[0].profile.model = SessionModel{5, {{10s, 5}}};
  Redactor redactor;
  Problems problems;
  EXPECT_TRUE(make_plan(scenario, catalog, redactor, problems));
  scenario.tracks[0].options.add("pool", "20");
  EXPECT_THAT(problems_of(scenario), ElementsAre(HasSubstr("share a pool")));
}

TEST(Planner, MakesThePlanThatWasDescribed) {
  Scenario scenario;
  scenario.seed = 7;
  scenario.threads = 2;
  scenario.tracks = {track("a"), track("b")};
  scenario.tracks[1].start_after = 5s;
  scenario.tracks[0].options.add("token", "s3cret-token");
  Redactor redactor;
  Problems problems;
  const auto planned = make_plan(scenario, catalog, redactor, problems);
  ASSERT_TRUE(planned);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(planned->plan.seed, 7u);
  EXPECT_EQ(planned->plan.shards, 2u);
  ASSERT_EQ(planned->plan.tracks.size(), 2u);
  EXPECT_EQ(planned->plan.tracks[1].name, "b");
  EXPECT_EQ(planned->plan.tracks[1].start_after, 5s);
  EXPECT_EQ(planned->plan.tracks[1].profile.users, 3u);
  EXPECT_TRUE(planned->plan.tracks[0].workload);
  EXPECT_THAT(planned->warnings, ElementsAre("made for 3", "made for 3"));
  EXPECT_EQ(redactor.redact("my s3cret-token"), "my ***");
}

TEST(Planner, MakesNoShardWithoutAUser) {
  Scenario scenario;
  scenario.threads = 64;
  scenario.tracks = {track("a")};
  Redactor redactor;
  Problems problems;
  EXPECT_EQ(make_plan(scenario, catalog, redactor, problems)->plan.shards, 3u);
}

TEST(Planner, ASegmentHasThreadsForItsOwnShareAndTheLoadOfTheWhole) {
  for (const auto& [index, shards] : {std::pair(0u, 2u), {1u, 1u}}) {
    Scenario scenario;
    scenario.threads = 64;
    scenario.segment = {index, 2};
    scenario.start_at = Instant(1'795'348'800s);
    scenario.tracks = {track("a")};
    Redactor redactor;
    Problems problems;
    const auto planned = make_plan(scenario, catalog, redactor, problems);
    ASSERT_TRUE(planned);
    EXPECT_EQ(planned->plan.shards, shards) << "three users are two and one";
    EXPECT_EQ(planned->plan.segment, scenario.segment);
    EXPECT_EQ(planned->plan.start_at, scenario.start_at);
    EXPECT_EQ(planned->plan.tracks[0].profile.users, 3u);
  }
}

TEST(Planner, RefusesMoreSegmentsThanThereIsToShareOut) {
  Scenario scenario;
  scenario.segment = {0, 4};
  scenario.tracks = {track("a")};
  EXPECT_THAT(problems_of(scenario),
              ElementsAre("3 users cannot be shared by 4 segments: some would have none (at most 3 segments)"));
  scenario.tracks[0].profile.users = 4;
  scenario.tracks[0].profile.starts_max = 3;
  EXPECT_THAT(problems_of(scenario), ElementsAre(HasSubstr("cannot be shared by 4 segments")));
}

TEST(Planner, GivesEachShardOfAnOpenTrackEightUsersAtLeast) {
  for (const auto& [users, shards] : {std::pair(3u, 1u), {15u, 1u}, {16u, 2u}, {1000u, 4u}}) {
    Scenario scenario;
    scenario.threads = 4;
    scenario.tracks = {track("a")};
    scenario.tracks[0].profile.users = users;
    scenario.tracks[0].profile.model = constant_rate(10, 0s, 10s, Arrival::regular);
    Redactor redactor;
    Problems problems;
    EXPECT_EQ(make_plan(scenario, catalog, redactor, problems)->plan.shards, shards) << users;
  }
}

TEST(Planner, KeepsASmallTrackOnShardsOfItsOwnAsFarAsThereAreAny) {
  Scenario scenario;
  scenario.threads = 4;
  scenario.tracks = {track("large"), track("small"), track("other"), track("late")};
  scenario.tracks[0].profile.users = 100;
  scenario.tracks[1].profile.users = 1;
  scenario.tracks[2].profile.users = 2;
  scenario.tracks[3].profile.users = 3;
  Redactor redactor;
  Problems problems;
  const auto planned = make_plan(scenario, catalog, redactor, problems);
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->plan.shards, 4u);
  std::vector<std::pair<unsigned, unsigned>> spans;
  for (const Track& one : planned->plan.tracks) spans.emplace_back(one.shards.first, one.shards.count);
  EXPECT_THAT(spans, ElementsAre(std::pair(0u, 4u), std::pair(0u, 1u), std::pair(1u, 2u), std::pair(1u, 3u)));
}

TEST(Planner, TellsEveryProblemAtOnce) {
  Scenario scenario;
  scenario.tracks = {track("a")};
  scenario.tracks[0].options = {};
  scenario.tracks[0].options.add("bad", "");
  scenario.tracks[0].profile.ramp_up = 10s;
  scenario.tracks[0].reply_timeout = 0s;
  EXPECT_THAT(problems_of(scenario),
              ElementsAre(HasSubstr("ramp-up"), HasSubstr("reply timeout"), "--url: missing", "--bad: is bad"));
}

TEST(Planner, SaysWhichTrackItMeansWhereThereAreSeveral) {
  Scenario scenario;
  scenario.tracks = {track("a"), track("b")};
  scenario.tracks[1].options.add("bad", "");
  EXPECT_THAT(problems_of(scenario), ElementsAre("track b: --bad: is bad"));
  scenario.tracks[0].options.add("bad", "");
  EXPECT_THAT(problems_of(scenario), ElementsAre("--bad: is bad")) << "of all of them";
}

TEST(Planner, RefusesWhatCannotBeToldApartOrDoesNotExist) {
  Scenario scenario;
  EXPECT_THAT(problems_of(scenario), ElementsAre(HasSubstr("at least one track")));
  scenario.tracks = {track("a"), track("a")};
  EXPECT_THAT(problems_of(scenario), ElementsAre(HasSubstr("two tracks are called \"a\"")));
  scenario.tracks = {track("a")};
  scenario.tracks[0].workload = "quite";
  EXPECT_THAT(problems_of(scenario), ElementsAre("track a: no workload is called \"quite\" (did you mean quiet)"));
}

}  // namespace
}  // namespace loadtest
