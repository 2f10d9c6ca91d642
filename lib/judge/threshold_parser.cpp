#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "core/text.h"
#include "core/units.h"
#include "judge/threshold.h"
#include "judge/wording.h"

namespace loadtest {
namespace {

constexpr std::string_view example = "for example ws.chat.response.p95 < 2s";

std::string_view trim(std::string_view text) {
  constexpr std::string_view blank = " \t";
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::vector<std::string_view> split_at_dots(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t dot; (dot = text.find('.')) != std::string_view::npos; text.remove_prefix(dot + 1))
    parts.push_back(text.substr(0, dot));
  parts.push_back(text);
  return parts;
}

template <class Enum>
std::optional<Enum> find_word(std::span<const std::string_view> words, std::string_view word) {
  const auto it = std::find(words.begin(), words.end(), word);
  if (it == words.end()) return std::nullopt;
  return static_cast<Enum>(it - words.begin());
}

bool has_statistic(Measure measure) { return unit_of(measure) == "ms"; }

/// Parses one expression; every error carries the expression, so that it can be found among many.
class Parser {
 public:
  explicit Parser(std::string_view text) { threshold_.text = std::string(trim(text)); }

  Result<Threshold> parse() {
    std::string_view rest = threshold_.text;
    if (rest.empty()) return fail(ErrorKind::usage, "the threshold is empty", std::string(example));
    if (rest.starts_with("warn:")) {
      threshold_.warn = true;
      rest = trim(rest.substr(5));
    }
    const std::size_t sign = rest.find_first_of("<>");
    if (sign == std::string_view::npos) return wrong("has no comparison, use <, <=, > or >=");
    const bool or_equal = sign + 1 < rest.size() && rest[sign + 1] == '=';
    threshold_.comparison = rest[sign] == '<' ? (or_equal ? Comparison::less_equal : Comparison::less)
                                              : (or_equal ? Comparison::greater_equal : Comparison::greater);
    return parse_subject(trim(rest.substr(0, sign)))
        .and_then([&] { return parse_value(trim(rest.substr(sign + (or_equal ? 2 : 1)))); })
        .map([&] { return threshold_; });
  }

 private:
  template <class... Args>
  tl::unexpected<Error> wrong(fmt::format_string<Args...> format, Args&&... args) const {
    const std::string what = fmt::format(format, std::forward<Args>(args)...);
    return loadtest::fail(ErrorKind::usage, fmt::format("threshold \"{}\": {}", threshold_.text, what),
                          std::string(example));
  }

  /// "ws.chat.response.p95": from the right, for it is the left part that may be short.
  Status parse_subject(std::string_view subject) {
    if (const std::size_t colon = subject.find(':'); colon != std::string_view::npos)
      return wrong("\"{}:\" is no prefix, only warn: is", subject.substr(0, colon));
    if (subject.empty()) return wrong("says nothing about what is to be compared");
    std::vector<std::string_view> parts = split_at_dots(subject);
    if (std::find(parts.begin(), parts.end(), "") != parts.end())
      return wrong("there is nothing beside one of its dots");
    if (parts.size() < 2) return wrong("needs a track and a measure, track.measure or track.operation.measure");

    const auto last_statistic = find_word<Statistic>(statistic_names(), parts.back());
    const auto last_measure = find_word<Measure>(measure_names(), parts.back());
    if (last_measure) {
      threshold_.measure = *last_measure;
      parts.pop_back();
    } else {
      const auto measure = find_word<Measure>(measure_names(), parts[parts.size() - 2]);
      if (!last_statistic && measure && parts.size() > 2) return unknown("statistic", parts.back(), statistic_names());
      if (!last_statistic) return unknown("measure", parts.back(), measure_names());
      if (parts.size() < 3) return wrong("{} of what? the track or the measure is missing", parts.back());
      if (!measure) return unknown("measure", parts[parts.size() - 2], measure_names());
      threshold_.measure = *measure;
      threshold_.statistic = last_statistic;
      parts.resize(parts.size() - 2);
    }
    return check_statistic().and_then([&] { return take_track(parts); });
  }

