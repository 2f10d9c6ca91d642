#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "feed/table.h"

namespace loadtest {

/// Which row comes next.
enum class FeedOrder : std::uint8_t {
  sequential,  // one after the other over all users, by the start's number; from the top again at the end
  random,      // any, drawn by seed and the start's number
  unique,      // as sequential, but each at most once: afterwards there is none
  per_user,    // a user keeps its own; with more users than rows they are given out in turn
};

/// As they are written in files, in the order of the enum.
inline constexpr std::string_view feed_orders[] = {"sequential", "random", "unique", "per_user"};

/// The row for a start, or nullopt where `unique` has none left. A pure function of numbers that are the same on every
/// shard and in every segment (StartOrder::number, the user's number), so that the parts of a run together take the
/// rows that the whole would. `rows` > 0.
std::optional<std::size_t> feed_row(FeedOrder, std::size_t rows, std::uint64_t user, std::uint64_t number,
                                    std::uint64_t seed);

/// A table and the order in which its rows come. Cheap to copy; copies share the table.
class Feeder {
 public:
  /// The table has rows. Feeders that are to draw differently from one another get different seeds.
  Feeder(std::shared_ptr<const FeedTable> table, FeedOrder order, std::uint64_t seed)
      : table_(std::move(table)), order_(order), seed_(seed) {}

  const FeedTable& table() const { return *table_; }
  FeedOrder order() const { return order_; }
  std::optional<std::size_t> row(std::uint64_t user, std::uint64_t number) const {
    return feed_row(order_, table_->rows(), user, number, seed_);
  }

  /// Before the start: whether `unique` rows are too few for the `starts` that are known to come. `name` = the
  /// feeder's.
  Status lasts_for(std::uint64_t starts, std::string_view name) const;

 private:
  std::shared_ptr<const FeedTable> table_;
  FeedOrder order_;
  std::uint64_t seed_;
};

/// The error kind of an operation for which a `unique` feeder had no row left.
inline constexpr std::string_view feeder_exhausted = "feeder exhausted";

}  // namespace loadtest
