#include "loadtest/formats.h"

namespace loadtest {
namespace {

constexpr ReportFormat formats[] = {
    {".json", "the result file", result_json},
};

}  // namespace

std::span<const ReportFormat> report_formats() { return formats; }

}  // namespace loadtest
