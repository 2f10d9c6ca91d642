#include "report/shown.h"

#include "core/text.h"

namespace loadtest {

std::string shown_foreign(std::string_view text, const Redactor& redactor) {
  return escape_foreign(redactor.redact(std::string(text)));
}

std::map<std::string, std::uint64_t> shown_kinds(const std::map<std::string, std::uint64_t>& kinds,
                                                 const Redactor& redactor) {
  std::map<std::string, std::uint64_t> shown;
  for (const auto& [kind, count] : kinds) shown[shown_foreign(kind, redactor)] += count;
  return shown;
}

}  // namespace loadtest
