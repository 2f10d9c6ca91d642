#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/error.h"
#include "report/layout.h"
#include "report/report.h"

namespace loadtest {

/// Writer of a finished report.
class ReportSink {
 public:
  virtual ~ReportSink() = default;
  virtual Status write(const Report&) = 0;
};

/// A kind of file that a report is written as.
struct ReportFormat {
  std::string_view ending;  // of the file's name: ".json"
  std::string_view what;    // for people: "the result file"
  std::string (*text)(const Report&);
};

/// The sink for a file name, whose format its ending tells. The file is tried for writing now and replaced only when
/// the report is complete. Errors (usage): an unknown ending, a folder that does not exist or may not be written.
Result<std::unique_ptr<ReportSink>> make_file_sink(const std::string& path, std::span<const ReportFormat>);

/// The result file's content, format "loadtest.result/1".
std::string result_json(const Report&);

/// The summary for people on standard output.
struct ConsoleStyle {
  bool color = false;
  bool unicode = true;
  bool quiet = false;  // the verdict's line alone
  bool verbose = false;
  std::size_t columns = usual_columns;  // of a terminal that is narrower
};
std::string console_summary(const Report&, const ConsoleStyle&);

}  // namespace loadtest
