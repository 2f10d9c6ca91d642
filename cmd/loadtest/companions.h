#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/error.h"
#include "engine/engine.h"
#include "loadtest/live_observer.h"
#include "loadtest/load_options.h"
#include "report/companion.h"

namespace loadtest {

using Companions = std::vector<std::unique_ptr<RunCompanion>>;

/// Those that the options ask for. What they need of this machine, such as a port, they take now; where it is not to be
/// had, that is a problem.
Companions make_companions(const OutputOptions&, Problems&);

/// That the run could not be carried out.
void tell_failure(const Companions&, const Report& described, const Error&);

/// Ends them, and tells what they remark on standard error. Where all but problems is `quiet`, it is one: no result has
/// it.
void finish(Companions&, bool quiet);

/// However a run ends, its companions end before what they steer.
class CompanionsEnd {
 public:
  explicit CompanionsEnd(Companions& companions) : companions_(companions) {}
  CompanionsEnd(const CompanionsEnd&) = delete;
  CompanionsEnd& operator=(const CompanionsEnd&) = delete;
  ~CompanionsEnd() { companions_.clear(); }

 private:
  Companions& companions_;
};

/// How many files they may have open at once.
std::uint64_t companion_files(const OutputOptions&);

/// All who look on while a run lasts: people at the terminal, and its companions.
class Audience final : public RunObserver {
 public:
  Audience(LiveObserver& terminal, const Companions& companions) : terminal_(terminal), companions_(companions) {}
  void on_progress(const Progress&) override;

 private:
  LiveObserver& terminal_;
  const Companions& companions_;
};

}  // namespace loadtest
