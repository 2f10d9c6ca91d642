#include "report/coincidence_words.h"

#include <fmt/format.h>

#include "core/units.h"

namespace loadtest {
namespace {

std::string when_of(Nanos lag) {
  if (lag == Nanos(0)) return "at the same time";
  return lag > Nanos(0) ? fmt::format("{} later", format_duration(lag))
                        : fmt::format("{} before it", format_duration(-lag));
}

}  // namespace

std::string coincidence_sentence(const Coincidence& one) {
  std::string text =
      fmt::format("{} {} {} {} of the {}, {} (r {:.2f}, p {}{:.3f}, {} intervals)", one.operation, one.measure,
                  one.r > 0 ? "went together with" : "rose with a fall of", one.series, one.source, when_of(one.lag),
                  one.r, one.p <= 0.001 ? "≤ " : "", one.p <= 0.001 ? 0.001 : one.p, show_count(one.intervals));
  if (one.period > Nanos(0))
    text += fmt::format("; both repeat every {}, which alone would make them go together", format_duration(one.period));
  return text;
}

}  // namespace loadtest
