#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace loadtest {

// Takes apart what the kernel and exporters write.

/// All up to the next line end, which goes too.
std::string_view take_line(std::string_view& rest);
/// The next word; empty where there is none.
std::string_view take_word(std::string_view& rest);
/// Nothing unless all of it is one.
std::optional<double> as_number(std::string_view word);
/// The number behind a line's first word: "MemAvailable:  123 kB", "nr_throttled 5".
std::optional<double> number_after(std::string_view text, std::string_view word);

/// A small file as it is now, such as one of /proc; nothing where it cannot be read.
std::optional<std::string> read_now(const std::string& path);

}  // namespace loadtest
