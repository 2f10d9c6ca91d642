#include "engine/engine.h"

#include <algorithm>

#include "engine/run_control.h"

namespace loadtest {

Result<RunResult> run(Plan& plan, RunObserver& observer, const StopTokens& stop, HeldUsers* by_hand) {
  try {
    RunControl control(plan, observer, by_hand);
    return control.run(stop);
  } catch (const std::system_error& error) {
    return fail(ErrorKind::internal, std::string("a shard could not begin: ") + error.what());
  }
}

}  // namespace loadtest
