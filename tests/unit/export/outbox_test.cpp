#include "export/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

namespace loadtest {
namespace {

using Box = Outbox<int>;
using testing::ElementsAre;

constexpr auto soon = std::chrono::milliseconds(300);
const Box::Limits quick{.waiting_max = 3, .at_once_max = 2, .first_pause = std::chrono::milliseconds(1)};

Sending no(bool retry) { return tl::unexpected<SendFailure>({"no", retry}); }

TEST(Outbox, SendsWhatWasPutInOrder) {
  std::vector<int> got;
  Box box([&](const std::vector<int>& items) { return got.insert(got.end(), items.begin(), items.end()), Sending(); },
          quick);
  for (const int item : {1, 2, 3}) box.put(item);
  box.start();
  box.end_by(Clock::now() + std::chrono::seconds(10));
  const auto outcome = box.join();
  EXPECT_THAT(got, ElementsAre(1, 2, 3));
  EXPECT_EQ(outcome.put, 3u);
  EXPECT_EQ(outcome.lost, 0u);
}

TEST(Outbox, LosesTheOldestWhereTheLineIsFull) {
  std::vector<int> got;
  Box box([&](const std::vector<int>& items) { return got.insert(got.end(), items.begin(), items.end()), Sending(); },
          quick);
  for (int item = 0; item < 5; ++item) box.put(item);
  box.start();
  box.end_by(Clock::now() + std::chrono::seconds(10));
  EXPECT_EQ(box.join().lost, 2u);
  EXPECT_THAT(got, ElementsAre(2, 3, 4));
}

TEST(Outbox, TriesAgainWhereThatMayHelp) {
  int tries = 0;
  Box box([&](const std::vector<int>&) { return ++tries < 4 ? no(true) : Sending(); }, quick);
  box.put(1);
  box.start();
  box.end_by(Clock::now() + std::chrono::seconds(10));
  EXPECT_EQ(box.join().lost, 0u);
  EXPECT_EQ(tries, 4);
}

TEST(Outbox, GivesUpAtOnceWhatIsRefused) {
  std::vector<int> tried;
  Box box([&](const std::vector<int>& items) { return tried.push_back(items.front()), no(items.front() == 3); }, quick);
  for (const int item : {1, 2, 3}) box.put(item);
  box.start();
  box.end_by(Clock::now() + soon);
  const auto outcome = box.join();
  EXPECT_EQ(outcome.lost, 3u);
  EXPECT_EQ(outcome.why, "no");
  EXPECT_EQ(std::count(tried.begin(), tried.end(), 1), 1);
  EXPECT_GT(std::count(tried.begin(), tried.end(), 3), 1);
}

TEST(Outbox, CountsWhatItCouldNotSendBeforeTheEnd) {
  Box box([](const std::vector<int>&) { return no(true); }, quick);
  for (const int item : {1, 2, 3}) box.put(item);
  box.start();
  box.end_by(Clock::now() + std::chrono::milliseconds(20));
  EXPECT_EQ(box.join().lost, 3u);
}

}  // namespace
}  // namespace loadtest
