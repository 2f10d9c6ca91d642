#include "feed/feeder.h"

#include <fmt/format.h>

#include "core/random.h"
#include "core/units.h"

namespace loadtest {

std::optional<std::size_t> feed_row(FeedOrder order, std::size_t rows, std::uint64_t user, std::uint64_t number,
                                    std::uint64_t seed) {
  switch (order) {
    case FeedOrder::sequential:
      return number % rows;
    case FeedOrder::random: {
      // The high half of bits * rows: even to one part in 2^64 / rows, without the division of a remainder.
      __extension__ using Wide = unsigned __int128;
      return static_cast<std::size_t>((Wide(mix64(mix64(seed) ^ number)) * rows) >> 64);
    }
    case FeedOrder::unique:
      return number < rows ? std::optional<std::size_t>(number) : std::nullopt;
    case FeedOrder::per_user:
      return user % rows;
  }
  return std::nullopt;
}

Status Feeder::lasts_for(std::uint64_t starts, std::string_view name) const {
  if (order_ != FeedOrder::unique || starts <= table_->rows()) return {};
  return fail(ErrorKind::config,
              fmt::format("feeder {} gives each row once and has {}, but {} starts are planned", name,
                          show_count(table_->rows()), show_count(starts)),
              "add rows, or take order: sequential");
}

}  // namespace loadtest
