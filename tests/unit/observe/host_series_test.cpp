#include "observe/host_series.h"

#include <gmock/gmock.h>

namespace loadtest {
namespace {

using testing::ElementsAre;

TimePoint at(double seconds) { return TimePoint(from_seconds(seconds)); }

Observed observed_of(const HostSeries& series) {
  Observed observed;
  series.conclude(at(0), observed);
  return observed;
}

std::vector<double> values_of(const Observed& observed, std::string_view name) {
  std::vector<double> values;
  if (const auto* series = observed.find_series(name))
    for (const auto& point : series->points) values.push_back(point.value);
  return values;
}

HostReading reading(double seconds, double busy, double steal, double all) {
  HostReading one;
  one.at = at(seconds);
  one.cpu = HostReading::Cpu{busy, steal, all, 2};
  return one;
}

TEST(HostSeries, SharesAreOfAllProcessors) {
  HostSeries series;
  series.add(reading(0, 100, 5, 200));
  series.add(reading(1, 101, 5, 202));
  series.add(reading(1.01, 101, 5, 202.02));  // too soon after it: left for the next
  series.add(reading(2, 103, 5, 204));
  series.add(reading(3, 104.9, 5.1, 206));
  const Observed observed = observed_of(series);
  EXPECT_THAT(values_of(observed, "cpu.busy"), ElementsAre(0.5, 1.0, testing::DoubleNear(0.95, 1e-9)));
  EXPECT_THAT(values_of(observed, "cpu.steal"), ElementsAre(0, 0, testing::DoubleNear(0.05, 1e-9)));
  EXPECT_EQ(observed.find_series("disk.read"), nullptr) << "what is not known is left out";
  EXPECT_EQ(observed.figure("cpus"), 2);
}

TEST(HostSeries, HeldBackIsNoLongerThanTheTimeThatPassed) {
  HostSeries series;
  const auto add = [&](double seconds, double time, double periods) {
    HostReading one = reading(seconds, seconds, 0, 8 * seconds);
    one.throttled = HostReading::Throttled{time, periods};
    series.add(one);
  };
  add(1, 0, 0);
  add(2, 0.3, 0.5);  // a part of five of ten periods
  add(3, 2.7, 1.4);  // on several processors at once
  add(4, 2.7, 1.4);
  using testing::DoubleNear;
  EXPECT_THAT(values_of(observed_of(series), "cpu.throttled"),
              ElementsAre(DoubleNear(0.3, 1e-9), DoubleNear(0.9, 1e-9), DoubleNear(0, 1e-9)));
}

TEST(HostSeries, TheBusiestInterfaceCountsInItsBusierDirection) {
  HostSeries series;
  const auto add = [&](double seconds, double received, double sent, double slow_sent) {
    HostReading one = reading(seconds, seconds, 0, 2 * seconds);
    one.interfaces = {{"eth0", received, sent, 125e6}, {"eth1", 0, slow_sent, 1e6}, {"wlan0", 9e9 * seconds, 0, {}}};
    series.add(one);
  };
  add(0, 0, 0, 0);
  add(1, 100e6, 25e6, 0.1e6);
  add(2, 100e6, 25e6, 0.9e6);
  const Observed observed = observed_of(series);
  EXPECT_THAT(values_of(observed, "network.used"), ElementsAre(0.8, testing::DoubleNear(0.8, 1e-9)));
  EXPECT_EQ(observed.figure("network.speed"), 125e6);
}

TEST(RateRecorder, TakesACounterThatBeganAnewFromThere) {
  RateRecorder rate("x", "/s");
  rate.add(at(0), 1000);
  rate.add(at(1), 1010);
  rate.add(at(2), 5);  // its server was started again
  rate.add(at(4), 25);
  const ObservedSeries series = rate.series(at(0));
  ASSERT_EQ(series.points.size(), 2u);
  EXPECT_EQ(series.points[0].value, 10);
  EXPECT_EQ(series.points[1].value, 10);
  EXPECT_EQ(series.points[1].at, std::chrono::seconds(4));
}

}  // namespace
}  // namespace loadtest
