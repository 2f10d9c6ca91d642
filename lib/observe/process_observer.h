#pragma once

#include <memory>
#include <string>

#include "core/error.h"
#include "observe/observer.h"

namespace loadtest {

/// Whether there is such a process, and how it is called. Errors (usage).
Result<std::string> name_of_process(int pid);

/// Looks at a process of this machine and all that it started.
std::unique_ptr<Observer> make_process_observer(int pid, std::string source);

}  // namespace loadtest
