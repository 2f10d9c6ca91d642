#include "core/share.h"

#include <charconv>
#include <string>

#include "core/text.h"

namespace loadtest {

Result<double> parse_share(std::string_view text) {
  std::string_view number = text;
  const bool percent = number.ends_with('%');
  if (percent) number.remove_suffix(1);
  double share = 0;
  const char* const end = number.data() + number.size();
  const auto [rest, error] = std::from_chars(number.data(), end, share, std::chars_format::fixed);
  if (percent) share /= 100;
  if (error == std::errc{} && rest == end && share >= 0 && share <= 1) return share;
  return fail(ErrorKind::usage, "\"" + escape_foreign(text, 40) + "\" is no share from 0 to 1", "try 0.05 or 5%");
}

}  // namespace loadtest
