#include "observe/process_tree.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "observe/process_observer.h"

namespace loadtest {
namespace {

TEST(ProcessStat, IsReadBehindANameWithBrackets) {
  const auto stat = parse_process_stat(
      "1234 (a ) (b) S 1 1234 1234 0 -1 4194560 1021 0 0 0 150 50 7 3 20 0 5 0 8517 12345 678 18446744073709551615 1 1 "
      "0\n",
      100);
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->name, "a ) (b");
  EXPECT_EQ(stat->state, 'S');
  EXPECT_DOUBLE_EQ(stat->cpu, 2.0);
  EXPECT_DOUBLE_EQ(stat->children_cpu, 0.1);
  EXPECT_EQ(stat->threads, 5u);
  EXPECT_EQ(stat->started, 8517);
  EXPECT_FALSE(parse_process_stat("", 100));
  EXPECT_FALSE(parse_process_stat("1 (x) S 1 2", 100));
}

TEST(ProcessTree, SeesThisProcess) {
  ProcessTree tree(getpid());
  const ProcessReading first = tree.read();
  EXPECT_TRUE(first.alive);
  EXPECT_GE(first.processes, 1u);
  EXPECT_GT(first.memory, 1e6);
  ASSERT_TRUE(first.files);
  EXPECT_GE(*first.files, 3);
  const auto until = Clock::now() + std::chrono::milliseconds(300);
  while (Clock::now() < until) {
  }
  const ProcessReading second = tree.read();
  EXPECT_GT(second.busiest_thread + second.waited, 0.5) << "it ran, or another had its processor";
  EXPECT_GT(second.busiest_thread, 0.05);
}

TEST(ProcessTree, KeepsWhatAChildUsedThatEnded) {
  ProcessTree tree(getpid());
  const ProcessReading before = tree.read();
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    timespec used{};
    do {
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    } while (used.tv_sec == 0 && used.tv_nsec < 200'000'000);
    pause();
    _exit(0);
  }
  ProcessReading meanwhile;
  do {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    meanwhile = tree.read();
  } while (meanwhile.cpu - before.cpu < 0.19);
  EXPECT_EQ(meanwhile.processes, before.processes + 1);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  const ProcessReading after = tree.read();
  EXPECT_EQ(after.processes, before.processes);
  EXPECT_GE(after.cpu - before.cpu, 0.19);
}

TEST(ProcessTree, KnowsThatItsProcessEnded) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    pause();
    _exit(0);
  }
  ProcessTree tree(child);
  EXPECT_TRUE(tree.read().alive);
  EXPECT_TRUE(name_of_process(child));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_FALSE(tree.read().alive);
  EXPECT_FALSE(name_of_process(child));
}

}  // namespace
}  // namespace loadtest
