#pragma once

#include <memory>

#include "observe/observer.h"

namespace loadtest {

/// Looks at the machine that makes the load: source "generator".
std::unique_ptr<Observer> make_host_observer();

}  // namespace loadtest
