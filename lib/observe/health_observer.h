#pragma once

#include <memory>

#include "http/url.h"
#include "observe/observer.h"

namespace loadtest {

/// Asks a health endpoint once a second: source "health".
std::unique_ptr<Observer> make_health_observer(HttpUrl);

}  // namespace loadtest
