#include "load/user_moves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <vector>

#include "core/random.h"

namespace loadtest {
namespace {

using namespace std::chrono_literals;

using Move = UserMoves::Move;

std::vector<Move> moves_of(std::uint32_t start, const std::vector<Stage>& stages, ShardSlot slot = {}) {
  UserMoves walk(start, stages, slot);
  std::vector<Move> moves;
  for (;;) {
    const bool more = walk.more_come();
    const auto move = walk.next();
    if (!move) {
      EXPECT_FALSE(more);
      return moves;
    }
    EXPECT_TRUE(more || !move->comes);
    moves.push_back(*move);
  }
}

TEST(UserMoves, AreAtTheInstantsAtWhichTheLinePassesAUser) {
  const auto moves = moves_of(2, {{3s, 5}, {1s, 5}, {0s, 7}, {7s, 0}});
  const std::tuple<Nanos, std::uint64_t, bool> wanted[] = {
      {0s, 2, true},  {1s, 3, true},  {2s, 4, true},  {4s, 5, true},  {4s, 6, true},   {5s, 6, false},
      {6s, 5, false}, {7s, 4, false}, {8s, 3, false}, {9s, 2, false}, {10s, 1, false}, {11s, 0, false}};
  ASSERT_EQ(moves.size(), std::size(wanted));
  for (std::size_t i = 0; i < moves.size(); ++i)
    EXPECT_EQ(std::tuple(moves[i].at, moves[i].user, moves[i].comes), wanted[i]) << i;
}

TEST(UserMoves, AJumpMovesAllAtOnceAndAPlateauNobody) {
  const auto moves = moves_of(10, {{5s, 10}, {0s, 400}, {2s, 400}, {0s, 10}, {5s, 10}});
  EXPECT_EQ(moves.size(), 2 * 390u);
  for (const Move& move : moves) EXPECT_EQ(move.at, move.comes ? 5s : 7s);
  EXPECT_TRUE(moves_of(10, {}).empty());
}

/// Curves of any kind: ramps, jumps, plateaus, down to nothing and back.
std::vector<Stage> any_stages(Random& random) {
  std::vector<Stage> stages;
  for (auto left = 1 + random.next() % 6; left > 0; --left) {
    const bool jump = random.next() % 4 == 0, nobody = random.next() % 5 == 0;
    stages.push_back({jump ? Nanos(0) : Nanos(static_cast<Nanos::rep>(random.next() % 20'000'000'000)),
                      nobody ? 0.0 : static_cast<double>(random.next() % 300)});
  }
  return stages;
}

TEST(UserMoves, DrawTheCurve) {
  Random random(5);
  for (int round = 0; round < 300; ++round) {
    const auto stages = any_stages(random);
    const auto start = static_cast<std::uint32_t>(random.next() % 100);
    std::set<std::uint64_t> there;
    for (std::uint64_t i = 0; i < start; ++i) there.insert(i);
    Nanos before{0};
    for (const Move& move : moves_of(start, stages)) {
      ASSERT_LE(before, move.at);
      // Between two moves the number of users is that of the curve, rounded up.
      const Nanos middle = before + (move.at - before) / 2;
      if (move.at - before > 2us) {
        ASSERT_EQ(there.size(), static_cast<std::size_t>(std::ceil(value_at(start, stages, middle))));
      }
      ASSERT_TRUE(move.comes ? there.insert(move.user).second : there.erase(move.user) == 1);
      ASSERT_TRUE(there.empty() || *there.rbegin() + 1 == there.size()) << "the first users are there";
      before = move.at;
    }
    ASSERT_EQ(there.size(), static_cast<std::size_t>(stages.back().target));
  }
}

TEST(UserMoves, OfShardsAndSegmentsAreTogetherExactlyTheWhole) {
  const auto key = [](const Move& move) { return std::tuple(move.at, move.user, move.comes); };
  Random random(6);
  for (int round = 0; round < 100; ++round) {
    const auto stages = any_stages(random);
    const auto start = static_cast<std::uint32_t>(random.next() % 50);
    std::vector<std::tuple<Nanos, std::uint64_t, bool>> whole;
    for (const Move& move : moves_of(start, stages)) whole.push_back(key(move));
    std::sort(whole.begin(), whole.end());
    for (unsigned segments = 1; segments <= 3; ++segments) {
      for (unsigned shards = 1; shards <= 3; ++shards) {
        std::vector<std::tuple<Nanos, std::uint64_t, bool>> parts;
        for (unsigned segment = 0; segment < segments; ++segment) {
          for (unsigned shard = 0; shard < shards; ++shard) {
            const ShardSlot slot = ShardSlot{segment, segments}.within({shard, shards});
            for (const Move& move : moves_of(start, stages, slot)) {
              ASSERT_TRUE(slot.owns(move.user));
              parts.push_back(key(move));
            }
          }
        }
        std::sort(parts.begin(), parts.end());
        ASSERT_EQ(parts, whole) << segments << " segments of " << shards << " shards";
      }
    }
  }
}

}  // namespace
}  // namespace loadtest
