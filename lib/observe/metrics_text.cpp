#include "observe/metrics_text.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "observe/text_pieces.h"

namespace loadtest {
namespace {

MetricKind kind_of(std::string_view word) {
  if (word == "counter") return MetricKind::counter;
  if (word == "gauge") return MetricKind::gauge;
  if (word == "summary") return MetricKind::summary;
  if (word == "histogram") return MetricKind::histogram;
  if (word == "unknown" || word == "untyped") return MetricKind::unknown;
  return MetricKind::other;  // info, stateset, gaugehistogram
}

/// What the last # TYPE declared; a family's lines follow it.
struct Declared {
  std::string_view family;
  MetricKind kind = MetricKind::unknown;

  bool covers(std::string_view name) const {
    if (family.empty() || !name.starts_with(family)) return false;
    name.remove_prefix(family.size());
    static constexpr std::string_view endings[] = {"",         "_total", "_sum",  "_count", "_bucket",
                                                   "_created", "_info",  "_gsum", "_gcount"};
    return std::find(std::begin(endings), std::end(endings), name) != std::end(endings);
  }
};

bool is_name(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ':';
  };
  return !text.empty() && (text.front() < '0' || text.front() > '9') && std::all_of(text.begin(), text.end(), fits);
}

// Where the braces end, quoted ones not counted; npos where they do not.
std::size_t end_of_labels(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && text[i] == '}') {
      return i;
    }
  }
  return std::string_view::npos;
}

std::optional<double> value_of(std::string_view word) {
  if (word == "+Inf" || word == "Inf") return std::numeric_limits<double>::infinity();
  if (word == "-Inf") return -std::numeric_limits<double>::infinity();
  if (word == "NaN" || word == "Nan" || word == "nan") return std::numeric_limits<double>::quiet_NaN();
  return as_number(word);
}

std::optional<MetricLine> parse_line(std::string_view line, const Declared& declared) {
  MetricLine parsed;
  parsed.name = line.substr(0, line.find_first_of("{ \t"));
  if (!is_name(parsed.name)) return std::nullopt;
  line.remove_prefix(parsed.name.size());
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  if (line.starts_with('{')) {
    line.remove_prefix(1);
    const std::size_t end = end_of_labels(line);
    if (end == std::string_view::npos) return std::nullopt;
    parsed.labels = line.substr(0, end);
    line.remove_prefix(end + 1);
  }
  // A time and, in OpenMetrics, an exemplar may follow.
  const auto value = value_of(take_word(line));
  if (!value) return std::nullopt;
  parsed.value = *value;
  const bool known = declared.covers(parsed.name);
  parsed.family = known ? declared.family : parsed.name;
  parsed.kind = known ? declared.kind : MetricKind::unknown;
  return parsed;
}

}  // namespace

std::size_t read_metrics(std::string_view text, const std::function<void(const MetricLine&)>& take) {
  std::size_t strange = 0;
  Declared declared;
  while (!text.empty()) {
    std::string_view line = take_line(text);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
    if (line.starts_with('#')) {
      line.remove_prefix(1);
      const std::string_view what = take_word(line);
      if (what == "EOF") break;
      if (what != "TYPE") continue;
      declared.family = take_word(line);
      declared.kind = kind_of(take_word(line));
    } else if (const auto parsed = parse_line(line, declared)) {
      take(*parsed);
    } else {
      ++strange;
    }
  }
  return strange;
}

std::string metric_label(std::string_view labels, std::string_view name) {
  while (!labels.empty()) {
    labels.remove_prefix(std::min(labels.find_first_not_of(" ,"), labels.size()));
    const std::size_t equals = labels.find('=');
    if (equals == std::string_view::npos) return {};
    std::string_view key = labels.substr(0, equals);
    key = take_word(key);
    labels.remove_prefix(equals + 1);
    labels.remove_prefix(std::min(labels.find_first_not_of(' '), labels.size()));
    if (!labels.starts_with('"')) return {};
    std::string value;
    std::size_t i = 1;
    for (; i < labels.size() && labels[i] != '"'; ++i) {
      if (labels[i] == '\\' && i + 1 < labels.size()) ++i;
      value += labels[i - 1] == '\\' && labels[i] == 'n' ? '\n' : labels[i];
    }
    if (key == name) return value;
    labels.remove_prefix(std::min(i + 1, labels.size()));
  }
  return {};
}

}  // namespace loadtest
