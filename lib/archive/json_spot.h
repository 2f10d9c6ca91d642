#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.h"

namespace loadtest {

/// A place in a JSON text that is being read. What is missing there, or of another kind than asked for, is noted once
/// with its path and reads as nothing: whoever reads goes on and asks at the end whether all was right.
class JsonSpot {
 public:
  /// `wrong` takes the first thing that is.
  JsonSpot(const boost::json::value& value, std::string& wrong) : value_(&value), wrong_(&wrong) {}

  JsonSpot operator[](std::string_view key) const;
  std::vector<JsonSpot> items() const;
  std::vector<std::pair<std::string, JsonSpot>> members() const;
  bool has(std::string_view key) const;
  bool is_null() const { return value_ == nullptr || value_->is_null(); }
  bool is_list() const { return value_ != nullptr && value_->is_array(); }
  bool is_text() const { return value_ != nullptr && value_->is_string(); }

  std::string text() const;
  std::vector<std::string> texts() const;
  bool truth() const;
  std::uint64_t count(std::uint64_t max = UINT64_MAX) const;
  std::uint32_t count32() const { return static_cast<std::uint32_t>(count(UINT32_MAX)); }
  double number() const;
  std::optional<double> number_or_null() const { return is_null() ? std::nullopt : std::optional(number()); }
  /// Seconds and milliseconds, back to the nanosecond that they were made of. null is 0.
  Nanos seconds() const { return scaled(1e9); }
  Nanos millis() const { return scaled(1e6); }
  /// Which of these words stands there.
  std::size_t word(std::span<const std::string_view> words) const;

  /// Notes what is wrong here.
  void wrong(std::string_view what) const;

 private:
  JsonSpot(const boost::json::value* value, std::string path, std::string* wrong)
      : value_(value), path_(std::move(path)), wrong_(wrong) {}
  Nanos scaled(double unit) const;

  const boost::json::value* value_;  // null: there is nothing, and that was noted
  std::string path_;
  std::string* wrong_;
};

}  // namespace loadtest