  Status check_statistic() const {
    const std::string_view measure = measure_names()[static_cast<std::size_t>(threshold_.measure)];
    if (threshold_.of_drift()) {
      if (threshold_.measure == Measure::response || threshold_.measure == Measure::errors) return {};
      return wrong("drift is of response or errors, not of {}", measure);
    }
    if (has_statistic(threshold_.measure) && !threshold_.statistic)
      return wrong("which {} time? add one of {}", measure, fmt::join(statistic_names(), " "));
    if (!has_statistic(threshold_.measure) && threshold_.statistic)
      return wrong("{} is one number and has no {}", measure,
                   statistic_names()[static_cast<std::size_t>(*threshold_.statistic)]);
    return {};
  }

  Status take_track(const std::vector<std::string_view>& parts) {
    if (parts.size() > 2) return wrong("has too many parts, at most track.operation.measure.statistic");
    threshold_.track = std::string(parts[0]);
    if (parts.size() == 2) threshold_.operation = std::string(parts[1]);
    if (threshold_.measure == Measure::users && !threshold_.operation.empty())
      return wrong("users are counted for a track, not for an operation, try {}.users", threshold_.track);
    return {};
  }

  Status parse_value(std::string_view written) {
    std::string value(written);
    std::erase(value, ' ');  // "99 %" and "2 s" are how people write
    if (value.empty()) return wrong("there is no value behind the comparison");
    const std::string_view unit = unit_of(threshold_);
    if (unit == "ms") return parse_time(value);
    if (unit == "share") return parse_share(value);
    if (unit == "1/s") return parse_per_second(value);
    const Result<std::uint64_t> count = parse_count(value, 0, 1'000'000'000'000);
    if (!count) return wrong("\"{}\" is not a whole number", value);
    threshold_.value = static_cast<double>(*count);
    return {};
  }

  Status parse_time(const std::string& value) {
    const bool bare = value.find_first_not_of("0123456789.") == std::string::npos;
    // Elsewhere a bare number is seconds, but who sets a limit of "200" for a response may well mean milliseconds.
    if (bare && value != "0") return wrong("\"{}\" has no unit, try {}ms or {}s", value, value, value);
    const Result<Nanos> time = parse_duration(value);
    if (!time) return wrong("\"{}\" is not a time, try 2s or 250ms", value);
    threshold_.value = to_millis(*time);
    return {};
  }

  Status parse_share(std::string_view value) {
    const std::string_view whole = value;
    const bool percent = value.ends_with('%');
    if (percent) value.remove_suffix(1);
    double number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size())
      return wrong("\"{}\" is not a share, try 99%", whole);
    const double top = percent ? 100 : 1;
    if (!percent && number > 1 && number <= 100) return wrong("\"{}\" has no unit, try {}%", whole, value);
    if (!(number >= 0 && number <= top)) return wrong("\"{}\" is not between 0% and 100%", whole);
    threshold_.value = number / top;
    return {};
  }

  Status parse_per_second(const std::string& value) {
    if (value == "0" || value.starts_with("0/")) return {};
    const Result<double> rate = parse_rate(value);
    if (!rate) return wrong("\"{}\" is not a rate, try 50/s", value);
    threshold_.value = *rate;
    return {};
  }

  tl::unexpected<Error> unknown(std::string_view what, std::string_view word,
                                std::span<const std::string_view> known) const {
    const std::string_view near = nearest(word, known);
    if (!near.empty()) return wrong("unknown {} \"{}\", did you mean {}", what, word, near);
    return wrong("unknown {} \"{}\", there are {}", what, word, fmt::join(known, " "));
  }

  Threshold threshold_;
};

}  // namespace

Result<Threshold> Threshold::parse(std::string_view text) { return Parser(text).parse(); }

}  // namespace loadtest
