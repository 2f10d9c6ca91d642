#include "observe/metrics_text.h"

#include <gmock/gmock.h>

#include <cmath>

#include "observe/metric_series.h"
#include "observe/node_metrics.h"

namespace loadtest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Line {
  std::string name, labels, family;
  MetricKind kind;
  double value;
  bool operator==(const Line&) const = default;
};
void PrintTo(const Line& line, std::ostream* out) {
  *out << line.name << "{" << line.labels << "} of " << line.family << " kind " << static_cast<int>(line.kind) << " "
       << line.value;
}

std::vector<Line> lines_of(std::string_view text, std::size_t strange = 0) {
  std::vector<Line> lines;
  EXPECT_EQ(read_metrics(text,
                         [&](const MetricLine& line) {
                           lines.push_back({std::string(line.name), std::string(line.labels), std::string(line.family),
                                            line.kind, line.value});
                         }),
            strange)
      << text;
  return lines;
}

TEST(MetricsText, IsReadInPrometheusFormat) {
  EXPECT_THAT(
      lines_of("# HELP http_requests_total The total number of HTTP requests.\n"
               "# TYPE http_requests_total counter\n"
               "http_requests_total{method=\"post\",code=\"200\"} 1027 1395066363000\n"
               "http_requests_total{method=\"post\",code=\"400\"}    3 1395066363000\n"
               "\n"
               "# Escaping in label values:\n"
               "msdos_file_access_time_seconds{path=\"C:\\\\DIR\\\\F}ILE.TXT\",error=\"a \\\"b\\\"\"} 1.458255915e9\r\n"
               "# Minimalistic line:\n"
               "metric_without_timestamp_and_labels 12.47\n"
               "# TYPE rpc_duration_seconds summary\n"
               "rpc_duration_seconds{quantile=\"0.5\"} 4773\n"
               "rpc_duration_seconds_sum 1.7560473e+07\n"
               "rpc_duration_seconds_count 2693\n"),
      ElementsAre(
          Line{"http_requests_total", "method=\"post\",code=\"200\"", "http_requests_total", MetricKind::counter, 1027},
          Line{"http_requests_total", "method=\"post\",code=\"400\"", "http_requests_total", MetricKind::counter, 3},
          Line{"msdos_file_access_time_seconds", "path=\"C:\\\\DIR\\\\F}ILE.TXT\",error=\"a \\\"b\\\"\"",
               "msdos_file_access_time_seconds", MetricKind::unknown, 1.458255915e9},
          Line{"metric_without_timestamp_and_labels", "", "metric_without_timestamp_and_labels", MetricKind::unknown,
               12.47},
          Line{"rpc_duration_seconds", "quantile=\"0.5\"", "rpc_duration_seconds", MetricKind::summary, 4773},
          Line{"rpc_duration_seconds_sum", "", "rpc_duration_seconds", MetricKind::summary, 17560473},
          Line{"rpc_duration_seconds_count", "", "rpc_duration_seconds", MetricKind::summary, 2693}));
}

TEST(MetricsText, IsReadInOpenMetrics) {
  EXPECT_THAT(lines_of("# TYPE foo counter\n"
                       "# UNIT foo seconds\n"
                       "foo_total 17.0 1520879607.789 # {trace_id=\"ab\"} 1.0 1520879607.7\n"
                       "foo_created 1520430000.123\n"
                       "# TYPE build info\n"
                       "build_info{version=\"1\"} 1\n"
                       "# EOF\n"
                       "after_the_end 1\n"),
              ElementsAre(Line{"foo_total", "", "foo", MetricKind::counter, 17},
                          Line{"foo_created", "", "foo", MetricKind::counter, 1520430000.123},
                          Line{"build_info", "version=\"1\"", "build", MetricKind::other, 1}));
}

TEST(MetricsText, WhatIsNoneIsCounted) {
  EXPECT_THAT(lines_of("<html>\n<body>it works</body>\n", 2), testing::IsEmpty());
  EXPECT_THAT(lines_of("a{b=\"c\" 1\nx y\n9a 1\nonly_a_name\n", 4), testing::IsEmpty());
  const auto strange = lines_of("a NaN\nb +Inf\nc -Inf\n");
  ASSERT_EQ(strange.size(), 3u);
  EXPECT_TRUE(std::isnan(strange[0].value));
  EXPECT_EQ(strange[1].value, INFINITY);
  EXPECT_EQ(strange[2].value, -INFINITY);
}

TEST(MetricLabel, IsFoundUnescaped) {
  const char* labels = "a=\"1,b=\\\"2\\\"\", b=\"C:\\\\x\\ny\",device=\"eth0\",";
  EXPECT_EQ(metric_label(labels, "a"), "1,b=\"2\"");
  EXPECT_EQ(metric_label(labels, "b"), "C:\\x\ny");
  EXPECT_EQ(metric_label(labels, "device"), "eth0");
  EXPECT_EQ(metric_label(labels, "c"), "");
  EXPECT_EQ(metric_label("a=\"never ends", "b"), "");
}

Observed seen_in(const std::vector<std::string>& looks) {
  MetricSeries series;
  for (std::size_t i = 0; i < looks.size(); ++i) {
    const TimePoint at = TimePoint() + std::chrono::seconds(i);
    read_metrics(looks[i], [&](const MetricLine& line) { series.add(at, line); });
    series.end_look(at);
  }
  Observed observed;
  series.conclude(TimePoint(), observed);
  return observed;
}

