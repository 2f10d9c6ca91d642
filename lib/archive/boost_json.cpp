// The one file in which Boost.JSON is compiled (docs/decisions/0010-segments-and-merge.md).
#include <boost/json/src.hpp>
