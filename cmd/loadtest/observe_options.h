#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/option.h"
#include "http/url.h"
#include "loadtest/command.h"
#include "pg/conninfo.h"

namespace loadtest {

/// What is looked at beside the load, in the order in which the help shows it.
std::span<const OptionSpec> observe_options();

struct ObserveOptions {
  bool at_all = true;                    // the database under load and this machine are looked at by themselves
  std::optional<pg::Conninfo> database;  // beside those that the load meets
  std::optional<pg::Conninfo> pgbouncer;
  std::vector<HttpUrl> metrics;
  std::optional<HttpUrl> health;
  std::optional<int> pid;
  std::vector<std::string> secrets;
};
ObserveOptions read_observe_options(const CommandInput&, Problems&);

}  // namespace loadtest
