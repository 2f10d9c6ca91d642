#include "report/output_file.h"
#include "report/sink.h"

namespace loadtest {
namespace {

class FileSink final : public ReportSink {
 public:
  FileSink(const ReportFormat& format, OutputFile file) : format_(format), file_(std::move(file)) {}

  Status write(const Report& report) override { return file_.write(format_.text(report)); }

 private:
  ReportFormat format_;
  OutputFile file_;
};

Result<ReportFormat> format_of(const std::string& path, std::span<const ReportFormat> formats) {
  std::string known;
  for (const ReportFormat& format : formats) {
    if (format.ending == ending_of(path)) return format;
    known.append(known.empty() ? "" : " ").append(format.ending);
  }
  return tl::unexpected(unknown_ending(path, known));
}

}  // namespace

Result<std::unique_ptr<ReportSink>> make_file_sink(const std::string& path, std::span<const ReportFormat> formats) {
  const auto format = format_of(path, formats);
  if (!format) return tl::unexpected(format.error());
  auto file = OutputFile::check(path);
  if (!file) return tl::unexpected(file.error());
  return std::make_unique<FileSink>(*format, std::move(*file));
}

}  // namespace loadtest
