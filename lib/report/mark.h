#pragma once

#include <string>
#include <string_view>

#include "judge/criteria.h"
#include "judge/level.h"
#include "report/paint.h"

namespace loadtest {

/// One sign for how something stands, in its colour.
struct Mark {
  std::string_view sign;
  std::string (Paint::*colour)(std::string_view) const;

  std::string shown(const Paint& paint) const { return in_colour(paint, sign); }
  std::string in_colour(const Paint& paint, std::string_view text) const { return (paint.*colour)(text); }
};

/// How a level stands, as criteria do.
inline CriterionStatus criterion_status(LevelStanding standing) {
  if (standing == LevelStanding::held) return CriterionStatus::pass;
  return standing == LevelStanding::broke ? CriterionStatus::fail : CriterionStatus::no_data;
}

inline Mark mark_of(CriterionStatus status) {
  switch (status) {
    case CriterionStatus::pass:
      return {"✓", &Paint::green};
    case CriterionStatus::warn:
      return {"!", &Paint::yellow};
    case CriterionStatus::fail:
      return {"✗", &Paint::red};
    case CriterionStatus::no_data:
      return {"?", &Paint::yellow};
    case CriterionStatus::not_tried:
      break;
  }
  return {"–", &Paint::dim};
}

}  // namespace loadtest
