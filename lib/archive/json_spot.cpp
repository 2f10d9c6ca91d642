#include "archive/json_spot.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cmath>

#include "core/text.h"

namespace loadtest {

namespace {

// A year, a hundred times: far beyond any run, and far below what nanoseconds can hold.
constexpr double nanos_max = 3.2e18;

}  // namespace

void JsonSpot::wrong(std::string_view what) const {
  if (wrong_->empty()) *wrong_ = fmt::format("{} {}", path_.empty() ? "the whole" : escape_foreign(path_, 120), what);
}

JsonSpot JsonSpot::operator[](std::string_view key) const {
  std::string path = path_ + (path_.empty() ? "" : ".") + std::string(key);
  if (value_ == nullptr) return {nullptr, std::move(path), wrong_};
  const boost::json::object* object = value_->if_object();
  if (object == nullptr) wrong("is no object");
  const boost::json::value* found = object == nullptr ? nullptr : object->if_contains(key);
  JsonSpot spot(found, std::move(path), wrong_);
  if (object != nullptr && found == nullptr) spot.wrong("is missing");
  return spot;
}

bool JsonSpot::has(std::string_view key) const {
  const boost::json::object* object = value_ == nullptr ? nullptr : value_->if_object();
  return object != nullptr && object->contains(key);
}

std::vector<JsonSpot> JsonSpot::items() const {
  std::vector<JsonSpot> spots;
  if (value_ == nullptr) return spots;
  const boost::json::array* array = value_->if_array();
  if (array == nullptr) return wrong("is no list"), spots;
  for (std::size_t i = 0; i < array->size(); ++i)
    spots.push_back({&(*array)[i], fmt::format("{}[{}]", path_, i), wrong_});
  return spots;
}

std::vector<std::pair<std::string, JsonSpot>> JsonSpot::members() const {
  std::vector<std::pair<std::string, JsonSpot>> spots;
  if (value_ == nullptr) return spots;
  const boost::json::object* object = value_->if_object();
  if (object == nullptr) return wrong("is no object"), spots;
  for (const auto& member : *object) {
    std::string key(member.key());
    spots.emplace_back(key, JsonSpot(&member.value(), path_ + "." + key, wrong_));
  }
  return spots;
}

std::string JsonSpot::text() const {
  if (value_ == nullptr) return {};
  if (const boost::json::string* text = value_->if_string()) return std::string(*text);
  return wrong("is no text"), std::string();
}

std::vector<std::string> JsonSpot::texts() const {
  std::vector<std::string> all;
  for (const JsonSpot& item : items()) all.push_back(item.text());
  return all;
}

bool JsonSpot::truth() const {
  if (value_ == nullptr) return false;
  if (const bool* truth = value_->if_bool()) return *truth;
  return wrong("is neither true nor false"), false;
}

std::uint64_t JsonSpot::count(std::uint64_t max) const {
  if (value_ == nullptr) return 0;
  std::optional<std::uint64_t> count;
  if (const std::uint64_t* found = value_->if_uint64()) count = *found;
  if (const std::int64_t* found = value_->if_int64(); found != nullptr && *found >= 0)
    count = static_cast<std::uint64_t>(*found);
  if (count && *count <= max) return *count;
  return wrong(count ? "is too large" : "is no count"), 0;
}

double JsonSpot::number() const {
  if (value_ == nullptr) return 0;
  if (value_->is_number()) return value_->to_number<double>();
  return wrong("is no number"), 0;
}

Nanos JsonSpot::scaled(double unit) const {
  if (is_null()) return Nanos(0);
  const double nanos = number() * unit;
  if (nanos >= 0 && nanos < nanos_max) return Nanos(std::llround(nanos));
  return wrong("is no length of time"), Nanos(0);
}

std::size_t JsonSpot::word(std::span<const std::string_view> words) const {
  if (value_ == nullptr) return 0;
  const std::string found = text();
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] == found) return i;
  return wrong("has a word that is not known there"), 0;
}

}  // namespace loadtest
