#pragma once

namespace loadtest {

/// How far a Student-t variable of so many degrees of freedom (at least 1) strays to either side in all but `beyond` of
/// all cases.
double student_t_bound(double freedom, double beyond);

/// In how many cases chance alone takes it this far to either side.
double student_t_beyond(double freedom, double t);

}  // namespace loadtest
