#include "archive/read_result.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "archive/json_spot.h"
#include "archive/read_report.h"
#include "core/text.h"

namespace loadtest {

namespace {

constexpr std::string_view schema = "loadtest.result/1";
// A day of eleven operations takes 40 MB; what is beyond this is something else.
constexpr std::uintmax_t file_bytes_max = std::uintmax_t{1} << 30;

tl::unexpected<Error> refuse(std::string what, std::string hint) {
  return fail(ErrorKind::usage, std::move(what), std::move(hint));
}

}  // namespace

Result<Report> read_result(std::string_view json) {
  boost::json::monotonic_resource memory;
  boost::json::error_code error;
  const boost::json::value root = boost::json::parse({json.data(), json.size()}, error, &memory);
  if (error) return refuse("is no JSON: " + error.message(), "is the file complete?");
  const boost::json::object* object = root.if_object();
  const boost::json::value* found = object == nullptr ? nullptr : object->if_contains("schema");
  const boost::json::string* written = found == nullptr ? nullptr : found->if_string();
  if (written == nullptr) return refuse("is no result of loadtest", "results are written by --out FILE.json");
  if (std::string_view(*written) != schema) {
    return refuse(fmt::format("has the format \"{}\", not {}", escape_foreign(*written, 40), schema),
                  "was it written by another version of loadtest?");
  }
  std::string wrong;
  Report report = read_report(JsonSpot(root, wrong));
  if (!wrong.empty()) return refuse(wrong, "was the file edited, or written by another version of loadtest?");
  return report;
}

Result<Report> read_result_file(const std::string& path) {
  const std::string shown = escape_foreign(path, 200);
  const auto unreadable = [&](std::string_view why) {
    return refuse(fmt::format("{}: cannot be read: {}", shown, why), "check the path");
  };
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return unreadable("it is a folder");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return unreadable(std::strerror(errno));
  const std::uintmax_t bytes = std::filesystem::file_size(path, error);
  if (!error && bytes > file_bytes_max) return refuse(shown + ": is too large for a result file", "it may have 1 GiB");
  std::string text;
  for (char piece[1 << 16]; file.read(piece, sizeof piece), file.gcount() > 0;) {
    text.append(piece, static_cast<std::size_t>(file.gcount()));
    if (text.size() > file_bytes_max) return refuse(shown + ": is too large for a result file", "it may have 1 GiB");
  }
  if (file.bad()) return unreadable(std::strerror(errno));
  auto report = read_result(text);
  if (!report) report.error().message = shown + ": " + report.error().message;
  return report;
}

}  // namespace loadtest
