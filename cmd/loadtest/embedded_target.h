#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "loadtest/child_service.h"

namespace loadtest {

/// What of the reference backend is needed beside the chat.
struct EmbeddedParts {
  bool with_db = false;
  std::uint32_t db_max_connections = 300;
};

/// The reference backend as a child process (`loadtest target`), for as long as this object lives.
class EmbeddedTarget {
 public:
  /// Starts it and waits until it is ready. Errors (target): it did not start, with what it told of that.
  static Result<std::unique_ptr<EmbeddedTarget>> start(const EmbeddedParts& = {});
  /// Where the workload of that name ("ws", "db") finds it; none where it does not serve that.
  std::optional<std::string> address(std::string_view workload) const { return service_->address(workload); }

 private:
  explicit EmbeddedTarget(std::unique_ptr<ChildService> service) : service_(std::move(service)) {}

  std::unique_ptr<ChildService> service_;
};

}  // namespace loadtest
