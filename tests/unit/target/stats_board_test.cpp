#include "target/stats_board.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace loadtest::target;

namespace {

TEST(StatsBoard, AddsUpWhatOtherProcessesCount) {
  StatsBoard board(3);
  for (unsigned i = 0; i < 3; ++i) {
    const int pid = ::fork();
    if (pid == 0) {
      for (unsigned opened = 0; opened <= i; ++opened) board.of(i).opened();
      board.of(i).closed(true);
      board.of(i).echoes = 10 * (i + 1);
      ::_exit(0);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(pid, &status, 0), pid);
    EXPECT_EQ(status, 0);
  }
  const TargetStats total = board.total();
  EXPECT_EQ(total.connections_accepted, 6u);
  EXPECT_EQ(total.open, 3u);
  EXPECT_EQ(total.closed_clean, 3u);
  EXPECT_EQ(total.echoes, 60u);
  // One after the other: 1, then 0 + 2, then 0 + 1 + 3; the sum of their own peaks would be 6.
  EXPECT_EQ(total.peak_open, 4u);
}

TEST(StatsBoard, OfOneProcessIsItsCounters) {
  StatsBoard board;
  board.of(0).opened();
  board.of(0).opened();
  board.of(0).closed(false);
  EXPECT_EQ(board.total().json(), board.of(0).json());
  EXPECT_EQ(board.total().peak_open, 2u);
  EXPECT_TRUE(
      board.total().json().starts_with("{\"connections_accepted\":2,\"greeted\":0,\"open\":1,\"peak_open\":2,"));
}

}  // namespace
