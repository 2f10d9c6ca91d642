#pragma once

#include <string>
#include <vector>

#include "archive/likeness.h"
#include "core/error.h"

namespace loadtest {

/// Results that others are held against. Each is read once, and of each only what is compared is kept.
class Baseline {
 public:
  /// Runs that are not alike are problems; where they are compared all the same, warnings.
  enum class Unlike : bool { refused, told };
  /// What is wrong with the files becomes problems.
  Baseline(const std::vector<std::string>& files, std::vector<RegressionLimit>, Unlike, Problems&);

  bool empty() const { return runs_.empty(); }
  /// Before a run: what is known of it. After it, or of a result read: all of it.
  void check(const Report&, const std::string& file, Unlike, Problems&);
  /// Takes one more of the new runs.
  void add(const Report&, std::string file, std::string doubt = {});
  /// At least one must have been added.
  RunComparison compare() const;

 private:
  struct Described {
    std::string file;
    Report report;  // without its figures
  };
  void note(std::vector<std::string>& list, std::string text);

  std::vector<RegressionLimit> limits_;
  std::vector<Described> described_;
  std::vector<ComparableRun> runs_, fresh_;
  std::vector<std::string> warnings_, remarks_;
  bool forced_ = false;
};

/// A baseline that is no file of its own: holds the finished report against it, which then says what came of it.
void hold_against(Baseline&, Report&, std::string doubt = {});

}  // namespace loadtest