std::vector<double> series_in(const Observed& observed, std::string_view name, std::string_view unit) {
  std::vector<double> values;
  const auto* series = observed.find_series(name);
  if (series == nullptr) return values;
  EXPECT_EQ(series->unit, unit) << name;
  for (const auto& point : series->points) values.push_back(point.value);
  return values;
}

TEST(MetricSeries, CountersAreRatesAndHistogramsMeans) {
  const auto look = [](int requests, double cpu, int rooms, int count, double sum) {
    return "# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total " + std::to_string(cpu) +
           "\n# TYPE requests_total counter\nrequests_total{path=\"/\"} " + std::to_string(requests) +
           "\n# TYPE rooms gauge\nrooms " + std::to_string(rooms) + "\nuntyped_total " + std::to_string(requests) +
           "\n# TYPE took_seconds histogram\ntook_seconds_bucket{le=\"+Inf\"} 9\ntook_seconds_count " +
           std::to_string(count) + "\ntook_seconds_sum " + std::to_string(sum) + "\npython_info{version=\"3\"} 1\n";
  };
  const Observed observed = seen_in({look(10, 1.0, 3, 100, 5), look(30, 1.5, 4, 110, 6), look(30, 2.5, 2, 110, 6)});
  EXPECT_THAT(series_in(observed, "process.cpu", "cores"), ElementsAre(0.5, 1.0));
  EXPECT_THAT(series_in(observed, "requests_total{path=\"/\"}", "/s"), ElementsAre(20, 0));
  EXPECT_THAT(series_in(observed, "untyped_total", "/s"), ElementsAre(20, 0));
  EXPECT_THAT(series_in(observed, "rooms", ""), ElementsAre(3, 4, 2));
  EXPECT_THAT(series_in(observed, "took_seconds.rate", "/s"), ElementsAre(10, 0));
  EXPECT_THAT(series_in(observed, "took_seconds.mean", "s"), ElementsAre(0.1))
      << "of a second without any there is none";
  EXPECT_EQ(observed.series.size(), 6u);
  EXPECT_TRUE(observed.notes.empty());
}

TEST(MetricSeries, KeepsABoundedNumberAndCountsTheRest) {
  std::string look;
  for (int i = 0; i < 337; ++i) look += "gauge{i=\"" + std::to_string(i) + "\"} 1\n";
  const Observed observed = seen_in({look, look});
  EXPECT_EQ(observed.series.size(), MetricSeries::series_max);
  ASSERT_EQ(observed.notes.size(), 1u);
  EXPECT_THAT(observed.notes[0], HasSubstr("137 were left out"));
}

TEST(MetricSeries, NamesAreSafeToShow) {
  const Observed observed = seen_in({"a{b=\"\x1b[31m" + std::string(500, 'x') + "\"} 1\n"});
  ASSERT_EQ(observed.series.size(), 1u);
  EXPECT_THAT(observed.series[0].name, HasSubstr("\\x1b"));
  EXPECT_LT(observed.series[0].name.size(), 210u);
}

TEST(NodeMetrics, AreTheHostsFigures) {
  NodeMetrics node;
  read_metrics(
      "# TYPE node_cpu_seconds_total counter\n"
      "node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"} 513.18\n"
      "node_cpu_seconds_total{cpu=\"0\",mode=\"iowait\"} 2.02\n"
      "node_cpu_seconds_total{cpu=\"0\",mode=\"steal\"} 4.7\n"
      "node_cpu_seconds_total{cpu=\"0\",mode=\"user\"} 697.88\n"
      "node_cpu_seconds_total{cpu=\"1\",mode=\"idle\"} 469.4\n"
      "node_cpu_seconds_total{cpu=\"1\",mode=\"system\"} 90.05\n"
      "node_disk_read_bytes_total{device=\"sda\"} 2.167698432e+09\n"
      "node_disk_read_bytes_total{device=\"sda1\"} 2e+09\n"
      "node_disk_written_bytes_total{device=\"sda\"} 5\n"
      "node_load1 4.46\n"
      "node_memory_MemAvailable_bytes 2.3776526336e+10\n"
      "node_netstat_Tcp_OutSegs 12570\n"
      "node_netstat_Tcp_RetransSegs 7\n"
      "node_network_receive_bytes_total{device=\"eth0\"} 2.55340423e+08\n"
      "node_network_receive_bytes_total{device=\"docker0\"} 9\n"
      "node_network_speed_bytes{device=\"eth0\"} 1.25e+08\n"
      "node_network_transmit_bytes_total{device=\"lo\"} 347\n"
      "process_cpu_seconds_total 0.2\n",
      [&](const MetricLine& line) { node.add(line); });
  ASSERT_TRUE(node.found());
  const HostReading reading = node.reading(TimePoint());
  EXPECT_EQ(reading.cpu->cpus, 2u);
  EXPECT_NEAR(reading.cpu->busy, 697.88 + 90.05, 1e-9);
  EXPECT_NEAR(reading.cpu->steal, 4.7, 1e-9);
  EXPECT_NEAR(reading.cpu->all, 513.18 + 2.02 + 4.7 + 697.88 + 469.4 + 90.05, 1e-9);
  EXPECT_EQ(reading.disks->read, 2.167698432e9) << "partitions are in their disk";
  EXPECT_EQ(reading.load1, 4.46);
  EXPECT_EQ(reading.memory_available, 2.3776526336e10);
  EXPECT_EQ(reading.tcp->retransmits, 7);
  ASSERT_EQ(reading.interfaces.size(), 1u);
  EXPECT_EQ(reading.interfaces[0].speed, 1.25e8);
  EXPECT_EQ(reading.loopback_sent, 347);
}

}  // namespace
}  // namespace loadtest
