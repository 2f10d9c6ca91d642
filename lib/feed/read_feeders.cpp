#include "feed/read_feeders.h"

#include <filesystem>

#include "core/random.h"
#include "feed/read_table.h"

namespace loadtest {

std::vector<NamedFeeder> read_feeders(const YamlSpot& map, std::uint64_t seed) {
  std::vector<NamedFeeder> feeders;
  for (const auto& [name, spot] : map.members()) {
    spot.only({"file", "order"});
    const auto order = spot["order"].word(feed_orders);
    const YamlSpot file = spot.need("file");
    const auto path = file.text();
    if (!path) continue;
    auto table = read_table((std::filesystem::path(file.folder()) / *path).string());
    if (!table) {
      file.wrong(table.error().message, table.error().hint);
      continue;
    }
    seed = mix64(seed);
    feeders.push_back({name, Feeder(std::make_shared<const FeedTable>(std::move(*table)),
                                    order ? static_cast<FeedOrder>(*order) : FeedOrder::sequential, seed)});
  }
  return feeders;
}

}  // namespace loadtest
