#include "archive/read_result.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "archive/embedded_result.h"
#include "archive/json_spot.h"
#include "archive/read_json.h"
#include "archive/read_report.h"
#include "core/text.h"
#include "files/read_whole_file.h"

namespace loadtest {

namespace {

constexpr std::string_view schema = "loadtest.result/1";
// A day of eleven operations takes 40 MB; what is beyond this is something else.
constexpr std::size_t file_bytes_max = std::size_t{1} << 30;

tl::unexpected<Error> refuse(std::string what, std::string hint) {
  return fail(ErrorKind::usage, std::move(what), std::move(hint));
}

}  // namespace

Result<Report> read_result(std::string_view json) {
  boost::json::monotonic_resource memory;
  boost::json::error_code error;
  const boost::json::value root = read_json(json, error, &memory);
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
  const auto text = read_whole_file(path, file_bytes_max);
  if (!text) return refuse(shown + ": " + text.error().message, text.error().hint);
  const auto embedded = embedded_result(*text);
  if (!embedded && text->starts_with('<'))
    return refuse(shown + ": has no result in it", "an HTML report of a long run has none: take the run's .json");
  auto report = read_result(embedded ? *embedded : std::string_view(*text));
  if (!report) report.error().message = shown + ": " + report.error().message;
  return report;
}

}  // namespace loadtest
