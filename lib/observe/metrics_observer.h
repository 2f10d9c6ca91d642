#pragma once

#include <memory>
#include <string>

#include "http/url.h"
#include "observe/observer.h"

namespace loadtest {

/// Reads an exporter's metrics once a second. node_exporter's get the names that those of the generator's host have.
std::unique_ptr<Observer> make_metrics_observer(HttpUrl, std::string source);

}  // namespace loadtest
