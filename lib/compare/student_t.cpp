#include "compare/student_t.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace loadtest {

double student_t_bound(double freedom, double beyond) {
  return boost::math::quantile(boost::math::complement(boost::math::students_t(freedom), beyond / 2));
}

double student_t_beyond(double freedom, double t) {
  if (!std::isfinite(t)) return 0;
  return 2 * boost::math::cdf(boost::math::complement(boost::math::students_t(freedom), std::abs(t)));
}

}  // namespace loadtest
