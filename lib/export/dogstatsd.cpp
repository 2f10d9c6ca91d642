#include "export/dogstatsd.h"

#include <fmt/format.h>

#include <iterator>

namespace loadtest {
namespace {

std::string tag_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool splits = static_cast<unsigned char>(c) <= ' ' || c == ',' || c == '|' || c == '#';
    out += splits ? '_' : c;
  }
  return out;
}

std::string tags_of(const MetricLabels& labels) {
  std::string out;
  for (const auto& [name, value] : labels) {
    if (!value.empty()) fmt::format_to(std::back_inserter(out), ",{}:{}", tag_text(name), tag_text(value));
  }
  return out;
}

}  // namespace

std::vector<std::string> DogStatsD::datagrams(const MetricSnapshot& snapshot) {
  counted_ = told_;
  const std::string common = tags_of(source_.labels).substr(1);
  std::vector<std::string> out;
  const auto put = [&](const std::string& line) {
    if (line.size() > datagram_max) return;
    if (out.empty() || out.back().size() + 1 + line.size() > datagram_max)
      out.push_back(line);
    else
      out.back() += "\n" + line;
  };
  for (const MetricPoint& point : snapshot.points) {
    // What is told of the run is in the tags, and buckets are nothing that this protocol knows.
    if (point.metric == &metrics::run_info || point.metric->type == MetricType::histogram) continue;
    std::string name(point.metric->name);
    name.replace(name.find('_'), 1, ".");
    const std::string tags = common + tags_of(point.labels);
    if (point.metric->type == MetricType::gauge || point.metric->type == MetricType::summary) {
      put(fmt::format("{}:{}|g|#{}", name, point.value, tags));
      continue;
    }
    std::uint64_t& counted = counted_[name + "|" + tags];
    const auto value = static_cast<std::uint64_t>(point.value);
    if (value > counted) put(fmt::format("{}:{}|c|#{}", name, value - counted, tags));
    counted = value;
  }
  return out;
}

}  // namespace loadtest
